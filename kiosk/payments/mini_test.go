package payments_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestMini_LinkIsFilled(t *testing.T) {
	require.Equal(t, "https://shop.example/mini?order=N1&sum=12.30&at=/mini/N1", kiosk.FillMiniLink(tilltest.MiniTemplate, "N1", 1230))
	require.Equal(t, "weixin://dl/N1?N1", kiosk.FillMiniLink("weixin://dl/{order_no}?{order_no}", "N1", 1))
	require.Equal(t, "0.01 {other} {", kiosk.FillMiniLink("{amount} {other} {", "N1", 1))
}

func TestMini_ByParameters(t *testing.T) {
	c := tilltest.MiniCounter(t, gatewaytest.MiniParams())
	require.Contains(t, func() []kiosk.PayKey { c.KeyIn("1"); c.Press(kiosk.KeyEsc); return c.View.Pay }(), kiosk.PayKey{Action: kiosk.ActionMini, Key: kiosk.KeyF3})
	n := c.OpenLink()
	require.Zero(t, c.Count(kiosk.CallMini)+c.Count(kiosk.CallQR), "the gateway hears of it when somebody opens the link")
	require.Equal(t, kiosk.RailMini, c.Only().Rail)
	require.Equal(t, kiosk.WalletUnknown, c.Only().Wallet)
	require.Equal(t, kiosk.FillMiniLink(tilltest.MiniTemplate, n, 1234), c.View.Customer.QR)
	require.Equal(t, kiosk.ToneMini, c.View.Customer.Tone)
	require.Equal(t, "stage.mini.any", c.View.Customer.Title.ID)
	require.Equal(t, "panel.mini.title", c.View.Panel.Title.ID)

	c.Sleep(30 * time.Second)
	require.Nil(t, c.AskMini(n, tilltest.Anna))
	require.Equal(t, tilltest.Anna, c.Pending(kiosk.CallMini).Buyer)
	require.Equal(t, kiosk.WeChat, c.Pending(kiosk.CallMini).Payment.Wallet)
	require.Equal(t, 1, c.Recorded(kiosk.RecordBuyer))
	require.Equal(t, kiosk.MiniBusy, c.AskMini(n, tilltest.Anna).Error, "the same question is under way")
	require.Equal(t, kiosk.MiniTaken, c.AskMini(n, tilltest.Bert).Error)
	c.Answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: tilltest.WxParams}, nil)
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Amount: 1234, Params: tilltest.WxParams}, c.Replied(1))
	require.Equal(t, kiosk.StateWaiting, c.Only().State)
	require.Equal(t, "M1", c.Only().GatewayOrderNo)
	require.Equal(t, "stage.mini.opened", c.View.Customer.Title.ID)

	require.Equal(t, tilltest.WxParams, c.AskMini(n, tilltest.Anna).Params, "the same buyer gets the same again")
	require.Equal(t, kiosk.MiniTaken, c.AskMini(n, tilltest.Bert).Error)
	require.Equal(t, 1, c.Count(kiosk.CallMini))
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "M1", Amount: tilltest.Fen(1234)})
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.Equal(t, kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 1234}, c.Said[len(c.Said)-1])
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini(n, tilltest.Anna).Error, "the number died with the sale")
	for _, r := range c.Records {
		require.NotContains(t, r.Note, tilltest.Anna.ID, "a buyer's number is not the ledger's business")
	}
}

