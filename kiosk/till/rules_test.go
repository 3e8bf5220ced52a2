package till

import (
	"facepay/kiosk"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSale_ByQR(t *testing.T) {
	c := openSale(t, lepayLike())
	require.Equal(t, "128.50", c.view.Customer.Amount)
	c.answerPoll(g1Waiting)
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", TradeNo: "T1"})
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
	require.Equal(t, "panel.paid.title", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.StatePaid, c.only().State)
	require.Equal(t, kiosk.Fen(12850), c.view.Today)
	require.Equal(t, kiosk.OutcomePaid, c.view.Last.Outcome)
	require.Equal(t, []kiosk.Phrase{{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 12850}}, c.said)
	c.sleep(time.Hour)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind, "the answer stays until the next key")
	c.press("5")
	require.Equal(t, "5", c.view.Amount.Text)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestSale_ByCode(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.pay("36", kiosk.KeyEnter)
	require.Equal(t, kiosk.CustomerShowCode, c.view.Customer.Kind)
	c.scan(alipayCode)
	require.Equal(t, "1234", c.only().CodeTail)
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.only().State)
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
}

func TestSale_PressedTwiceOpensOneOrder(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.keyIn("1")
	c.press(kiosk.KeyF1, kiosk.KeyF1, kiosk.KeyF1)
	require.Equal(t, 1, c.count(kiosk.CallQR))
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}, nil)
	c.press(kiosk.KeyF1, kiosk.KeyEnter)
	require.Equal(t, 1, c.count(kiosk.CallQR))
}

func TestRule2_LostAnswerIsUnknownAndNeverResent(t *testing.T) {
	c := lostCharge(t, lepayLike())
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
	c.scan(wechatCode)
	c.scan(alipayCode)
	c.press(kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyEnter)
	c.sleep(25 * time.Hour)
	require.Equal(t, 1, c.count(kiosk.CallCharge))
	require.Equal(t, 0, c.count(kiosk.CallQR))
	require.Equal(t, kiosk.StateUnknown, c.only().State, "no proof, no verdict")
}

func TestRule2_NotSentMayBeTriedAgainWithTheSameCode(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	c.answer(kiosk.CallCharge, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.StateFailed, c.only().State)
	require.Equal(t, "fail.not_sent", c.view.Panel.Detail.ID)
	c.now = c.now.Add(time.Second)
	c.scan(wechatCode)
	require.Equal(t, 2, c.count(kiosk.CallCharge))
}

func TestRule3_ProofMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   kiosk.Answer
		incident kiosk.Incident
	}{
		"wrong amount": {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(12851)}, kiosk.IncidentAmount},
		"wrong order":  {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2", Amount: fen(12850)}, kiosk.IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.openQR(kiosk.KeyF2, "G1")
			c.answerPoll(tc.answer)
			p := c.only()
			require.Equal(t, kiosk.StateUnknown, p.State)
			require.Equal(t, tc.incident, p.Incident)
			require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
			c.sleep(5 * time.Second)
			c.answer(kiosk.CallQuery, g1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.only().State, "a fitting answer still counts")
		})
	}
}

func TestRule4_OneCodeUnderWay(t *testing.T) {
	c := chargedSale(t, fullGateway(), wechatCode)
	c.scan(alipayCode)
	require.Equal(t, "problem.code_sent_once", c.view.Amount.Problem.ID)
	c.press(kiosk.KeyEsc, kiosk.KeyF1)
	require.Equal(t, 1, len(c.payments))
	require.True(t, c.saleOpen(), "a code on its way cannot be cancelled by closing a screen")
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)
	c.scan(wechatCode)
	require.Equal(t, "problem.code_used", c.view.Amount.Problem.ID)
	c.scan(alipayCode)
	require.Equal(t, 2, c.count(kiosk.CallCharge))
}

func TestRule4_TailsSurviveARestart(t *testing.T) {
	c := chargedSale(t, lepayLike(), wechatCode)
	c.restartAfter(20 * time.Second)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	require.Equal(t, 1, c.view.Status.Open)
	c.charge("1", wechatCode)
	require.Equal(t, 1, c.count(kiosk.CallCharge))
	require.Equal(t, "problem.code_used", c.view.Amount.Problem.ID)
}

func TestRule5_CancelledThenPaidIsAnAlarm(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, kiosk.OutcomeCancelled, c.view.Last.Outcome)
	for range 3 {
		c.answer(kiosk.CallQuery, g1Waiting, nil)
		c.sleep(5 * time.Second)
	}
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
	require.True(t, c.only().Late)
	require.Equal(t, 1, c.view.Status.Open)
	c.keyIn("5")
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, "typing does not wipe an alarm")
	c.press(acceptKey)
	require.Empty(t, c.only().LateDone, "a key on its way down does not answer it")
	c.pressGuarded(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	c.sleep(snoozeFor)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, "later is not never")
	c.sleep(touchGuard)
	c.press(kiosk.KeyF12, kiosk.KeyF5)
	require.Empty(t, c.only().LateDone, "that is the check of the table of keys")
	c.press(acceptKey)
	require.Equal(t, kiosk.LateAccepted, c.only().LateDone)
	require.Equal(t, 0, c.view.Status.Open)
}

