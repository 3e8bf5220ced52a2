package ui

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
	"facepay/ui/screen"
	"facepay/ui/setup"
)

var noon, view = drawtest.Noon, drawtest.View

// rig is a UI without a window of its own, whose time is moved by hand.
type rig struct {
	*UI
	queue    drawtest.Queue // what other goroutines want done on this one
	events   []kiosk.Event
	office   *sample.Office // what the owner's side shows
	settings *setup.Page
}

func newRig(t *testing.T, language string, size fyne.Size, change ...func(*Options)) *rig {
	t.Helper()
	return newRigOn(t, test.NewTempApp(t), language, size, change...)
}

// newRigOn is newRig on an app that others share: each app reads the fonts anew and keeps
// them, which takes gigabytes where there are hundreds.
func newRigOn(t *testing.T, app fyne.App, language string, size fyne.Size, change ...func(*Options)) *rig {
	t.Helper()
	o := Options{Shop: "松间茶铺", Till: "01", Version: "1.2.3", Texts: drawtest.Catalogues(t, language)[0], Accepts: kiosk.Capabilities{Code: true}}
	if language == "en" {
		o.Shop = "Pinewood Tea"
	}
	for _, c := range change {
		c(&o)
	}
	r := &rig{queue: drawtest.NewQueue(), settings: stillSettings(o.Texts)}
	o.Pages = map[office.Section]screen.Page{office.SectionSettings: r.settings}
	r.office = sample.NewOffice(func() time.Time { return noon }, sample.Ledger{Now: noon, Size: 300})
	o.Office = func(e office.Event) {
		r.queue.Do(func() {
			r.office.Do(e)
			r.ShowOffice(r.office.Shown)
		})
	}
	r.UI = newUI(app, o, func(e kiosk.Event) { r.events = append(r.events, e) })
	r.owner.Show(r.office.Shown)
	r.do = r.queue.Do
	r.clock.now, r.clock.stops = func() time.Time { return noon }, true
	r.counter.root.Resize(size)
	if r.customer.root != nil {
		r.customer.root.Resize(customerSize(size))
	}
	t.Cleanup(r.Stop)
	return r
}

// region is the one of that name.
func (r *rig) region(name string) *draw.Region {
	regions := r.regions()
	i := slices.IndexFunc(regions, func(o *draw.Region) bool { return o.Name == name })
	if i < 0 {
		return draw.NewRegion(name, r.pointer)
	}
	return regions[i]
}

// showing is a rig of the first size that shows a sample.
func showing(t *testing.T, language, name string) *rig {
	t.Helper()
	r := newRig(t, language, sizes[0])
	r.draws(view(t, name))
	return r
}

// texts are the texts of a region, and touch is one of its surfaces.
func (r *rig) texts(region string) []string { return drawtest.Texts(r.region(region).Box) }

func (r *rig) touch(region, id string) *draw.Touch { return r.region(region).Touches[id] }

// draws shows v as Show does, on this goroutine.
func (r *rig) draws(v kiosk.View) {
	r.views.pending.put(v)
	r.take()
}

func (r *rig) posted() []kiosk.Event {
	e := r.events
	r.events = nil
	return e
}

// sizes are windows in logical pixels: monitors of shops, small panels, some at
// the scale that their dots ask for (1280x800 at 1.6 is 800x500, 1024x600 at 1.4
// is 731x429), and the smallest that there is a till for.
var sizes = []fyne.Size{
	{Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 1024, Height: 768}, {Width: 800, Height: 1280},
	{Width: 1280, Height: 1024}, {Width: 1366, Height: 768}, {Width: 1024, Height: 600}, {Width: 800, Height: 600},
	{Width: 960, Height: 540}, {Width: 800, Height: 500}, {Width: 800, Height: 480}, {Width: 731, Height: 429}, {Width: 640, Height: 480}, {Width: 640, Height: 400},
	{Width: 480, Height: 800}, {Width: 400, Height: 640}, {Width: 1080, Height: 1920},
}

