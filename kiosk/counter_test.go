package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counter drives a till by hand: it keeps the effects of every step and the
// rows that were saved, and lets a test answer each ask as a gateway would.
type counter struct {
	t        *testing.T
	till     *Till
	now      time.Time
	sales    map[SaleID]Sale
	payments map[OrderNo]Payment
	records  []Record
	open     []Ask // asks that have no answer yet
	asked    []Ask // all asks ever
	said     []Phrase
	other    []Effect // of the last step
	wake     time.Time
	view     View
	shows    int
}

// lepayLike is a gateway that can close nothing and look up no code.
func lepayLike() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, QRValid: 2 * time.Hour}
}

// fullGateway can do everything.
func fullGateway() Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, Code: true, Close: true, OwnNumber: true, QueryCode: true, QRValid: 2 * time.Hour}
}

func newCounter(t *testing.T, can Capabilities) *counter {
	c := bareCounter(t, can)
	c.step(Loaded{Restored{PINSet: true}})
	return c
}

func bareCounter(t *testing.T, can Capabilities) *counter {
	c := &counter{t: t, now: time.Date(2026, 11, 22, 14, 32, 5, 0, time.UTC), sales: map[SaleID]Sale{}, payments: map[OrderNo]Payment{}}
	c.start(can)
	return c
}

func (c *counter) start(can Capabilities) {
	c.till = NewTill(Settings{Shop: "茶铺", Till: "01", Provider: "test", Can: can, MaxAmount: 5_000_000, Practice: true})
	c.open = nil
}

func (c *counter) step(e Event) {
	c.t.Helper()
	c.other = nil
	saved := false
	for _, eff := range c.till.Step(c.now, e) {
		switch eff := eff.(type) {
		case Save:
			require.False(c.t, saved, "one Save a step")
			saved = true
			c.save(eff.Write)
		case Ask:
			if eff.Kind.MovesMoney() {
				require.Equal(c.t, StateCreated, c.payments[eff.Payment.OrderNo].State, "on record before it is sent")
			}
			c.open, c.asked = append(c.open, eff), append(c.asked, eff)
		case Wake:
			c.wake = eff.At
		case Show:
			c.view = eff.View
			c.shows++
		case Say:
			c.said = append(c.said, eff.Phrase)
		default:
			c.other = append(c.other, eff)
		}
	}
}

func (c *counter) save(w Write) {
	c.t.Helper()
	for _, s := range w.Sales {
		require.Equal(c.t, c.sales[s.ID].Version+1, s.Version, "sale %s", s.ID)
		c.sales[s.ID] = s
	}
	for _, p := range w.Payments {
		old := c.payments[p.OrderNo]
		require.Equal(c.t, old.Version+1, p.Version, "payment %s", p.OrderNo)
		if old.Version > 0 && old.State != p.State {
			require.True(c.t, CanMove(old.State, p.State), "%s to %s", old.State, p.State)
		}
		c.payments[p.OrderNo] = p
	}
	c.records = append(c.records, w.Records...)
}

func (c *counter) press(keys ...Key) {
	c.t.Helper()
	for _, k := range keys {
		c.step(Pressed{k})
	}
}

func (c *counter) typeAmount(s string) {
	c.t.Helper()
	for _, r := range s {
		c.press(Key(string(r)))
	}
}

// sleep lets time pass, waking the till whenever it asked for it.
func (c *counter) sleep(d time.Duration) {
	c.t.Helper()
	until := c.now.Add(d)
	for n := 0; !c.wake.IsZero() && !c.wake.After(until); n++ {
		require.Less(c.t, n, 100_000, "the till wakes without end")
		if c.wake.After(c.now) {
			c.now = c.wake
		}
		c.wake = time.Time{}
		c.step(Woke{})
	}
	c.now = until
}

// pending returns the oldest unanswered ask of kind k.
func (c *counter) pending(k AskKind) Ask {
	c.t.Helper()
	for _, a := range c.open {
		if a.Kind == k {
			return a
		}
	}
	require.FailNow(c.t, "no ask", "kind %s; open: %v", k, c.open)
	return Ask{}
}

