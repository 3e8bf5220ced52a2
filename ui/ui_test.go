package ui

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/internal/sample"
)

// noon is when the tests happen.
var noon = time.Date(2026, 11, 22, 14, 32, 17, 0, time.Local)

// rig is a UI without a window of its own, whose time is moved by hand.
type rig struct {
	*UI
	queue  chan func() // what other goroutines want done on this one
	events []kiosk.Event
}

// until runs what other goroutines hand over until done.
func (r *rig) until(t *testing.T, done func() bool) {
	t.Helper()
	const hang = 30 * time.Second // far beyond any work of a test
	limit := time.After(hang)
	for !done() {
		select {
		case f := <-r.queue:
			f()
		case <-limit:
			require.Fail(t, "did not happen")
		}
	}
}

func newRig(t *testing.T, language string, size fyne.Size, change ...func(*Options)) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	o := Options{Shop: "松间茶铺", Till: "01", Version: "1.2.3", Texts: texts, Accepts: kiosk.Capabilities{Code: true}}
	if language == "en" {
		o.Shop = "Pinewood Tea"
	}
	for _, c := range change {
		c(&o)
	}
	r := &rig{queue: make(chan func(), 1000)}
	r.UI = newUI(app, o, func(e kiosk.Event) {
		r.events = append(r.events, e)
	}, sample.Ledger{Now: noon, Size: 300})
	r.do = func(f func()) { r.queue <- f }
	r.now, r.stops = func() time.Time { return noon }, true
	r.root.Resize(size)
	if r.stage.root != nil {
		r.stage.root.Resize(customerSize(size))
	}
	t.Cleanup(r.Stop)
	return r
}

// draws shows v as Show does, on this goroutine.
func (r *rig) draws(v kiosk.View) {
	r.pending = &v
	r.take()
}

// primary is the event of a finger or the left button.
var primary = &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}

// tap presses and releases o, and lets the frame's events end.
func (r *rig) tap(t *testing.T, o surface) {
	t.Helper()
	o.base().MouseDown(primary)
	o.base().MouseUp(primary)
	r.frame()
}

// frame does what waits for the end of a frame.
func (r *rig) frame() {
	for len(r.queue) > 0 {
		(<-r.queue)()
	}
}

func (r *rig) posted() []kiosk.Event {
	e := r.events
	r.events = nil
	return e
}

func view(t *testing.T, name string) kiosk.View {
	t.Helper()
	for _, v := range sample.Views(noon, sample.Amount, true) {
		if v.Name == name {
			return v.View
		}
	}
	require.Fail(t, "no such sample", name)
	return kiosk.View{}
}

// sizes are windows in logical pixels: monitors of shops, small panels, some at
// the scale that their dots ask for (1280x800 at 1.6 is 800x500, 1024x600 at 1.4
// is 731x429), and the smallest that there is a till for.
var sizes = []fyne.Size{
	{Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 1024, Height: 768}, {Width: 800, Height: 1280},
	{Width: 1280, Height: 1024}, {Width: 1366, Height: 768}, {Width: 1024, Height: 600}, {Width: 800, Height: 600},
	{Width: 800, Height: 500}, {Width: 800, Height: 480}, {Width: 731, Height: 429}, {Width: 640, Height: 480}, {Width: 640, Height: 400},
	{Width: 480, Height: 800}, {Width: 400, Height: 640}, {Width: 1080, Height: 1920},
}

// customerSize is the customer's monitor beside a cashier's of one of the sizes:
// each time another one.
func customerSize(cashier fyne.Size) fyne.Size {
	customers := []fyne.Size{
		{Width: 1024, Height: 768}, {Width: 1920, Height: 1080}, {Width: 800, Height: 480}, {Width: 800, Height: 1280},
		{Width: 640, Height: 400}, {Width: 480, Height: 800},
	}
	return customers[max(0, slices.Index(sizes, cashier))%len(customers)]
}

// everywhere runs f in every size and language, with and without a customer's
// screen.
func everywhere(t *testing.T, f func(t *testing.T, r *rig)) {
	for _, size := range sizes {
		for _, language := range i18n.Languages() {
			for _, customer := range []bool{false, true} {
				name := fmt.Sprintf("%.0fx%.0f/%s/customer=%v", size.Width, size.Height, language, customer)
				t.Run(name, func(t *testing.T) {
					f(t, newRig(t, language, size, func(o *Options) { o.CustomerScreen = customer }))
				})
			}
		}
	}
}

