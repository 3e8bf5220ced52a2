// Package alipay speaks to Alipay itself (开放平台, product 当面付): a form over https that
// the shop's own private key signs, and JSON back that Alipay signs. Every payment and
// refund goes under the till's own number and can be asked about by it.
package alipay

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/rsakey"
	"facepay/providers/wire"
)

const (
	// valid is the time in which an order can be paid: longer than a sale stands, and
	// short, since Alipay lets a QR that nobody scanned be neither closed nor asked about.
	valid = 15 * time.Minute
	// subjectRunesMax: a phone's bill shows fewer; Alipay takes 256.
	subjectRunesMax = 64
	product         = "FACE_TO_FACE_PAYMENT"
)

// Scenes of a code.
const (
	sceneCode = "bar_code"
	sceneFace = "security_code"
)

// Gateway is Alipay behind kiosk.Gateway.
type Gateway struct {
	gatewayhttp.Gateway
	cfg     Config
	keys    *keys
	now     func() time.Time
	gone    vanished
	strange rsakey.Strange // of certificates that signed replies and are not alipay_certificate
}

// New makes a gateway of a section that passed its Check.
func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	g := &Gateway{Gateway: gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg: cfg, now: time.Now}
	// Check has seen them. Keys whose file has gone since sign nothing and believe nothing.
	g.keys, _ = cfg.load()
	return g
}

// Format keeps every fmt verb from printing the keys.
func (g *Gateway) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "alipay.Gateway(%s)", g.Name()) }

func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.Alipay}, QRValid: valid, Code: true, CodeWallets: []kiosk.Wallet{kiosk.Alipay}, Close: true,
		OwnNumber: true, QueryQR: true, QueryCode: true,
		Notifications: g.cfg.Listening && g.cfg.NotifyURL != "",
		Refund:        kiosk.RefundPart, RefundAgain: true, QueryRefund: true,
	}
}

// Expiries are the ends of the certificates, none in key mode.
func (g *Gateway) Expiries() []rsakey.Expiry {
	if g.keys == nil {
		return nil
	}
	return g.keys.expiries
}

// StrangeKey implements providers.Rotating.
func (g *Gateway) StrangeKey() string { return g.strange.Seen() }

// trade is a biz_content that names one of the till's orders; a field that is empty is not sent.
type trade struct {
	OutTradeNo  string `json:"out_trade_no"`
	TotalAmount string `json:"total_amount,omitempty"`
	Subject     string `json:"subject,omitempty"`
	ProductCode string `json:"product_code,omitempty"`
	SellerID    string `json:"seller_id,omitempty"`
	TimeExpire  string `json:"time_expire,omitempty"` // China's time
	Scene       string `json:"scene,omitempty"`
	AuthCode    string `json:"auth_code,omitempty"`

	OutRequestNo string   `json:"out_request_no,omitempty"`
	RefundAmount string   `json:"refund_amount,omitempty"`
	RefundReason string   `json:"refund_reason,omitempty"`
	QueryOptions []string `json:"query_options,omitempty"`
}

// of is the biz_content that asks about p; false for a number that cannot be sent.
func of(p kiosk.Payment) (trade, bool) {
	own := cmp.Or(p.GatewayOrderNo, string(p.OrderNo))
	return trade{OutTradeNo: own}, number(own)
}

// number reports whether s is a number of the till's that Alipay takes: letters, digits and _.
func number(s string) bool { return wire.Word(s, wire.NumberBytesMax) && !strings.Contains(s, "-") }

// order is the biz_content that makes p's order.
func (g *Gateway) order(p kiosk.Payment) (trade, error) {
	t, ok := of(p)
	switch {
	case p.Amount <= 0:
		return trade{}, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	case !ok:
		return trade{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	made := p.CreatedAt // the same at each try, so that the order's data are
	if made.IsZero() {
		made = g.now()
	}
	t.TotalAmount, t.Subject, t.ProductCode = p.Amount.Yuan(), g.subject(t.OutTradeNo), product
	t.SellerID, t.TimeExpire = g.cfg.SellerID, made.Add(valid).In(wire.China).Format(time.DateTime)
	return t, nil
}

// OpenQR makes an order and its QR (alipay.trade.precreate).
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.Wallet != kiosk.Alipay || p.Rail != kiosk.RailQR && p.Rail != "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	t, err := g.order(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	return ask(ctx, g, methodPrecreate, t, kiosk.PayCode{}, readQR)
}

// Charge spends a scanned code, or a face's (alipay.trade.pay). A refusal that may have
// left a trade, which the customer could still pay on the phone, is one when that trade
// is cancelled and the query knows of none that can be paid.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	if p.Wallet != kiosk.Alipay {
		return kiosk.Answer{}, gatewayhttp.NotSent("the code is not Alipay's")
	}
	if code.Reveal() == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("no payment code")
	}
	t, err := g.order(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	t.AuthCode, t.Scene = code.Reveal(), sceneCode
	if strings.Trim(t.AuthCode, "0123456789") != "" {
		t.Scene = sceneFace
	}
	answered, err := ask(ctx, g, methodPay, t, code, readPay)
	if err != nil || !answered.mayStand {
		return answered.Answer, err
	}
	return g.refused(ctx, p, t, answered.Answer), nil
}