func TestMini_WhoMayOpenIt(t *testing.T) {
	long := strings.Repeat("x", kiosk.BuyerIDMax+1)
	for name, tc := range map[string]struct {
		anyone bool
		buyer  kiosk.Buyer
		want   kiosk.MiniError
	}{
		"nobody":                      {false, kiosk.Buyer{}, kiosk.MiniBuyer},
		"a wallet without an id":      {false, kiosk.Buyer{Wallet: kiosk.WeChat, ID: ""}, kiosk.MiniBuyer},
		"an id without a wallet":      {false, kiosk.Buyer{Wallet: kiosk.WalletUnknown, ID: "o1"}, kiosk.MiniBuyer},
		"a wallet that cannot":        {false, kiosk.Buyer{Wallet: kiosk.UnionPay, ID: "o1"}, kiosk.MiniBuyer},
		"an endless id":               {false, kiosk.Buyer{Wallet: kiosk.WeChat, ID: long}, kiosk.MiniBuyer},
		"the longest id":              {false, kiosk.Buyer{Wallet: kiosk.WeChat, ID: long[1:]}, ""},
		"anyone":                      {true, kiosk.Buyer{}, ""},
		"anyone, by name":             {true, tilltest.Anna, ""},
		"anyone, an endless id":       {true, kiosk.Buyer{Wallet: kiosk.WeChat, ID: long}, kiosk.MiniBuyer},
		"anyone, a wallet without id": {true, kiosk.Buyer{Wallet: kiosk.WeChat, ID: ""}, kiosk.MiniBuyer},
	} {
		t.Run(name, func(t *testing.T) {
			can := gatewaytest.MiniParams()
			can.MiniAnyone = tc.anyone
			c := tilltest.MiniCounter(t, can)
			got := c.AskMini(c.OpenLink(), tc.buyer)
			if tc.want == "" {
				require.Nil(t, got)
				require.Equal(t, 1, c.Count(kiosk.CallMini))
				return
			}
			require.Equal(t, tc.want, got.Error)
			require.Zero(t, c.Count(kiosk.CallMini))
		})
	}
}

func TestMini_TheNumberDiesWithTheSale(t *testing.T) {
	for name, end := range map[string]func(*tilltest.Counter){
		"cancelled":      func(c *tilltest.Counter) { c.Press(kiosk.KeyEsc) },
		"timed out":      func(c *tilltest.Counter) { c.Sleep(tilltest.SaleIdleMax + time.Second) },
		"WeChat's QR":    func(c *tilltest.Counter) { c.Press(kiosk.KeyF1) },
		"a scanned code": func(c *tilltest.Counter) { c.Scan(tilltest.WechatCode) },
		"a restart":      func(c *tilltest.Counter) { c.Restart() },
	} {
		for _, opened := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", opened"}[opened], func(t *testing.T) {
				c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
				if opened {
					c.HandOut(n, tilltest.Anna)
				}
				end(c)
				require.Equal(t, kiosk.MiniNoOrder, c.AskMini(n, tilltest.Anna).Error)
				require.NotEqual(t, n, c.View.Customer.QR)
				if !opened {
					require.Equal(t, kiosk.StateClosed, c.Payments[n].State, "the gateway never heard of it")
					return
				}
				require.Equal(t, map[bool]kiosk.State{true: kiosk.StateUnknown, false: kiosk.StateWaiting}[name == "timed out"], c.Payments[n].State, "nobody has said that it was not paid")
				require.False(t, c.Payments[n].ReleasedAt.IsZero(), "it is watched: the phone may still pay")
			})
		}
	}
}

func TestMini_AWrongNumberOpensNothing(t *testing.T) {
	c := tilltest.MiniCounter(t, gatewaytest.MiniParams())
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini("X", tilltest.Anna).Error)
	n := c.OpenLink()
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini(n[:23]+"X", tilltest.Anna).Error)
	c.Press(kiosk.KeyEsc)
	c.Pay("1", kiosk.KeyF1)
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini(c.Newest(), tilltest.Anna).Error, "a QR's number is no mini-program's")
}

func TestMini_WhatTheGatewayMayAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.Answer
		err    error
		state  kiosk.State
		detail string
	}{
		"no":             {kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "openid invalid"}, nil, kiosk.StateFailed, "fail.reason"},
		"nothing":        {kiosk.Answer{}, tilltest.Unanswered(), kiosk.StateClosed, "fail.no_qr"},
		"no parameters":  {kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1"}, nil, kiosk.StateClosed, "fail.no_qr"},
		"no clear word":  {kiosk.Answer{Verdict: kiosk.VerdictUnknown, Params: tilltest.WxParams}, nil, kiosk.StateClosed, "fail.no_qr"},
		"another amount": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Params: tilltest.WxParams, Amount: tilltest.Fen(1)}, nil, kiosk.StateClosed, "fail.other_amount"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
			require.Nil(t, c.AskMini(n, tilltest.Anna))
			c.Answer(kiosk.CallMini, tc.answer, tc.err)
			require.Equal(t, kiosk.MiniGateway, c.Replied(c.Notices).Error)
			require.Equal(t, tc.state, c.Payments[n].State)
			require.Equal(t, tc.detail, c.View.Panel.Detail.ID)
			require.Equal(t, kiosk.CustomerFailed, c.View.Customer.Kind)
			c.Press(kiosk.KeyF3)
			require.NotEqual(t, n, c.Newest(), "another try is another order")
		})
	}
}

