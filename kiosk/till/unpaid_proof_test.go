package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// "Not paid yet" was said of the open sale's QR, and its customer may have paid
// since.

func TestProof_ASleepMakesItOld(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := openSale(t, gatewaytest.Lepay())
		c.answerFor(payments.SaleIdleMax-time.Second, g1Waiting, nil)
		require.True(t, c.saleOpen())
		sleep(c, 10*time.Minute)
		c.sleep(time.Second)
		require.False(t, c.saleOpen())
		require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
		require.Equal(t, 1, c.view.Status.Open)

		c = idleSale(t, gatewaytest.Lepay())
		sleep(c, 10*time.Minute)
		require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "nor does it stay red")
		c.answerFor(time.Minute, g1Waiting, nil)
		require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
	})
}

// The pause that a busy gateway wants is longer than a proof keeps.
func TestProof_ABusyGatewayMakesItOld(t *testing.T) {
	c := cancelledSale(t, gatewaytest.Lepay())
	c.openQR(kiosk.KeyF1, "G2")
	busy := c.now.Add(payments.SaleIdleMax - 80*time.Second)
	c.answerWith(payments.SaleIdleMax+time.Second, func(a kiosk.Call) (kiosk.Answer, error) {
		if a.Payment.GatewayOrderNo == "G1" && c.now.After(busy) {
			return kiosk.Answer{}, busyErr(kiosk.RetryAfterMax)
		}
		return waiting, nil
	})
	require.False(t, c.saleOpen())
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestProof_ANotificationThatSaysPaidEndsIt(t *testing.T) {
	can := noticeGateway()
	for name, row := range map[string]struct {
		said    kiosk.Answer
		outcome kiosk.Outcome
	}{
		"paid":           {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}, kiosk.OutcomeTimeout},
		"another amount": {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1)}, kiosk.OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := idleSale(t, can)
			c.notify(c.only().OrderNo, row.said)
			require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
			require.Equal(t, row.outcome, c.view.Last.Outcome)
		})
	}
	c := idleSale(t, can)
	c.answerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
	c.notify(c.only().OrderNo, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)})
	c.find(c.only().OrderNo)
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "it had been closed")
}

// What the panel says of the list is so.
func TestProof_OnlyWhatIsListedIsCalledListed(t *testing.T) {
	c := idleSale(t, gatewaytest.Lepay())
	c.answerFor(10*time.Second, kiosk.Answer{}, nil)
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, "panel.timeout.silent", c.view.Panel.Detail.ID)
}

func TestProof_AStopLeavesAQRThatCannotBeAskedAboutInDoubt(t *testing.T) {
	for _, notices := range []bool{true, false} {
		c, n := openBlind(t, gatewaytest.NoQuery(notices))
		c.restart()
		require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
		require.Equal(t, 1, c.view.Status.Open)
	}
}

// nothingSaid are answers to a question about a payment that prove nothing of it.
var nothingSaid = map[string]struct {
	answer kiosk.Answer
	err    error
	light  kiosk.GatewayState
}{
	"a code that means nothing":   {kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "20000"}, nil, kiosk.GatewayGarbage},
	"no verdict at all":           {kiosk.Answer{}, nil, kiosk.GatewayGarbage},
	"what is no answer":           {kiosk.Answer{}, garbage(), kiosk.GatewayGarbage},
	"another order, not paid yet": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G2"}, nil, kiosk.GatewayGarbage},
	"another order, refused":      {kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G2"}, nil, kiosk.GatewayGarbage},
	"busy":                        {kiosk.Answer{}, busyErr(0), kiosk.GatewayBusy},
	"silence":                     {kiosk.Answer{}, unanswered(), kiosk.GatewaySilent},
	"no way":                      {kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}, kiosk.GatewayUnreachable},
}