func (c *counter) answer(k AskKind, a Answer, err error) {
	c.t.Helper()
	ask := c.pending(k)
	for i := range c.open {
		if c.open[i].ID == ask.ID {
			c.open = append(c.open[:i:i], c.open[i+1:]...)
			break
		}
	}
	c.step(Answered{Ask: ask, Answer: a, Err: err, Took: 80 * time.Millisecond})
}

func (c *counter) count(k AskKind) int {
	n := 0
	for _, a := range c.asked {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// only returns the one payment that is on record.
func (c *counter) only() Payment {
	c.t.Helper()
	require.Len(c.t, c.payments, 1)
	for _, p := range c.payments {
		return p
	}
	return Payment{}
}

// openQR types an amount and brings a QR on show.
func (c *counter) openQR(k Key, number string) {
	c.t.Helper()
	c.typeAmount("128.5")
	c.press(k)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: number, QR: "weixin://" + number}, nil)
	require.Equal(c.t, StageQR, c.view.Stage.Kind)
}

// restored is what a ledger would hand to a till that starts now.
func (c *counter) restored() Restored {
	r := Restored{PINSet: true}
	keep := map[SaleID]bool{}
	for _, p := range c.payments {
		if !p.State.Settled() || p.WatchUntil.After(c.now) || p.Late && p.LateDone == "" {
			r.Payments = append(r.Payments, p)
			keep[p.Sale] = true
		}
		if p.Rail == RailCode && c.now.Sub(p.SentAt) < CodeMemory {
			r.RecentTails = append(r.RecentTails, SentTail{p.Wallet, p.CodeTail, p.SentAt})
		}
	}
	for _, s := range c.sales {
		if s.State == SaleOpen || keep[s.ID] {
			r.Sales = append(r.Sales, s)
		}
	}
	return r
}

func fen(f Fen) *Fen { return &f }

const wechatCode = "134567890123456789"
const alipayCode = "284567890123451234"

func TestSale_ByQR(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	require.Equal(t, "128.50", c.view.Stage.Amount)
	c.sleep(time.Second)
	c.answer(AskQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	c.sleep(time.Second)
	c.answer(AskQuery, Answer{Verdict: VerdictPaid, Order: "G1", TradeNo: "T1"}, nil)
	require.Equal(t, StagePaid, c.view.Stage.Kind)
	require.Equal(t, "panel.paid.title", c.view.Panel.Title.ID)
	require.Equal(t, StatePaid, c.only().State)
	require.Equal(t, Fen(12850), c.view.Today)
	require.Equal(t, OutcomePaid, c.view.Last.Outcome)
	require.Equal(t, []Phrase{{PhrasePaid, WeChat, 12850}}, c.said)
	c.sleep(time.Hour)
	require.Equal(t, StagePaid, c.view.Stage.Kind, "the answer stays until the next key")
	c.press("5")
	require.Equal(t, "5", c.view.Amount.Text)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestSale_ByCode(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("36")
	c.press(KeyEnter)
	require.Equal(t, StageShow, c.view.Stage.Kind)
	c.step(Scanned{NewCode(alipayCode)})
	require.Equal(t, "1234", c.only().CodeTail)
	c.answer(AskCharge, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(t, StatePaid, c.only().State)
	require.Equal(t, StagePaid, c.view.Stage.Kind)
}

func TestSale_PressedTwiceOpensOneOrder(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyF1, KeyF1, KeyF1)
	require.Equal(t, 1, c.count(AskQR))
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}, nil)
	c.press(KeyF1, KeyEnter)
	require.Equal(t, 1, c.count(AskQR))
}

