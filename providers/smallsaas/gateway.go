// Package smallsaas speaks the wire format of the smallsaas mall: JSON behind a
// login's token, money in yuan that the mall reckons itself from products.
package smallsaas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Paths below the base URL.
const (
	pathLogin      = "/rest/login"
	pathOrder      = "/rest/order/"       // + order number, as customers see it
	pathStoreOrder = "/rest/store/order/" // + order number, as clerks see it
	pathPushWeChat = "/rest/wx/push_order"
	pathPushAlipay = "/rest/ali/push_order"
	pathTicket     = "/rest/order_customer_service"
	pathPage       = "/app/payment/wpay/" // + order number, below the app's base
)

// qrValid is WeChat's and Alipay's; the mall's own time-out is mostly shorter.
const qrValid = 2 * time.Hour

// Gateway is the smallsaas mall behind kiosk.Gateway. The till has no number of its
// own there: a new order whose answer is lost is seen by nobody and times out unpaid.
type Gateway struct {
	gatewayhttp.Gateway
	cfg     Config
	app     string // base of the wpay page, without a slash at its end
	session *session
	// clerkFirst: the clerks' route for orders knew the last one.
	clerkFirst atomic.Bool
	refunds    chan struct{} // holds one: tickets are asked for one after the other
}

func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	g := &Gateway{
		Gateway: gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg: cfg,
		app: weburl.Base(cmp.Or(cfg.AppURL, cfg.BaseURL)), refunds: make(chan struct{}, 1),
	}
	g.session = &session{login: g.login, now: time.Now}
	return g
}

// Capabilities: orders that the cashier enters were made by somebody else, and are
// never cancelled.
func (g *Gateway) Capabilities() kiosk.Capabilities {
	entered := g.cfg.ProductID == ""
	return kiosk.Capabilities{
		QR:   []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay},
		Mini: kiosk.MiniPage, MiniWallets: []kiosk.Wallet{kiosk.WeChat},
		Close: !entered, QueryQR: true, QRValid: qrValid,
		Refund: kiosk.RefundFull, RefundAgain: true, QueryRefund: true,
		OrderEntry: entered,
	}
}

// qrMethod is a payment's route to its QR.
type qrMethod struct {
	paymentType      string // in a new order
	name, path, kind string // of push_order; no path for the mall's own page
}

// qrMethodOf is p's, false when the mall has none.
func qrMethodOf(p kiosk.Payment) (qrMethod, bool) {
	switch {
	case p.Rail == kiosk.RailMini && (p.Wallet == kiosk.WeChat || p.Wallet == kiosk.WalletUnknown):
		return qrMethod{paymentType: "WECHAT"}, true
	case p.Rail == kiosk.RailMini, p.Rail == kiosk.RailCode:
	case p.Wallet == kiosk.WeChat:
		return qrMethod{"WECHAT", "wx push_order", pathPushWeChat, "NATIVE"}, true
	case p.Wallet == kiosk.Alipay:
		return qrMethod{"ALIPAY", "ali push_order", pathPushAlipay, "QRCODE"}, true
	}
	return qrMethod{}, false
}

// OpenQR makes an order, or takes the entered one, and asks for its QR; on the
// mini-program rail the QR leads to the mall's page (smallsaas, create order,
// push_order, wpay). There is no QR unless the mall's total is p.Amount: the
// answer then names the mall's, with VerdictFailed.
//
// Whatever goes wrong after an order was made, nobody has seen a QR of it, so no
// money can come by it; it is cancelled as far as that can be.
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	w, can := qrMethodOf(p)
	if !can {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if p.Amount <= 0 {
		return kiosk.Answer{}, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	}
	a, err := g.open(ctx, p, w)
	if why, is := refusedLogin(err); is {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: why}, nil
	}
	return a, err
}

func (g *Gateway) open(ctx context.Context, p kiosk.Payment, w qrMethod) (kiosk.Answer, error) {
	if p.Entered {
		return g.openEntered(ctx, p, w)
	}
	o, s, err := g.create(ctx, p, w.paymentType)
	if err != nil || !s.yes {
		return refused(s, "", err)
	}
	a, err := g.show(ctx, p, w, o)
	if err != nil || a.Verdict != kiosk.VerdictWaiting {
		g.drop(ctx, o.number)
	}
	if notSent, is := errors.AsType[*kiosk.NotSent](err); is {
		// The second request never left, but the first did.
		err = &kiosk.Unanswered{Err: fmt.Errorf("order %s is made, its QR was not asked for: %v", o.number, notSent.Err)}
	}
	return a, err
}

