package owner

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
	"facepay/ui/screen"
)

var noon = drawtest.Noon

// rig is the owner's list on its region.
type rig struct {
	*History
	queue  drawtest.Queue
	layer  screen.Layer
	view   kiosk.View
	events []kiosk.Event
}

func newRig(t *testing.T, shop *time.Location) *rig {
	t.Helper()
	test.NewTempApp(t)
	texts := drawtest.Catalogues(t, "zh-CN")[0]
	r := &rig{queue: drawtest.NewQueue()}
	r.History = &History{
		Context: &screen.Context{Texts: texts, Location: shop, Post: func(e kiosk.Event) { r.events = append(r.events, e) }},
		Now:     func() time.Time { return noon }, Reader: sample.Ledger{Now: noon, Size: 300},
		Do: r.queue.Do, Changed: func() { r.draws(r.view) },
	}
	r.layer = screen.On("history", draw.NewPointer(r.Now, r.queue.Do), r.History)
	return r
}

func (r *rig) draws(v kiosk.View) {
	r.view = v
	r.Follow(v)
	r.layer.Show(v, noon, screen.Layout{Scale: draw.Scale{Unit: 1}, Whole: draw.R(24, 102, 694, 582)})
}

func (r *rig) texts() []string { return drawtest.Texts(r.layer.Region().Box) }

func (r *rig) touch(id string) *draw.Touch { return r.layer.Region().Touches[id] }

// at is the View of a screen.
func at(s kiosk.Screen) kiosk.View { return kiosk.View{Screen: s} }

func openHistory(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, time.Local)
	r.draws(at(kiosk.ScreenHistory))
	require.Contains(t, r.texts(), "正在读取…")
	r.queue.Until(t, func() bool { return len(r.list.Rows) == office.HistoryPage && len(r.list.Timeline) > 0 })
	return r
}

func TestHistory_ReadsAPageAndTheStoryOfTheNewest(t *testing.T) {
	r := openHistory(t)
	shown := r.texts()
	require.Contains(t, shown, "¥ 9.80")
	require.Contains(t, shown, "尾号 0000")
	require.Contains(t, shown, "已建立 → 等待付款")
	require.NotContains(t, shown, "正在读取…")
}

func TestHistory_KeysBringRowsIntoSight(t *testing.T) {
	r := openHistory(t)
	r.Key(kiosk.KeyEnd)
	require.Contains(t, r.texts(), "尾号 0059")
	require.False(t, r.Key(kiosk.KeyF1), "the till's")
}

func TestHistory_ATouchChoosesAndADragScrolls(t *testing.T) {
	r := openHistory(t)
	o := r.touch("row.2")
	r.queue.Tap(o)
	require.Equal(t, 2, r.list.Selected)
	at := func(y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(100, y)}}
	}
	o.MouseDown(at(400))
	o.MouseMoved(at(400 - rowHeight*1.5))
	require.Equal(t, 1, r.list.Top)
	o.MouseMoved(at(400 - rowHeight*2.1))
	require.Equal(t, 2, r.list.Top, "what is less than a row adds up")
	o.MouseUp(at(400 - rowHeight*2.1))
	r.queue.Frame()
	require.Equal(t, 2, r.list.Selected, "a drag is no tap")
	r.touch("row.2").Widget.(fyne.Scrollable).Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 10}})
	require.Equal(t, 1, r.list.Top, "a notch is a row at least")
	require.Equal(t, 2, r.list.Selected, "scrolling chooses nothing")
}

func TestHistory_LeftIsForgotten(t *testing.T) {
	r := openHistory(t)
	r.draws(at(kiosk.ScreenAmount))
	require.Empty(t, r.list.Rows)
	require.Empty(t, r.layer.Region().Box.Objects)
}

// flaky is a ledger that cannot be read while it is broken.
type flaky struct {
	sample.Ledger
	broken atomic.Bool
}

func (f *flaky) Payments(ctx context.Context, filter kiosk.HistoryFilter, before kiosk.OrderNo, limit int) ([]kiosk.Payment, error) {
	if f.broken.Load() {
		return nil, errors.New("database is locked")
	}
	return f.Ledger.Payments(ctx, filter, before, limit)
}

func (f *flaky) Story(ctx context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	if f.broken.Load() {
		return nil, errors.New("database is locked")
	}
	return f.Ledger.Story(ctx, n)
}

// breaks has the list read a ledger of so many payments that is broken.
func (r *rig) breaks(payments int) *flaky {
	ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: payments}}
	ledger.broken.Store(true)
	r.Reader = ledger
	return ledger
}

const unread = "没有读出来，滚动或再按一次重试"

