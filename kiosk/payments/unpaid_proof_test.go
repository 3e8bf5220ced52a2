package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// "Not paid yet" was said of the open sale's QR, and its customer may have paid
// since.

func TestProof_ASleepMakesItOld(t *testing.T) {
	tilltest.EachSleep(t, func(t *testing.T, sleep func(*tilltest.Counter, time.Duration)) {
		c := tilltest.OpenSale(t, tilltest.LepayLike())
		c.AnswerFor(tilltest.SaleIdleMax-time.Second, tilltest.G1Waiting, nil)
		require.True(t, c.SaleOpen())
		sleep(c, 10*time.Minute)
		c.Sleep(time.Second)
		require.False(t, c.SaleOpen())
		require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
		require.Equal(t, 1, c.View.Status.Open)

		c = tilltest.IdleSale(t, tilltest.LepayLike())
		sleep(c, 10*time.Minute)
		require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "nor does it stay red")
		c.AnswerFor(time.Minute, tilltest.G1Waiting, nil)
		require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind)
	})
}

// The pause that a busy gateway wants is longer than a proof keeps.
func TestProof_ABusyGatewayMakesItOld(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.OpenQR(kiosk.KeyF1, "G2")
	busy := c.Now.Add(tilltest.SaleIdleMax - 80*time.Second)
	c.AnswerWith(tilltest.SaleIdleMax+time.Second, func(a kiosk.Call) (kiosk.Answer, error) {
		if a.Payment.GatewayOrderNo == "G1" && c.Now.After(busy) {
			return kiosk.Answer{}, tilltest.BusyErr(kiosk.RetryAfterMax)
		}
		return tilltest.Waiting, nil
	})
	require.False(t, c.SaleOpen())
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
	require.Equal(t, 1, c.View.Status.Open)
}

func TestProof_ANotificationThatSaysPaidEndsIt(t *testing.T) {
	can := tilltest.NoticeGateway()
	for name, row := range map[string]struct {
		said    kiosk.Answer
		outcome kiosk.Outcome
	}{
		"paid":           {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}, kiosk.OutcomeTimeout},
		"another amount": {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(1)}, kiosk.OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.IdleSale(t, can)
			c.Notify(c.Only().OrderNo, row.said)
			require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
			require.Equal(t, row.outcome, c.View.Last.Outcome)
		})
	}
	c := tilltest.IdleSale(t, can)
	c.AnswerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind)
	c.Notify(c.Only().OrderNo, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)})
	c.Find(c.Only().OrderNo)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "it had been closed")
}

// What the panel says of the list is so.
func TestProof_OnlyWhatIsListedIsCalledListed(t *testing.T) {
	c := tilltest.IdleSale(t, tilltest.LepayLike())
	c.AnswerFor(10*time.Second, kiosk.Answer{}, nil)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
	require.Zero(t, c.View.Status.Open)
	require.Equal(t, "panel.timeout.silent", c.View.Panel.Detail.ID)
}

// nothingSaid are answers to a question about a payment that prove nothing of it.
var nothingSaid = map[string]struct {
	answer kiosk.Answer
	err    error
	light  kiosk.GatewayState
}{
	"a code that means nothing":   {kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "20000"}, nil, kiosk.GatewayGarbage},
	"no verdict at all":           {kiosk.Answer{}, nil, kiosk.GatewayGarbage},
	"what is no answer":           {kiosk.Answer{}, tilltest.Garbage(), kiosk.GatewayGarbage},
	"another order, not paid yet": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G2"}, nil, kiosk.GatewayGarbage},
	"another order, refused":      {kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G2"}, nil, kiosk.GatewayGarbage},
	"busy":                        {kiosk.Answer{}, tilltest.BusyErr(0), kiosk.GatewayBusy},
	"silence":                     {kiosk.Answer{}, tilltest.Unanswered(), kiosk.GatewaySilent},
	"no way":                      {kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}, kiosk.GatewayUnreachable},
}

