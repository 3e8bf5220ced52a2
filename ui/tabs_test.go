package ui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/kiosk/wedge"
	"facepay/ui/draw"
	"facepay/ui/internal/sample"
)

// tab presses Tab as a person does.
func (r *rig) tab() {
	r.advance(3 * time.Second)
	r.keyDown(fyne.KeyTab)
	r.advance(time.Second)
}

// enter presses Enter as a person does.
func (r *rig) enter() {
	r.advance(time.Second)
	r.keyDown(fyne.KeyReturn)
	r.advance(time.Second)
}

// focusOn moves to a control as Tab does.
func (r *rig) focusOn(t *testing.T, region, id string) {
	t.Helper()
	for range 100 {
		r.tabs.Move(1)
		if at, on := r.tabs.On(); at == region && on == id {
			r.posted()
			return
		}
	}
	require.Fail(t, "Tab does not reach it", "%s of %s", id, region)
}

// rings are those of the focus that are seen.
func (r *rig) rings() (all []*canvas.Rectangle) {
	for _, o := range r.tabs.Objects() {
		if ring, ok := o.(*canvas.Rectangle); ok && ring.Visible() {
			all = append(all, ring)
		}
	}
	return all
}

// tabbed holds that Tab goes through every control of the cashier's window once, each with
// a ring around it, and comes back to the first.
func tabbed(t *testing.T, name string, r *rig) {
	t.Helper()
	need := map[string]draw.Rect{}
	for _, region := range r.tabOrder() {
		for id, s := range region.Touches {
			if region.Shown() && s.Acts() && !(region.Name == "page" && strings.HasPrefix(id, "row.") && s.Scrolls()) { // the arrows' own
				need[region.Name+"/"+id] = s.Spot
			}
		}
	}
	r.tabs.Drop()
	require.Empty(t, r.rings(), "%s: none before Tab", name)
	reached := map[string]bool{}
	for range need {
		r.tabs.Move(1)
		region, id := r.tabs.On()
		spot, is := need[region+"/"+id]
		require.True(t, is, "%s: %s/%s is no control", name, region, id)
		require.False(t, reached[region+"/"+id], "%s: %s/%s twice", name, region, id)
		reached[region+"/"+id] = true
		rings := r.rings()
		require.Len(t, rings, 2, name)
		for _, ring := range rings {
			require.GreaterOrEqual(t, ring.StrokeWidth, float32(3), name)
			require.InDelta(t, spot.CX(), ring.Position().X+ring.Size().Width/2, 1, name)
			require.InDelta(t, spot.CY(), ring.Position().Y+ring.Size().Height/2, 1, name)
		}
	}
	require.Len(t, reached, len(need), name)
	first := r.tabs
	last, lastID := first.On()
	r.tabs.Move(1)
	begin, beginID := r.tabs.On()
	r.tabs.Move(-1)
	again, againID := r.tabs.On()
	require.Equal(t, last+lastID, again+againID, "%s: back over the end", name)
	r.tabs.Drop()
	r.tabs.Move(1)
	at, id := r.tabs.On()
	require.Equal(t, begin+beginID, at+id, "%s: in a circle", name)
	r.tabs.Drop()
}

func TestTab_ReachesEveryControlOfEveryScreen(t *testing.T) {
	for _, language := range i18n.Languages() {
		for _, customer := range []bool{false, true} {
			r := newRig(t, language, sizes[0], func(o *Options) { o.CustomerScreen = customer })
			for _, v := range sample.Views(noon, sample.Amount, true) {
				r.draws(v.View)
				tabbed(t, v.Name, r)
			}
			r.draws(view(t, "history"))
			for _, page := range sample.OwnersPages(noon) {
				r.settings.Show(page.Settings)
				r.queue.Frame()
				r.owner.Show(page.View)
				r.draw()
				tabbed(t, page.Name, r)
			}
		}
	}
}

func TestTab_ThenEnterOrSpacePressesAndOtherKeysKeepTheirMeaning(t *testing.T) {
	r := showing(t, "zh-CN", "amount")
	r.enter()
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyEnter}}, r.posted(), "nothing has the focus")

	r.focusOn(t, "pad", "pay.alipay")
	r.enter()
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionAlipay}}, r.posted())
	r.keyboard.Key(wedge.KeyPress{Rune: ' '})
	r.advance(time.Second)
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionAlipay}}, r.posted(), "the space bar")

	for name, press := range map[string]func(){
		"a digit":   func() { r.keyboard.Key(wedge.KeyPress{Rune: '5'}) },
		"a letter":  func() { r.keyboard.Key(wedge.KeyPress{Rune: 'x'}) },
		"F12":       func() { r.keyDown(fyne.KeyF12) },
		"Esc":       func() { r.keyDown(fyne.KeyEscape) },
		"Backspace": func() { r.keyTyped(fyne.KeyBackspace) },
		"a touch":   func() { r.queue.Tap(r.touch("pad", "key.7")) },
	} {
		r.focusOn(t, "pad", "pay.alipay")
		press()
		r.advance(time.Second)
		r.posted()
		require.Empty(t, r.rings(), name)
		r.enter()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyEnter}}, r.posted(), name)
	}
}

