package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// advance moves the rig's time and lets the keyboard look at it as often as it
// would.
func (r *rig) advance(d time.Duration) {
	for ; d > 0; d -= probeEvery {
		at := r.now().Add(min(d, probeEvery))
		r.now = func() time.Time { return at }
		r.keyboard.look()
	}
}

func TestKeys_EveryKeyOfTheTillStandsInTheTableOnce(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../kiosk/event.go", nil, 0)
	require.NoError(t, err)
	keys := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || !strings.HasPrefix(v.Names[0].Name, "Key") {
			return true
		}
		name, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		if kiosk.Key(name) == kiosk.KeyDot {
			return true // typed as a character, like the digits
		}
		keys++
		found := 0
		for _, b := range bindings {
			if b.key == kiosk.Key(name) {
				found++
			}
		}
		for _, k := range doubtKeys {
			if k == kiosk.Key(name) {
				found++ // one row explains them all
			}
		}
		require.Equal(t, 1, found, name)
		return true
	})
	require.Greater(t, keys, 10)
}

func TestKeys_NoNameIsBoundTwiceAndEveryRowIsExplained(t *testing.T) {
	seen := map[fyne.KeyName]bool{}
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		for _, b := range bindings {
			require.True(t, texts.Has(b.text), b.text)
			require.NotEmpty(t, b.legend)
			require.Equal(t, b.key != "", len(b.names) > 0, b.text)
		}
	}
	for _, b := range bindings {
		for _, n := range b.names {
			require.False(t, seen[n], n)
			seen[n] = true
		}
	}
}

func TestInput_NamedKeysArePressed(t *testing.T) {
	for _, b := range bindings {
		for _, name := range b.names {
			t.Run(string(name), func(t *testing.T) {
				r := newRig(t, "zh-CN", sizes[0])
				r.keyDown(name)
				r.keyTyped(name)
				require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: b.key}}, r.posted())
			})
		}
	}
}

func TestInput_ANumberPadsArrowsReachTheAmount(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "idle"))
	r.keyDown(fyne.KeyHome)
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyHome}}, r.posted())
	r.draws(view(t, "history"))
	r.keyDown(fyne.KeyHome)
	require.Empty(t, r.posted())
}

func TestInput_AHeldKeyCountsOnceUnlessItDeletes(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.keyDown(fyne.KeyReturn)
	for range 5 {
		r.keyTyped(fyne.KeyReturn)
	}
	require.Len(t, r.posted(), 1)
	r.keyDown(fyne.KeyBackspace)
	for range 5 {
		r.keyTyped(fyne.KeyBackspace)
	}
	require.Len(t, r.posted(), 5)
}

func TestInput_APersonTypesAndAScannerScans(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	for _, c := range "12.5" {
		r.key(wedge.KeyPress{Rune: c})
		r.advance(120 * time.Millisecond)
	}
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "1"}, kiosk.Pressed{Key: "2"}, kiosk.Pressed{Key: "."}, kiosk.Pressed{Key: "5"}}, r.posted())

	r.advance(time.Second)
	for _, c := range "134567890123456789" {
		r.key(wedge.KeyPress{Rune: c})
		r.advance(10 * time.Millisecond)
	}
	r.keyDown(fyne.KeyReturn)
	r.advance(time.Second)
	require.Equal(t, []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789")}}, r.posted())
}

func TestInput_AWindowThatStallsDoesNotSplitAScan(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	for i, c := range "134567890123456789" {
		r.key(wedge.KeyPress{Rune: c})
		if i%3 == 1 { // the window draws for a tenth of a second and looks at nothing
			at := r.now().Add(100 * time.Millisecond)
			r.now = func() time.Time { return at }
			continue
		}
		r.advance(10 * time.Millisecond)
	}
	r.keyDown(fyne.KeyReturn)
	r.advance(time.Second)
	for _, e := range r.posted() {
		_, pressed := e.(kiosk.Pressed)
		require.False(t, pressed, "%v", e)
	}
}

func TestInput_ATouchDoesNotOvertakeTheKeysBeforeIt(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "amount"))
	r.key(wedge.KeyPress{Rune: '5'})
	r.tap(t, r.pad.touches["pay.wechat"])
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "5"}, kiosk.Tapped{Action: kiosk.ActionWeChat}}, r.posted())
}

func TestInput_ThePasteIsPostedWhole(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.app.Clipboard().SetContent("12.50\n")
	r.paste()
	require.Equal(t, []kiosk.Event{kiosk.Pasted{Text: "12.50\n"}}, r.posted())
	r.app.Clipboard().SetContent("")
	r.paste()
	require.Empty(t, r.posted())
}

func TestInput_TheWindowsKeyboardReachesTheTillAndNothingTakesIt(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	w := test.NewTempWindow(t, r.root)
	w.Resize(sizes[0])
	r.listen(w)
	r.draws(view(t, "idle"))
	r.tap(t, r.pad.touches["key.1"])
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "1"}}, r.posted())
	require.Nil(t, w.Canvas().Focused())
	w.Canvas().OnTypedRune()('7')
	r.advance(time.Second)
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "7"}}, r.posted())
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyBackspace}}, r.posted())
}

func TestHelp_HasTheMiniProgramsKeyWhereThereIsOne(t *testing.T) {
	r := newRig(t, "en", sizes[0])
	r.draws(view(t, "help"))
	require.NotContains(t, texts(r.help.box), "Mini-program QR")
	r.Accepts.Mini = kiosk.MiniPage
	r.draws(view(t, "idle"))
	r.draws(view(t, "help"))
	require.Contains(t, texts(r.help.box), "Mini-program QR")
	require.Contains(t, texts(r.help.box), "F3")
}

func TestHelp_ARowLeavesTheHelpAndDoesIt(t *testing.T) {
	r := newRig(t, "en", sizes[0])
	r.draws(view(t, "help"))
	r.tap(t, r.help.touches["help.F9"])
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionBack}, kiosk.Pressed{Key: kiosk.KeyF9}}, r.posted())
	shown := texts(r.help.box)
	for _, b := range explained(true, false) {
		if !strings.HasPrefix(b.legend, "screen.") && b.key != kiosk.KeyBackspace {
			require.Contains(t, shown, b.legend)
		}
	}
}