func TestMini_WhatWasNotSentMayBeAskedAgain(t *testing.T) {
	c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
	c.AskMini(n, tilltest.Anna)
	c.Answer(kiosk.CallMini, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.MiniGateway, c.Replied(c.Notices).Error)
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
	require.Equal(t, kiosk.WalletUnknown, c.Payments[n].Wallet)
	c.HandOut(n, tilltest.Bert)
	require.Equal(t, kiosk.Alipay, c.Payments[n].Wallet)
}

func TestMini_AnAnswerAfterTheSaleWasLetGo(t *testing.T) {
	c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
	c.AskMini(n, tilltest.Anna)
	id := c.Notices
	c.Press(kiosk.KeyEsc)
	c.Answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: tilltest.WxParams}, nil)
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNoOrder}, c.Replied(id), "nobody may pay for it now")
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
}

func TestMini_NotWhileTheTillCannotRecord(t *testing.T) {
	require.Equal(t, kiosk.MiniNotNow, tilltest.BareCounter(t, gatewaytest.MiniParams()).AskMini("X", tilltest.Anna).Error, "loading")

	c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
	c.StepUnsaved(kiosk.MiniAsked{ID: 77, OrderNo: n, Buyer: tilltest.Anna})
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNotNow}, c.Replied(77))
	require.Equal(t, kiosk.MiniNotNow, c.AskMini(n, tilltest.Anna).Error, "stopped")

	c, n = tilltest.MiniSale(t, gatewaytest.MiniParams())
	c.AskMini(n, tilltest.Anna)
	c.StepUnsaved(kiosk.Answered{Call: c.Pending(kiosk.CallMini), Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: tilltest.WxParams}})
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNotNow}, c.Replied(c.Notices), "parameters that are not on record are not given out")
	c.Reload()
	require.Nil(t, c.Replied(c.Notices))
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
}

func TestMini_BackFromAnotherRail(t *testing.T) {
	c, n := tilltest.MiniSale(t, gatewaytest.MiniParams())
	c.HandOut(n, tilltest.Anna)
	c.SwitchQR("G2")
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini(n, tilltest.Anna).Error)
	c.Press(kiosk.KeyF3)
	require.Equal(t, kiosk.FillMiniLink(tilltest.MiniTemplate, n, 1234), c.View.Customer.QR, "one order fewer that could be paid by mistake")
	require.Equal(t, tilltest.WxParams, c.AskMini(n, tilltest.Anna).Params)
	require.Equal(t, 1, c.Count(kiosk.CallMini))
}

func TestMini_ByTheGatewaysOwnPage(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.MiniPage())
	c.Pay("3", kiosk.KeyF3)
	require.Equal(t, kiosk.RailMini, c.Pending(kiosk.CallQR).Payment.Rail)
	require.Equal(t, kiosk.CustomerOpening, c.View.Customer.Kind)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "P1", QR: "https://mall.example/wpay/P1"}, nil)
	require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
	require.Equal(t, kiosk.ToneMini, c.View.Customer.Tone)
	require.Equal(t, kiosk.T("stage.mini.title", "wallet", "@wallet.wechat"), c.View.Customer.Title)
	require.Equal(t, kiosk.MiniNoOrder, c.AskMini(c.Only().OrderNo, tilltest.Anna).Error, "this gateway's page needs nothing of the till")
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "P1"})
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
}

func TestMini_NotOfferedWithoutALink(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.MiniParams())
	require.NotContains(t, c.View.Pay, kiosk.PayKey{Action: kiosk.ActionMini, Key: kiosk.KeyF3})
	c.Pay("3", kiosk.KeyF3)
	require.Empty(t, c.Sales)
}

func TestMini_PaidByNotification(t *testing.T) {
	can := gatewaytest.MiniParams()
	can.QueryQR, can.Notifications = false, true
	c, n := tilltest.MiniSale(t, can)
	c.HandOut(n, tilltest.Anna)
	require.Equal(t, "panel.proof.notice", c.View.Panel.Detail.ID)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(1234)}))
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
}