func TestTab_AnEnterThatComesAsTheControlGoesPressesNothingElse(t *testing.T) {
	r := showing(t, "zh-CN", "unknown")
	r.focusOn(t, "panel", "button.ask_again.F5")
	r.draws(view(t, "paid"))
	require.Empty(t, r.rings())
	r.advance(300 * time.Millisecond)
	r.keyDown(fyne.KeyReturn)
	r.advance(100 * time.Millisecond)
	require.Empty(t, r.posted(), "it was meant for what has gone")
	r.enter()
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyEnter}}, r.posted())
}

func TestTab_ShiftGoesBack(t *testing.T) {
	r := showing(t, "zh-CN", "amount")
	r.tab()
	region, id := r.tabs.On()
	r.tab()
	r.tabs.Move(-1)
	at, on := r.tabs.On()
	require.Equal(t, region+id, at+on)
}

// A scanner's Enter must never press what somebody has chosen by Tab, however fast its
// keys come and whatever ends them: a press could send a payment, or cancel one.
func TestTab_NoScanPressesAControl(t *testing.T) {
	const (
		enter = "\n"
		tab   = "\t"
	)
	controls := []struct{ view, region, id string }{
		{"amount", "pad", "pay.wechat"}, {"amount", "pad", "pay.scan"}, {"qr", "panel", "button.cancel.Esc"},
		{"unknown", "panel", "button.ask_again.F5"}, {"late", "card", "button.accept.F4"}, {"history", "page", "refund"},
	}
	codes := []string{"134567890123456789", "fp0123456789abcdef0123456789abcdef", "6901234567892", "12345", " 134567890123456789"}
	for _, c := range controls {
		r := showing(t, "zh-CN", c.view)
		wanted := 0 // by a press at the owner's side
		r.owner.Office = func(e office.Event) {
			if _, is := e.(office.Wanted); is {
				wanted++
			}
		}
		for _, gap := range []time.Duration{0, 8, 16, 35, 45, 60, 100, 150, 250, 400, 590} {
			for _, code := range codes {
				if gap > 40 && strings.HasPrefix(code, " ") { // whose blank is a person's
					continue
				}
				for _, end := range []string{enter, tab, tab + enter, enter + enter, ""} {
					r.queue.Frame() // the keyboard's own probes
					r.tabs.Drop()
					r.advance(2500 * time.Millisecond) // longer than what is typed in one go
					r.focusOn(t, c.region, c.id)
					for _, char := range code + end {
						switch string(char) {
						case enter:
							r.keyDown(fyne.KeyReturn)
						case tab:
							r.keyDown(fyne.KeyTab)
						default:
							r.keyboard.Key(wedge.KeyPress{Rune: char})
						}
						r.advance(gap * time.Millisecond)
					}
					r.advance(time.Second)
					require.Zero(t, wanted, "%s, %d ms a key, %q ends with %q", c.id, gap, code, end)
					for _, e := range r.posted() {
						_, tapped := e.(kiosk.Tapped)
						require.False(t, tapped, "%v at %s, %d ms a key, %q ends with %q", e, c.id, gap, code, end)
					}
				}
			}
		}
		r.Stop()
	}
}

// The till takes a slow scan back by the Tab at its end, which therefore is the till's.
func TestTab_ThatEndsASlowScanIsTheTills(t *testing.T) {
	for _, name := range []string{"amount", "qr", "late"} {
		r := showing(t, "zh-CN", name)
		for _, gap := range []time.Duration{60, 300, 590} {
			r.advance(3 * time.Second)
			for _, char := range "134567890123456789" {
				r.keyboard.Key(wedge.KeyPress{Rune: char})
				r.advance(gap * time.Millisecond)
			}
			r.keyDown(fyne.KeyTab)
			r.advance(time.Second)
			require.Contains(t, r.posted(), kiosk.Pressed{Key: kiosk.KeyTab}, "%s, %d ms", name, gap)
			require.Empty(t, r.rings())
			r.queue.Frame()
		}
	}
}

func TestFocusRing_IsSeenOnEveryGround(t *testing.T) {
	for _, high := range []bool{false, true} {
		r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.Look.HighContrast = high })
		r.draws(view(t, "amount"))
		r.tabs.Move(1)
		rings := r.rings()
		for name, ground := range map[string]color.NRGBA{
			"paper": draw.Paper, "card": draw.CardFill, "dark key": draw.Ink, "stage": draw.StageFill, "WeChat": draw.WeChat.Fill, "Alipay": draw.Alipay.Fill,
			"practice": draw.PracticeFill, "late": draw.Unsure.Fill, "paid": draw.StagePaid, "failed": draw.StageFailed,
		} {
			best := slices.Max([]float64{contrast(rings[0].StrokeColor, ground), contrast(rings[1].StrokeColor, ground)})
			require.GreaterOrEqual(t, best, 3.0, fmt.Sprint(name, high))
		}
	}
}