// TestEveryScreen draws each state of the till in each size and language, and
// holds what must be true of all of them. They are one test because drawing them
// is what takes the time.
func TestEveryScreen(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, row := range []struct {
			amount   kiosk.Fen
			practice bool
		}{{sample.Amount, false}, {sample.LongAmount, true}} {
			for _, v := range sample.Views(noon, row.amount, row.practice) {
				r.draws(v.View)
				name := fmt.Sprintf("%s, practice %v", v.Name, row.practice)
				for _, p := range r.parts() {
					require.Empty(t, p.over, "%s: text wider than its place", name)
					if p.state != nil {
						touchable(t, name, p)
						legible(t, name, p)
					}
				}
				apart(t, name, r)
				complete(t, name, r)
				saysPractice(t, name, r, row.practice)
			}
		}
	})
}

// overlaps reports whether two places share more than an edge.
func overlaps(a, b rect) bool {
	const edge = 0.5
	return a.right() > b.x+edge && b.right() > a.x+edge && a.bottom() > b.y+edge && b.bottom() > a.y+edge
}

// touchable holds that p's surfaces are large enough for a finger, inside p and
// apart from each other.
func touchable(t *testing.T, name string, p *part) {
	t.Helper()
	spots := map[string]rect{}
	for id, s := range p.touches {
		at, size := s.Position(), s.Size()
		least := touchMin * p.scale.u
		if strings.HasPrefix(id, "pay.") {
			least = payKeyMin * p.scale.u
		}
		require.GreaterOrEqual(t, min(size.Width, size.Height)+0.5, least, "%s: %s of %s", name, id, p.name)
		spot := rect{at.X, at.Y, size.Width, size.Height}
		inside := spot.x >= 0 && spot.y >= 0 && spot.right() <= p.at.w+0.5 && spot.bottom() <= p.at.h+0.5
		require.True(t, inside, "%s: %s leaves %s", name, id, p.name)
		for other, o := range spots {
			require.False(t, overlaps(spot, o), "%s: %s and %s of %s", name, id, other, p.name)
		}
		spots[id] = spot
	}
}

// apart holds that the parts stand inside the window and beside each other.
func apart(t *testing.T, name string, r *rig) {
	t.Helper()
	var shown []*part
	for _, p := range r.counterParts() {
		if p.state == nil {
			continue
		}
		inside := p.at.x >= 0 && p.at.right() <= r.size.Width && p.at.bottom() <= r.size.Height && p.at.h > 0
		require.True(t, inside, "%s: %s", name, p.name)
		for _, o := range shown {
			require.False(t, overlaps(p.at, o.at), "%s: %s over %s", name, p.name, o.name)
		}
		shown = append(shown, p)
	}
}

// saysPractice holds that in practice mode, and in no other, every window says
// that no money moves, and that nothing else stands there.
func saysPractice(t *testing.T, name string, r *rig, practice bool) {
	t.Helper()
	strips := []*part{r.strip}
	if r.stage.root != nil {
		strips = append(strips, r.stage.strip)
		require.Equal(t, r.stage.root.Size().Height, r.stage.part.at.bottom(), "%s: the stage fills its window", name)
	}
	for _, p := range strips {
		require.Equal(t, practice, p.state != nil, "%s: %s", name, p.name)
		require.Equal(t, practice, p.box.Visible() && len(p.box.Objects) > 0, "%s: %s", name, p.name)
	}
	if r.stage.strip.state != nil {
		at := r.stage.strip.at
		require.Equal(t, rect{0, 0, r.stage.root.Size().Width, r.stage.part.at.y}, at, "%s: on top of the customer's window, the stage below", name)
		require.Contains(t, texts(r.stage.strip.box), r.say("screen.practice"), name)
	}
}

func TestText_FindsWhatIsTooWide(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	v.Panel.Title = kiosk.T("一个实在太长的标题一个实在太长的标题一个实在太长的标题一个实在太长的标题一个实在太长的标题")
	r.draws(v)
	require.Len(t, r.panel.over, 1)
}

