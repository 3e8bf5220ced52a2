package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

const scanned18 = "130000000000001001"

// paces presses a code's digits at a pace.
func (d *desk) paces(code string, pace time.Duration) {
	for _, c := range code {
		d.now = d.now.Add(pace)
		d.press(kiosk.Key(string(c)))
	}
}

// scanners are the ways in which a code arrives: from a serial line and from one that
// types quickly, or as slowly as a person.
var scanners = map[string]func(*desk){
	"serial": func(d *desk) { d.does(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode(scanned18)}}) },
	"quick": func(d *desk) {
		d.paces(scanned18[:3], time.Millisecond)
		d.does(Input{Event: kiosk.Untyped{Keys: 3}})
		d.does(Input{Event: kiosk.ScanUnended{Code: kiosk.NewPayCode(scanned18), Keys: true}})
	},
	"quick, its beginning stalled": func(d *desk) {
		d.paces(scanned18[:2], 300*time.Millisecond)
		d.does(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode(scanned18[2:])}})
	},
	"slow": func(d *desk) { d.paces(scanned18, 100*time.Millisecond); d.press(kiosk.KeyEnter) },
	"slow with CR LF": func(d *desk) {
		d.paces(scanned18, 100*time.Millisecond)
		d.press(kiosk.KeyEnter)
		d.now = d.now.Add(100 * time.Millisecond)
		d.press(kiosk.KeyEnter)
	},
}

// A payment code that is scanned where nothing is searched for lands in no field, goes no
// step on, and is told of until something else is done.
func TestOffice_APaymentCodeLandsInNoField(t *testing.T) {
	for name, scans := range scanners {
		t.Run(name, func(t *testing.T) {
			d := &desk{Office: New(Settings{Cash: true, Codes: kiosk.DefaultPayCodes()}), now: noon}
			d.does(Door{Open: true})
			for _, s := range []Section{SectionToday, SectionReports, SectionReconcile, SectionSettings, SectionShift} {
				d.does(SectionChosen{Section: s})
				if right := sectionRights[s]; right != "" {
					d.gives(right)
				}
				require.True(t, d.View().Scan.IsZero(), s)
				d.told = nil
				scans(d)
				require.Equal(t, "screen.scan.nowhere", d.View().Scan.ID, s)
				require.Empty(t, d.told)
				require.Equal(t, s, d.View().Section)
				require.Empty(t, d.View().Reports.Range.Typed)
				d.now = d.now.Add(time.Minute)
			}
			d.does(ShiftAnswered{ShiftAsk: ShiftAsk{visit: d.shift.visit}, Shift: kiosk.Shift{After: 3}})
			d.press(kiosk.KeyEnter)
			require.Equal(t, ShiftDrawer, d.View().Shift.Stage)
			d.paces("208.5", 100*time.Millisecond)
			require.True(t, d.View().Scan.IsZero())
			scans(d)
			require.Equal(t, "screen.scan.nowhere", d.View().Scan.ID)
			require.Equal(t, ShiftDrawer, d.View().Shift.Stage)
			require.Equal(t, "208.5", d.View().Shift.Drawer[0].Text)
			d.does(Touched{})
			require.False(t, d.View().Scan.IsZero(), "nothing moves between a finger's coming and going")
			d.now = d.now.Add(scanToldFor)
			d.does(Ticked{})
			require.True(t, d.View().Scan.IsZero(), "it is said for a while")
			d.press("0", kiosk.KeyDown, "1", "5", "0", kiosk.KeyEnter)
			require.Equal(t, ShiftConfirm, d.View().Shift.Stage, "a person's Enter goes on")
			require.Equal(t, "208.50", d.View().Shift.Drawer[0].Text)
		})
	}
}

// A payment code of sixteen digits is no range of days, however it reads.
func TestReports_APaymentCodeIsNoDays(t *testing.T) {
	d := &desk{Office: New(Settings{Codes: kiosk.DefaultPayCodes()}), now: noon}
	d.does(Door{Open: true})
	d.does(SectionChosen{Section: SectionReports})
	d.gives(kiosk.RightReports)
	for _, code := range []string{"2812010128121231", "2812345678901234"} {
		d.does(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode(code)}})
		require.Empty(t, d.View().Reports.Range.Typed)
		require.Equal(t, "screen.scan.nowhere", d.View().Scan.ID)
	}
	d.does(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode("2026112020261127")}})
	require.Equal(t, kiosk.Date("2026-11-20"), d.View().Reports.From, "days that were typed quickly are taken")
}

// While the counter asks something in front of the owner's side, a scan is the counter's,
// once.
func TestOffice_AScanWhileTheCounterAsksIsTheCounters(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	scan := kiosk.Scanned{Code: kiosk.NewPayCode(scanned18)}
	d.does(Door{Open: true, Aside: true})
	d.told = nil
	d.does(Input{Event: scan})
	d.does(Input{Event: scan})
	require.Equal(t, []kiosk.Event{scan}, d.told)
}
