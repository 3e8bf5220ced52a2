package ui

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/ui/internal/sample"
)

func openHistory(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "history"))
	require.Contains(t, texts(r.list.Box), "正在读取…")
	r.until(t, func() bool { return len(r.history.rows) == historyPage && len(r.history.story) > 0 })
	return r
}

func TestHistory_ReadsAPageAndTheStoryOfTheNewest(t *testing.T) {
	r := openHistory(t)
	shown := texts(r.list.Box)
	require.Contains(t, shown, "¥ 9.80")
	require.Contains(t, shown, "尾号 0000")
	require.Contains(t, shown, "已建立 → 等待付款")
	require.NotContains(t, shown, "正在读取…")
}

func TestHistory_KeysMoveThroughAllPages(t *testing.T) {
	r := openHistory(t)
	h := r.history
	require.True(t, h.key(fyne.KeyDown))
	require.Equal(t, 1, h.selected)
	require.Equal(t, 0, h.top)
	h.key(fyne.KeyPageDown)
	require.Equal(t, 1+h.fits, h.selected)
	require.Equal(t, h.selected-h.fits+1, h.top, "brought into sight")
	for !h.ended {
		loaded := len(h.rows)
		h.key(fyne.KeyEnd)
		r.until(t, func() bool { return len(h.rows) > loaded || h.ended })
	}
	h.key(fyne.KeyEnd)
	require.Len(t, h.rows, 300)
	require.Equal(t, 299, h.selected)
	require.Contains(t, texts(r.list.Box), "尾号 0299")
	h.key(fyne.KeyDown)
	require.Equal(t, 299, h.selected, "no further")
	h.key(fyne.KeyHome)
	require.Equal(t, 0, h.selected)
	require.Equal(t, 0, h.top)
	h.key(fyne.KeyUp)
	require.Equal(t, 0, h.selected)
	require.False(t, h.key(fyne.KeyF1))
}

func TestHistory_ArrowsComeFromTheKeyboardOnlyThere(t *testing.T) {
	r := openHistory(t)
	r.keyTyped(fyne.KeyDown)
	require.Equal(t, 1, r.history.selected)
	require.Empty(t, r.posted())
}

func TestHistory_ATouchChoosesAndADragScrolls(t *testing.T) {
	r := openHistory(t)
	o, ok := r.list.Touches["row.2"].(*row)
	require.True(t, ok)
	r.tap(t, o)
	require.Equal(t, 2, r.history.selected)
	at := func(y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(100, y)}}
	}
	o.MouseDown(at(400))
	o.MouseMoved(at(400 - rowHeight*1.5))
	require.Equal(t, 1, r.history.top)
	o.MouseMoved(at(400 - rowHeight*2.1))
	require.Equal(t, 2, r.history.top, "what is less than a row adds up")
	o.MouseUp(at(400 - rowHeight*2.1))
	r.frame()
	require.Equal(t, 2, r.history.selected, "a drag is no tap")
	o.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 10}})
	require.Equal(t, 1, r.history.top, "a notch is a row at least")
	require.Equal(t, 2, r.history.selected, "scrolling chooses nothing")
}

func TestHistory_LeftIsForgotten(t *testing.T) {
	r := openHistory(t)
	r.draws(view(t, "idle"))
	require.Empty(t, r.history.rows)
	require.Empty(t, r.list.Box.Objects)
}

func TestHistory_ALatePageOfAnEarlierVisitIsDropped(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "history"))
	f := <-r.queue // the page is there, but not taken yet
	r.draws(view(t, "idle"))
	f()
	require.Empty(t, r.history.rows)
}

// flaky is a ledger that cannot be read while it is broken.
type flaky struct {
	sample.Ledger
	broken atomic.Bool
}

func (f *flaky) Payments(ctx context.Context, before kiosk.OrderNo, limit int) ([]kiosk.Payment, error) {
	if f.broken.Load() {
		return nil, errors.New("database is locked")
	}
	return f.Ledger.Payments(ctx, before, limit)
}

func (f *flaky) Story(ctx context.Context, n kiosk.OrderNo) ([]kiosk.Record, error) {
	if f.broken.Load() {
		return nil, errors.New("database is locked")
	}
	return f.Ledger.Story(ctx, n)
}

const unread = "没有读出来，滚动或再按一次重试"

