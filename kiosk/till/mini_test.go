package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMini_LinkIsFilled(t *testing.T) {
	require.Equal(t, "https://shop.example/mini?order=N1&sum=12.30&at=/mini/N1", kiosk.FillMiniLink(miniTemplate, "N1", 1230))
	require.Equal(t, "weixin://dl/N1?N1", kiosk.FillMiniLink("weixin://dl/{order_no}?{order_no}", "N1", 1))
	require.Equal(t, "0.01 {other} {", kiosk.FillMiniLink("{amount} {other} {", "N1", 1))
}

func TestMini_ByParameters(t *testing.T) {
	c := miniCounter(t, gatewaytest.MiniParams())
	require.Contains(t, func() []kiosk.PayKey { c.keyIn("1"); c.press(kiosk.KeyEsc); return c.view.Pay }(), kiosk.PayKey{Action: kiosk.ActionMini, Key: kiosk.KeyF3})
	n := c.openLink()
	require.Zero(t, c.count(kiosk.CallMini)+c.count(kiosk.CallQR), "the gateway hears of it when somebody opens the link")
	require.Equal(t, kiosk.RailMini, c.only().Rail)
	require.Equal(t, kiosk.WalletUnknown, c.only().Wallet)
	require.Equal(t, kiosk.FillMiniLink(miniTemplate, n, 1234), c.view.Customer.QR)
	require.Equal(t, kiosk.ToneMini, c.view.Customer.Tone)
	require.Equal(t, "stage.mini.any", c.view.Customer.Title.ID)
	require.Equal(t, "panel.mini.title", c.view.Panel.Title.ID)

	c.sleep(30 * time.Second)
	require.Nil(t, c.askMini(n, anna))
	require.Equal(t, anna, c.pending(kiosk.CallMini).Buyer)
	require.Equal(t, kiosk.WeChat, c.pending(kiosk.CallMini).Payment.Wallet)
	require.Equal(t, 1, c.recorded(kiosk.RecordBuyer))
	require.Equal(t, kiosk.MiniBusy, c.askMini(n, anna).Error, "the same question is under way")
	require.Equal(t, kiosk.MiniTaken, c.askMini(n, bert).Error)
	c.answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: wxParams}, nil)
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Amount: 1234, Params: wxParams}, c.replied(1))
	require.Equal(t, kiosk.StateWaiting, c.only().State)
	require.Equal(t, "M1", c.only().GatewayOrderNo)
	require.Equal(t, "stage.mini.opened", c.view.Customer.Title.ID)

	require.Equal(t, wxParams, c.askMini(n, anna).Params, "the same buyer gets the same again")
	require.Equal(t, kiosk.MiniTaken, c.askMini(n, bert).Error)
	require.Equal(t, 1, c.count(kiosk.CallMini))
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "M1", Amount: fen(1234)})
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
	require.Equal(t, kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 1234}, c.said[len(c.said)-1])
	require.Equal(t, kiosk.MiniNoOrder, c.askMini(n, anna).Error, "the number died with the sale")
	for _, r := range c.records {
		require.NotContains(t, r.Note, anna.ID, "a buyer's number is not the ledger's business")
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
		"anyone, by name":             {true, anna, ""},
		"anyone, an endless id":       {true, kiosk.Buyer{Wallet: kiosk.WeChat, ID: long}, kiosk.MiniBuyer},
		"anyone, a wallet without id": {true, kiosk.Buyer{Wallet: kiosk.WeChat, ID: ""}, kiosk.MiniBuyer},
	} {
		t.Run(name, func(t *testing.T) {
			can := gatewaytest.MiniParams()
			can.MiniAnyone = tc.anyone
			c := miniCounter(t, can)
			got := c.askMini(c.openLink(), tc.buyer)
			if tc.want == "" {
				require.Nil(t, got)
				require.Equal(t, 1, c.count(kiosk.CallMini))
				return
			}
			require.Equal(t, tc.want, got.Error)
			require.Zero(t, c.count(kiosk.CallMini))
		})
	}
}

func TestMini_TheNumberDiesWithTheSale(t *testing.T) {
	for name, end := range map[string]func(*counter){
		"cancelled":      func(c *counter) { c.press(kiosk.KeyEsc) },
		"timed out":      func(c *counter) { c.sleep(payments.SaleIdleMax + time.Second) },
		"WeChat's QR":    func(c *counter) { c.press(kiosk.KeyF1) },
		"a scanned code": func(c *counter) { c.scan(wechatCode) },
		"a restart":      func(c *counter) { c.restart() },
	} {
		for _, opened := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", opened"}[opened], func(t *testing.T) {
				c, n := miniSale(t, gatewaytest.MiniParams())
				if opened {
					c.handOut(n, anna)
				}
				end(c)
				require.Equal(t, kiosk.MiniNoOrder, c.askMini(n, anna).Error)
				require.NotEqual(t, n, c.view.Customer.QR)
				if !opened {
					require.Equal(t, kiosk.StateClosed, c.payments[n].State, "the gateway never heard of it")
					return
				}
				require.Equal(t, map[bool]kiosk.State{true: kiosk.StateUnknown, false: kiosk.StateWaiting}[name == "timed out"], c.payments[n].State, "nobody has said that it was not paid")
				require.False(t, c.payments[n].ReleasedAt.IsZero(), "it is watched: the phone may still pay")
			})
		}
	}
}

func TestMini_AWrongNumberOpensNothing(t *testing.T) {
	c := miniCounter(t, gatewaytest.MiniParams())
	require.Equal(t, kiosk.MiniNoOrder, c.askMini("X", anna).Error)
	n := c.openLink()
	require.Equal(t, kiosk.MiniNoOrder, c.askMini(n[:23]+"X", anna).Error)
	c.press(kiosk.KeyEsc)
	c.pay("1", kiosk.KeyF1)
	require.Equal(t, kiosk.MiniNoOrder, c.askMini(c.newest(), anna).Error, "a QR's number is no mini-program's")
}

