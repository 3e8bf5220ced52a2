package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// reads are the pages that a step wants read.
func (d *desk) reads(e Event) (reads []Read) {
	for _, effect := range d.Step(d.now, e) {
		if r, ok := effect.(Read); ok && r.Of == "" {
			reads = append(reads, r)
		}
	}
	return reads
}

func (d *desk) types(text string) (last kiosk.HistoryFilter) {
	for _, r := range text {
		var e kiosk.Event = kiosk.Typed{Rune: r}
		if r >= '0' && r <= '9' || r == '.' {
			e = kiosk.Pressed{Key: kiosk.Key(string(r))}
		}
		for _, read := range d.reads(Input{Event: e}) {
			last = read.Filter
		}
	}
	return last
}

func TestSearch_BeginsAtFourCharactersAndKeepsTheListUntilThen(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A"})
	require.Empty(t, d.reads(Input{Event: kiosk.Pressed{Key: "0"}}))
	require.Empty(t, d.types("4a"))
	require.Len(t, d.View().History.Rows, 1)
	reads := d.reads(Input{Event: kiosk.Pressed{Key: "7"}})
	require.Len(t, reads, 1)
	require.Equal(t, kiosk.HistoryFilter{Ending: "04a7"}, reads[0].Filter)
	require.Len(t, d.View().History.Rows, 1, "what was there stays until the page comes")
	d.does(PageRead{Read: reads[0], Payments: []kiosk.Payment{{OrderNo: "B"}}})
	require.Equal(t, kiosk.OrderNo("B"), d.View().History.Rows[0].OrderNo)

	reads = d.reads(Input{Event: kiosk.Pressed{Key: kiosk.KeyBackspace}})
	require.Equal(t, kiosk.HistoryFilter{}, reads[0].Filter, "three are too few again")
	require.Empty(t, d.press(kiosk.KeyEsc), "one step back")
	require.Empty(t, d.View().History.Search)
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
}

func TestSearch_TakesAScanWhole(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A"})
	d.types("42")
	d.does(Input{Event: kiosk.Untyped{Keys: 2}}) // the beginning of the scan
	reads := d.reads(Input{Event: kiosk.Scanned{Code: kiosk.NewPayCode("4200 0012-34202611271234567890\r\n")}})
	require.Equal(t, "4200001234202611271234567890", reads[0].Filter.Ending)
}

func TestSearch_APageOfAnEarlierSearchIsDropped(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A"})
	old := d.reads(Input{Event: kiosk.Pasted{Text: "1111"}})
	d.reads(Input{Event: kiosk.Pasted{Text: "2222"}})
	d.does(PageRead{Read: old[0], Payments: []kiosk.Payment{{OrderNo: "of 1111"}}})
	require.Equal(t, kiosk.OrderNo("A"), d.View().History.Rows[0].OrderNo)
}

func TestFilter_ByKeysAlone(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A", Cashier: "Li"})
	d.press(kiosk.KeyTab, kiosk.KeyEnter)
	require.Equal(t, kiosk.HistoryFilter{From: "2026-11-27", To: "2026-11-27"}, d.history.selects())
	d.press(kiosk.KeyEnter, kiosk.KeyDown, kiosk.KeyEnter)
	require.Equal(t, kiosk.HistoryFilter{From: "2026-11-26", To: "2026-11-26", Wallet: kiosk.WeChat}, d.history.selects())
	d.press(kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyDown)
	d.types("10-20.50")
	want := kiosk.HistoryFilter{
		From: "2026-11-26", To: "2026-11-26", Wallet: kiosk.WeChat, State: kiosk.StatePaid, Late: true, Cashier: "Li", Min: 1000, Max: 2050,
	}
	require.Equal(t, want, d.history.selects())
	require.Equal(t, 6, d.View().History.Filter.Count)
	d.press(kiosk.KeyEsc)
	require.False(t, d.View().History.Filter.Open)
	require.Equal(t, want, d.history.selects(), "it holds without its choices on screen")
	d.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.HistoryFilter{}, d.history.selects())
}

func TestFilter_ARangeCountsOnceItIsWhole(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A"})
	d.press(kiosk.KeyTab)
	for _, row := range []struct {
		typed    string
		from, to kiosk.Date
	}{
		{"2026110", "", ""},
		{"1", "2026-11-01", "2026-11-01"},
		{"-2026", "", ""},
		{"1130", "2026-11-01", "2026-11-30"},
	} {
		d.types(row.typed)
		got := d.history.selects()
		require.Equal(t, []kiosk.Date{row.from, row.to}, []kiosk.Date{got.From, got.To}, row.typed)
	}
	f := newFilter()
	for _, text := range []string{"20261301", "20261130-20261101", "x", "-", "20260229"} {
		_, _, ok := typedDays(text)
		require.False(t, ok, text)
	}
	require.Equal(t, kiosk.HistoryFilter{}, f.selects("2026-11-27"))
}

func TestPeriod_EndsAtMonthsEnds(t *testing.T) {
	for name, want := range map[string][2]kiosk.Date{
		"today": {"2026-03-01", "2026-03-01"}, "yesterday": {"2026-02-28", "2026-02-28"}, "week": {"2026-02-23", "2026-03-01"},
		"month": {"2026-03-01", "2026-03-01"}, "last_month": {"2026-02-01", "2026-02-28"},
	} {
		from, to := period(name, "2026-03-01")
		require.Equal(t, want, [2]kiosk.Date{from, to}, name)
	}
}