// customerSize is the customer's monitor beside a cashier's of one of the sizes.
func customerSize(cashier fyne.Size) fyne.Size {
	customers := []fyne.Size{
		{Width: 1024, Height: 768}, {Width: 1920, Height: 1080}, {Width: 800, Height: 480}, {Width: 800, Height: 1280},
		{Width: 640, Height: 400}, {Width: 480, Height: 800},
	}
	return customers[max(0, slices.Index(sizes, cashier))%len(customers)]
}

// everywhere runs f in every size, language and size of text, without and with a
// customer's screen.
func everywhere(t *testing.T, f func(t *testing.T, r *rig)) {
	app := test.NewTempApp(t)
	for _, size := range sizes {
		for _, language := range i18n.Languages() {
			for _, customer := range []bool{false, true} {
				for _, large := range []bool{false, true} {
					name := fmt.Sprintf("%.0fx%.0f/%s/customer=%v/large=%v", size.Width, size.Height, language, customer, large)
					t.Run(name, func(t *testing.T) {
						f(t, newRigOn(t, app, language, size, func(o *Options) { o.CustomerScreen, o.Look.Large = customer, large }))
					})
				}
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
				whole(t, name, r)
				complete(t, name, r)
				saysPractice(t, name, r, v.View.Practice)
			}
		}
	})
}

// whole holds that texts and keys fit: on the monitors of shops nothing is shortened but
// names in the bar, which make way for what it watches.
func whole(t *testing.T, name string, r *rig) {
	t.Helper()
	shops := slices.ContainsFunc(looked, func(l looking) bool { return l.size == r.counter.size && (l.pixels == 1 || l.size.Width >= 960) })
	for _, p := range r.regions() {
		require.Empty(t, p.Overflows, "%s: text wider than its place", name)
		if shops && p.Name != "bar" {
			require.Empty(t, p.Cuts, "%s: %s shortens a text", name, p.Name)
		}
		if p.Shown() {
			drawtest.Touchable(t, name, p)
			drawtest.Legible(t, name, p)
		}
	}
	apart(t, name, r)
}

// apart holds that the parts stand inside the window and beside each other.
func apart(t *testing.T, name string, r *rig) {
	t.Helper()
	var places []draw.Rect
	for _, l := range r.counter.layers {
		p := l.Region()
		if !p.Shown() {
			continue
		}
		at, _ := p.At()
		inside := at.X >= 0 && at.Right() <= r.counter.size.Width && at.Bottom() <= r.counter.size.Height && at.H > 0
		require.True(t, inside, "%s: %s", name, p.Name)
		for _, o := range places {
			require.False(t, drawtest.Overlaps(at, o), "%s: %s", name, p.Name)
		}
		places = append(places, at)
	}
}

// saysPractice holds that in practice mode, and in no other, every window says
// that no money moves, and that nothing else stands there.
func saysPractice(t *testing.T, name string, r *rig, practice bool) {
	t.Helper()
	strips := []*draw.Region{r.region("strip")}
	stage, _ := r.region("stage").At()
	if r.ownWindow() {
		strips = append(strips, r.region("customer strip"))
		require.Equal(t, r.customer.root.Size().Height, stage.Bottom(), "%s: the customer's side fills its window", name)
	}
	for _, p := range strips {
		require.Equal(t, practice, p.Shown(), "%s: %s", name, p.Name)
		require.Equal(t, practice, p.Box.Visible() && len(p.Box.Objects) > 0, "%s: %s", name, p.Name)
	}
	if strip := r.region("customer strip"); strip.Shown() {
		at, _ := strip.At()
		require.Equal(t, draw.R(0, 0, r.customer.root.Size().Width, stage.Y), at, "%s: on top of the customer's window, the rest below", name)
		require.Contains(t, drawtest.Texts(strip.Box), r.context.Tr("screen.practice"), name)
	}
}