func TestShow_AnEqualViewDrawsNothing(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	for i, v := range sample.Views(noon, sample.Amount, true) {
		r.draws(v.View)
		before := painted(r)
		r.draws(sample.Views(noon, sample.Amount, true)[i].View)
		require.Equal(t, before, painted(r), v.Name)
	}
}

func TestShow_DrawsOnlyThePartThatChanged(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	r.draws(v)
	before := painted(r)
	v.Status.Gateway.Latency = 120 * time.Millisecond
	r.draws(v)
	before["bar"]++
	require.Equal(t, before, painted(r))

	v.Panel.Timeline = append(v.Panel.Timeline, kiosk.TimelineEntry{At: noon, Text: kiosk.T("story.scanned")})
	r.draws(v)
	before["panel"]++
	require.Equal(t, before, painted(r))
}

func TestClock_MovesOnlyWhatCounts(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "qr"))
	before := painted(r)
	r.now = func() time.Time { return noon.Add(time.Second) }
	r.draw()
	before["amount"]++
	require.Equal(t, before, painted(r), "the sale's seconds")
	require.Contains(t, texts(r.amount.box), "0:13")

	r.draws(view(t, "idle"))
	before = painted(r)
	r.now = func() time.Time { return noon.Add(30 * time.Second) }
	r.draw()
	require.Equal(t, before, painted(r), "an idle till within one minute")
	r.now = func() time.Time { return noon.Add(time.Minute) }
	r.draw()
	before["bar"]++
	require.Equal(t, before, painted(r), "the clock")
}

func painted(r *rig) map[string]int {
	n := map[string]int{}
	for _, p := range r.parts() {
		n[p.name] = p.painted
	}
	return n
}

// texts are all texts below o.
func texts(o fyne.CanvasObject) []string {
	var all []string
	visit(o, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if text, ok := o.(*canvas.Text); ok {
			all = append(all, text.Text)
		}
	})
	return all
}

// visit walks all visible objects below o with their place on the screen.
func visit(o fyne.CanvasObject, at fyne.Position, f func(fyne.CanvasObject, fyne.Position)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	f(o, at)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			visit(c, at, f)
		}
	case surface:
		for _, c := range o.base().objs {
			visit(c, at, f)
		}
	}
}

func TestAmount_NeverMoves(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	var where []fyne.Position
	for _, name := range []string{"amount", "qr", "confirm", "unknown", "paid"} {
		r.draws(view(t, name))
		visit(r.amount.box, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
			if text, ok := o.(*canvas.Text); ok && text.Text == sample.Amount.Grouped() {
				where = append(where, at)
			}
		})
	}
	require.Len(t, where, 5)
	for _, at := range where {
		require.Equal(t, where[0], at)
	}
}

func TestTouch_PostsItsAction(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	for _, row := range []struct {
		view, part, id string
		want           kiosk.Event
	}{
		{"idle", "pad", "key.7", kiosk.Pressed{Key: "7"}},
		{"idle", "pad", "key.Backspace", kiosk.Pressed{Key: kiosk.KeyBackspace}},
		{"idle", "pad", "pay.wechat", kiosk.Tapped{Action: kiosk.ActionWeChat}},
		{"idle", "pad", "pay.scan", kiosk.Tapped{Action: kiosk.ActionScan}},
		{"idle", "amount", "help", kiosk.Tapped{Action: kiosk.ActionHelp}},
		{"amount", "amount", "clear", kiosk.Pressed{Key: kiosk.KeyEsc}},
		{"idle", "last", "last", kiosk.Tapped{Action: kiosk.ActionOwner}},
		{"problem", "bar", "open", kiosk.Tapped{Action: kiosk.ActionReview}},
		{"qr", "panel", "button.cancel.Esc", kiosk.Tapped{Action: kiosk.ActionCancel}},
		{"qr", "stage", "practice.practice_pay", kiosk.Tapped{Action: kiosk.ActionPracticePay}},
		{"late", "alarm", "button.accept.F4", kiosk.Tapped{Action: kiosk.ActionAccept}},
		{"pin", "pad", "pin.ok", kiosk.Pressed{Key: kiosk.KeyEnter}},
		{"pin", "pad", "pin.back", kiosk.Pressed{Key: kiosk.KeyEsc}},
		{"help", "help", "button.back.Esc", kiosk.Tapped{Action: kiosk.ActionBack}},
		{"history", "history", "button.back.Esc", kiosk.Tapped{Action: kiosk.ActionBack}},
	} {
		t.Run(row.view+"/"+row.id, func(t *testing.T) {
			r.draws(view(t, row.view))
			for _, p := range r.parts() {
				if p.name == row.part {
					require.Contains(t, p.touches, row.id)
					r.tap(t, p.touches[row.id])
				}
			}
			require.Equal(t, []kiosk.Event{row.want}, r.posted())
		})
	}
}

