// Package weidoufu speaks the wire format of the weidoufu gateway: signed JSON
// posts, JSON back, and notifications with a signature of their own.
package weidoufu

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Paths below the base URL: the document has miniapp, working clients the others.
const (
	pathQR     = "/pay/native"
	pathMini   = "/pay/miniapp"
	pathRefund = "/pay/refund"
)

const (
	// qrMinutes is the validity that a QR is asked for; weidoufu takes up to 60.
	qrMinutes = 30
	// buyerBytesMax is the size of openid and buyer_id in the vendor's table.
	buyerBytesMax = 32
)

// Gateway is weidoufu behind kiosk.Gateway.
//
// Its orders carry the till's own number, and every call is by that. What
// became of one is told by a notification; a query, a close and a way to spend
// codes exist where the shop was told their paths. A refund cannot be asked
// about and has no number, so that asking again would be another refund.
type Gateway struct {
	gatewayhttp.Gateway
	cfg Config
}

func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	return &Gateway{gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg}
}

// Format keeps every fmt verb from printing the keys, which fmt would find in
// fields that are not exported.
func (g *Gateway) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "weidoufu.Gateway(%s)", g.Name()) }

// Capabilities leaves UnionPay's QR out: the till has no key for it.
func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, QRValid: qrMinutes * time.Minute, Code: g.cfg.CodePath != "",
		Mini: kiosk.MiniParams, MiniWallets: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay},
		OwnNumber: true, QueryQR: g.cfg.QueryPath != "", QueryCode: g.cfg.QueryPath != "",
		Close: g.cfg.ClosePath != "", Notifications: g.cfg.Listening && g.cfg.NotifyURL != "",
		Refund: kiosk.RefundPart,
	}
}

// OpenQR makes an order and its QR (weidoufu, pay/native).
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	kind, ok := payTypes[p.Wallet]
	if !ok || kind == typeUnionPay || p.Rail == kiosk.RailMini {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	order, err := g.order(p, kind)
	if err != nil {
		return kiosk.Answer{}, err
	}
	order["expire"] = int64(qrMinutes)
	return g.open(ctx, pathQR, p, order, readQR)
}

// OpenMini makes an order for a customer in the shop's mini-program (weidoufu,
// pay/miniapp). b.Wallet decides whose it is.
func (g *Gateway) OpenMini(ctx context.Context, p kiosk.Payment, b kiosk.Buyer) (kiosk.Answer, error) {
	kind, field := typeWeChat, "openid"
	switch b.Wallet {
	case kiosk.WeChat:
	case kiosk.Alipay:
		kind, field = typeAlipay, "buyer_id"
	default:
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if !wire.Word(b.ID, buyerBytesMax) {
		return kiosk.Answer{}, gatewayhttp.NotSent("%s is not 1 to %d letters, digits, - and _", field, buyerBytesMax)
	}
	order, err := g.order(p, kind)
	if err != nil {
		return kiosk.Answer{}, err
	}
	order[field] = b.ID
	return g.open(ctx, pathMini, p, order, func(o object) (kiosk.Answer, error) { return readMini(o, b.Wallet) })
}

// open sends an order that somebody else has to pay, and numbers its answer.
func (g *Gateway) open(ctx context.Context, path string, p kiosk.Payment, order params, read func(object) (kiosk.Answer, error)) (kiosk.Answer, error) {
	_, o, err := g.call(ctx, path, order)
	if err != nil {
		return kiosk.Answer{}, err
	}
	a, err := read(o)
	if err != nil {
		return kiosk.Answer{}, garbage(path, err)
	}
	a.GatewayOrderNo = string(p.OrderNo)
	a.Reason = g.untold(a.Reason)
	return a, nil
}

// order are the fields of all calls that make one.
func (g *Gateway) order(p kiosk.Payment, kind int64) (params, error) {
	switch {
	case g.cfg.NotifyURL == "":
		return nil, gatewayhttp.NotSent("weidoufu must be told an address for its notifications")
	case !orderNo(string(p.OrderNo)):
		return nil, gatewayhttp.NotSent("order number is not 18 to 32 letters and digits")
	case p.Amount <= 0 || p.Amount > feeMax:
		return nil, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	}
	return params{
		"body": body(g.cfg.Shop.Name, p.OrderNo), "out_order_no": string(p.OrderNo), "pay_type": kind, "total_fee": int64(p.Amount),
		"notify_url": g.cfg.NotifyURL,
	}, nil
}

// body is the wallet's text, within the vendor's size.
func body(s string, no kiosk.OrderNo) string {
	r := []rune(wire.OneLine(s))
	if len(r) == 0 {
		return string(no)
	}
	return strings.TrimSpace(string(r[:min(len(r), bodyRunesMax)]))
}

// Charge spends a scanned code at code_path. The vendor documents neither the
// path nor its reply: the code travels as auth_code, and only a status in the
// notification's words, with order and amount, says anything.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	kind, ok := payTypes[p.Wallet]
	if g.cfg.CodePath == "" || !ok {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if code.Reveal() == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("no payment code")
	}
	order, err := g.order(p, kind)
	if err != nil {
		return kiosk.Answer{}, err
	}
	order["auth_code"] = code.Reveal()
	a, err := g.ask(ctx, g.cfg.CodePath, order)
	if err != nil {
		return kiosk.Answer{}, err
	}
	a.Reason = g.untold(a.Reason, code.Reveal())
	for _, no := range []*string{&a.TradeNo, &a.Order} {
		if wire.Repeats(*no, code.Reveal()) {
			*no = ""
		}
	}
	if a.Order == "" && (a.Verdict == kiosk.VerdictPaid || a.Verdict == kiosk.VerdictClosed) {
		a.Verdict = kiosk.VerdictUnknown
	}
	return a, nil
}

