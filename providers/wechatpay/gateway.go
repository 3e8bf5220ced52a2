// Package wechatpay speaks to WeChat Pay itself, as a direct merchant: API v3, whose
// requests the shop's own key signs and whose replies WeChat signs, and for shops whose
// contract has no v3 code payment, v2's. Every payment and refund goes under the till's own
// number and can be asked about by it.
package wechatpay

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/rsakey"
	"facepay/providers/wire"
)

const (
	// valid is the time in which a QR can be paid: longer than a sale stands, and short,
	// since one that could not be closed is asked about until then.
	valid = 15 * time.Minute
	// reverseAfter is the age of a code payment that WeChat reverses.
	reverseAfter = 15 * time.Second
	// descriptionRunesMax keeps description within its 127 bytes.
	descriptionRunesMax = 42
	// numberMin and numberMax are the length of an order's number.
	numberMin, numberMax = 6, 32
	currency             = "CNY"
	// noAddress is told where no notification can come: WeChat wants one in each order and
	// refund. The name is of those that lead nowhere.
	noAddress = "https://facepay.invalid/none"
	// tillAddress is the address of the device, which WeChat wants and looks at no further.
	tillAddress = "127.0.0.1"
)

// Gateway is WeChat Pay behind kiosk.Gateway.
type Gateway struct {
	gatewayhttp.Gateway
	cfg     Config
	keys    *keys
	now     func() time.Time
	second  string              // the other host's base, "" for none
	shown   *gatewayhttp.Client // shows v2's certificate, nil without one
	ended   ended
	strange rsakey.Strange // serials of keys that signed replies and are not in the config
}

// New makes a gateway of a section that passed its Check.
func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	g := &Gateway{Gateway: gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg: cfg, now: time.Now}
	if g.Base == firstHost {
		g.second = secondHost
	}
	// Check has seen them. Keys whose file has gone since sign nothing and believe nothing.
	g.keys, _ = cfg.load()
	switch {
	case cfg.practising: // over plain http nothing is shown
		g.shown = client
	case g.keys != nil && g.keys.certificate != nil && client != nil:
		g.shown = client.WithCertificate(g.keys.shown())
	}
	return g
}

// Format keeps every fmt verb from printing the keys.
func (g *Gateway) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wechatpay.Gateway(%s)", g.Name()) }

func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat}, QRValid: valid, Code: true, CodeWallets: []kiosk.Wallet{kiosk.WeChat}, Close: true,
		OwnNumber: true, QueryQR: true, QueryCode: true,
		Notifications: g.cfg.Listening && g.cfg.NotifyURL != "",
		Refund:        kiosk.RefundPart, RefundAgain: true, QueryRefund: true,
	}
}

// Expiries are the ends of the certificates that are set; of several of WeChat's the last.
func (g *Gateway) Expiries() (ends []rsakey.Expiry) {
	if g.keys == nil {
		return nil
	}
	if c := g.keys.certificate; c != nil {
		ends = append(ends, rsakey.Expiry{Key: "certificate", At: c.NotAfter})
	}
	if len(g.keys.platform) > 0 {
		last := slices.MaxFunc(g.keys.platform, func(a, b *x509.Certificate) int { return a.NotAfter.Compare(b.NotAfter) })
		ends = append(ends, rsakey.Expiry{Key: "platform_certificate", At: last.NotAfter})
	}
	return ends
}

// StrangeKey implements providers.Rotating.
func (g *Gateway) StrangeKey() string { return g.strange.Seen() }

type money struct {
	Total    kiosk.Fen `json:"total"`
	Currency string    `json:"currency"`
}

// order is the content that makes an order; a field that is empty is not sent.
type order struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Description string `json:"description"`
	OutTradeNo  string `json:"out_trade_no"`
	TimeExpire  string `json:"time_expire,omitempty"`
	NotifyURL   string `json:"notify_url,omitempty"`
	Payer       *payer `json:"payer,omitempty"`
	Amount      money  `json:"amount"`
	Scene       *scene `json:"scene_info,omitempty"`
}

type payer struct {
	AuthCode string `json:"auth_code"`
}

type scene struct {
	DeviceIP string `json:"device_ip"`
	Store    store  `json:"store_info"`
}

type store struct {
	OutID string `json:"out_id"` // the shop's own name for it
}

// numbered is p's number at WeChat; false for one that cannot be sent.
func numbered(p kiosk.Payment) (string, bool) {
	own := cmp.Or(p.GatewayOrderNo, string(p.OrderNo))
	return own, len(own) >= numberMin && wire.Word(own, numberMax)
}

