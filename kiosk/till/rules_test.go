package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestSale_ByQR(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	require.Equal(t, "128.50", c.View.Customer.Amount)
	c.AnswerPoll(tilltest.G1Waiting)
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", TradeNo: "T1"})
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.Equal(t, "panel.paid.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.StatePaid, c.Only().State)
	require.Equal(t, kiosk.Fen(12850), c.View.Today)
	require.Equal(t, kiosk.OutcomePaid, c.View.Last.Outcome)
	require.Equal(t, []kiosk.Phrase{{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 12850}}, c.Said)
	c.Sleep(time.Hour)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind, "the answer stays until the next key")
	c.Press("5")
	require.Equal(t, "5", c.View.Amount.Text)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestSale_ByCode(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Pay("36", kiosk.KeyEnter)
	require.Equal(t, kiosk.CustomerShowCode, c.View.Customer.Kind)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, "1234", c.Only().CodeTail)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.Only().State)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
}

func TestSale_PressedTwiceOpensOneOrder(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.KeyIn("1")
	c.Press(kiosk.KeyF1, kiosk.KeyF1, kiosk.KeyF1)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}, nil)
	c.Press(kiosk.KeyF1, kiosk.KeyEnter)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
}

func TestRule2_LostAnswerIsUnknownAndNeverResent(t *testing.T) {
	c := tilltest.LostCharge(t, tilltest.LepayLike())
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
	c.Scan(tilltest.WechatCode)
	c.Scan(tilltest.AlipayCode)
	c.Press(kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyEnter)
	c.Sleep(25 * time.Hour)
	require.Equal(t, 1, c.Count(kiosk.CallCharge))
	require.Equal(t, 0, c.Count(kiosk.CallQR))
	require.Equal(t, kiosk.StateUnknown, c.Only().State, "no proof, no verdict")
}

func TestRule2_NotSentMayBeTriedAgainWithTheSameCode(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.StateFailed, c.Only().State)
	require.Equal(t, "fail.not_sent", c.View.Panel.Detail.ID)
	c.Now = c.Now.Add(time.Second)
	c.Scan(tilltest.WechatCode)
	require.Equal(t, 2, c.Count(kiosk.CallCharge))
}

func TestRule3_ProofMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   kiosk.Answer
		incident kiosk.Incident
	}{
		"wrong amount": {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(12851)}, kiosk.IncidentAmount},
		"wrong order":  {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2", Amount: tilltest.Fen(12850)}, kiosk.IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.OpenQR(kiosk.KeyF2, "G1")
			c.AnswerPoll(tc.answer)
			p := c.Only()
			require.Equal(t, kiosk.StateUnknown, p.State)
			require.Equal(t, tc.incident, p.Incident)
			require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
			c.Sleep(5 * time.Second)
			c.Answer(kiosk.CallQuery, tilltest.G1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.Only().State, "a fitting answer still counts")
		})
	}
}

func TestRule4_OneCodeUnderWay(t *testing.T) {
	c := tilltest.ChargedSale(t, gatewaytest.Full(), tilltest.WechatCode)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, "problem.code_sent_once", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyEsc, kiosk.KeyF1)
	require.Equal(t, 1, len(c.Payments))
	require.True(t, c.SaleOpen(), "a code on its way cannot be cancelled by closing a screen")
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, 2, c.Count(kiosk.CallCharge))
}

func TestRule4_TailsSurviveARestart(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	c.RestartAfter(20 * time.Second)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, 1, c.View.Status.Open)
	c.Charge("1", tilltest.WechatCode)
	require.Equal(t, 1, c.Count(kiosk.CallCharge))
	require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
}

func TestRule5_CancelledThenPaidIsAnAlarm(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.OutcomeCancelled, c.View.Last.Outcome)
	for range 3 {
		c.Answer(kiosk.CallQuery, tilltest.G1Waiting, nil)
		c.Sleep(5 * time.Second)
	}
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	require.Equal(t, "alarm.late.title.cancelled", c.View.Panel.Title.ID)
	require.True(t, c.Only().Late)
	require.Equal(t, 1, c.View.Status.Open)
	c.KeyIn("5")
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "typing does not wipe an alarm")
	c.Press(till.AcceptKey)
	require.Empty(t, c.Only().LateDone, "a key on its way down does not answer it")
	c.PressGuarded(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, 1, c.View.Status.Open)
	c.Sleep(till.SnoozeFor)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "later is not never")
	c.Sleep(till.TouchGuard)
	c.Press(kiosk.KeyF12, kiosk.KeyF5)
	require.Empty(t, c.Only().LateDone, "that is the check of the table of keys")
	c.Press(till.AcceptKey)
	require.Equal(t, kiosk.LateAccepted, c.Only().LateDone)
	require.Equal(t, 0, c.View.Status.Open)
}

