package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// desk is an office whose list has one payment.
type desk struct {
	*Office
	now  time.Time
	told []kiosk.Event
	// effects of the last event
	effects []Effect
}

func openDesk(p kiosk.Payment) *desk {
	d := &desk{Office: New(Settings{}), now: noon}
	d.does(Door{Open: true})
	d.does(PageRead{Read: Read{visit: d.history.visit}, Payments: []kiosk.Payment{p}})
	return d
}

func (d *desk) does(e Event) {
	d.effects = d.Step(d.now, e)
	for _, effect := range d.effects {
		if tell, ok := effect.(Tell); ok {
			d.told = append(d.told, tell.Event)
		}
	}
}

func (d *desk) gives(r kiosk.Right) { d.does(RightGiven{kiosk.RightGiven{Right: r}}) }

func (d *desk) press(keys ...kiosk.Key) (told []kiosk.Event) {
	d.told = nil
	for _, k := range keys {
		d.does(Input{Event: kiosk.Pressed{Key: k}})
	}
	return d.told
}

func TestOffice_KeysChangeTheSectionAndEscLeaves(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	require.Equal(t, SectionHistory, d.View().Section)
	for _, s := range Sections {
		d.press(s.Key)
		d.gives(sectionRights[s.Section])
		require.Equal(t, s.Section, d.View().Section)
	}
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
	d.does(Door{})
	require.Empty(t, d.press(kiosk.KeyEsc), "the counter's now")
	d.does(Door{Open: true})
	require.Equal(t, SectionHistory, d.View().Section, "it opens on the list")
}

// Until four in the morning it is still yesterday where the shop's day begins then.
func TestOffice_TodayIsTheBusinessDay(t *testing.T) {
	d := &desk{Office: New(Settings{Calendar: kiosk.Calendar{Location: time.UTC, DayStart: 4 * time.Hour}}), now: time.Date(2026, 11, 28, 3, 59, 0, 0, time.UTC)}
	d.does(Door{Open: true})
	for _, page := range []struct {
		key     kiosk.Key
		reports func(View) Reports
	}{
		{kiosk.KeyF1, func(v View) Reports { return v.Today }},
		{kiosk.KeyF3, func(v View) Reports { return v.Reports }},
	} {
		d.press(page.key)
		d.gives(kiosk.RightReports)
		shown := page.reports(d.View())
		require.Equal(t, kiosk.Date("2026-11-27"), shown.To)
		require.Equal(t, 4, shown.StartHour, "the chart of hours begins there")
	}
}

func TestOffice_WhatIsWantedOfThePaymentIsTheCountersToDo(t *testing.T) {
	for _, row := range []struct {
		payment kiosk.Payment
		key     kiosk.Key
		want    []kiosk.Event
	}{
		{kiosk.Payment{OrderNo: "A", State: kiosk.StatePaid, Amount: 5}, kiosk.KeyF6, []kiosk.Event{kiosk.RefundWanted{OrderNo: "A"}}},
		{kiosk.Payment{OrderNo: "A", State: kiosk.StatePaid, Amount: 5, Refunded: 5}, kiosk.KeyF6, nil},
		{kiosk.Payment{OrderNo: "A", State: kiosk.StatePaid}, kiosk.KeyF5, nil},
		{kiosk.Payment{OrderNo: "A", State: kiosk.StateUnknown}, kiosk.KeyF5, []kiosk.Event{kiosk.QueryWanted{OrderNo: "A"}}},
		{kiosk.Payment{OrderNo: "A", State: kiosk.StateUnknown}, kiosk.KeyF7, []kiosk.Event{kiosk.DecisionWanted{OrderNo: "A"}}},
		{kiosk.Payment{OrderNo: "A", State: kiosk.StateUnknown}, kiosk.KeyF6, nil},
		{kiosk.Payment{OrderNo: "A"}, kiosk.KeyF10, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyF10}}},
	} {
		d := openDesk(row.payment)
		require.Equal(t, row.want, d.press(row.key), "%v %v", row.payment.State, row.key)
	}
}

func TestOffice_GivesWayWhenNobodyTouchesIt(t *testing.T) {
	for name, touch := range map[string]Event{"a key": Input{Event: kiosk.Pressed{Key: kiosk.KeyDown}}, "a finger": Touched{}, "a section": SectionChosen{Section: SectionToday}} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(kiosk.Payment{})
			left := func(after time.Duration) bool {
				d.now, d.told = d.now.Add(after), nil
				d.does(Ticked{})
				return len(d.told) > 0
			}
			require.False(t, left(IdleMax-time.Second))
			d.does(touch)
			require.False(t, left(IdleMax-time.Second))
			require.True(t, left(time.Second))
			d.does(Door{Open: true, Aside: true})
			require.False(t, left(IdleMax), "the counter's own deadline holds in front of it")
			d.does(Door{Open: true})
			require.False(t, left(IdleMax-time.Second))
			require.True(t, left(time.Second))
		})
	}
}