// order is the content that makes p's order.
func (g *Gateway) order(p kiosk.Payment) (order, error) {
	own, ok := numbered(p)
	switch {
	case p.Amount <= 0:
		return order{}, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	case !ok:
		return order{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	return order{
		AppID: g.cfg.AppID, MchID: g.cfg.MerchantID, Description: g.description(own), OutTradeNo: own,
		Amount: money{p.Amount, currency},
	}, nil
}

// description is the text on the customer's bill.
func (g *Gateway) description(own string) string {
	s := wire.OneLine(bmp(g.cfg.Shop.Name))
	if r := []rune(s); len(r) > descriptionRunesMax {
		s = string(r[:descriptionRunesMax])
	}
	return cmp.Or(s, own)
}

// Paths of orders, below the base.
const (
	pathNative  = "/v3/pay/transactions/native"
	pathCodepay = "/v3/pay/transactions/codepay"
	pathOrder   = "/v3/pay/transactions/out-trade-no/"
)

// OpenQR makes an order and its QR (native).
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.Wallet != kiosk.WeChat || p.Rail != kiosk.RailQR && p.Rail != "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	o, err := g.order(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	made := p.CreatedAt // the same at each try, so that the order's content is
	if made.IsZero() {
		made = g.now()
	}
	o.TimeExpire, o.NotifyURL = made.Add(valid).In(wire.China).Format(time.RFC3339), g.notifyURL()
	r, err := g.ask(ctx, callNative, http.MethodPost, pathNative, o, kiosk.PayCode{})
	if err != nil {
		return kiosk.Answer{}, err
	}
	if r.code != "" {
		return r.refused(&nativeCodes), nil
	}
	qr := r.object.Text("code_url")
	if r.taken || !wire.QRText(qr) {
		return kiosk.Answer{}, r.garbage(fmt.Errorf("says that the order was made and has no usable QR"))
	}
	return kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: o.OutTradeNo, QR: qr}, nil
}

func (g *Gateway) notifyURL() string { return cmp.Or(g.cfg.NotifyURL, noAddress) }

// Charge spends a scanned code, or a face's of 18 digits (codepay, or v2's micropay). No
// refusal is signed: one counts when a query, which is, knows of no money either.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	if p.Wallet != kiosk.WeChat {
		return kiosk.Answer{}, gatewayhttp.NotSent("the code is not WeChat's")
	}
	if code.Reveal() == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("no payment code")
	}
	o, err := g.order(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	charge := g.codepay
	if g.cfg.v2() {
		charge = g.micropay
	}
	a, err := charge(ctx, o, code)
	if err != nil {
		return kiosk.Answer{}, err
	}
	a.GatewayOrderNo = o.OutTradeNo
	if a.Verdict != kiosk.VerdictFailed && a.Verdict != kiosk.VerdictClosed {
		return a, nil
	}
	return g.proven(ctx, p, a), nil
}

// proven is a refused charge, once a query has said that there is no money in it.
func (g *Gateway) proven(ctx context.Context, p kiosk.Payment, refused kiosk.Answer) kiosk.Answer {
	own, _ := numbered(p)
	found, err := g.look(ctx, p)
	switch {
	case err != nil: // that the query was not answered is no word on the payment
	case found.class == wire.NotFound, found.class == wire.Failed, found.class == wire.Closed:
		g.ended.add(own)
		return refused
	case found.class == wire.Paid, found.class == wire.Confirming:
		found.GatewayOrderNo = own
		return found.Answer
	}
	refused.Verdict = kiosk.VerdictUnknown
	return refused
}

// codepay charges a code by v3.
func (g *Gateway) codepay(ctx context.Context, o order, code kiosk.PayCode) (kiosk.Answer, error) {
	o.Payer = &payer{code.Reveal()}
	o.Scene = &scene{tillAddress, store{g.cfg.MerchantID}}
	r, err := g.ask(ctx, callCodepay, http.MethodPost, pathCodepay, o, code)
	if err != nil {
		return kiosk.Answer{}, err
	}
	if r.code != "" {
		return r.refused(&codepayCodes), nil
	}
	if r.taken { // with nothing but a trade_state
		return kiosk.Answer{Verdict: takenStates.Class(r.object.Text("trade_state")).Verdict(), Reason: r.object.Phrase("trade_state")}, nil
	}
	a, class, err := g.readOrder(r.object, &codepayStates)
	if err != nil {
		return kiosk.Answer{}, r.garbage(err)
	}
	if class == wire.Confirming && a.Order == "" {
		return kiosk.Answer{}, r.garbage(errNoOrder)
	}
	return a, nil
}