func TestRule5_ClosedAtTheGatewayAndChecked(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Pay("2", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x"}, nil)
	c.Press(kiosk.KeyEsc)
	own := string(c.Only().OrderNo)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateWaiting, c.Only().State, "the close's own answer is no proof")
	c.Sleep(5 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	n := len(c.Asked)
	c.Sleep(23 * time.Hour)
	for _, a := range c.Asked[n:] {
		require.Equal(t, kiosk.CallPing, a.Kind, "a closed payment is not asked about")
		c.Open = nil
	}
}

func TestRule5_TwoPaidOfOneSale(t *testing.T) {
	c := tilltest.SwitchedSale(t, tilltest.LepayLike())
	c.Sleep(6 * time.Second)
	c.PayLate("G1")
	c.PayLate("G2")
	require.Equal(t, kiosk.OutcomePaid, c.View.Last.Outcome)
	require.Equal(t, 1, c.View.Status.Open)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, "alarm.twice.title", c.View.Panel.Title.ID)
}

func TestRule5_ForgottenSaleIsLeft(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerUntilIdle(tilltest.G1Waiting, nil)
	require.Equal(t, "panel.timeout.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.SaleAbandoned, c.Sales[c.Only().Sale].State)
}

func TestRule6_PollingSchedule(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.Asked = nil
	for began := c.Now; c.Now.Sub(began) < time.Minute; {
		c.Sleep(c.Wake.Sub(c.Now))
		for len(c.Open) > 0 {
			c.Now = c.Now.Add(80 * time.Millisecond) // what answer says that it took
			c.Answer(c.Open[0].Kind, tilltest.G1Waiting, nil)
		}
	}
	require.LessOrEqual(t, c.Count(kiosk.CallQuery), 35)
	require.GreaterOrEqual(t, c.Count(kiosk.CallQuery), 30)
}

func TestRule6_WatchEndsAfterADay(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.Answer
		err    error
		want   kiosk.State
	}{
		"the gateway kept saying not paid":  {tilltest.G1Waiting, nil, kiosk.StateClosed},
		"the gateway never said anything":   {kiosk.Answer{}, tilltest.Unanswered(), kiosk.StateUnknown},
		"the gateway said it after an hour": {kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil, kiosk.StateClosed},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.CancelledSale(t, tilltest.LepayLike())
			for began := c.Now; c.Now.Sub(began) < 25*time.Hour; {
				c.Sleep(c.Wake.Sub(c.Now))
				c.AnswerAll(tc.answer, tc.err)
			}
			require.Equal(t, tc.want, c.Only().State)
			require.Equal(t, map[bool]int{true: 1}[tc.want == kiosk.StateUnknown], c.View.Status.Open)
			require.Less(t, c.Count(kiosk.CallQuery), 500)
		})
	}
}

func TestRule8_NoAdvertsWhileSelling(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Step(kiosk.AdvertsChanged{Files: []string{"a.png"}})
	require.Equal(t, kiosk.CustomerAdverts, c.View.Customer.Kind)
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Step(kiosk.AdvertsChanged{Files: []string{"b.png"}})
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
	require.Empty(t, c.View.Customer.Adverts)
}

func TestRule3_AQRForAnotherAmountIsNeverShown(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Pay("12", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://x", Amount: tilltest.Fen(1100)}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	require.Equal(t, kiosk.T("fail.other_amount", "theirs", "11.00", "amount", "12.00"), c.View.Panel.Detail)
	require.Equal(t, 0, c.Count(kiosk.CallClose), "this gateway closes nothing")
}

func TestRule5_BothPaidAfterLeavingIsPaidTwice(t *testing.T) {
	c := tilltest.SwitchedSale(t, tilltest.LepayLike())
	c.Press(kiosk.KeyEsc)
	c.Sleep(5 * time.Second)
	c.PayLate("G1")
	c.PayLate("G2")
	require.Equal(t, 2, c.View.Status.Open)
	twice := 0
	for _, p := range c.Payments {
		require.True(t, p.Late)
		if p.Incident == kiosk.IncidentDoubled {
			twice++
		}
	}
	require.Equal(t, 1, twice, "the second one is called what it is")
}

func TestRule5_ADayOffAsksAgain(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.RestartAfter(38 * time.Hour)
	require.Equal(t, kiosk.ScreenRecovering, c.View.Screen)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.cancelled", c.View.Panel.Title.ID)
}

func TestRule5_AFailedQRMayStillBePaid(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1", Reason: "PAYERROR"})
	require.Equal(t, kiosk.StateFailed, c.Only().State)
	require.Equal(t, kiosk.Text{ID: "fail.reason", Args: []string{"reason", "PAYERROR"}}, c.View.Panel.Detail)
	c.Press(kiosk.KeyEsc)
	c.Sleep(time.Minute)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.True(t, c.Only().Late)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
}

func TestRule3_ANumberThatComesTwiceProvesNothing(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
	c.Pay("3", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://again"}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, "fail.no_qr", c.View.Panel.Detail.ID)
}

func TestRule3_AnIncidentOutlivesAClosing(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
	c.Sleep(6 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
	require.Equal(t, 1, c.View.Status.Open, "money of another amount came, and nobody has said what it is")
}