// openEntered takes an order that exists; only one that waits for money gets a QR.
func (g *Gateway) openEntered(ctx context.Context, p kiosk.Payment, w qrMethod) (kiosk.Answer, error) {
	o, s, err := g.look(ctx, p.GatewayOrderNo, &enteredCodes)
	switch {
	case err != nil || !s.yes:
		return refused(s, p.GatewayOrderNo, err)
	case o.money == wire.Unknown:
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: o.number, Reason: o.status}, nil
	case o.number != "" && o.number != p.GatewayOrderNo, o.money != wire.Waiting:
		// The number that was told is for the till to see, and to stumble over.
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: o.number, Amount: o.total, Reason: o.status}, nil
	}
	o.number = p.GatewayOrderNo
	return g.show(ctx, p, w, o)
}

// show gets the QR of an order that is there, after a look at its total.
func (g *Gateway) show(ctx context.Context, p kiosk.Payment, w qrMethod, o order) (kiosk.Answer, error) {
	if err := o.payable(); err != nil {
		return kiosk.Answer{}, garbage("order "+o.number, err)
	}
	a := kiosk.Answer{Verdict: kiosk.VerdictFailed, Amount: o.total, GatewayOrderNo: o.number}
	if *o.total != p.Amount {
		return a, nil
	}
	if w.path == "" {
		if a.QR = g.app + pathPage + url.PathEscape(o.number); !wire.QRText(a.QR) {
			return kiosk.Answer{}, garbage("order "+o.number, errNoQR)
		}
		a.Verdict = kiosk.VerdictWaiting
		return a, nil
	}
	qr, total, s, err := g.push(ctx, w, o.number)
	switch {
	case err == nil && s.notFound():
		return kiosk.Answer{}, garbage(w.name, errors.New("reply knows nothing of an order that it told of just now"))
	case err != nil || !s.yes:
		return refused(s, o.number, err)
	case total != nil && *total != p.Amount:
		a.Amount = total
		return a, nil
	}
	a.Verdict, a.QR = s.class.Verdict(), qr
	return a, nil
}

// refused is the answer to a call that got a no, or no answer. A no in the
// mall's own form is one; an HTTP status alone is a reply that cannot be used.
func refused(s result, no string, err error) (kiosk.Answer, error) {
	switch {
	case err != nil:
		return kiosk.Answer{}, err
	case !s.words:
		return kiosk.Answer{}, gatewayhttp.Garbage(fmt.Errorf("smallsaas: HTTP status %d", s.status))
	}
	return kiosk.Answer{Verdict: s.class.Verdict(), GatewayOrderNo: no, Reason: s.reason()}, nil
}

// Query asks what became of an order (smallsaas, order). A no proves nothing.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.GatewayOrderNo == "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	a, _, err := g.ask(ctx, p)
	return a, err
}

// ask is Query, with the order itself.
func (g *Gateway) ask(ctx context.Context, p kiosk.Payment) (kiosk.Answer, order, error) {
	o, s, err := g.look(ctx, p.GatewayOrderNo, &queryCodes)
	why, locked := refusedLogin(err)
	switch {
	case locked:
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: why}, order{}, nil
	case err != nil:
		return kiosk.Answer{}, order{}, err
	case !s.yes:
		return kiosk.Answer{Verdict: s.class.Verdict(), Reason: s.reason()}, order{}, nil
	}
	a, err := o.answer()
	if err != nil {
		return kiosk.Answer{}, order{}, garbage("order", err)
	}
	return a, o, nil
}

// Close cancels an order that the till made (smallsaas, order action cancel). It
// looks first, since the mall would cancel a paid order too, and afterwards,
// since the mall says yes whatever it did.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.Entered || p.GatewayOrderNo == "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	a, o, err := g.ask(ctx, p)
	if err != nil || o.money != wire.Waiting || o.number != "" && o.number != p.GatewayOrderNo {
		return a, err
	}
	s, err := g.cancel(ctx, p.GatewayOrderNo)
	why, locked := refusedLogin(err)
	switch {
	case locked:
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: why}, nil
	case err != nil:
		return kiosk.Answer{}, err
	case !s.yes:
		return kiosk.Answer{Verdict: s.class.Verdict(), Reason: s.reason()}, nil
	}
	a, _, err = g.ask(ctx, p)
	return a, err
}

// Try logs the clerk in, which proves that the mall is there and lets the till in.
func (g *Gateway) Try(ctx context.Context) (call string, err error) {
	const name = "login"
	_, err = g.session.get(ctx, token{})
	if _, refused := refusedLogin(err); refused {
		err = garbage(name, err)
	}
	return name, err
}