func TestRule2_LostAnswerIsUnknownAndNeverResent(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	c.answer(AskCharge, Answer{}, &Unanswered{Err: ErrConflict})
	require.Equal(t, StateUnknown, c.only().State)
	require.Equal(t, StageAskHelp, c.view.Stage.Kind)
	c.step(Scanned{NewCode(wechatCode)})
	c.step(Scanned{NewCode(alipayCode)})
	c.press(KeyEsc, KeyF1, KeyF2, KeyEnter)
	c.sleep(25 * time.Hour)
	require.Equal(t, 1, c.count(AskCharge))
	require.Equal(t, 0, c.count(AskQR))
	require.Equal(t, StateUnknown, c.only().State, "no proof, no verdict")
}

func TestRule2_NotSentMayBeTriedAgainWithTheSameCode(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	c.answer(AskCharge, Answer{}, &NotSent{ErrConflict})
	require.Equal(t, StateFailed, c.only().State)
	require.Equal(t, "fail.not_sent", c.view.Panel.Detail.ID)
	c.now = c.now.Add(time.Second)
	c.step(Scanned{NewCode(wechatCode)})
	require.Equal(t, 2, c.count(AskCharge))
}

func TestRule3_ProofMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   Answer
		incident Incident
	}{
		"wrong amount": {Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12851)}, IncidentAmount},
		"wrong order":  {Answer{Verdict: VerdictPaid, Order: "G2", Amount: fen(12850)}, IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.openQR(KeyF2, "G1")
			c.sleep(time.Second)
			c.answer(AskQuery, tc.answer, nil)
			p := c.only()
			require.Equal(t, StateUnknown, p.State)
			require.Equal(t, tc.incident, p.Incident)
			require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
			c.sleep(5 * time.Second)
			c.answer(AskQuery, Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850)}, nil)
			require.Equal(t, StatePaid, c.only().State, "a fitting answer still counts")
		})
	}
}

func TestRule4_OneCodeUnderWay(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	c.step(Scanned{NewCode(alipayCode)})
	require.Equal(t, "problem.code_sent_once", c.view.Amount.Problem.ID)
	c.press(KeyEsc, KeyF1)
	require.Equal(t, 1, len(c.payments))
	require.NotNil(t, c.till.sale, "a code on its way cannot be cancelled by closing a screen")
	c.answer(AskCharge, Answer{Verdict: VerdictFailed, Reason: "余额不足"}, nil)
	c.step(Scanned{NewCode(wechatCode)})
	require.Equal(t, "problem.code_used", c.view.Amount.Problem.ID)
	c.step(Scanned{NewCode(alipayCode)})
	require.Equal(t, 2, c.count(AskCharge))
}

func TestRule4_TailsSurviveARestart(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	r := c.restored()
	c.now = c.now.Add(20 * time.Second)
	c.start(lepayLike())
	c.step(Loaded{r})
	require.Equal(t, StateUnknown, c.only().State)
	require.Equal(t, 1, c.view.Status.Open)
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	require.Equal(t, 1, c.count(AskCharge))
	require.Equal(t, "problem.code_used", c.view.Amount.Problem.ID)
}

func TestRule5_CancelledThenPaidIsAnAlarm(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, OutcomeCancelled, c.view.Last.Outcome)
	for range 3 {
		c.answer(AskQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
		c.sleep(5 * time.Second)
	}
	c.answer(AskQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, ScreenAlarm, c.view.Screen)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
	require.True(t, c.only().Late)
	require.Equal(t, 1, c.view.Status.Open)
	c.typeAmount("5")
	require.Equal(t, ScreenAlarm, c.view.Screen, "typing does not wipe an alarm")
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	c.sleep(snoozeFor)
	require.Equal(t, ScreenAlarm, c.view.Screen, "later is not never")
	c.press(KeyF5)
	require.Equal(t, LateAccepted, c.only().LateDone)
	require.Equal(t, 0, c.view.Status.Open)
}

