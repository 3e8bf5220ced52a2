// Package lepay speaks the wire format of the lepay gateway: form posts without
// a signature, JSON back.
package lepay

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Paths below the base URL, as the vendor's document has them.
const (
	pathCharge     = "/index.php/Register/PayAndRefund/tofastpay"
	pathQR         = "/Pay/WxFacePay/qrCodePay"
	pathQuery      = "/Pay/WxFacePay/queryOrder"
	pathAliQuery   = "/Pay/WxFacePay/aliQueryOrder"
	pathAdverts    = "/Pay/WxFacePay/getadvert"
	typeWeChat     = "1"
	typeAlipay     = "2"
	codeOK         = "000000"
	alipayOK       = "10000"
	alipayBusiness = "40004" // Alipay understood the question, and sub_code tells
	qrValid        = 2 * time.Hour
	faceMax        = kiosk.Fen(500_000) // 5000 yuan a face, seen in the vendor's own clients
)

// Gateway is lepay behind kiosk.Gateway. It closes no order: one that it made stays
// payable until it expires.
type Gateway struct {
	gatewayhttp.Gateway
	cfg Config
}

func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	return &Gateway{gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg}
}

// Capabilities has no QueryCode: only an answer that gave a number can be asked about.
func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Code: true, FaceMax: faceMax, QueryQR: true, QRValid: qrValid}
}

// OpenQR makes an order and its QR (lepay, qrCodePay).
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	kind, known := map[kiosk.Wallet]string{kiosk.WeChat: typeWeChat, kiosk.Alipay: typeAlipay}[p.Wallet]
	if !known || p.Rail == kiosk.RailMini {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	if err := chargeable(p.Amount); err != nil {
		return kiosk.Answer{}, err
	}
	form := url.Values{"type": {kind}, "money": {p.Amount.Yuan()}, "stats": {"0"}, "storeid": {g.cfg.StoreID}}
	return ask(ctx, g, pathQR, form, readQR)
}

// Charge spends a scanned or face code (lepay, tofastpay). It names no order number,
// so that a lost answer cannot be looked up: it is sent once and never again.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	if err := chargeable(p.Amount); err != nil {
		return kiosk.Answer{}, err
	}
	if code.Reveal() == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("no payment code")
	}
	form := url.Values{"money": {p.Amount.Yuan()}, "code": {code.Reveal()}, "merchantid": {g.cfg.MerchantID}, "storeid": {g.cfg.StoreID}}
	return ask(ctx, g, pathCharge, form, func(o object) (kiosk.Answer, error) { return readCharge(o, code) })
}

// Query asks what became of an order: aliQueryOrder for Alipay, queryOrder for
// everything else. Without a number from lepay there is nothing to ask by.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.GatewayOrderNo == "" {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	path, read, form := pathQuery, readQuery, url.Values{"out_trade_no": {p.GatewayOrderNo}, "storeid": {g.cfg.StoreID}}
	if p.Wallet == kiosk.Alipay {
		path, read = pathAliQuery, readAliQuery
		form.Del("storeid")
	}
	return ask(ctx, g, path, form, func(o object) (kiosk.Answer, error) { return read(o, p) })
}

// Adverts lists the shop's pictures (lepay, getadvert).
func (g *Gateway) Adverts(ctx context.Context) ([]string, error) {
	read := func(o object) ([]string, error) { return readAdverts(o, g.Base) }
	return ask(ctx, g, pathAdverts, url.Values{"storeid": {g.cfg.StoreID}}, read)
}

// Try asks for the adverts, lepay's one call that makes and tells nothing of
// money; a reply in lepay's form, adverts or not, proves that lepay is there.
func (g *Gateway) Try(ctx context.Context) (call string, err error) {
	const name = "getadvert"
	_, err = ask(ctx, g, pathAdverts, url.Values{"storeid": {g.cfg.StoreID}}, func(o object) (object, error) {
		if !spoke(o) {
			return nil, garbage(name, errSilent)
		}
		return o, nil
	})
	return name, err
}

func chargeable(amount kiosk.Fen) error {
	if amount <= 0 {
		return gatewayhttp.NotSent("amount %s cannot be charged", amount)
	}
	return nil
}

// ask posts form to path and reads the reply. Whatever came and is no JSON object
// proves nothing, under any status; the vendor documents 200 alone.
func ask[A any](ctx context.Context, g *Gateway, path string, form url.Values, read func(object) (A, error)) (a A, err error) {
	if g.cfg.CSN != "" {
		form.Set("csn", g.cfg.CSN)
	}
	reply, err := g.HTTP.PostForm(ctx, g.Base+path, form)
	if err != nil {
		return a, err
	}
	call := path[strings.LastIndexByte(path, '/')+1:]
	if err := reply.OK(); err != nil {
		return a, fmt.Errorf("lepay %s: %w", call, err)
	}
	o, err := decode(reply.Body)
	if err != nil {
		return a, garbage(call, err)
	}
	return read(o)
}

func garbage(call string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("lepay %s: %w", call, err))
}

// unproven is the answer to a reply that proves nothing, an error where it asks for patience.
func unproven(call string, a kiosk.Answer, said wire.Class, o object) (kiosk.Answer, error) {
	busy := said == wire.Busy
	for _, in := range []object{o, payload(o)} {
		busy = busy || busyWords.Lists(in.Text("msg")) || busyWords.Lists(in.Text("sub_msg"))
	}
	if busy {
		return kiosk.Answer{}, fmt.Errorf("lepay %s: %w", call, gatewayhttp.Busy(errors.New(a.Reason)))
	}
	a.Verdict = said.Verdict()
	return a, nil
}