// A list that could not be read is read again without anybody's doing.
func TestOffice_ReadsAgainWhatCouldNotBeRead(t *testing.T) {
	d := openDesk(kiosk.Payment{State: kiosk.StatePaid})
	failed := PageRead{Read: Read{visit: d.history.visit}, Err: kiosk.ErrLedgerFull}
	reads := func(after time.Duration) (n int) {
		d.now = d.now.Add(after)
		d.does(Ticked{})
		for _, e := range d.effects {
			if _, ok := e.(Read); ok {
				n++
			}
		}
		return n
	}
	require.Zero(t, reads(refreshAfter), "nothing is wrong")
	d.does(Door{})
	d.does(Door{Open: true})
	failed.visit = d.history.visit
	d.does(failed)
	require.Zero(t, reads(refreshAfter-time.Second))
	require.Equal(t, 1, reads(time.Second))
	require.Zero(t, reads(refreshAfter), "it is being read")
	d.does(failed)
	require.Equal(t, 1, reads(time.Second))
	d.does(PageRead{Read: Read{visit: d.history.visit}, Payments: []kiosk.Payment{{OrderNo: "A", State: kiosk.StatePaid}}})
	require.Len(t, d.View().History.Rows, 1)
	require.Zero(t, reads(refreshAfter))
}

// What the gateway says about a payment that was asked about comes into its row, with its
// story, while all else stays where it is.
func TestOffice_ARowWithoutAnEndIsReadAnew(t *testing.T) {
	d := &desk{Office: New(Settings{}), now: noon}
	d.does(Door{Open: true})
	d.does(Resized{Lines: 2})
	unknown := kiosk.Payment{OrderNo: "U", State: kiosk.StateUnknown, Amount: 5, Version: 1}
	d.does(PageRead{Read: Read{visit: d.history.visit}, Payments: []kiosk.Payment{
		{OrderNo: "A", State: kiosk.StatePaid}, {OrderNo: "B", State: kiosk.StatePaid}, unknown, {OrderNo: "C", State: kiosk.StatePaid},
	}})
	d.press(kiosk.KeyDown, kiosk.KeyDown, "4")
	ticks := func(after time.Duration) (reads []Read) {
		d.now = d.now.Add(after)
		d.does(Ticked{})
		for _, e := range d.effects {
			if r, ok := e.(Read); ok {
				reads = append(reads, r)
			}
		}
		return reads
	}
	stays := func() {
		t.Helper()
		h := d.View().History
		require.Equal(t, []any{2, 1, "4", 4}, []any{h.Selected, h.Top, h.Search, len(h.Rows)})
	}
	require.Len(t, ticks(refreshAfter), 1, "by itself in a while")
	require.Equal(t, []kiosk.Event{kiosk.QueryWanted{OrderNo: "U"}}, d.press(kiosk.KeyF5))
	require.Empty(t, ticks(renewSoon-time.Second))
	reads := ticks(time.Second)
	require.Len(t, reads, 1)
	require.Equal(t, kiosk.HistoryFilter{Ending: "U"}, reads[0].Filter)
	stays()
	d.does(PageRead{Read: reads[0], Err: kiosk.ErrLedgerFull})
	require.False(t, d.View().History.Failed, "the list is whole")

	reads = ticks(refreshAfter)
	require.Len(t, reads, 1)
	before, paid := d.View(), unknown
	paid.State, paid.Version = kiosk.StatePaid, 2
	d.does(PageRead{Read: reads[0], Payments: []kiosk.Payment{{OrderNo: "XU", Version: 9}, paid}})
	require.Contains(t, d.effects, Effect(Read{Of: "U", visit: d.history.visit}), "what happened to it")
	require.Equal(t, unknown, before.History.Rows[2], "what is on screen does not change under it")
	require.Equal(t, paid, d.View().History.Rows[2])
	stays()
	d.does(PageRead{Read: reads[0], Payments: []kiosk.Payment{unknown}})
	require.Equal(t, paid, d.View().History.Rows[2], "a late answer")
	require.Equal(t, []kiosk.Event{kiosk.RefundWanted{OrderNo: "U"}}, d.press(kiosk.KeyF6))
	require.Empty(t, ticks(refreshAfter), "all of them have ended")
}

func TestOffice_RowsAreReadAnewOnScreenAlone(t *testing.T) {
	for name, away := range map[string]Event{"aside": Door{Open: true, Aside: true}, "another section": SectionChosen{SectionToday}, "shut": Door{}} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(kiosk.Payment{OrderNo: "U", State: kiosk.StateUnknown})
			d.now = d.now.Add(refreshAfter)
			d.does(away)
			require.Empty(t, d.reads(Ticked{}))
		})
	}
}
