package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// railed is a till whose wallets have gateways of their own.
func railed(t *testing.T, can kiosk.Capabilities, rails map[kiosk.Wallet]string) *tilltest.Counter {
	c := tilltest.NewCounter(t, can, func(s *kiosk.Settings) { s.Provider, s.Rails = "official", rails })
	c.AnswerAll(kiosk.Answer{}, nil)
	return c
}

func bothRails(t *testing.T) *tilltest.Counter {
	return railed(t, gatewaytest.Official(), map[kiosk.Wallet]string{kiosk.WeChat: "wechatpay", kiosk.Alipay: "alipay"})
}

// showing opens w's QR, as the gateway answers.
func showing(c *tilltest.Counter, key kiosk.Key) kiosk.OrderNo {
	c.Press(key)
	n := c.Newest()
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "https://pay/" + string(n)}, nil)
	return n
}

// byWallet answers for a while, each wallet's gateway in its own way.
func byWallet(c *tilltest.Counter, d time.Duration, wechat, alipay error) {
	c.AnswerWith(d, func(call kiosk.Call) (kiosk.Answer, error) {
		failed := map[kiosk.Wallet]error{kiosk.WeChat: wechat, kiosk.Alipay: alipay}
		if call.Kind == kiosk.CallPing {
			return kiosk.Answer{}, nil
		}
		waiting := kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: call.Payment.GatewayOrderNo, Amount: &call.Payment.Amount}
		return waiting, failed[call.Payment.Wallet]
	})
}

func TestRails_EachPaymentIsOnRecordAtItsOwnGateway(t *testing.T) {
	c := bothRails(t)
	c.KeyIn("7")
	wechat, alipay := showing(c, kiosk.KeyF1), showing(c, kiosk.KeyF2)
	require.Equal(t, "wechatpay", c.Payments[wechat].Provider)
	require.Equal(t, "alipay", c.Payments[alipay].Provider)
	byWallet(c, 10*time.Second, nil, nil)
	asked := map[kiosk.Wallet]bool{}
	for _, call := range c.Asked {
		asked[call.Payment.Wallet] = asked[call.Payment.Wallet] || call.Kind == kiosk.CallQuery
	}
	require.True(t, asked[kiosk.WeChat] && asked[kiosk.Alipay], "both are this till's")
}

// The light tells of the wallet whose gateway is in trouble, whatever the other says.
func TestRails_OneInTroubleIsToldByName(t *testing.T) {
	c := bothRails(t)
	c.KeyIn("7")
	showing(c, kiosk.KeyF1)
	showing(c, kiosk.KeyF2) // WeChat's is closed and asked about in the background
	byWallet(c, 20*time.Second, tilltest.Unanswered(), nil)
	s := c.View.Status.Gateway
	require.Equal(t, kiosk.GatewaySilent, s.State)
	require.Equal(t, kiosk.WeChat, s.Wallet)
	require.False(t, c.Slow(), "Alipay's customer is told that Alipay answers")

	byWallet(c, 20*time.Second, &kiosk.NotSent{Err: kiosk.ErrConflict}, nil)
	s = c.View.Status.Gateway
	require.Equal(t, kiosk.GatewaySilent, s.State, "the shop's network works: Alipay is reached")
	require.Equal(t, kiosk.WeChat, s.Wallet)

	byWallet(c, 20*time.Second, tilltest.Unanswered(), tilltest.Unanswered())
	require.Empty(t, c.View.Status.Gateway.Wallet, "both are")
	require.True(t, c.Slow())

	byWallet(c, 90*time.Second, nil, nil)
	require.Equal(t, kiosk.GatewayOK, c.View.Status.Gateway.State)
}

// A busy gateway slows down nothing but itself.
func TestRails_ABusyOneDoesNotDelayTheOther(t *testing.T) {
	c := bothRails(t)
	c.KeyIn("7")
	showing(c, kiosk.KeyF1)
	showing(c, kiosk.KeyF2)
	asked := map[kiosk.Wallet]int{}
	before := len(c.Asked)
	byWallet(c, time.Minute, tilltest.BusyErr(30*time.Second), nil)
	for _, call := range c.Asked[before:] {
		if call.Kind != kiosk.CallPing {
			asked[call.Payment.Wallet]++
		}
	}
	require.LessOrEqual(t, asked[kiosk.WeChat], 4, "%v", asked)
	require.Greater(t, asked[kiosk.Alipay], 20, "%v", asked)
}

// One whose ping fails alone is told by name, and its way back too.
func TestRails_APingTellsOfEach(t *testing.T) {
	c := bothRails(t)
	down := &kiosk.RailError{Wallet: kiosk.Alipay, Err: &kiosk.NotSent{Err: kiosk.ErrConflict}}
	c.Sleep(tilltest.PingEvery)
	c.AnswerAll(kiosk.Answer{}, down)
	require.Equal(t, kiosk.Alipay, c.View.Status.Gateway.Wallet)
	c.Sleep(tilltest.PingEveryBroken)
	c.AnswerAll(kiosk.Answer{}, nil)
	require.Equal(t, kiosk.GatewayReachable, c.View.Status.Gateway.State)
}

// A wallet without a gateway is not offered, and its code is not spent.
func TestRails_AMissingWalletIsNotOffered(t *testing.T) {
	c := railed(t, gatewaytest.Alipay(), map[kiosk.Wallet]string{kiosk.Alipay: "alipay"})
	c.Pay("7", kiosk.KeyEnter)
	c.Scan("134567890123456789")
	require.Equal(t, "problem.code_wallet", c.View.Amount.Problem.ID)
	require.Zero(t, c.Count(kiosk.CallCharge))
	require.False(t, c.HasButton(kiosk.ActionWeChat))
	c.Scan("284567890123456789")
	require.Equal(t, 1, c.Count(kiosk.CallCharge))
	require.Equal(t, "alipay", c.Payments[c.Newest()].Provider)
}