func TestTouch_SurvivesARedrawWhilePressed(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	r.draws(v)
	before := r.panel.touches["button.cancel.Esc"]
	before.base().MouseDown(primary)
	v.Panel.Timeline = v.Panel.Timeline[:1]
	r.draws(v)
	require.Same(t, before, r.panel.touches["button.cancel.Esc"])
	require.Equal(t, before.base().pressed, before.base().ground.FillColor)
	before.base().MouseUp(primary)
	r.frame()
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionCancel}}, r.posted())
	require.Equal(t, before.base().fill, before.base().ground.FillColor)
}

func TestPayKeys_ThatCannotBeUsedLeaveTheirPlaceEmpty(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "idle")
	r.draws(v)
	scan := r.pad.touches["pay.scan"].Position()
	v.Pay = []kiosk.PayKey{{Action: kiosk.ActionScan, Key: kiosk.KeyEnter}}
	r.draws(v)
	require.NotContains(t, r.pad.touches, "pay.wechat")
	require.Equal(t, scan, r.pad.touches["pay.scan"].Position())
}

func TestCustomerScreen_TakesTheStage(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.CustomerScreen = true })
	r.draws(view(t, "qr"))
	require.Equal(t, r.size.Width, r.places().counter.w)
	require.Contains(t, texts(r.stage.root), "请用微信扫一扫")
	require.NotContains(t, texts(r.root), "请用微信扫一扫")
	require.Contains(t, r.strip.touches, "practice.practice_pay", "the practice buttons stay with the cashier")
}

func TestShow_FromAnyGoroutineTheNewestWins(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	views := sample.Views(noon, sample.Amount, true)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, v := range views {
				r.Show(v.View)
			}
		})
	}
	wg.Wait()
	r.Show(views[0].View)
	require.Len(t, r.queue, 1, "many Views wait as one")
	r.until(t, func() bool { return r.shown })
	require.Equal(t, views[0].View, r.view)
	require.Empty(t, r.queue)
}

func TestElapsed_ReadsLikeAClock(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0:00", 7900 * time.Millisecond: "0:07", 754 * time.Second: "12:34", 3723 * time.Second: "1:02:03", -time.Second: "0:00",
	} {
		require.Equal(t, want, elapsed(d))
	}
}

func TestWords_ExistForEveryValue(t *testing.T) {
	for _, language := range i18n.Languages() {
		c, err := i18n.Load(language)
		require.NoError(t, err)
		for _, s := range []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown} {
			require.True(t, c.Has("screen.state."+string(s)), s)
		}
		for o := range outcomes {
			require.True(t, c.Has("screen.outcome."+string(o)), o)
		}
		for _, k := range []kiosk.RecordKind{kiosk.RecordSaleOpened, kiosk.RecordSaleEnded, kiosk.RecordCreated, kiosk.RecordMoved, kiosk.RecordReleased, kiosk.RecordNumbered, kiosk.RecordLate, kiosk.RecordIncident, kiosk.RecordDecided, kiosk.RecordPollingEnded, kiosk.RecordCloseAsked, kiosk.RecordLateDone} {
			require.True(t, c.Has("screen.record."+string(k)), k)
		}
		for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.WalletUnknown} {
			require.True(t, c.Has("wallet."+string(w)) && c.Has("screen.stage."+string(w)), w)
		}
	}
}

func TestLast_SaysNothingOfAPaymentThatWasNotMade(t *testing.T) {
	for _, language := range i18n.Languages() {
		r := newRig(t, language, sizes[1])
		v := view(t, "idle")
		v.Last = &kiosk.LastSale{Amount: 500, Wallet: kiosk.WalletUnknown, At: noon, Outcome: kiosk.OutcomeCancelled}
		r.draws(v)
		require.Contains(t, texts(r.last.box), r.say("screen.last.line.short", "time", "14:32:17"))
	}
}
