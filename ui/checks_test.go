package ui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
)

func TestCheck_TheGatewaysLightOpensIt(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, name := range []string{"idle", "bar-gateway", "bar-ailing", "problem"} {
			r.draws(view(t, name))
			r.queue.Tap(r.touch("bar", "check"))
			require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionCheck}}, r.posted(), name)
		}
	})
}

func TestCheck_TheBarSaysWhoseFaultItIs(t *testing.T) {
	for name, want := range map[string]string{
		"bar-machine": "This machine: no cable or Wi-Fi",
		"bar-network": "Shop network: no internet",
		"bar-gateway": "Gateway: certificate expired",
		"bar-ailing":  "This machine: clock 8 h off",
	} {
		for _, size := range sizes {
			r := newRig(t, "en", size)
			r.draws(view(t, name))
			require.Contains(t, r.texts("bar"), want, "%s at %v", name, size)
		}
	}
}

func TestCheck_ShowsWhatIsWrongAndWhatToDoWhole(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		v := view(t, "check-trouble")
		r.draws(v)
		all := strings.Join(r.texts("checks"), "")
		for _, f := range v.Checks.Results {
			require.Contains(t, all, r.context.Tr("check.look."+string(f.Check)))
			if f.Health == kiosk.HealthOK {
				continue
			}
			for _, text := range []kiosk.Text{f.What, f.Todo} {
				said := []rune(squeeze.Replace(draw.Typeset(r.context.Text(text))))
				if !r.ownWindow() && min(r.counter.size.Width, r.counter.size.Height) <= windowShort {
					said = said[:min(len(said), 50)] // the smallest window of all cuts the longest
				}
				require.Contains(t, squeeze.Replace(all), string(said))
			}
		}
	})
}

// squeeze takes the spaces out, for where a line is broken is the screen's affair.
var squeeze = strings.NewReplacer(" ", "")

func TestCheck_SaysInALineWhenAllIsWellAndOnlyThen(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		r.draws(view(t, "check-ok"))
		require.Contains(t, r.texts("checks"), r.context.Tr("check.well"))
		for _, name := range []string{"check-busy", "check-trouble", "check-network"} {
			r.draws(view(t, name))
			require.NotContains(t, r.texts("checks"), r.context.Tr("check.well"), name)
		}
	})
}

func TestCheck_LinesOfOneListAreOneSizeAndWhole(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, name := range []string{"check-ok", "check-network", "check-trouble"} {
			v := view(t, name)
			v.Checks.Results[0] = kiosk.CheckResult{Check: kiosk.CheckScanner, Health: kiosk.HealthOK, What: kiosk.T("check.found.scanner.none")}
			r.draws(v)
			place, scale := r.region("checks").At()
			var size float32
			drawtest.VisitTexts(r.region("checks").Box, func(text *canvas.Text, at fyne.Position) {
				if text.Color != draw.Dim || at.Y < place.Y+70*scale.Unit {
					return
				}
				if size == 0 {
					size = text.TextSize
				}
				require.Equal(t, size, text.TextSize, "%s: %s", name, text.Text)
			})
			if name == "check-ok" && r.counter.size.Width/scale.Unit >= sizes[0].Width { // a smaller window has room for the names only
				all := squeeze.Replace(strings.Join(r.texts("checks"), ""))
				for _, f := range v.Checks.Results {
					require.Contains(t, all, squeeze.Replace(draw.Typeset(r.Texts.Found(f))))
				}
			}
		}
	})
}

func TestCheck_ALongFaultHasTheRoomThatIsThere(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "check-ok")
	var places []kiosk.Text
	for i := range 8 {
		places = append(places, kiosk.T("check.fault.event.edited", "event", fmt.Sprintf("event %d of payment 1234", i)))
	}
	places = append(places, kiosk.T("check.places.more"))
	v.Checks.Results[3] = kiosk.CheckResult{
		Check: kiosk.CheckLedger, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine,
		What: kiosk.T("check.found.ledger.edited"), Places: places, Todo: kiosk.T("check.todo.ledger.edited"),
	}
	r.draws(v)
	all := strings.Join(r.texts("checks"), " ")
	require.Contains(t, squeeze.Replace(all), r.context.Tr("check.places.more"))
	require.NotContains(t, all, "…")
}

func TestCheck_HoldsTheLongestTexts(t *testing.T) {
	r := newRig(t, "en", sizes[0])
	v := view(t, "check-trouble")
	path := "/home/" + strings.Repeat("a", 300)
	for i := range v.Checks.Results {
		v.Checks.Results[i].What = kiosk.T("check.found.folder.denied", "dir", path, "reason", strings.Repeat("no ", 60))
	}
	r.draws(v)
	for _, text := range r.texts("checks") {
		require.Less(t, len(text), 140, "cut to its place")
	}
}

func TestCheck_BusyTurnsAndTheEmptyOneSaysSo(t *testing.T) {
	r := showing(t, "en", "check-busy")
	require.Len(t, r.region("checks").Spinners, 1)
	v := view(t, "check-busy")
	v.Checks.Busy = false
	r.draws(v)
	require.Empty(t, r.region("checks").Spinners)
	require.Contains(t, r.texts("checks"), r.context.Tr("check.empty"))
}