func TestText_FindsWhatIsTooWide(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	v.Panel.Title = kiosk.T("一个实在太长的标题一个实在太长的标题一个实在太长的标题一个实在太长的标题一个实在太长的标题")
	r.draws(v)
	require.Len(t, r.region("panel").Overflows, 1)
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
	r := showing(t, "zh-CN", "qr")
	v, before := r.views.view, painted(r)
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
	r := showing(t, "zh-CN", "qr")
	before := painted(r)
	r.clock.now = func() time.Time { return noon.Add(time.Second) }
	r.draw()
	before["amount"]++
	require.Equal(t, before, painted(r), "the sale's seconds")
	require.Contains(t, r.texts("amount"), "0:13")

	r.draws(view(t, "idle"))
	before = painted(r)
	r.clock.now = func() time.Time { return noon.Add(30 * time.Second) }
	r.draw()
	require.Equal(t, before, painted(r), "an idle till within one minute")
	r.clock.now = func() time.Time { return noon.Add(time.Minute) }
	r.draw()
	before["bar"]++
	require.Equal(t, before, painted(r), "the clock")
}

func painted(r *rig) map[string]int {
	n := map[string]int{}
	for _, p := range r.regions() {
		n[p.Name] = p.Painted
	}
	return n
}

func TestAmount_NeverMoves(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	var where []fyne.Position
	for _, name := range []string{"amount", "qr", "confirm", "unknown", "paid"} {
		r.draws(view(t, name))
		drawtest.VisitTexts(r.region("amount").Box, func(text *canvas.Text, at fyne.Position) {
			if text.Text == sample.Amount.Grouped() {
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
	doubt := view(t, "doubts-12").Attention.Rows[1].OrderNo
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
		{"late", "card", "button.accept.F4", kiosk.Tapped{Action: kiosk.ActionAccept}},
		{"pin", "pad", "pin.ok", kiosk.Pressed{Key: kiosk.KeyEnter}},
		{"pin", "pad", "pin.back", kiosk.Pressed{Key: kiosk.KeyEsc}},
		{"help", "help", "button.back.Esc", kiosk.Tapped{Action: kiosk.ActionBack}},
		{"history", "sections", "button.back.Esc", kiosk.OwnerLeft{}},
		{"help", "help", "button.check.F5", kiosk.Tapped{Action: kiosk.ActionCheck}},
		{"check-ok", "checks", "button.check.F5", kiosk.Tapped{Action: kiosk.ActionCheck}},
		{"check-ok", "checks", "button.back.Esc", kiosk.Tapped{Action: kiosk.ActionBack}},
		{"doubts-12", "attention", "row." + string(doubt), kiosk.Picked{OrderNo: doubt}},
		{"doubts-12", "attention", "page.up", kiosk.Pressed{Key: kiosk.KeyPageUp}},
		{"doubts-12", "attention", "page.down", kiosk.Pressed{Key: kiosk.KeyPageDown}},
		{"doubts-12", "attention", "button.ask_again.F5", kiosk.Tapped{Action: kiosk.ActionAskAgain}},
		{"doubts-12", "attention", "button.manager.F7", kiosk.Tapped{Action: kiosk.ActionManager}},
		{"doubts-12", "attention", "button.details.Enter", kiosk.Tapped{Action: kiosk.ActionDetails}},
		{"doubts-12", "attention", "button.back.Esc", kiosk.Tapped{Action: kiosk.ActionBack}},
	} {
		t.Run(row.view+"/"+row.id, func(t *testing.T) {
			r.draws(view(t, row.view))
			require.Contains(t, r.region(row.part).Touches, row.id)
			r.queue.Tap(r.touch(row.part, row.id))
			require.Equal(t, []kiosk.Event{row.want}, r.posted())
		})
	}
}

func TestTouch_SurvivesARedrawWhilePressed(t *testing.T) {
	r := showing(t, "zh-CN", "qr")
	v := r.views.view
	before := r.touch("panel", "button.cancel.Esc")
	rest := drawtest.Ground(before)
	before.MouseDown(drawtest.Primary)
	v.Panel.Timeline = v.Panel.Timeline[:1]
	r.draws(v)
	require.Same(t, before, r.touch("panel", "button.cancel.Esc"))
	require.NotEqual(t, rest, drawtest.Ground(before))
	before.MouseUp(drawtest.Primary)
	r.queue.Frame()
	require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: kiosk.ActionCancel}}, r.posted())
	require.Equal(t, rest, drawtest.Ground(before))
}