func TestProof_AnswersThatSayNothingNeverBecomeNotPaid(t *testing.T) {
	for name, row := range nothingSaid {
		for which, can := range map[string]kiosk.Capabilities{"lepay": gatewaytest.Lepay(), "all": gatewaytest.Full()} {
			t.Run(which+", "+name, func(t *testing.T) {
				c := openSale(t, can)
				c.answerPoll(g1Waiting)
				told := false
				for end := c.now.Add(payments.SaleIdleMax + time.Minute); c.now.Before(end) && c.saleOpen(); c.sleep(time.Second) {
					for len(c.open) > 0 {
						if c.open[0].Kind == kiosk.CallPing {
							c.answer(kiosk.CallPing, kiosk.Answer{}, nil) // its front stands
							continue
						}
						c.answerAsk(c.open[0], row.answer, row.err)
						require.Equal(t, row.light, c.view.Status.Gateway.State)
					}
					require.NotEqual(t, kiosk.CustomerFailed, c.view.Customer.Kind)
					told = told || c.slow() && c.hasButton(kiosk.ActionPark)
				}
				require.True(t, told, "both sides are told, and the sale can be parked")
				require.Equal(t, kiosk.StateUnknown, c.only().State)
				require.Equal(t, 1, c.view.Status.Open, "counted")
				require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "nothing red")
				require.Equal(t, []string{"panel.timeout.parked", "panel.timeout.unheard"}, []string{c.view.Panel.Title.ID, c.view.Panel.Detail.ID})
				require.Equal(t, kiosk.OutcomeParked, c.view.Last.Outcome)
				require.Equal(t, kiosk.SaleParked, c.sales[c.only().Sale].State)

				c.press(kiosk.KeyEnter)
				c.answerUntil(kiosk.StatePaid, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
				require.True(t, c.only().Late)
			})
		}
	}
}

func TestProof_NotPaidIsSaidWithProof(t *testing.T) {
	c := idleSale(t, gatewaytest.Lepay())
	require.Equal(t, kiosk.OutcomeTimeout, c.view.Last.Outcome)
	require.Zero(t, c.view.Status.Open)

	c.sleep(10 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "its proof grows old")
	require.Equal(t, "panel.timeout.silent", c.view.Panel.Detail.ID, "it is not on the list")
	c.sleep(10 * time.Second)
	c.answer(kiosk.CallQuery, g1Waiting, nil)
	require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
}

func TestProof_AForgottenQRThatOnlyANotificationProves(t *testing.T) {
	for _, notices := range []bool{true, false} {
		c, n := openBlind(t, gatewaytest.NoQuery(notices))
		c.answerUntilIdle(kiosk.Answer{}, nil)
		require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "that none came proves nothing yet")
		require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
		require.Equal(t, 1, c.view.Status.Open)
	}
}

func TestProof_ARefusedCodeSaysNothingOfTheQRBeforeIt(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.Code = true
	c, _ := openBlind(t, can)
	c.failCode(wechatCode)
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "who has paid the QR is not asked to pay again")
	require.Equal(t, "fail.other_open", c.view.Panel.Detail.ID)
	require.Equal(t, kiosk.PhraseUnknown, c.said[len(c.said)-1].Kind, "nor is it heard")

	c = openSale(t, gatewaytest.Full())
	c.answerPoll(g1Waiting)
	c.failCode(wechatCode)
	require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind, "the QR was not paid a moment ago")
	require.Equal(t, kiosk.PhraseFailed, c.said[len(c.said)-1].Kind)
}

// Nothing of a customer's failed who saw nothing to pay with.
func TestProof_AQRThatNeverCameIsNothingRed(t *testing.T) {
	for key, can := range map[kiosk.Key]kiosk.Capabilities{kiosk.KeyF1: gatewaytest.Full(), kiosk.KeyF3: gatewaytest.MiniPage()} {
		c := newCounter(t, can)
		c.pay("1", key)
		c.answer(kiosk.CallQR, kiosk.Answer{}, unanswered())
		require.Equal(t, kiosk.CustomerAmount, c.view.Customer.Kind, key)
	}
}

// Closing what was left is a question too, and its silence makes the proof old.
func TestProof_AClosingThatIsNotAnsweredIsASilence(t *testing.T) {
	c := openSale(t, gatewaytest.Full())
	c.answerPoll(g1Waiting)
	c.failCode(wechatCode)
	require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
	c.sleep(time.Second)
	c.answer(kiosk.CallClose, kiosk.Answer{}, unanswered())
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind)
}
