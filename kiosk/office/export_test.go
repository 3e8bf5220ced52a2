package office

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// jobs are those that an event begins.
func (d *desk) jobs(e Event) (jobs []Job) {
	for _, effect := range d.Step(d.now, e) {
		if b, ok := effect.(WorkBegun); ok {
			jobs = append(jobs, b.Job)
		}
	}
	return jobs
}

func openReports() *desk {
	d := openDesk(kiosk.Payment{})
	d.press(kiosk.KeyF3)
	d.gives(kiosk.RightReports)
	return d
}

func TestExport_WritesTheReportOnScreenByKeyAndByTouch(t *testing.T) {
	for _, e := range Exports {
		for _, by := range []Event{Input{Event: kiosk.Pressed{Key: e.Key}}, ExportChosen{e.Format}} {
			d := openReports()
			d.does(GroupingChosen{kiosk.ByWallet})
			job := ExportJob{From: "2026-11-01", To: "2026-11-27", By: kiosk.ByWallet, Format: e.Format}
			require.Equal(t, []Job{job}, d.jobs(by))
			require.Equal(t, "screen.work."+string(e.Format), d.View().Export.What.ID)
			require.Empty(t, d.jobs(by), "one at a time")
		}
	}
}

// What a page begins it begins nowhere else: F5 to F7 mean money in the list.
func TestExport_BeginsOnItsOwnPageAlone(t *testing.T) {
	for _, k := range Keeps {
		d := openDesk(kiosk.Payment{})
		d.settings.Printer = true
		require.Empty(t, d.jobs(Input{Event: kiosk.Pressed{Key: k.Key}}))
		require.Empty(t, d.jobs(KeepChosen{k.Keep}))
		require.Empty(t, d.jobs(ExportChosen{FormatPDF}))
		d.press(kiosk.KeyF1)
		require.Equal(t, []Job{KeepJob{k.Keep}}, d.jobs(Input{Event: kiosk.Pressed{Key: k.Key}}))
		d.does(Door{})
		require.Empty(t, d.jobs(KeepChosen{k.Keep}), "the door is shut")
	}
}

func TestRange_TypedDaysAreShownOrRefusedInASentence(t *testing.T) {
	for _, c := range []struct{ typed, from, to, problem string }{
		{"2026110120261130", "2026-11-01", "2026-11-30", ""},
		{"20261101-20261130", "2026-11-01", "2026-11-30", ""},
		{"20261101.20261130", "2026-11-01", "2026-11-30", ""},
		{"20240229", "2024-02-29", "2024-02-29", ""},
		{"20261131", "", "", "screen.range.no_day"},
		{"2026110", "", "", "screen.range.no_day"},
		{"20261101-", "", "", "screen.range.no_day"},
		{"2026110220261101", "", "", "screen.range.order"},
		{"20261101-202611305", "2026-11-01", "2026-11-30", ""},
	} {
		d := openReports()
		for _, r := range c.typed {
			d.does(Input{Event: kiosk.Typed{Rune: r}})
		}
		require.True(t, d.View().Reports.Range.Open, c.typed)
		reads := figuresOf(d, Input{Event: kiosk.Pressed{Key: kiosk.KeyEnter}})
		shown := d.View().Reports
		require.Equal(t, c.problem, shown.Range.Problem.ID, c.typed)
		if c.problem != "" {
			require.Empty(t, reads)
			require.Equal(t, kiosk.Date("2026-11-01"), shown.From, "the report of before stays")
			require.Empty(t, d.press(kiosk.KeyEsc), "it ends the typing alone")
			require.Equal(t, Range{}, d.View().Reports.Range)
			continue
		}
		require.NotEmpty(t, reads)
		require.Equal(t, [2]kiosk.Date{kiosk.Date(c.from), kiosk.Date(c.to)}, [2]kiosk.Date{shown.From, shown.To}, c.typed)
		d.does(GroupingChosen{kiosk.ByHour})
		require.Equal(t, kiosk.Date(c.from), d.View().Reports.From, "another grouping is of the same days")
		d.press(kiosk.KeyPageDown)
		require.Equal(t, "today", d.View().Reports.Period)
	}
}

func TestRange_IsTypedByTouchAndTakenBack(t *testing.T) {
	d := openReports()
	d.does(RangeToggled{})
	d.press("2", "0", kiosk.KeyBackspace)
	require.Equal(t, Range{Open: true, Typed: "2"}, d.View().Reports.Range)
	d.does(Input{Event: kiosk.Untyped{Keys: 5}}) // a scan that was typed
	require.Equal(t, Range{Open: true}, d.View().Reports.Range)
	d.does(RangeToggled{})
	require.Equal(t, Range{}, d.View().Reports.Range)
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
}

// Digits that come as quickly as a scanner's, or from the clipboard, are days too; a
// payment code is none.
func TestRange_TakesQuickDigitsAndNoPaymentCode(t *testing.T) {
	days := kiosk.NewPayCode("2026110120261130")
	for name, e := range map[string]kiosk.Event{"paste": kiosk.Pasted{Text: "20261101-20261130"}, "unended": kiosk.ScanUnended{Code: days}, "ended": kiosk.Scanned{Code: days}} {
		d := openReports()
		d.does(Input{Event: e})
		if name != "ended" {
			require.Equal(t, Range{Open: true, Typed: "20261101-20261130"}, d.View().Reports.Range, name)
			d.press(kiosk.KeyEnter)
		}
		require.Equal(t, kiosk.Date("2026-11-30"), d.View().Reports.To, name)
		d.does(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789")}})
		require.Equal(t, kiosk.Date("2026-11-30"), d.View().Reports.To)
		require.False(t, d.View().Reports.Range.Open)
	}
}
