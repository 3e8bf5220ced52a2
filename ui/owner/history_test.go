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

// rig is the owner's side on its regions, with an office whose reads are answered at
// once.
type rig struct {
	*Side
	queue  drawtest.Queue
	layers []screen.Layer
	office *sample.Office
	events []kiosk.Event
	size   draw.Rect // of the page
}

func newRig(t *testing.T, shop *time.Location, ledger office.Ledger) *rig {
	t.Helper()
	test.NewTempApp(t)
	r := &rig{queue: drawtest.NewQueue(), size: draw.R(200, 102, 694, 582)}
	r.Side = &Side{
		Context: &screen.Context{Texts: drawtest.Catalogues(t, "zh-CN")[0], Location: shop, Post: func(e kiosk.Event) { r.events = append(r.events, e) }},
		Now:     func() time.Time { return noon },
		Office:  func(e office.Event) { r.queue.Do(func() { r.happens(e) }) },
	}
	r.Changed = r.draws
	r.office = sample.NewOffice(r.Now, ledger)
	r.layers = r.Layers(draw.NewPointer(r.Now, r.queue.Do))
	r.Show(r.office.Shown)
	r.draws()
	r.queue.Frame()
	return r
}

// happens has the office take an event, and draws what comes of it.
func (r *rig) happens(e office.Event) {
	r.office.Do(e)
	r.Show(r.office.Shown)
	r.draws()
}

// draws draws what there is to be seen while the door is open.
func (r *rig) draws() {
	v := kiosk.View{Screen: kiosk.ScreenHistory, Owner: true}
	r.Follow(v)
	for _, l := range r.layers {
		l.Show(v, noon, screen.Layout{Scale: draw.Scale{Unit: 1}, Sections: draw.R(24, 102, 160, 582), Page: r.size})
	}
}

func (r *rig) press(keys ...kiosk.Key) {
	for _, k := range keys {
		r.Take(kiosk.Pressed{Key: k})
		r.queue.Frame()
	}
}

func (r *rig) texts() []string { return drawtest.Texts(r.layers[1].Region().Box) }

func (r *rig) touch(id string) *draw.Touch {
	for _, l := range r.layers {
		if t, ok := l.Region().Touches[id]; ok {
			return t
		}
	}
	return nil
}

func openHistory(t *testing.T) *rig {
	t.Helper()
	return newRig(t, time.Local, sample.Ledger{Now: noon, Size: 300})
}

func TestHistory_ReadsAPageAndTheStoryOfTheNewest(t *testing.T) {
	shown := openHistory(t).texts()
	require.Contains(t, shown, "¥ 9.80")
	require.Contains(t, shown, "尾号 0000")
	require.Contains(t, shown, "已建立 → 等待付款")
	require.NotContains(t, shown, "正在读取…")
}

func TestHistory_KeysBringRowsIntoSight(t *testing.T) {
	r := openHistory(t)
	r.press(kiosk.KeyEnd)
	require.Contains(t, r.texts(), "尾号 0059")
}

func TestHistory_ATouchChoosesAndADragScrolls(t *testing.T) {
	r := openHistory(t)
	o := r.touch("row.2")
	r.queue.Tap(o)
	require.Equal(t, 2, r.view.History.Selected)
	at := func(y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(100, y)}}
	}
	moves := func(y float32) {
		o.MouseMoved(at(y))
		r.queue.Frame()
	}
	o.MouseDown(at(400))
	moves(400 - rowHeight*1.5)
	require.Equal(t, 1, r.view.History.Top)
	moves(400 - rowHeight*2.1)
	require.Equal(t, 2, r.view.History.Top, "what is less than a row adds up")
	o.MouseUp(at(400 - rowHeight*2.1))
	r.queue.Frame()
	require.Equal(t, 2, r.view.History.Selected, "a drag is no tap")
	r.touch("row.2").Widget.(fyne.Scrollable).Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 10}})
	r.queue.Frame()
	require.Equal(t, 1, r.view.History.Top, "a notch is a row at least")
	require.Equal(t, 2, r.view.History.Selected, "scrolling chooses nothing")
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

// broken is a ledger of so many payments that cannot be read.
func broken(payments int) *flaky {
	ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: payments}}
	ledger.broken.Store(true)
	return ledger
}

const unread = "没有读出来，滚动或再按一次重试"