// refused is a refusal of pay once its trade is cancelled and the query says so, and unknown
// before: a cancel has been seen to say what it did not do. That it or the query was not
// answered is no word on the payment.
func (g *Gateway) refused(ctx context.Context, p kiosk.Payment, t trade, a kiosk.Answer) kiosk.Answer {
	unknown := a
	unknown.Verdict = kiosk.VerdictUnknown
	ended, err := g.cancel(ctx, p)
	if err != nil || !ended.over {
		return unknown
	}
	// The pay was answered, so that it is not on its way: no trade means that there is none.
	found, err := ask(ctx, g, methodQuery, trade{OutTradeNo: t.OutTradeNo}, kiosk.PayCode{}, func(o object) (kiosk.Answer, error) { return readQuery(o, p, true) })
	switch {
	case err != nil:
	case found.Verdict == kiosk.VerdictPaid && ended.Reason == givenBack: // the query lags behind the cancel
	case found.Verdict == kiosk.VerdictPaid, found.Reason == givenBack:
		return found
	case found.Verdict == kiosk.VerdictClosed:
		return a
	}
	return unknown
}

// Query asks what became of p (alipay.trade.query).
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	t, ok := of(p)
	if !ok {
		return kiosk.Answer{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	vanished := g.gone.twice(t.OutTradeNo)
	return ask(ctx, g, methodQuery, t, kiosk.PayCode{}, func(o object) (kiosk.Answer, error) { return readQuery(o, p, vanished) })
}

// Close gives p up. A QR is closed (alipay.trade.close), which leaves one that was just
// paid as it is; one that nobody scanned, and the payment of a code, are cancelled
// (alipay.trade.cancel), which gives the money back if it came meanwhile.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	t, ok := of(p)
	if !ok {
		return kiosk.Answer{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	if p.Rail != kiosk.RailCode {
		closed, err := ask(ctx, g, methodClose, t, kiosk.PayCode{}, readClose)
		if err != nil || !closed.unscanned {
			return closed.Answer, err
		}
	}
	ended, err := g.cancel(ctx, p)
	return ended.Answer, err
}

// cancel cancels p once. That no trade was found is believed when it is said again
// seconds later: a pay may have been on its way.
func (g *Gateway) cancel(ctx context.Context, p kiosk.Payment) (cancelled, error) {
	t, ok := of(p)
	if !ok {
		return cancelled{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	c, err := ask(ctx, g, methodCancel, t, kiosk.PayCode{}, readCancel)
	if err == nil && c.over && c.noTrade && p.Rail == kiosk.RailCode && g.gone.saw(t.OutTradeNo, g.now()) {
		c.Verdict = kiosk.VerdictClosed
	}
	return c, err
}

// Refund asks for r.Amount back under the request number r.No: asked again, it is the
// same refund (alipay.trade.refund). A repetition says that no money moved this time, and
// the refund itself is asked about.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	t, ok := of(p)
	switch {
	case r.Amount <= 0 || r.Amount > p.Amount:
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("amount %s cannot be given back of %s", r.Amount, p.Amount)
	case !ok, !number(string(r.No)):
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("number of the order or the refund cannot be sent")
	}
	t.OutRequestNo, t.RefundAmount, t.RefundReason = string(r.No), r.Amount.Yuan(), wire.Phrase(r.Reason)
	moved, err := ask(ctx, g, methodRefund, t, kiosk.PayCode{}, func(o object) (moneyBack, error) { return readRefund(o, p, r) })
	if err != nil || !moved.again {
		return moved.RefundAnswer, err
	}
	told, err := g.QueryRefund(ctx, p, r)
	if err != nil {
		return moved.RefundAnswer, nil // unknown, and the till asks
	}
	return told, nil
}

// QueryRefund asks what became of r (alipay.trade.fastpay.refund.query).
func (g *Gateway) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	t, ok := of(p)
	if !ok || !number(string(r.No)) {
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("number of the order or the refund cannot be sent")
	}
	t.OutRequestNo, t.QueryOptions = string(r.No), []string{"gmt_refund_pay"}
	return ask(ctx, g, methodRefundQuery, t, kiosk.PayCode{}, func(o object) (kiosk.RefundAnswer, error) { return readRefundQuery(o, p) })
}

// subject is the text on the customer's bill. Alipay takes no /, = and & in it.
func (g *Gateway) subject(own string) string {
	s := wire.OneLine(strings.Map(func(r rune) rune {
		if strings.ContainsRune("/=&", r) {
			return ' '
		}
		return r
	}, g.cfg.Shop.Name))
	if r := []rune(s); len(r) > subjectRunesMax {
		s = string(r[:subjectRunesMax])
	}
	return cmp.Or(s, own)
}
