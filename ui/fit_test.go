package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/ui/internal/drawtest"
)

// complete holds that every button of the View can be touched somewhere.
func complete(t *testing.T, name string, r *rig) {
	t.Helper()
	have := map[string]bool{}
	for _, p := range r.regions() {
		if !p.Shown() {
			continue
		}
		for id, s := range p.Touches {
			require.True(t, s.Visible(), "%s: %s", name, id)
			have[p.Name+"/"+id] = true
		}
	}
	need := func(what string, parts ...string) {
		for id := range have {
			part, button, _ := strings.Cut(id, "/")
			for _, p := range parts {
				if part == p && (button == what || strings.HasPrefix(button, what+".")) {
					return
				}
			}
		}
		require.Fail(t, "a button is missing", "%s: %s of %v", name, what, parts)
	}
	v := r.views.view
	if v.Screen != kiosk.ScreenHistory {
		need("last", "last")
	}
	need("check", "bar")
	if v.Status.Open > 0 {
		need("open", "bar")
	}
	if v.Status.Sound == kiosk.SoundMuted || v.Status.Sound == kiosk.SoundOn && v.Fault == nil && len(v.Warnings) == 0 && v.Status.Refused == 0 && v.Alarm.IsZero() && v.Status.Open == 0 { // else there may be no room
		need("mute", "bar")
	}
	if v.Seller.Asked {
		need("seller", "bar")
	}
	for _, b := range v.PracticeButtons {
		need("practice."+string(b.Action), "stage", "strip")
	}
	if v.Screen == kiosk.ScreenAmount {
		for _, b := range v.Pay {
			need("pay."+string(b.Action), "pad")
		}
	}
	for _, b := range v.Panel.Buttons {
		need("button."+string(b.Action), "panel", "card", "attention", "checks", "help", "rights")
	}
	enters := v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenPIN || v.Screen == kiosk.ScreenOrder
	if v.Refund != nil && v.Panel.Title.IsZero() {
		enters = true
		for _, b := range v.Refund.Buttons {
			need("refund."+string(b.Action), "pad")
		}
	}
	if enters {
		for _, k := range "0123456789" {
			need("key."+string(k), "pad")
		}
		need("key."+string(kiosk.KeyBackspace), "pad")
	}
	switch v.Screen {
	case kiosk.ScreenPIN, kiosk.ScreenOrder:
		need("pin.ok", "pad")
		need("pin.back", "pad")
	case kiosk.ScreenHelp, kiosk.ScreenHistory:
		need("button."+string(kiosk.ActionBack), "help", "sections")
	}
}

func TestSmallWindow_SaysWhatItNeedsInsteadOfBrokenKeys(t *testing.T) {
	for _, language := range []string{"zh-CN", "en"} {
		for _, customer := range []bool{false, true} {
			r := newRig(t, language, sizes[0], func(o *Options) { o.CustomerScreen = customer })
			r.draws(view(t, "qr"))
			for _, size := range []fyne.Size{{Width: 639, Height: 400}, {Width: 640, Height: 399}, {Width: 399, Height: 640}, {Width: 320, Height: 240}, {Width: 64, Height: 64}, {Width: 1, Height: 1}} {
				r.counter.root.Resize(size)
				require.True(t, r.region("small").Shown())
				for _, l := range r.counter.layers {
					require.False(t, l.Region().Shown(), "%s at %v", l.Region().Name, size)
				}
				require.Empty(t, r.region("small").Touches)
				require.Empty(t, r.region("small").Overflows)
				require.Equal(t, customer, r.region("stage").Shown(), "the customer's window is another matter")
				if size.Width < 200 { // nothing can be read there
					continue
				}
				said := strings.Join(r.texts("small"), " ")
				require.Contains(t, said, "640")
				require.Contains(t, said, "400")
				drawtest.Legible(t, "small", r.region("small"))
			}
			r.counter.root.Resize(sizes[0])
			require.False(t, r.region("small").Shown())
			require.True(t, r.region("panel").Shown(), "there is the till again")
			require.Contains(t, r.region("panel").Touches, "button.cancel.Esc")
		}
	}
}
