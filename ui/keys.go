package ui

import (
	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

// binding is one row of the table of keys. The table is the only place that
// says which key does what: the keyboard, the legends and the help read it.
type binding struct {
	key      kiosk.Key      // what the till is told
	names    []fyne.KeyName // how the window calls it
	legend   string         // as printed on the key, or a catalogue key when it starts with "screen."
	text     string         // catalogue key of what it does
	repeats  bool           // goes on while it is held down
	practice bool           // means something in practice mode only
	mini     bool           // means something where there is a mini-program only
	leaves   bool           // on the help screen: a touch leaves the help and does it
}

// bindings in the order of the help. The digits and the dot are characters, which
// keychars.go makes of keys of any layout and of the number pad.
var bindings = []binding{
	{legend: "screen.key.digits.name", text: "screen.key.digits"},
	{key: kiosk.KeyBackspace, names: []fyne.KeyName{fyne.KeyBackspace, fyne.KeyDelete}, legend: "⌫", text: "screen.key.backspace", repeats: true},
	{key: kiosk.KeyEnter, names: []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter}, legend: "Enter", text: "screen.key.enter"},
	{key: kiosk.KeyF1, names: []fyne.KeyName{fyne.KeyF1}, legend: "F1", text: "screen.key.f1"},
	{key: kiosk.KeyF2, names: []fyne.KeyName{fyne.KeyF2}, legend: "F2", text: "screen.key.f2"},
	{key: kiosk.KeyF3, names: []fyne.KeyName{fyne.KeyF3}, legend: "F3", text: "screen.key.f3", mini: true},
	{key: kiosk.KeyF4, names: []fyne.KeyName{fyne.KeyF4}, legend: "F4", text: "screen.key.f4", practice: true},
	{key: kiosk.KeyF5, names: []fyne.KeyName{fyne.KeyF5}, legend: "F5", text: "screen.key.f5"},
	{key: kiosk.KeyF6, names: []fyne.KeyName{fyne.KeyF6}, legend: "F6", text: "screen.key.f6"},
	{key: kiosk.KeyF7, names: []fyne.KeyName{fyne.KeyF7}, legend: "F7", text: "screen.key.f7"},
	{key: kiosk.KeyF8, names: []fyne.KeyName{fyne.KeyF8}, legend: "F8", text: "screen.key.f8", practice: true},
	{key: kiosk.KeyEsc, names: []fyne.KeyName{fyne.KeyEscape}, legend: "Esc", text: "screen.key.esc"},
	{key: kiosk.KeyF9, names: []fyne.KeyName{fyne.KeyF9}, legend: "F9", text: "screen.key.f9", leaves: true},
	{key: kiosk.KeyF10, names: []fyne.KeyName{fyne.KeyF10}, legend: "F10", text: "screen.key.f10", leaves: true},
	{key: kiosk.KeyF11, names: []fyne.KeyName{fyne.KeyF11}, legend: "F11", text: "screen.key.f11", leaves: true},
	{key: kiosk.KeyF12, names: []fyne.KeyName{fyne.KeyF12}, legend: "F12", text: "screen.key.f12"},
	{legend: "↑ ↓", text: "screen.key.arrows"},
	{legend: "Ctrl V", text: "screen.key.paste"},
}

// bound finds the row of a key as the window calls it.
func bound(name fyne.KeyName) (binding, bool) {
	for _, b := range bindings {
		for _, n := range b.names {
			if n == name {
				return b, true
			}
		}
	}
	return binding{}, false
}

// legendOf is what is printed on the key that tells the till k, "" for none.
func legendOf(k kiosk.Key) string {
	for _, b := range bindings {
		if b.key == k && k != "" {
			return b.legend
		}
	}
	return string(k)
}

// explained are the rows of the help.
func explained(practice, mini bool) []binding {
	var rows []binding
	for _, b := range bindings {
		if (practice || !b.practice) && (mini || !b.mini) {
			rows = append(rows, b)
		}
	}
	return rows
}