func TestRule5_ClosedAtTheGatewayAndChecked(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("2")
	c.press(KeyF1)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, QR: "x"}, nil)
	c.press(KeyEsc)
	own := string(c.only().OrderNo)
	c.answer(AskClose, Answer{Verdict: VerdictClosed, Order: own}, nil)
	require.Equal(t, StateWaiting, c.only().State, "the close's own answer is no proof")
	c.sleep(5 * time.Second)
	c.answer(AskQuery, Answer{Verdict: VerdictClosed, Order: own}, nil)
	require.Equal(t, StateClosed, c.only().State)
	n := len(c.asked)
	c.sleep(23 * time.Hour)
	for _, a := range c.asked[n:] {
		require.Equal(t, AskPing, a.Kind, "a closed payment is not asked about")
		c.open = nil
	}
}

func TestRule5_TwoPaidOfOneSale(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyF2)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G2", QR: "ali"}, nil)
	c.sleep(6 * time.Second)
	for _, a := range []string{"G1", "G2"} {
		for _, ask := range c.open {
			if ask.Payment.GatewayOrderNo == a && ask.Kind == AskQuery {
				c.step(Answered{Ask: ask, Answer: Answer{Verdict: VerdictPaid, Order: a}})
			}
		}
	}
	require.Equal(t, OutcomePaid, c.view.Last.Outcome)
	require.Equal(t, 1, c.view.Status.Open)
	c.press(KeyEnter)
	require.Equal(t, "alarm.twice.title", c.view.Panel.Title.ID)
}

func TestRule5_ForgottenSaleIsLeft(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	for c.till.sale != nil {
		c.sleep(3 * time.Second)
		if len(c.open) > 0 {
			c.answer(AskQuery, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
		}
	}
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	require.Equal(t, SaleLeft, c.sales[c.only().Sale].State)
}

func TestRule6_PollingSchedule(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.asked = nil
	for began := c.now; c.now.Sub(began) < time.Minute; {
		c.sleep(c.wake.Sub(c.now))
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
		}
	}
	require.LessOrEqual(t, c.count(AskQuery), 35)
	require.GreaterOrEqual(t, c.count(AskQuery), 30)
}

func TestRule6_WatchEndsAfterADay(t *testing.T) {
	for name, tc := range map[string]struct {
		answer Answer
		err    error
		want   State
	}{
		"the gateway kept saying not paid":  {Answer{Verdict: VerdictWaiting, Order: "G1"}, nil, StateClosed},
		"the gateway never said anything":   {Answer{}, &Unanswered{Err: ErrConflict}, StateUnknown},
		"the gateway said it after an hour": {Answer{Verdict: VerdictClosed, Order: "G1"}, nil, StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.openQR(KeyF1, "G1")
			c.press(KeyEsc)
			for began := c.now; c.now.Sub(began) < 25*time.Hour; {
				c.sleep(c.wake.Sub(c.now))
				for len(c.open) > 0 {
					c.answer(c.open[0].Kind, tc.answer, tc.err)
				}
			}
			require.Equal(t, tc.want, c.only().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == StateUnknown], c.view.Status.Open)
			require.Less(t, c.count(AskQuery), 500)
		})
	}
}

func TestRule8_NoAdvertsWhileSelling(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.step(AdvertsChanged{[]string{"a.png"}})
	require.Equal(t, StageAdverts, c.view.Stage.Kind)
	c.openQR(KeyF1, "G1")
	c.step(AdvertsChanged{[]string{"b.png"}})
	require.Equal(t, StageQR, c.view.Stage.Kind)
	require.Empty(t, c.view.Stage.Adverts)
}

func TestDeadlines(t *testing.T) {
	for code, limit := range map[string]time.Duration{wechatCode: time.Minute, alipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := newCounter(t, fullGateway())
			c.typeAmount("1")
			c.press(KeyEnter)
			c.step(Scanned{NewCode(code)})
			c.answer(AskCharge, Answer{Verdict: VerdictConfirming}, nil)
			require.Equal(t, StageConfirm, c.view.Stage.Kind)
			sent := c.only().SentAt
			for c.now.Sub(sent) < limit-time.Second {
				c.sleep(time.Second)
				for len(c.open) > 0 {
					c.answer(c.open[0].Kind, Answer{Verdict: VerdictConfirming}, nil)
				}
			}
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, StageUnsure, c.view.Stage.Kind)
			require.Positive(t, c.count(AskClose), "closed at the gateway before the deadline")
		})
	}
}