func TestHistory_SaysWhenItCannotBeReadAndTriesAgain(t *testing.T) {
	for name, try := range map[string]func(r *rig){
		"a touch": func(r *rig) { r.queue.Tap(r.touch("unread")) },
		"a key":   func(r *rig) { r.Key(kiosk.KeyDown) },
		"wheel": func(r *rig) {
			r.touch("unread").Widget.(fyne.Scrollable).Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -10}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, time.Local)
			ledger := r.breaks(300)
			r.draws(at(kiosk.ScreenHistory))
			r.queue.Until(t, func() bool { return r.list.Failed })
			require.Contains(t, r.texts(), unread)
			ledger.broken.Store(false)
			try(r)
			r.queue.Until(t, func() bool { return len(r.list.Rows) == office.HistoryPage })
			require.NotContains(t, r.texts(), unread)
		})
	}
}

func TestHistory_AnOlderPageThatCannotBeReadIsNotTheEnd(t *testing.T) {
	r := openHistory(t)
	h := &r.list
	ledger := r.breaks(2*office.HistoryPage + 1)
	r.Key(kiosk.KeyEnd)
	r.queue.Until(t, func() bool { return h.Failed })
	require.Contains(t, r.texts(), unread, "in sight below the last row")
	require.Equal(t, office.HistoryPage-1, h.Selected)
	require.Contains(t, r.texts(), "尾号 0059")

	r.Key(kiosk.KeyUp)
	r.queue.Until(t, func() bool { return !h.Loading })
	r.Key(kiosk.KeyHome)
	require.NotContains(t, r.texts(), unread)
	require.False(t, h.Loading, "nothing is tried far from the end")
	r.Key(kiosk.KeyEnd)
	r.queue.Until(t, func() bool { return !h.Loading })
	require.Contains(t, r.texts(), unread, "still broken")

	ledger.broken.Store(false)
	r.step(office.Scrolled{Rows: 1})
	r.queue.Until(t, func() bool { return len(h.Rows) == 2*office.HistoryPage })
	require.False(t, h.Failed)
	require.NotContains(t, r.texts(), unread)
	r.Key(kiosk.KeyEnd)
	r.queue.Until(t, func() bool { return len(h.Rows) == 2*office.HistoryPage+1 })
}

func TestHistory_ComingBackToALedgerThatCannotBeReadSaysSo(t *testing.T) {
	r := openHistory(t)
	h := &r.list
	r.step(office.Chosen{Row: 40})
	ledger := r.breaks(300)
	r.draws(at(kiosk.ScreenRefund))
	r.draws(at(kiosk.ScreenHistory))
	r.queue.Until(t, func() bool { return h.Failed })
	require.Contains(t, r.texts(), unread)
	ledger.broken.Store(false)
	r.Key(kiosk.KeyDown)
	r.queue.Until(t, func() bool { return len(h.Rows) == office.HistoryPage })
	require.Equal(t, 40, h.Selected, "at the same place")
	require.Contains(t, r.texts(), "尾号 0040")
}

func TestHistory_AStoryThatCannotBeReadIsReadWhenTheRowIsChosenAgain(t *testing.T) {
	r := openHistory(t)
	h := &r.list
	ledger := r.breaks(300)
	r.step(office.Chosen{Row: 1})
	r.queue.Until(t, func() bool { return h.TimelineFailed })
	require.Contains(t, r.texts(), "没有读出来，再选一次这一笔重试")
	ledger.broken.Store(false)
	r.step(office.Chosen{Row: 1})
	r.queue.Until(t, func() bool { return len(h.Timeline) > 0 })
	require.NotContains(t, r.texts(), "没有读出来，再选一次这一笔重试")
}

// The machine's own time zone may be any other.
func TestHistory_TellsTheTimeWhereTheShopIs(t *testing.T) {
	shop := time.FixedZone("far away", 13*60*60+17*60)
	r := newRig(t, shop)
	r.draws(at(kiosk.ScreenHistory))
	r.queue.Until(t, func() bool { return len(r.list.Timeline) > 0 })
	newest := r.list.Rows[0].CreatedAt
	require.Equal(t, newest.In(shop).Format("15:04:05"), r.when(r.list.Rows[0]))
	require.Contains(t, r.texts(), r.list.Timeline[0].At.In(shop).Format("15:04:05"))

	midnight := kiosk.DayOf(noon, shop).Start
	require.Equal(t, "00:00:00", r.when(kiosk.Payment{CreatedAt: midnight}), "today")
	before := midnight.Add(-time.Second)
	require.Equal(t, before.In(shop).Format("01-02 15:04"), r.when(kiosk.Payment{CreatedAt: before}), "yesterday")
}