func TestPayKeys_ThatCannotBeUsedLeaveTheirPlaceEmpty(t *testing.T) {
	r := showing(t, "zh-CN", "idle")
	v := r.views.view
	scan := r.touch("pad", "pay.scan").Position()
	v.Pay = []kiosk.PayKey{{Action: kiosk.ActionScan, Key: kiosk.KeyEnter}}
	r.draws(v)
	require.NotContains(t, r.region("pad").Touches, "pay.wechat")
	require.Equal(t, scan, r.touch("pad", "pay.scan").Position())
}

func TestCustomerScreen_TakesTheStage(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.CustomerScreen = true })
	r.draws(view(t, "qr"))
	counter, _ := r.layouts()
	require.Equal(t, r.counter.size.Width, counter.Side.W)
	require.Contains(t, drawtest.Texts(r.customer.root), "请用微信扫一扫")
	require.NotContains(t, drawtest.Texts(r.counter.root), "请用微信扫一扫")
	require.Contains(t, r.region("strip").Touches, "practice.practice_pay", "the practice buttons stay with the cashier")
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
	r.queue.Until(t, func() bool { return r.views.shown })
	require.Equal(t, views[0].View, r.views.view)
	require.Empty(t, r.queue)
}

// ids are the catalogue's names for values.
func ids[T ~string](prefix string, values ...T) (all []string) {
	for _, v := range values {
		all = append(all, prefix+string(v))
	}
	return all
}

func TestWords_ExistForEveryValue(t *testing.T) {
	wallets := []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.WalletUnknown}
	all := slices.Concat(
		ids("screen.state.", kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown),
		ids("screen.outcome.", kiosk.OutcomePaid, kiosk.OutcomeCancelled, kiosk.OutcomeTimeout, kiosk.OutcomeUnpaid, kiosk.OutcomeParked,
			kiosk.OutcomeRestart, kiosk.OutcomeLate),
		ids("screen.record.", kiosk.RecordSaleOpened, kiosk.RecordSaleEnded, kiosk.RecordCreated, kiosk.RecordMoved, kiosk.RecordReleased,
			kiosk.RecordNumbered, kiosk.RecordLate, kiosk.RecordIncident, kiosk.RecordDecided, kiosk.RecordPollingEnded, kiosk.RecordCloseAsked,
			kiosk.RecordLateDone),
		ids("wallet.", wallets...), ids("screen.stage.", wallets...),
		ids("check.look.", kiosk.CheckConfig, kiosk.CheckFolder, kiosk.CheckDisk, kiosk.CheckUsage, kiosk.CheckLedger, kiosk.CheckScanner, kiosk.CheckFonts,
			kiosk.CheckZone, kiosk.CheckScreen, kiosk.CheckNetwork, kiosk.CheckDNS, kiosk.CheckTCP, kiosk.CheckTLS, kiosk.CheckHTTP,
			kiosk.CheckClock, kiosk.CheckGateway, kiosk.CheckNotifications, kiosk.CheckUpdate, kiosk.CheckCrash),
		ids("check.whose.", kiosk.CauseMachine, kiosk.CauseNetwork, kiosk.CauseGateway),
	)
	for _, c := range drawtest.Catalogues(t, i18n.Languages()...) {
		for _, id := range all {
			require.True(t, c.Has(id), "%s: %s", c.Language(), id)
		}
	}
}

func TestLast_SaysNothingOfAPaymentThatWasNotMade(t *testing.T) {
	for _, language := range i18n.Languages() {
		r := newRig(t, language, sizes[1])
		v := view(t, "idle")
		v.Last = &kiosk.LastSale{Amount: 500, Wallet: kiosk.WalletUnknown, At: noon, Outcome: kiosk.OutcomeCancelled}
		r.draws(v)
		require.Contains(t, r.texts("last"), r.context.Tr("screen.last.line.short", "time", "14:32:17"))
	}
}

// The machine's own time zone may be any other.
func TestBar_TellsTheTimeWhereTheShopIs(t *testing.T) {
	shop := time.FixedZone("far away", 13*60*60+17*60)
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.Location = shop })
	r.draws(view(t, "idle"))
	require.Contains(t, r.texts("bar"), noon.In(shop).Format("15:04"))
}