func TestProof_AnswersThatSayNothingNeverBecomeNotPaid(t *testing.T) {
	for name, row := range nothingSaid {
		for which, can := range map[string]kiosk.Capabilities{"lepay": tilltest.LepayLike(), "all": gatewaytest.Full()} {
			t.Run(which+", "+name, func(t *testing.T) {
				c := tilltest.OpenSale(t, can)
				c.AnswerPoll(tilltest.G1Waiting)
				told := false
				for end := c.Now.Add(tilltest.SaleIdleMax + time.Minute); c.Now.Before(end) && c.SaleOpen(); c.Sleep(time.Second) {
					for len(c.Open) > 0 {
						if c.Open[0].Kind == kiosk.CallPing {
							c.Answer(kiosk.CallPing, kiosk.Answer{}, nil) // its front stands
							continue
						}
						c.AnswerAsk(c.Open[0], row.answer, row.err)
						require.Equal(t, row.light, c.View.Status.Gateway.State)
					}
					require.NotEqual(t, kiosk.CustomerFailed, c.View.Customer.Kind)
					told = told || c.Slow() && c.HasButton(kiosk.ActionPark)
				}
				require.True(t, told, "both sides are told, and the sale can be parked")
				require.Equal(t, kiosk.StateUnknown, c.Only().State)
				require.Equal(t, 1, c.View.Status.Open, "counted")
				require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "nothing red")
				require.Equal(t, []string{"panel.timeout.parked", "panel.timeout.unheard"}, []string{c.View.Panel.Title.ID, c.View.Panel.Detail.ID})
				require.Equal(t, kiosk.OutcomeParked, c.View.Last.Outcome)
				require.Equal(t, kiosk.SaleParked, c.Sales[c.Only().Sale].State)

				c.Press(kiosk.KeyEnter)
				c.AnswerUntil(kiosk.StatePaid, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
				require.True(t, c.Only().Late)
			})
		}
	}
}

func TestProof_NotPaidIsSaidWithProof(t *testing.T) {
	c := tilltest.IdleSale(t, tilltest.LepayLike())
	require.Equal(t, "panel.timeout.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.SaleAbandoned, c.Sales[c.Only().Sale].State)
	require.Equal(t, kiosk.OutcomeTimeout, c.View.Last.Outcome)
	require.Zero(t, c.View.Status.Open)

	c.Sleep(10 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "its proof grows old")
	require.Equal(t, "panel.timeout.silent", c.View.Panel.Detail.ID, "it is not on the list")
	c.Sleep(10 * time.Second)
	c.Answer(kiosk.CallQuery, tilltest.G1Waiting, nil)
	require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind)
}

func TestProof_ARefusedCodeSaysNothingOfTheQRBeforeIt(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	can.Code = true
	c, _ := tilltest.OpenBlind(t, can)
	c.FailCode(tilltest.WechatCode)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "who has paid the QR is not asked to pay again")
	require.Equal(t, "fail.other_open", c.View.Panel.Detail.ID)
	require.Equal(t, kiosk.PhraseUnknown, c.Said[len(c.Said)-1].Kind, "nor is it heard")

	c = tilltest.OpenSale(t, gatewaytest.Full())
	c.AnswerPoll(tilltest.G1Waiting)
	c.FailCode(tilltest.WechatCode)
	require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind, "the QR was not paid a moment ago")
	require.Equal(t, kiosk.PhraseFailed, c.Said[len(c.Said)-1].Kind)
	c.Sleep(time.Second)
	c.Answer(kiosk.CallClose, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "closing what was left is a question too: its silence makes the proof old")
}

// Nothing of a customer's failed who saw nothing to pay with.
func TestProof_AQRThatNeverCameIsNothingRed(t *testing.T) {
	for key, can := range map[kiosk.Key]kiosk.Capabilities{kiosk.KeyF1: gatewaytest.Full(), kiosk.KeyF3: gatewaytest.MiniPage()} {
		c := tilltest.NewCounter(t, can)
		c.Pay("1", key)
		c.Answer(kiosk.CallQR, kiosk.Answer{}, tilltest.Unanswered())
		require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, key)
	}
}