// Query asks at query_path what became of p, by the till's own number.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if g.cfg.QueryPath == "" || !orderNo(string(p.OrderNo)) {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	return g.ask(ctx, g.cfg.QueryPath, params{"out_order_no": string(p.OrderNo)})
}

// Close asks at close_path that p can no longer be paid. Only status 3 proves that, no
// bare code 1: gateways have said success and closed nothing.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if g.cfg.ClosePath == "" || !orderNo(string(p.OrderNo)) {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	return g.ask(ctx, g.cfg.ClosePath, params{"out_order_no": string(p.OrderNo)})
}

// Refund gives r.Amount of p back, by p's own number (weidoufu, pay/refund). No
// reply names the refund, and a second request would be a second refund.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	switch {
	case !orderNo(string(p.OrderNo)):
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("order number is not 18 to 32 letters and digits")
	case r.Amount <= 0 || r.Amount > p.Amount:
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("%s of %s cannot be given back", r.Amount, p.Amount)
	}
	_, o, err := g.call(ctx, pathRefund, params{"out_order_no": string(p.OrderNo), "refund_fee": int64(r.Amount)})
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	a, err := readRefund(o)
	if err != nil {
		return kiosk.RefundAnswer{}, garbage(pathRefund, err)
	}
	a.Reason = g.untold(a.Reason)
	return a, nil
}

// ask reads what an undocumented path says of the payment.
func (g *Gateway) ask(ctx context.Context, path string, p params) (kiosk.Answer, error) {
	reply, o, err := g.call(ctx, path, p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	a, err := readState(reply, o, g.cfg.SecretKey)
	if err != nil {
		return kiosk.Answer{}, garbage(path, err)
	}
	a.Reason = g.untold(a.Reason)
	return a, nil
}

// readState reads a reply of an undocumented path. It may be like the other
// replies, with a status in data or content, or like a notification: then its
// signature must fit. Whatever else it is proves nothing.
func readState(reply []byte, o object, secretKey string) (kiosk.Answer, error) {
	code, in := o.Text("code"), o.Child("data")
	if in.Text("status") == "" {
		in = o.Child("content")
	}
	if _, is := o["sign"]; is {
		text, err := openNotice(reply, secretKey)
		if err != nil {
			return kiosk.Answer{}, err
		}
		if in, err = decode(text); err != nil {
			return kiosk.Answer{}, err
		}
		code = cmp.Or(code, codeDone)
	}
	if code == "" {
		return kiosk.Answer{}, errSilent
	}
	if class := pathCodes.Class(code); class != wire.Read {
		return kiosk.Answer{Verdict: class.Verdict(), Reason: o.Phrase("message")}, nil
	}
	a, err := stated(in)
	if err == nil && a.Verdict == kiosk.VerdictUnknown {
		a.Reason = o.Phrase("message")
	}
	return a, err
}

// call signs p, posts it to path and decodes the reply, which it also returns as it
// came. What is no JSON object proves nothing; the vendor documents status 200 alone.
func (g *Gateway) call(ctx context.Context, path string, p params) ([]byte, object, error) {
	p["access_key"] = g.cfg.AccessKey
	text, err := json.Marshal(p.signed(g.cfg.SecretKey))
	if err != nil {
		return nil, nil, &kiosk.NotSent{Err: errors.New("request cannot be written as JSON")}
	}
	reply, err := g.HTTP.SendJSON(ctx, http.MethodPost, g.Base+path, nil, text)
	if err != nil {
		return nil, nil, err
	}
	if err := reply.OK(); err != nil {
		return nil, nil, fmt.Errorf("weidoufu %s: %w", path, err)
	}
	o, err := decode(reply.Body)
	switch {
	case err != nil:
		return nil, nil, garbage(path, err)
	case o.Text("code") != codeDone && busyWords.Lists(o.Text("message")):
		code := p.text("auth_code")
		return nil, nil, fmt.Errorf("weidoufu %s: %w", path, gatewayhttp.Busy(errors.New(g.untold(o.Phrase("message"), code))))
	}
	return reply.Body, o, nil
}

// untold is s, or "" when it repeats a piece of the keys or of code.
func (g *Gateway) untold(s string, code ...string) string {
	if wire.Repeats(s, append(code, g.cfg.AccessKey, g.cfg.SecretKey)...) {
		return ""
	}
	return s
}

func garbage(path string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("weidoufu %s: reply: %w", path, err))
}
