// Package alipayservice speaks to a small service on the shop's own network that
// holds the shop's Alipay keys: GET with a query string, JSON back, no signature.
// It makes a QR, gives money back and tells of refunds. That a payment was made
// is proven by Alipay's own signed notification, by a query route that some
// services added, or by nobody but a manager.
package alipayservice

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/rsakey"
	"facepay/providers/wire"
)

// Paths below the base URL, as the vendor's document has them.
const (
	pathQR          = "/qrcode"
	pathRefund      = "/refund"
	pathRefundQuery = "/refund_query"
)

// subjectRunesMax keeps the address short; Alipay takes 256 characters, a phone's
// bill shows fewer than these.
const subjectRunesMax = 64

// Gateway is the service behind kiosk.Gateway. It closes no order: one that it made
// stays payable until timeout_express has passed.
type Gateway struct {
	gatewayhttp.Gateway
	cfg   Config
	valid time.Duration
	key   *rsa.PublicKey // nil: notifications cannot be verified
}

func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	g := &Gateway{Gateway: gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg: cfg}
	// Check has seen both. A key's file that has gone since leaves no key, and
	// then no notification is believed.
	g.valid, _ = ParseTimeout(cfg.TimeoutExpress)
	g.key, _ = rsakey.Public(cfg.AlipayPublicKey)
	return g
}

func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.Alipay}, OwnNumber: true,
		QueryQR: g.cfg.QueryPath != "", Notifications: g.cfg.Listening && g.key != nil,
		Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true,
		QRValid: g.valid,
	}
}

// OpenQR makes an order under the till's own number (alipay service, 二维码生成接口).
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.Wallet != kiosk.Alipay || p.Rail != kiosk.RailQR && p.Rail != "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if p.Amount <= 0 {
		return kiosk.Answer{}, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	}
	own := ownNumber(p)
	if !wire.Word(own, wire.NumberBytesMax) {
		return kiosk.Answer{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	query := url.Values{
		"totalAmount": {p.Amount.Yuan()}, "subject": {g.subject(own)}, "outTradeNo": {own},
		"storeId": {g.cfg.StoreID}, "timeoutExpress": {g.cfg.TimeoutExpress},
	}
	if g.cfg.NotifyURL != "" {
		// For services that hand it on to Alipay; the document names no such
		// parameter, so that it also has to stand in the service's own settings.
		query.Set("notifyUrl", g.cfg.NotifyURL)
	}
	return ask(ctx, g, pathQR, query, readQR)
}

// Query asks the route of query_path what became of p. It is none of the
// document's; its reply is that of Alipay's alipay.trade.query.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	own := ownNumber(p)
	if g.cfg.QueryPath == "" || !wire.Word(own, wire.NumberBytesMax) {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	read := func(o object) (kiosk.Answer, error) { return readQuery(o, p) }
	return ask(ctx, g, g.cfg.QueryPath, url.Values{"out_trade_no": {own}}, read)
}

// Refund asks for r.Amount back under the request number r.No: asked again, it
// is the same refund (alipay service, 通用退款接口).
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	own := ownNumber(p)
	switch {
	case r.Amount <= 0 || r.Amount > p.Amount:
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("amount %s cannot be given back of %s", r.Amount, p.Amount)
	case !wire.Word(own, wire.NumberBytesMax), !wire.Word(string(r.No), wire.NumberBytesMax):
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("number of the order or the refund cannot be sent")
	}
	reason := cmp.Or(wire.Phrase(r.Reason), string(r.No)) // the document asks for one
	query := url.Values{
		"out_trade_no": {own}, "refund_amount": {r.Amount.Yuan()}, "refund_reason": {reason}, "out_request_no": {string(r.No)},
	}
	return ask(ctx, g, pathRefund, query, func(o object) (kiosk.RefundAnswer, error) { return readRefund(o, p, r) })
}

// QueryRefund asks what became of r (alipay service, 退款查询接口).
func (g *Gateway) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	own := ownNumber(p)
	if !wire.Word(own, wire.NumberBytesMax) || !wire.Word(string(r.No), wire.NumberBytesMax) {
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("number of the order or the refund cannot be sent")
	}
	trade := p.TradeNo
	if !wire.Word(trade, wire.NumberBytesMax) {
		trade = "" // out_trade_no does as well; the field itself must be there
	}
	query := url.Values{"trade_no": {trade}, "out_trade_no": {own}, "out_request_no": {string(r.No)}}
	return ask(ctx, g, pathRefundQuery, query, func(o object) (kiosk.RefundAnswer, error) { return readRefundQuery(o, p) })
}

// ownNumber is the number under which the service knows p.
func ownNumber(p kiosk.Payment) string { return cmp.Or(p.GatewayOrderNo, string(p.OrderNo)) }

// subject is the text on the customer's bill. Alipay takes no /, = and & in it.
func (g *Gateway) subject(own string) string {
	s := wire.Phrase(strings.Map(func(r rune) rune {
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

// ask asks path with query and reads the reply; the object is nil for null.
// Whatever came and is neither proves nothing.
//
// Each request has a connection of its own. On one that was used before, Go's
// transport sends a GET whose answer is lost once more by itself, and the ones
// here move money.
func ask[A any](ctx context.Context, g *Gateway, path string, query url.Values, read func(object) (A, error)) (a A, err error) {
	reply, err := g.HTTP.Get(ctx, g.Base+path+"?"+query.Encode(), http.Header{"Connection": {"close"}})
	if err != nil {
		return a, err
	}
	if err := reply.OK(); err != nil {
		return a, fmt.Errorf("alipay service %s: %w", path, err)
	}
	o, err := decode(reply.Body)
	switch {
	case err != nil:
		return a, garbage(path, err)
	case o.Text("code") != codeDone &&
		(envelopeCodes.Class(o.Text("code")) == wire.Busy || busyWords.Lists(o.Text("msg")) || busyWords.Lists(o.Text("sub_msg"))):
		return a, fmt.Errorf("alipay service %s: %w", path, gatewayhttp.Busy(errors.New(said(o))))
	case o != nil && o.Text("code") == "":
		return a, garbage(path, errors.New("reply has no code"))
	}
	return read(o)
}

func garbage(path string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("alipay service %s: %w", path, err))
}