// found is the query's answer and its class.
type found struct {
	kiosk.Answer
	class wire.Class // also NotFound, and Failed for PAYERROR
}

// look asks what is known of p, and concludes nothing from what is not.
func (g *Gateway) look(ctx context.Context, p kiosk.Payment) (found, error) {
	own, ok := numbered(p)
	if !ok {
		return found{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	if p.Rail == kiosk.RailCode && g.cfg.v2() {
		return g.orderquery(ctx, own)
	}
	r, err := g.query(ctx, own)
	if err != nil {
		return found{}, err
	}
	if r.code != "" {
		return found{r.refused(&queryCodes), queryCodes.Class(r.code)}, nil
	}
	if r.taken {
		return found{kiosk.Answer{}, wire.Unknown}, nil
	}
	a, class, err := g.readOrder(r.object, &tradeStates)
	if err != nil {
		return found{}, r.garbage(err)
	}
	return found{a, class}, nil
}

// query asks about an order by its number.
func (g *Gateway) query(ctx context.Context, own string) (reply, error) {
	return g.ask(ctx, callQuery, http.MethodGet, pathOrder+own+"?mchid="+url.QueryEscape(g.cfg.MerchantID), nil, kiosk.PayCode{})
}

// Query asks what became of p.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	f, err := g.look(ctx, p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	own, _ := numbered(p)
	f.Verdict = concluded(f.class, p, g.ended.has(own)).Verdict()
	return f.Answer, nil
}

// concluded is the class of what a query found of p. over: WeChat refused to charge it, or
// was made to reverse it.
func concluded(class wire.Class, p kiosk.Payment, over bool) wire.Class {
	switch class {
	case wire.NotFound:
		switch {
		case over:
			return wire.Failed
		case p.Rail != kiosk.RailCode && p.TradeNo == "":
			return wire.Waiting // it was never opened, or never paid
		}
		return wire.Unknown // the request may be on its way
	case wire.Failed:
		if !over {
			return wire.Unknown // it is reversed, or closed, before it is called failed
		}
	}
	return class
}

// Close gives p up. A QR is closed. The payment of a code is reversed, which gives the money
// back if it came meanwhile; that is believed when the query says so.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	own, ok := numbered(p)
	if !ok {
		return kiosk.Answer{}, gatewayhttp.NotSent("order number cannot be sent")
	}
	if p.Rail == kiosk.RailCode {
		return g.giveUp(ctx, p, own)
	}
	r, err := g.ask(ctx, callClose, http.MethodPost, pathOrder+own+"/close", merchant{MchID: g.cfg.MerchantID}, kiosk.PayCode{})
	switch {
	case err != nil:
		return kiosk.Answer{}, err
	case r.code != "":
		return r.refused(&closeCodes), nil
	case r.object != nil: // 204 is the word for it, and has no content
		return kiosk.Answer{}, r.garbage(fmt.Errorf("has content where there should be none"))
	}
	return kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil
}

type merchant struct {
	AppID string `json:"appid,omitempty"`
	MchID string `json:"mchid"`
}

// giveUp reverses a code payment and asks what that did.
func (g *Gateway) giveUp(ctx context.Context, p kiosk.Payment, own string) (kiosk.Answer, error) {
	// A clock that was set back since tells no age, and must not hold the reversal back.
	if age := g.now().Sub(p.SentAt); age >= 0 && age < reverseAfter {
		return g.Query(ctx, p) // WeChat would refuse
	}
	reverse := g.reverse
	if g.cfg.v2() {
		reverse = g.reverseV2
	}
	done, said, err := reverse(ctx, own)
	if err != nil {
		return kiosk.Answer{}, err
	}
	if !done {
		said.Verdict = kiosk.VerdictUnknown
		return said, nil
	}
	g.ended.add(own)
	a, err := g.Query(ctx, p)
	if err != nil {
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil // the reversal's word alone proves nothing
	}
	return a, nil
}

// reverse asks once, and reports whether WeChat says that it has.
func (g *Gateway) reverse(ctx context.Context, own string) (done bool, said kiosk.Answer, err error) {
	r, err := g.ask(ctx, callReverse, http.MethodPost, pathOrder+own+"/reverse", merchant{g.cfg.AppID, g.cfg.MerchantID}, kiosk.PayCode{})
	switch {
	case err != nil:
		return false, kiosk.Answer{}, err
	case r.code != "":
		return false, r.refused(&reverseCodes), nil
	}
	mine := r.object.Text("mchid") == g.cfg.MerchantID && r.object.Text("out_trade_no") == own
	return mine && !r.taken, kiosk.Answer{}, nil
}