func TestRule5_ClosedAtTheGatewayAndChecked(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.pay("2", kiosk.KeyF1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x"}, nil)
	c.press(kiosk.KeyEsc)
	own := string(c.only().OrderNo)
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateWaiting, c.only().State, "the close's own answer is no proof")
	c.sleep(5 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateClosed, c.only().State)
	n := len(c.asked)
	c.sleep(23 * time.Hour)
	for _, a := range c.asked[n:] {
		require.Equal(t, kiosk.CallPing, a.Kind, "a closed payment is not asked about")
		c.open = nil
	}
}

func TestRule5_TwoPaidOfOneSale(t *testing.T) {
	c := switchedSale(t, lepayLike())
	c.sleep(6 * time.Second)
	c.payLate("G1")
	c.payLate("G2")
	require.Equal(t, kiosk.OutcomePaid, c.view.Last.Outcome)
	require.Equal(t, 1, c.view.Status.Open)
	c.press(kiosk.KeyEnter)
	require.Equal(t, "alarm.twice.title", c.view.Panel.Title.ID)
}

func TestRule5_ForgottenSaleIsLeft(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerUntilIdle(g1Waiting, nil)
	require.Equal(t, "panel.timeout.title", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.SaleAbandoned, c.sales[c.only().Sale].State)
}

func TestRule6_PollingSchedule(t *testing.T) {
	c := openSale(t, lepayLike())
	c.asked = nil
	for began := c.now; c.now.Sub(began) < time.Minute; {
		c.sleep(c.wake.Sub(c.now))
		for len(c.open) > 0 {
			c.now = c.now.Add(80 * time.Millisecond) // what answer says that it took
			c.answer(c.open[0].Kind, g1Waiting, nil)
		}
	}
	require.LessOrEqual(t, c.count(kiosk.CallQuery), 35)
	require.GreaterOrEqual(t, c.count(kiosk.CallQuery), 30)
}

func TestRule6_WatchEndsAfterADay(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.Answer
		err    error
		want   kiosk.State
	}{
		"the gateway kept saying not paid":  {g1Waiting, nil, kiosk.StateClosed},
		"the gateway never said anything":   {kiosk.Answer{}, unanswered(), kiosk.StateUnknown},
		"the gateway said it after an hour": {kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := cancelledSale(t, lepayLike())
			for began := c.now; c.now.Sub(began) < 25*time.Hour; {
				c.sleep(c.wake.Sub(c.now))
				c.answerAll(tc.answer, tc.err)
			}
			require.Equal(t, tc.want, c.only().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == kiosk.StateUnknown], c.view.Status.Open)
			require.Less(t, c.count(kiosk.CallQuery), 500)
		})
	}
}

func TestRule8_NoAdvertsWhileSelling(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.step(kiosk.AdvertsChanged{Files: []string{"a.png"}})
	require.Equal(t, kiosk.CustomerAdverts, c.view.Customer.Kind)
	c.openQR(kiosk.KeyF1, "G1")
	c.step(kiosk.AdvertsChanged{Files: []string{"b.png"}})
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
	require.Empty(t, c.view.Customer.Adverts)
}

func TestRule3_AQRForAnotherAmountIsNeverShown(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.pay("12", kiosk.KeyF1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://x", Amount: fen(1100)}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.view.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, kiosk.StateClosed, c.only().State)
	require.Equal(t, kiosk.T("fail.other_amount", "theirs", "11.00", "amount", "12.00"), c.view.Panel.Detail)
	require.Equal(t, 0, c.count(kiosk.CallClose), "this gateway closes nothing")
}

func TestRule5_BothPaidAfterLeavingIsPaidTwice(t *testing.T) {
	c := switchedSale(t, lepayLike())
	c.press(kiosk.KeyEsc)
	c.sleep(5 * time.Second)
	c.payLate("G1")
	c.payLate("G2")
	require.Equal(t, 2, c.view.Status.Open)
	twice := 0
	for _, p := range c.payments {
		require.True(t, p.Late)
		if p.Incident == kiosk.IncidentDoubled {
			twice++
		}
	}
	require.Equal(t, 1, twice, "the second one is called what it is")
}

func TestRule5_ADayOffAsksAgain(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.restartAfter(38 * time.Hour)
	require.Equal(t, kiosk.ScreenRecovering, c.view.Screen)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
}

func TestRule5_AFailedQRMayStillBePaid(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1", Reason: "PAYERROR"})
	require.Equal(t, kiosk.StateFailed, c.only().State)
	require.Equal(t, kiosk.Text{ID: "fail.reason", Args: []string{"reason", "PAYERROR"}}, c.view.Panel.Detail)
	c.press(kiosk.KeyEsc)
	c.sleep(time.Minute)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.True(t, c.only().Late)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
}

func TestRule3_ANumberThatComesTwiceProvesNothing(t *testing.T) {
	c := openSale(t, lepayLike())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
	c.pay("3", kiosk.KeyF1)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://again"}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.view.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, "fail.no_qr", c.view.Panel.Detail.ID)
}

func TestRule3_AnIncidentOutlivesAClosing(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.view.Panel.Title.ID)
	c.sleep(6 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
	require.Equal(t, 1, c.view.Status.Open, "money of another amount came, and nobody has said what it is")
}