func TestMini_WhatTheGatewayMayAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		answer kiosk.Answer
		err    error
		state  kiosk.State
		detail string
	}{
		"no":             {kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "openid invalid"}, nil, kiosk.StateFailed, "fail.reason"},
		"nothing":        {kiosk.Answer{}, unanswered(), kiosk.StateClosed, "fail.no_qr"},
		"no parameters":  {kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1"}, nil, kiosk.StateClosed, "fail.no_qr"},
		"no clear word":  {kiosk.Answer{Verdict: kiosk.VerdictUnknown, Params: wxParams}, nil, kiosk.StateClosed, "fail.no_qr"},
		"another amount": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Params: wxParams, Amount: fen(1)}, nil, kiosk.StateClosed, "fail.other_amount"},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := miniSale(t, gatewaytest.MiniParams())
			require.Nil(t, c.askMini(n, anna))
			c.answer(kiosk.CallMini, tc.answer, tc.err)
			require.Equal(t, kiosk.MiniGateway, c.replied(c.notices).Error)
			require.Equal(t, tc.state, c.payments[n].State)
			require.Equal(t, tc.detail, c.view.Panel.Detail.ID)
			require.Equal(t, kiosk.CustomerFailed, c.view.Customer.Kind)
			c.press(kiosk.KeyF3)
			require.NotEqual(t, n, c.newest(), "another try is another order")
		})
	}
}

func TestMini_WhatWasNotSentMayBeAskedAgain(t *testing.T) {
	c, n := miniSale(t, gatewaytest.MiniParams())
	c.askMini(n, anna)
	c.answer(kiosk.CallMini, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.MiniGateway, c.replied(c.notices).Error)
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
	require.Equal(t, kiosk.WalletUnknown, c.payments[n].Wallet)
	c.handOut(n, bert)
	require.Equal(t, kiosk.Alipay, c.payments[n].Wallet)
}

func TestMini_AnAnswerAfterTheSaleWasLetGo(t *testing.T) {
	c, n := miniSale(t, gatewaytest.MiniParams())
	c.askMini(n, anna)
	id := c.notices
	c.press(kiosk.KeyEsc)
	c.answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: wxParams}, nil)
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNoOrder}, c.replied(id), "nobody may pay for it now")
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)
}

func TestMini_NotWhileTheTillCannotRecord(t *testing.T) {
	require.Equal(t, kiosk.MiniNotNow, bareCounter(t, gatewaytest.MiniParams()).askMini("X", anna).Error, "loading")

	c, n := miniSale(t, gatewaytest.MiniParams())
	c.stepUnsaved(kiosk.MiniAsked{ID: 77, OrderNo: n, Buyer: anna})
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNotNow}, c.replied(77))
	require.Equal(t, kiosk.MiniNotNow, c.askMini(n, anna).Error, "stopped")

	c, n = miniSale(t, gatewaytest.MiniParams())
	c.askMini(n, anna)
	c.stepUnsaved(kiosk.Answered{Call: c.pending(kiosk.CallMini), Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M1", Params: wxParams}})
	require.Equal(t, &kiosk.MiniReply{OrderNo: n, Error: kiosk.MiniNotNow}, c.replied(c.notices), "parameters that are not on record are not given out")
	c.reload()
	require.Nil(t, c.replied(c.notices))
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)
}

func TestMini_BackFromAnotherRail(t *testing.T) {
	c, n := miniSale(t, gatewaytest.MiniParams())
	c.handOut(n, anna)
	c.switchQR("G2")
	require.Equal(t, kiosk.MiniNoOrder, c.askMini(n, anna).Error)
	c.press(kiosk.KeyF3)
	require.Equal(t, kiosk.FillMiniLink(miniTemplate, n, 1234), c.view.Customer.QR, "one order fewer that could be paid by mistake")
	require.Equal(t, wxParams, c.askMini(n, anna).Params)
	require.Equal(t, 1, c.count(kiosk.CallMini))
}

func TestMini_ByTheGatewaysOwnPage(t *testing.T) {
	c := newCounter(t, gatewaytest.MiniPage())
	c.pay("3", kiosk.KeyF3)
	require.Equal(t, kiosk.RailMini, c.pending(kiosk.CallQR).Payment.Rail)
	require.Equal(t, kiosk.CustomerOpening, c.view.Customer.Kind)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "P1", QR: "https://mall.example/wpay/P1"}, nil)
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
	require.Equal(t, kiosk.ToneMini, c.view.Customer.Tone)
	require.Equal(t, kiosk.T("stage.mini.title", "wallet", "@wallet.wechat"), c.view.Customer.Title)
	require.Equal(t, kiosk.MiniNoOrder, c.askMini(c.only().OrderNo, anna).Error, "this gateway's page needs nothing of the till")
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "P1"})
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
}

func TestMini_NotOfferedWithoutALink(t *testing.T) {
	c := newCounter(t, gatewaytest.MiniParams())
	require.NotContains(t, c.view.Pay, kiosk.PayKey{Action: kiosk.ActionMini, Key: kiosk.KeyF3})
	c.pay("3", kiosk.KeyF3)
	require.Empty(t, c.sales)
}

func TestMini_PaidByNotification(t *testing.T) {
	can := gatewaytest.MiniParams()
	can.QueryQR, can.Notifications = false, true
	c, n := miniSale(t, can)
	c.handOut(n, anna)
	require.Equal(t, "panel.proof.notice", c.view.Panel.Detail.ID)
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1234)}))
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
}