func TestHistory_SaysWhenItCannotBeReadAndTriesAgain(t *testing.T) {
	for name, try := range map[string]func(r *rig){
		"a touch": func(r *rig) { r.tap(t, r.list.Touches["unread"]) },
		"a key":   func(r *rig) { r.keyTyped(fyne.KeyDown) },
		"wheel": func(r *rig) {
			r.list.Touches["unread"].(*row).Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -10}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "zh-CN", sizes[0])
			ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: 300}}
			r.history.reader = ledger
			ledger.broken.Store(true)
			r.draws(view(t, "history"))
			r.until(t, func() bool { return r.history.failed })
			require.Contains(t, texts(r.list.Box), unread)
			ledger.broken.Store(false)
			try(r)
			r.until(t, func() bool { return len(r.history.rows) == historyPage })
			require.NotContains(t, texts(r.list.Box), unread)
		})
	}
}

func TestHistory_AnOlderPageThatCannotBeReadIsNotTheEnd(t *testing.T) {
	r := openHistory(t)
	h := r.history
	ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: 2*historyPage + 1}}
	h.reader = ledger
	ledger.broken.Store(true)
	h.key(fyne.KeyEnd)
	r.until(t, func() bool { return h.failed })
	require.False(t, h.ended)
	require.Contains(t, texts(r.list.Box), unread, "in sight below the last row")
	require.Equal(t, historyPage-1, h.selected)
	require.Contains(t, texts(r.list.Box), "尾号 0059")

	h.key(fyne.KeyUp)
	r.until(t, func() bool { return !h.loading })
	h.key(fyne.KeyHome)
	require.NotContains(t, texts(r.list.Box), unread)
	require.False(t, h.loading, "nothing is tried far from the end")
	h.key(fyne.KeyEnd)
	r.until(t, func() bool { return !h.loading })
	require.Contains(t, texts(r.list.Box), unread, "still broken")

	ledger.broken.Store(false)
	h.scroll(1)
	r.until(t, func() bool { return len(h.rows) == 2*historyPage })
	require.False(t, h.failed)
	require.NotContains(t, texts(r.list.Box), unread)
	h.key(fyne.KeyEnd)
	r.until(t, func() bool { return h.ended })
	require.Len(t, h.rows, 2*historyPage+1)
}

func TestHistory_ComingBackToALedgerThatCannotBeReadSaysSo(t *testing.T) {
	r := openHistory(t)
	h := r.history
	h.choose(40)
	ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: 300}}
	h.reader = ledger
	ledger.broken.Store(true)
	r.draws(view(t, "refund"))
	r.draws(view(t, "history"))
	r.until(t, func() bool { return h.failed })
	require.Contains(t, texts(r.list.Box), unread)
	ledger.broken.Store(false)
	r.keyTyped(fyne.KeyDown)
	r.until(t, func() bool { return len(h.rows) == historyPage })
	require.Equal(t, 40, h.selected, "at the same place")
	require.Contains(t, texts(r.list.Box), "尾号 0040")
}

func TestHistory_AStoryThatCannotBeReadIsReadWhenTheRowIsChosenAgain(t *testing.T) {
	r := openHistory(t)
	h := r.history
	ledger := &flaky{Ledger: sample.Ledger{Now: noon, Size: 300}}
	h.reader = ledger
	ledger.broken.Store(true)
	h.choose(1)
	r.until(t, func() bool { return h.storyFailed })
	require.Contains(t, texts(r.list.Box), "没有读出来，再选一次这一笔重试")
	ledger.broken.Store(false)
	h.choose(1)
	r.until(t, func() bool { return len(h.story) > 0 })
	require.NotContains(t, texts(r.list.Box), "没有读出来，再选一次这一笔重试")
}

// The machine's own time zone may be any other.
func TestHistory_TellsTheTimeWhereTheShopIs(t *testing.T) {
	shop := time.FixedZone("far away", 13*60*60+17*60)
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.Location = shop })
	r.draws(view(t, "history"))
	r.until(t, func() bool { return len(r.history.story) > 0 })
	newest := r.history.rows[0].CreatedAt
	require.Equal(t, newest.In(shop).Format("15:04:05"), r.when(r.history.rows[0]))
	require.Contains(t, texts(r.list.Box), r.history.story[0].At.In(shop).Format("15:04:05"))
	require.Contains(t, texts(r.bar.Box), noon.In(shop).Format("15:04"))

	midnight := kiosk.DayOf(noon, shop).Start
	require.Equal(t, "00:00:00", r.when(kiosk.Payment{CreatedAt: midnight}), "today")
	before := midnight.Add(-time.Second)
	require.Equal(t, before.In(shop).Format("01-02 15:04"), r.when(kiosk.Payment{CreatedAt: before}), "yesterday")
}
