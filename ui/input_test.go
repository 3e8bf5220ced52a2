package ui

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
	"facepay/ui/keyboard"
)

// advance moves the rig's time, with the probes that the keyboard makes.
func (r *rig) advance(d time.Duration) {
	const probe = 20 * time.Millisecond
	for ; d > 0; d -= probe {
		at := r.clock.now().Add(min(d, probe))
		r.clock.now = func() time.Time { return at }
		r.keyboard.Probe()
	}
}

func TestInput_NamedKeysArePressed(t *testing.T) {
	for name, key := range map[fyne.KeyName]kiosk.Key{
		fyne.KeyBackspace: kiosk.KeyBackspace, fyne.KeyDelete: kiosk.KeyBackspace, fyne.KeyReturn: kiosk.KeyEnter, fyne.KeyEnter: kiosk.KeyEnter,
		fyne.KeyEscape: kiosk.KeyEsc, fyne.KeyF1: kiosk.KeyF1, fyne.KeyF2: kiosk.KeyF2, fyne.KeyF3: kiosk.KeyF3, fyne.KeyF4: kiosk.KeyF4,
		fyne.KeyF5: kiosk.KeyF5, fyne.KeyF6: kiosk.KeyF6, fyne.KeyF7: kiosk.KeyF7, fyne.KeyF8: kiosk.KeyF8, fyne.KeyF9: kiosk.KeyF9,
		fyne.KeyF10: kiosk.KeyF10, fyne.KeyF11: kiosk.KeyF11, fyne.KeyF12: kiosk.KeyF12,
	} {
		t.Run(string(name), func(t *testing.T) {
			r := newRig(t, "zh-CN", sizes[0])
			r.keyDown(name)
			r.keyTyped(name)
			require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: key}}, r.posted())
		})
	}
}

func TestInput_ANumberPadsArrowsReachTheAmount(t *testing.T) {
	r := showing(t, "zh-CN", "idle")
	r.keyDown(fyne.KeyHome)
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyHome}}, r.posted())
	r.draws(view(t, "history"))
	r.keyDown(fyne.KeyHome)
	require.Empty(t, r.posted())
}

func TestInput_TheOwnersSideTakesTheKeys(t *testing.T) {
	r := showing(t, "zh-CN", "history")
	shows := func(text string) func() bool {
		return func() bool { return slices.Contains(r.texts("page"), text) }
	}
	require.True(t, shows("订单 202611221432170100000000")())
	r.keyTyped(fyne.KeyDown)
	r.queue.Until(t, shows("订单 202611221425170100000001"))
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
		r.keyboard.Key(wedge.KeyPress{Rune: c})
		r.advance(120 * time.Millisecond)
	}
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "1"}, kiosk.Pressed{Key: "2"}, kiosk.Pressed{Key: "."}, kiosk.Pressed{Key: "5"}}, r.posted())

	r.advance(time.Second)
	for _, c := range "134567890123456789" {
		r.keyboard.Key(wedge.KeyPress{Rune: c})
		r.advance(10 * time.Millisecond)
	}
	r.keyDown(fyne.KeyReturn)
	r.advance(time.Second)
	require.Equal(t, []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789")}}, r.posted())
}

func TestInput_AWindowThatStallsDoesNotSplitAScan(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	for i, c := range "134567890123456789" {
		r.keyboard.Key(wedge.KeyPress{Rune: c})
		if i%3 == 1 { // the window draws for a tenth of a second and looks at nothing
			at := r.clock.now().Add(100 * time.Millisecond)
			r.clock.now = func() time.Time { return at }
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
	r := showing(t, "zh-CN", "amount")
	r.keyboard.Key(wedge.KeyPress{Rune: '5'})
	r.queue.Tap(r.touch("pad", "pay.wechat"))
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
	w := test.NewTempWindow(t, r.counter.root)
	w.Resize(sizes[0])
	r.listen(w)
	r.draws(view(t, "idle"))
	r.queue.Tap(r.touch("pad", "key.1"))
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "1"}}, r.posted())
	require.Nil(t, w.Canvas().Focused())
	w.Canvas().OnTypedRune()('7')
	r.advance(time.Second)
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "7"}}, r.posted())
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyBackspace}}, r.posted())
}

func TestHelp_HasTheMiniProgramsKeyWhereThereIsOne(t *testing.T) {
	r := showing(t, "en", "help")
	require.NotContains(t, r.texts("help"), "Mini-program QR")
	r.context.Accepts.Mini = kiosk.MiniPage
	r.draws(view(t, "idle"))
	r.draws(view(t, "help"))
	require.Contains(t, r.texts("help"), "Mini-program QR")
	require.Contains(t, r.texts("help"), "F3")
	const print = "the receipt or slip" // its second line
	require.NotContains(t, r.texts("help"), print)
	r.context.Prints = true
	r.draws(view(t, "idle"))
	r.draws(view(t, "help"))
	require.Contains(t, r.texts("help"), print)
}

func TestHelp_ARowLeavesTheHelpAndDoesIt(t *testing.T) {
	r := showing(t, "en", "help")
	r.queue.Tap(r.touch("help", "help.F9"))
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionBack}, kiosk.Pressed{Key: kiosk.KeyF9}}, r.posted())
	shown := r.texts("help")
	for _, b := range keyboard.Explained(true, false, true, true) {
		if !strings.HasPrefix(b.Legend, "screen.") && b.Key != kiosk.KeyBackspace {
			require.Contains(t, shown, b.Legend)
		}
	}
}

func TestInput_AnAmountsFirstDigitHasAnAdvertGiveWay(t *testing.T) {
	for name, gives := range map[string]bool{"idle": true, "pin": false, "amount": false, "qr": false} {
		r := showing(t, "zh-CN", name)
		v := r.views.view
		if v.Customer.Kind == kiosk.CustomerAdverts {
			file := filepath.Join(t.TempDir(), "a.png")
			f, err := os.Create(file)
			require.NoError(t, err)
			require.NoError(t, png.Encode(f, image.NewGray(image.Rect(0, 0, 30, 20))))
			require.NoError(t, f.Close())
			v.Customer.Adverts = []kiosk.Advert{{File: file}}
			r.draws(v)
			r.queue.Until(t, func() bool { return !r.counter.ground.Visible() }) // no scene is drawn below it
			r.struck('x')
			require.NotEmpty(t, r.texts("stage"))
		}
		before := r.texts("stage")
		r.struck('5')
		require.Equal(t, gives, !slices.Equal(before, r.texts("stage")), name)
		require.Empty(t, r.posted(), "it is no event")
	}
}