// The list comes back as it was when a refund was made from it.
func TestHistory_KeepsItsSearchWhileTheCounterAsks(t *testing.T) {
	d := openDesk(kiosk.Payment{OrderNo: "A"})
	require.Equal(t, "1111", d.types("1111").Ending)
	d.does(Door{Open: true, Aside: true})
	reads := d.reads(Door{Open: true})
	require.Len(t, reads, 1)
	require.Equal(t, "1111", reads[0].Filter.Ending)
	d.does(Door{})
	require.Empty(t, d.reads(Door{Open: true})[0].Filter.Ending, "opened anew it shows all")
}

func figuresOf(d *desk, e Event) (reads []ReportRead) {
	for _, effect := range d.Step(d.now, e) {
		if r, ok := effect.(ReportRead); ok {
			reads = append(reads, r)
		}
	}
	return reads
}

func TestReports_ARowOpensItsPayments(t *testing.T) {
	hour := 9
	for _, row := range []struct {
		by   kiosk.Grouping
		key  string
		want kiosk.HistoryFilter
	}{
		{kiosk.ByDay, "2026-11-03", kiosk.HistoryFilter{From: "2026-11-03", To: "2026-11-03"}},
		{kiosk.ByMonth, "2026-11", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27"}},
		{kiosk.ByWallet, "alipay", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Wallet: kiosk.Alipay}},
		{kiosk.ByChannel, "face", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Channel: "face"}},
		{kiosk.ByCashier, "Li", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Cashier: "Li"}},
		{kiosk.ByCashier, "", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Nobody: true}},
		{kiosk.ByShift, "12", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Shift: 12}},
		{kiosk.ByHour, "09", kiosk.HistoryFilter{From: "2026-11-01", To: "2026-11-27", Hour: &hour}},
	} {
		d := openDesk(kiosk.Payment{OrderNo: "A"})
		d.does(SectionChosen{SectionReports})
		reads := figuresOf(d, RightGiven{kiosk.RightGiven{Right: kiosk.RightReports}})
		if row.by != kiosk.ByDay {
			reads = figuresOf(d, GroupingChosen{row.by})
		}
		for _, r := range reads {
			d.does(ReportAnswered{ReportRead: r, Report: kiosk.Report{From: r.From, To: r.To, By: r.By, Rows: []kiosk.TotalsRow{{Key: row.key}}}})
		}
		opened := d.reads(Input{Event: kiosk.Pressed{Key: kiosk.KeyEnter}})
		require.Len(t, opened, 1)
		row.want.State = kiosk.StatePaid
		require.Equal(t, row.want, opened[0].Filter, string(row.by))
		require.Equal(t, SectionHistory, d.View().Section)
	}
}

// A bar of the hours' chart is of its day, whatever the rows are of.
func TestReports_ABarOfAnHourOpensThatOfItsDay(t *testing.T) {
	for _, by := range []kiosk.Grouping{kiosk.ByDay, kiosk.ByHour} {
		d := openDesk(kiosk.Payment{OrderNo: "A"})
		d.does(SectionChosen{SectionReports})
		d.gives(kiosk.RightReports)
		d.does(GroupingChosen{by})
		opened := d.reads(RowOpened{By: kiosk.ByHour, Key: "09", Bar: true})
		require.Len(t, opened, 1)
		hour := 9
		require.Equal(t, kiosk.HistoryFilter{From: "2026-11-27", To: "2026-11-27", Hour: &hour, State: kiosk.StatePaid}, opened[0].Filter, string(by))
	}
}

func TestReports_UsualIsTheMeanOfTheSameWeekdays(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	var days []kiosk.Date
	for _, r := range figuresOf(d, SectionChosen{SectionToday}) {
		if r.figure == figureUsual {
			days = append(days, r.From)
			d.does(ReportAnswered{ReportRead: r, Report: kiosk.Report{Rows: []kiosk.TotalsRow{{Key: "09", Totals: kiosk.Totals{Paid: kiosk.Fen(1000 * len(days))}}}}})
		}
	}
	require.Equal(t, []kiosk.Date{"2026-11-20", "2026-11-13", "2026-11-06", "2026-10-30"}, days)
	require.Equal(t, map[string]kiosk.Fen{"09": 2500}, d.View().Today.Usual)
}

func TestReports_TodaysFiguresAreReadAgainAndLateOnesDropped(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	first := figuresOf(d, SectionChosen{SectionToday})
	require.NotEmpty(t, first)
	d.now = d.now.Add(refreshAfter - time.Second)
	require.Empty(t, figuresOf(d, Ticked{}))
	d.now = d.now.Add(time.Second)
	require.NotEmpty(t, figuresOf(d, Ticked{}))
	d.does(ReportAnswered{ReportRead: first[0], Report: kiosk.Report{Total: kiosk.Totals{Count: 1}}})
	require.False(t, d.View().Today.Ready)
	figuresOf(d, SectionChosen{SectionHistory})
	d.now = d.now.Add(refreshAfter)
	require.Empty(t, figuresOf(d, Ticked{}), "not while another page is up")
}