func TestManager_DecidesAnUnknownPayment(t *testing.T) {
	for key, want := range map[Key]State{KeyF5: StatePaid, KeyF6: StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.typeAmount("1")
			c.press(KeyEnter)
			c.step(Scanned{NewCode(wechatCode)})
			c.answer(AskCharge, Answer{}, &Unanswered{Err: ErrConflict})
			c.press(KeyF7)
			require.Equal(t, ScreenPIN, c.view.Screen)
			c.press("1", "2", "3", "4", KeyEnter)
			require.Equal(t, []Effect{CheckPIN{"1234"}}, c.other)
			c.step(PINChecked{Result: PINResult{OK: true}})
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.press(key)
			require.Equal(t, want, c.only().State)
			require.Equal(t, RecordDecided, c.records[len(c.records)-1-map[bool]int{true: 1}[want == StatePaid]].Kind)
		})
	}
}

func TestManager_WrongPINDecidesNothing(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	c.answer(AskCharge, Answer{}, &Unanswered{Err: ErrConflict})
	c.press(KeyF7, "1", "2", "3", "4", KeyEnter)
	c.step(PINChecked{Result: PINResult{TriesLeft: 4}})
	require.Equal(t, "pin.wrong", c.view.PIN.Detail.ID)
	c.press(KeyF5, KeyF6)
	c.step(Tapped{ActionSayPaid})
	require.Equal(t, StateUnknown, c.only().State)
	c.press(KeyEsc)
	c.step(Tapped{ActionSayPaid})
	require.Equal(t, StateUnknown, c.only().State)
}

func TestPark_SellsOnAndTellsWhenItComes(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewCode(wechatCode)})
	c.answer(AskCharge, Answer{}, &Unanswered{Err: ErrConflict})
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	n := c.only().OrderNo
	c.sleep(time.Second)
	c.answer(AskQuery, Answer{Verdict: VerdictPaid, Order: string(n)}, nil)
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
}

