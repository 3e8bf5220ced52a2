package wechatpay

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

const (
	pathRefund = "/v3/refund/domestic/refunds"
	// reasonRunesMax keeps reason within its 80 bytes.
	reasonRunesMax = 26
)

// refund is the content that asks for money back.
type refund struct {
	OutTradeNo  string      `json:"out_trade_no"`
	OutRefundNo string      `json:"out_refund_no"`
	Reason      string      `json:"reason,omitempty"`
	NotifyURL   string      `json:"notify_url"` // without one the merchant platform's gets a notification of v2
	Amount      refundMoney `json:"amount"`
}

type refundMoney struct {
	Refund   kiosk.Fen `json:"refund"`
	Total    kiosk.Fen `json:"total"` // of the order
	Currency string    `json:"currency"`
}

// Refund asks for r.Amount back under the number r.No: asked again, it is the same refund.
// A refusal is one when there is no refund of that number, whose first try may have been
// carried out.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	own, ok := numbered(p)
	switch {
	case r.Amount <= 0 || r.Amount > p.Amount:
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("amount %s cannot be given back of %s", r.Amount, p.Amount)
	case !ok, !wire.Word(string(r.No), wire.NumberBytesMax):
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("number of the order or the refund cannot be sent")
	}
	reason := wire.OneLine(bmp(r.Reason))
	if runes := []rune(reason); len(runes) > reasonRunesMax {
		reason = string(runes[:reasonRunesMax])
	}
	said, err := g.ask(ctx, callRefund, http.MethodPost, pathRefund, refund{
		own, string(r.No), reason, g.notifyURL(), refundMoney{r.Amount, p.Amount, currency},
	}, kiosk.PayCode{})
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	if said.code == "" {
		return g.readRefund(said, p)
	}
	a := kiosk.RefundAnswer{Verdict: refundCodes.Class(said.code).Refund(), Reason: said.reason()}
	if a.Verdict != kiosk.RefundSaidRefused {
		return a, nil
	}
	there, absent, err := g.lookRefund(ctx, p, r)
	switch {
	case err != nil: // that the query was not answered is no word on the refund
		a.Verdict = kiosk.RefundSaidUnknown
	case !absent:
		return there, nil
	}
	return a, nil
}

// QueryRefund asks what became of r. That there is none does not prove that none will be.
func (g *Gateway) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	a, _, err := g.lookRefund(ctx, p, r)
	return a, err
}

// lookRefund reports beside the answer whether WeChat knows of no such refund.
func (g *Gateway) lookRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (a kiosk.RefundAnswer, absent bool, err error) {
	if !wire.Word(string(r.No), wire.NumberBytesMax) {
		return kiosk.RefundAnswer{}, false, gatewayhttp.NotSent("number of the refund cannot be sent")
	}
	said, err := g.ask(ctx, callRefundQuery, http.MethodGet, pathRefund+"/"+url.PathEscape(string(r.No)), nil, kiosk.PayCode{})
	if err != nil {
		return kiosk.RefundAnswer{}, false, err
	}
	if said.code != "" {
		class := refundQueryCodes.Class(said.code)
		return kiosk.RefundAnswer{Verdict: class.Refund(), Reason: said.reason()}, class == wire.NotFound, nil
	}
	a, err = g.readRefund(said, p)
	return a, false, err
}

// refundWords are the words of WeChat's merchant platform for the states that are not done.
var refundWords = map[string]string{"PROCESSING": "退款处理中", "ABNORMAL": "退款异常，请到微信支付商户平台处理", "CLOSED": "退款关闭"}

// readRefund reads the object of a refund. One that names neither itself nor its payment,
// or a payment of another amount, proves nothing.
func (g *Gateway) readRefund(said reply, p kiosk.Payment) (kiosk.RefundAnswer, error) {
	o := said.object
	amount := o.Child("amount")
	back, err1 := fen(amount, "refund")
	whole, err2 := fen(amount, "total")
	if err := errors.Join(err1, err2); err != nil {
		return kiosk.RefundAnswer{}, said.garbage(err)
	}
	class := refundStates.Class(o.Text("status"))
	a := kiosk.RefundAnswer{
		Verdict: class.Refund(), Order: o.Number("out_trade_no"), Refund: o.Number("out_refund_no"), Amount: back,
		GatewayNo: o.Number("refund_id"), Reason: cmp.Or(refundWords[o.Text("status")], o.Phrase("status")),
	}
	if said.taken || a.Order == "" || a.Refund == "" || back == nil || whole == nil || *whole != p.Amount {
		a.Verdict = kiosk.RefundSaidUnknown
	}
	if a.Verdict == kiosk.RefundSaidDone {
		a.DoneAt, a.Reason = instant(o, "success_time"), ""
	}
	return a, nil
}