func TestHistory_SaysWhenItCannotBeReadAndTriesAgain(t *testing.T) {
	for name, try := range map[string]func(r *rig){
		"a touch": func(r *rig) { r.queue.Tap(r.touch("unread")) },
		"a key":   func(r *rig) { r.press(kiosk.KeyDown) },
		"wheel": func(r *rig) {
			r.touch("unread").Widget.(fyne.Scrollable).Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -10}})
			r.queue.Frame()
		},
	} {
		t.Run(name, func(t *testing.T) {
			ledger := broken(300)
			r := newRig(t, time.Local, ledger)
			require.Contains(t, r.texts(), unread)
			ledger.broken.Store(false)
			try(r)
			require.Len(t, r.view.History.Rows, office.HistoryPage)
			require.NotContains(t, r.texts(), unread)
		})
	}
}

func TestHistory_AnOlderPageThatCannotBeReadIsNotTheEnd(t *testing.T) {
	r := openHistory(t)
	ledger := broken(2*office.HistoryPage + 1)
	r.office.Ledger = ledger
	r.press(kiosk.KeyEnd)
	require.Contains(t, r.texts(), unread, "in sight below the last row")
	require.Equal(t, office.HistoryPage-1, r.view.History.Selected)
	require.Contains(t, r.texts(), "尾号 0059")

	r.press(kiosk.KeyUp, kiosk.KeyHome)
	require.NotContains(t, r.texts(), unread)
	r.press(kiosk.KeyEnd)
	require.Contains(t, r.texts(), unread, "still broken")

	ledger.broken.Store(false)
	r.happens(office.Scrolled{Rows: 1})
	require.Len(t, r.view.History.Rows, 2*office.HistoryPage)
	require.NotContains(t, r.texts(), unread)
	r.press(kiosk.KeyEnd)
	require.Len(t, r.view.History.Rows, 2*office.HistoryPage+1)
}

func TestHistory_ComingBackToALedgerThatCannotBeReadSaysSo(t *testing.T) {
	r := openHistory(t)
	r.happens(office.Chosen{Row: 40})
	ledger := broken(300)
	r.office.Ledger = ledger
	r.happens(office.Door{Open: true, Aside: true})
	r.happens(office.Door{Open: true})
	require.Contains(t, r.texts(), unread)
	ledger.broken.Store(false)
	r.press(kiosk.KeyDown)
	require.Equal(t, 40, r.view.History.Selected, "at the same place")
	require.Contains(t, r.texts(), "尾号 0040")
}

func TestHistory_AStoryThatCannotBeReadIsReadWhenTheRowIsChosenAgain(t *testing.T) {
	r := openHistory(t)
	ledger := broken(300)
	r.office.Ledger = ledger
	r.happens(office.Chosen{Row: 1})
	require.Contains(t, r.texts(), "没有读出来，再选一次这一笔重试")
	ledger.broken.Store(false)
	r.happens(office.Chosen{Row: 1})
	require.NotContains(t, r.texts(), "没有读出来，再选一次这一笔重试")
}

// The machine's own time zone may be any other.
func TestHistory_TellsTheTimeWhereTheShopIs(t *testing.T) {
	shop := time.FixedZone("far away", 13*60*60+17*60)
	r := newRig(t, shop, sample.Ledger{Now: noon, Size: 300})
	newest := r.view.History.Rows[0].CreatedAt
	require.Equal(t, newest.In(shop).Format("15:04:05"), r.when(r.view.History.Rows[0]))
	require.Contains(t, r.texts(), r.view.History.Timeline[0].At.In(shop).Format("15:04:05"))

	midnight := kiosk.DayOf(noon, shop).Start
	require.Equal(t, "00:00:00", r.when(kiosk.Payment{CreatedAt: midnight}), "today")
	before := midnight.Add(-time.Second)
	require.Equal(t, before.In(shop).Format("01-02 15:04"), r.when(kiosk.Payment{CreatedAt: before}), "yesterday")
}

func TestReports_ABarOfAnHourOpensThatOfItsDay(t *testing.T) {
	r := openHistory(t)
	r.size = draw.R(200, 102, 1200, 900) // with room for the charts
	r.happens(office.SectionChosen{Section: office.SectionReports})
	r.happens(office.GroupingChosen{By: kiosk.ByHour})
	r.queue.Tap(r.touch("bar.hour.09"))
	require.Equal(t, office.SectionHistory, r.view.Section)
	require.Equal(t, noon.In(time.Local).Format("20060102"), r.view.History.Filter.Rows[0].Typed)
}

func TestReports_TheRowOfNobodysNameNamesItsFilter(t *testing.T) {
	r := openHistory(t)
	r.happens(office.SectionChosen{Section: office.SectionReports})
	r.happens(office.RowOpened{By: kiosk.ByCashier})
	r.press(kiosk.KeyTab)
	require.Contains(t, r.texts(), r.Tr("screen.figures.nobody"))
}