func TestStopped_SellsNothingItCannotRecord(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	ask := c.pending(AskQuery)
	paid := Answered{Ask: ask, Answer: Answer{Verdict: VerdictPaid, Order: "G1"}}
	before := c.restored()
	c.till.Step(c.now, paid) // its Save fails
	c.step(SaveFailed{Cause: paid, Err: ErrLedgerFull})
	require.Equal(t, ScreenStopped, c.view.Screen)
	require.Equal(t, "stopped.full", c.view.Panel.Detail.ID)
	require.Equal(t, "128.50", c.view.Panel.Amount, "what was paid and not recorded is shown")
	require.Equal(t, StageAskHelp, c.view.Stage.Kind, "nothing is called paid that is not on record")
	require.Nil(t, c.view.Last)
	require.Zero(t, c.view.Today)
	c.press("5", KeyF1)
	require.Empty(t, c.other)
	c.press(KeyEnter)
	require.Equal(t, []Effect{Reload{}}, c.other)
	c.step(Loaded{before})
	require.Equal(t, StatePaid, c.only().State, "the answer was kept")
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestStart_SettlesBeforeSelling(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	r := c.restored()
	c.now = c.now.Add(time.Hour)
	c.start(lepayLike())
	c.step(Loaded{r})
	require.Equal(t, ScreenSettling, c.view.Screen)
	c.typeAmount("5")
	c.press(KeyF1)
	require.Len(t, c.payments, 1, "nothing is sold yet")
	c.answer(AskQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.restart", c.view.Panel.Title.ID)
	require.Equal(t, OutcomeLate, c.view.Last.Outcome)
}

func TestStart_SellsWhenTheGatewayStaysSilent(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	r := c.restored()
	c.start(lepayLike())
	c.step(Loaded{r})
	c.sleep(settleMax)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestScan_ToldAndNotSent(t *testing.T) {
	for name, tc := range map[string]struct{ code, problem string }{
		"empty":    {"", "scan.empty"},
		"barcode":  {"6901234567892", "scan.barcode"},
		"link":     {"https://qr.alipay.com/bax", "scan.link"},
		"alphabet": {"13456789012345678X", "scan.alphabet"},
		"too long": {string(make([]byte, 200)), "scan.too_long"},
		"unknown":  {"999999999999999999", "scan.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.typeAmount("1")
			c.press(KeyEnter)
			c.step(Scanned{NewCode(tc.code)})
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
			require.Empty(t, c.payments)
		})
	}
	c := newCounter(t, lepayLike())
	c.step(Scanned{NewCode(wechatCode)})
	require.Equal(t, "problem.scan_amount_first", c.view.Amount.Problem.ID)
	c.typeAmount("1")
	c.step(Scanned{NewCode(wechatCode)})
	require.Equal(t, "problem.scan_enter_first", c.view.Amount.Problem.ID)
	require.Equal(t, "1", c.view.Amount.Text, "a scan never lands in the amount")
}

func TestAmount_BadInputIsToldAndSendsNothing(t *testing.T) {
	for name, tc := range map[string]struct {
		typed, shown, problem string
	}{
		"empty":              {"", "0.00", "problem.no_amount"},
		"zero":               {"0", "0", "problem.zero"},
		"0.00":               {"0.00", "0.00", "problem.zero"},
		"three decimals":     {"1.234", "1.23", "problem.two_decimals"},
		"two dots":           {"1.2.", "1.2", "problem.one_dot"},
		"over the limit":     {"50001", "5,000", "problem.too_much"},
		"20 digits":          {"12345678901234567890", "12,345", "problem.too_much"},
		"full-width":         {"１２", "12", "problem.full_width"},
		"letters":            {"x", "0.00", "problem.digits_only"},
		"exactly the limit":  {"50000.00", "50,000.00", ""},
		"a leading zero":     {"05", "5", ""},
		"a dot with nothing": {".", "0.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			for _, r := range tc.typed {
				if r < 128 && (r == '.' || r >= '0' && r <= '9') {
					c.press(Key(string(r)))
				} else {
					c.step(Typed{r})
				}
			}
			if tc.problem == "problem.zero" || tc.problem == "problem.no_amount" {
				c.press(KeyEnter)
			}
			require.Equal(t, tc.shown, c.view.Amount.Text)
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
			require.Empty(t, c.sales)
		})
	}
}

func TestAmount_Paste(t *testing.T) {
	for text, tc := range map[string]struct{ shown, problem string }{
		"12.34":              {"12.34", ""},
		" ¥1,284.50 ":        {"1,284.50", ""},
		"１２．５":               {"12.5", ""},
		"12.345":             {"7", "problem.two_decimals"},
		"-5":                 {"7", "problem.paste"},
		"134567890123456789": {"7", "problem.too_much"},
		"":                   {"7", "problem.paste"},
		"1e3":                {"7", "problem.paste"},
	} {
		t.Run(text, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.press("7")
			c.step(Pasted{text})
			require.Equal(t, tc.shown, c.view.Amount.Text)
			require.Equal(t, tc.problem, c.view.Amount.Problem.ID)
		})
	}
}

func TestIdle_ShowsNothingNew(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.sleep(0)
	c.answer(AskPing, Answer{}, nil)
	n := c.shows
	for range 10 {
		c.sleep(time.Minute)
		for len(c.open) > 0 {
			c.answer(AskPing, Answer{}, nil)
		}
	}
	require.Equal(t, n, c.shows, "an idle till draws nothing")
}

func TestRule3_AQRForAnotherAmountIsNeverShown(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("12")
	c.press(KeyF1)
	c.answer(AskQR, Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://x", Amount: fen(1100)}, nil)
	require.Equal(t, StageFailed, c.view.Stage.Kind)
	require.Equal(t, StateClosed, c.only().State)
	require.Equal(t, "fail.no_qr", c.view.Panel.Detail.ID)
}
