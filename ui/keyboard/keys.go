package keyboard

import (
	"slices"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

// Binding is one row of the table of keys. The table is the only place of the
// screens that says which key does what: the keyboard, the legends and the help
// read it.
type Binding struct {
	Key      kiosk.Key      // what the till is told
	names    []fyne.KeyName // how the window calls it
	Legend   string         // as printed on the key, or a catalogue key when it starts with "screen."
	Text     string         // catalogue key of what it does, "" where another row explains it
	Repeats  bool           // goes on while it is held down
	Moves    bool           // moves through a list, where no digits are typed
	practice bool           // means something in practice mode only
	mini     bool           // means something where there is a mini-program only
	cash     bool           // means something where cash is recorded only
	print    bool           // means something where papers are printed when they are wanted only
	alone    bool           // stands where its key has no row for practice or cash, which tell of it too
	Leaves   bool           // on the help screen: a touch leaves the help and does it
}

// bindings in the order of the help. The digits and the dot are characters, which
// characters.go makes of keys of any layout and of the number pad.
var bindings = []Binding{
	{Legend: "screen.key.digits.name", Text: "screen.key.digits"},
	{Key: kiosk.KeyBackspace, names: []fyne.KeyName{fyne.KeyBackspace, fyne.KeyDelete}, Legend: "⌫", Text: "screen.key.backspace", Repeats: true},
	{Key: kiosk.KeyEnter, names: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, Legend: "Enter", Text: "screen.key.enter"},
	{Key: kiosk.KeyF1, names: []fyne.KeyName{fyne.KeyF1}, Legend: "F1", Text: "screen.key.f1"},
	{Key: kiosk.KeyF2, names: []fyne.KeyName{fyne.KeyF2}, Legend: "F2", Text: "screen.key.f2"},
	{Key: kiosk.KeyF3, names: []fyne.KeyName{fyne.KeyF3}, Legend: "F3", Text: "screen.key.f3", mini: true},
	{Legend: "F4", Text: "screen.key.cash", cash: true},
	{Key: kiosk.KeyF4, names: []fyne.KeyName{fyne.KeyF4}, Legend: "F4", Text: "screen.key.f4", practice: true},
	{Legend: "F4", Text: "screen.key.accept", alone: true},
	{Key: kiosk.KeyF5, names: []fyne.KeyName{fyne.KeyF5}, Legend: "F5", Text: "screen.key.f5"},
	{Legend: "F5", Text: "screen.key.print", print: true},
	{Key: kiosk.KeyF6, names: []fyne.KeyName{fyne.KeyF6}, Legend: "F6", Text: "screen.key.f6"},
	{Key: kiosk.KeyF7, names: []fyne.KeyName{fyne.KeyF7}, Legend: "F7", Text: "screen.key.f7"},
	{Key: kiosk.KeyF8, names: []fyne.KeyName{fyne.KeyF8}, Legend: "F8", Text: "screen.key.f8", practice: true},
	{Key: kiosk.KeyEsc, names: []fyne.KeyName{fyne.KeyEscape}, Legend: "Esc", Text: "screen.key.esc"},
	{Key: kiosk.KeyF9, names: []fyne.KeyName{fyne.KeyF9}, Legend: "F9", Text: "screen.key.f9", Leaves: true},
	{Key: kiosk.KeyF10, names: []fyne.KeyName{fyne.KeyF10}, Legend: "F10", Text: "screen.key.f10", Leaves: true},
	{Key: kiosk.KeyF11, names: []fyne.KeyName{fyne.KeyF11}, Legend: "F11", Text: "screen.key.f11", Leaves: true},
	{Key: kiosk.KeyF12, names: []fyne.KeyName{fyne.KeyF12}, Legend: "F12", Text: "screen.key.f12"},
	{Key: kiosk.KeyUp, names: []fyne.KeyName{fyne.KeyUp}, Legend: "↑ ↓", Text: "screen.key.arrows", Moves: true},
	{Key: kiosk.KeyDown, names: []fyne.KeyName{fyne.KeyDown}, Moves: true},
	{Key: kiosk.KeyPageUp, names: []fyne.KeyName{fyne.KeyPageUp}, Moves: true},
	{Key: kiosk.KeyPageDown, names: []fyne.KeyName{fyne.KeyPageDown}, Moves: true},
	{Key: kiosk.KeyHome, names: []fyne.KeyName{fyne.KeyHome}, Moves: true},
	{Key: kiosk.KeyEnd, names: []fyne.KeyName{fyne.KeyEnd}, Moves: true},
	{Key: kiosk.KeyTab, names: []fyne.KeyName{fyne.KeyTab}, Legend: "Tab", Text: "screen.key.tab"}, // ends a scan too
	{Legend: "Ctrl V", Text: "screen.key.paste"},
	{Legend: "Ctrl S", Text: "screen.key.mute"}, // no scanner ends a code by it, as some do by Ctrl M
}

// Bound finds the row of a key as the window calls it.
func Bound(name fyne.KeyName) (Binding, bool) {
	i := slices.IndexFunc(bindings, func(b Binding) bool { return slices.Contains(b.names, name) })
	if i < 0 {
		return Binding{}, false
	}
	return bindings[i], true
}

// Legend is the label printed on the key that tells the till k, "" for none.
func Legend(k kiosk.Key) string {
	for _, b := range bindings {
		if b.Key == k && b.Legend != "" && k != "" {
			return b.Legend
		}
	}
	return string(k)
}

// Explained are the rows of the help.
func Explained(practice, mini, cash, print bool) []Binding {
	return slices.DeleteFunc(slices.Clone(bindings), func(b Binding) bool {
		return b.Text == "" || b.alone && (practice || cash) || b.practice && !practice || b.mini && !mini || b.cash && !cash || b.print && !print
	})
}

// Plain reports whether a key explains itself.
func (b Binding) Plain() bool {
	return b.Text == "screen.key.digits" || b.Text == "screen.key.mute" || b.Key == kiosk.KeyTab || b.Key == kiosk.KeyBackspace || b.Key == kiosk.KeyF12
}
