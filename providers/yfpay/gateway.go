// Package yfpay speaks the wire format of the yfpay gateway, version 3: JSON
// both ways, each message signed with the institution's key by MD5.
package yfpay

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// qrValid is the validity that an order is asked for: WeChat's own 2 hours, so
// that what the till believes holds whether the gateway heeds it or not.
const qrValid = 2 * time.Hour

// Values of pay_type.
const (
	payAlipay   = "300"
	payWeChat   = "400"
	payUnionPay = "600"
)

// chargeFields are the names that pay has for other things than the code.
var chargeFields = []string{
	"inst_no", "mch_no", "shop_no", "terminal_no", "pay_type", "pay_trace_no", "pay_time", "total_amount", signField, "key",
}

// Gateway is yfpay behind kiosk.Gateway.
type Gateway struct {
	gatewayhttp.Gateway
	cfg Config
	now func() time.Time // of closing and refunding; an order's time is the payment's
}

func New(name string, cfg Config, client *gatewayhttp.Client) *Gateway {
	return &Gateway{Gateway: gatewayhttp.NewGateway(name, cfg.BaseURL, client), cfg: cfg, now: time.Now}
}

// Format keeps every fmt verb from printing the key.
func (g *Gateway) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "yfpay.Gateway(%s)", g.Name()) }

func (g *Gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, QRValid: qrValid, Code: true,
		Mini: kiosk.MiniParams, MiniWallets: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, MiniAnyone: true,
		OwnNumber: true, QueryQR: true, QueryCode: true, Close: true,
		Notifications: g.cfg.Listening && g.cfg.NotifyURL != "",
		Refund:        kiosk.RefundPart, RefundAgain: true, QueryRefund: g.cfg.RefundQueryPath != "",
	}
}

// OpenQR makes an order and its QR (yfpay, prepay). Without a QR there is
// nothing that the customer could pay, so a signed refusal is a failure.
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	payType := payTypeOf(p.Wallet)
	if payType == "" || payType == payUnionPay || p.Rail == kiosk.RailMini {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	f, err := g.order(p, payType)
	if err != nil {
		return kiosk.Answer{}, err
	}
	f["time_expire"] = strconv.Itoa(int(qrValid / time.Minute))
	f.with("order_body", g.cfg.Shop.Name).with("notify_url", g.cfg.NotifyURL)
	r, err := ask(ctx, g, routePrepay, f, kiosk.PayCode{})
	if err != nil {
		return kiosk.Answer{}, err
	}
	if r.refused != "" {
		return kiosk.Answer{Verdict: r.refused.Verdict(), Reason: r.reason()}, nil
	}
	a, err := opened(r, p, payType)
	if err != nil || a.Verdict != kiosk.VerdictWaiting {
		return a, err
	}
	if a.QR = r.text("qrcode"); !wire.QRText(a.QR) {
		return kiosk.Answer{}, r.garbage(errors.New("says that the order was made and has no usable QR"))
	}
	return a, nil
}

// opened is the common part of prepay and minipay. That an order was made is
// all they ever say: VerdictWaiting at best.
func opened(r reply[orderMade], p kiosk.Payment, payType string) (kiosk.Answer, error) {
	e, err := r.echoed()
	if err != nil {
		return kiosk.Answer{}, err
	}
	a := kiosk.Answer{Verdict: r.verdict(r.said.verdict()), Order: e.order, Amount: e.amount, TradeNo: e.trade}
	if !r.said.made() {
		a.Reason = r.reason()
		return a, nil
	}
	if err := r.complete(e, payType); err != nil {
		return kiosk.Answer{}, err
	}
	a.GatewayOrderNo = string(p.OrderNo)
	return a, nil
}

// Charge spends a scanned or face code (yfpay, pay). A refusal of the request is
// no proof that nothing was taken; the till asks.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	payType := payTypeOf(p.Wallet)
	if payType == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("the code is of no wallet that yfpay takes")
	}
	if code.Reveal() == "" {
		return kiosk.Answer{}, gatewayhttp.NotSent("no payment code")
	}
	f, err := g.order(p, payType)
	if err != nil {
		return kiosk.Answer{}, err
	}
	f[g.cfg.CodeField] = code.Reveal()
	r, err := ask(ctx, g, routePay, f, code)
	if err != nil {
		return kiosk.Answer{}, err
	}
	a, err := told(r, kiosk.RailCode)
	if err != nil {
		return kiosk.Answer{}, err
	}
	if r.said.taken() {
		if err := r.complete(echo{a.Order, a.TradeNo, a.Amount}, payType); err != nil {
			return kiosk.Answer{}, err
		}
	}
	if a.Verdict == kiosk.VerdictFailed && a.Order == "" {
		a.Verdict = kiosk.VerdictUnknown // it may be the answer to another payment
	}
	a.GatewayOrderNo = string(p.OrderNo)
	return a, nil
}

// told is the common part of pay and queryorder.
func told(r reply[moneyTaken], rail kiosk.Rail) (kiosk.Answer, error) {
	e, err := r.echoed()
	if err != nil {
		return kiosk.Answer{}, err
	}
	a := kiosk.Answer{Verdict: r.verdict(r.said.verdict(rail)), Order: e.order, Amount: e.amount, TradeNo: e.trade}
	if r.said.taken() {
		a.PaidAt = r.time("end_time")
	} else {
		a.Reason = r.reason()
	}
	return a, nil
}

// Query asks what became of a payment (yfpay, queryorder): by the gateway's number where
// known, else by the till's own and the order's time, so that a lost answer is no
// obstacle. That there is no such order is documented nowhere, and is unknown.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	f, err := g.query(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	r, err := ask(ctx, g, routeQuery, f, kiosk.PayCode{})
	if err != nil {
		return kiosk.Answer{}, err
	}
	a, err := told(r, p.Rail)
	if err != nil {
		return kiosk.Answer{}, err
	}
	switch asked := f["trade_no"]; {
	case a.Order != "" || a.Verdict == kiosk.VerdictUnknown:
	case asked != "" && a.TradeNo == asked:
		a.Order = string(p.OrderNo) // it names the order by the number that it was asked by
	case asked != "" && a.TradeNo != "":
		return kiosk.Answer{}, r.garbage(errOther)
	case r.said.taken(), a.Verdict == kiosk.VerdictFailed, a.Verdict == kiosk.VerdictClosed:
		return kiosk.Answer{}, r.garbage(errNoOrder)
	}
	if r.said.taken() && a.Amount == nil {
		return kiosk.Answer{}, r.garbage(errNoAmount)
	}
	return a, nil
}

// query are the fields of queryorder. Its own number is a fresh one each time.
func (g *Gateway) query(p kiosk.Payment) (fields, error) {
	f := g.merchant()
	f["query_trace_no"] = freshNo()
	if wire.Word(p.TradeNo, wire.NumberBytesMax) {
		f["trade_no"] = p.TradeNo
		return f, nil
	}
	if err := ownNo(string(p.OrderNo)); err != nil {
		return nil, err
	}
	f["pay_trace_no"], f["pay_time"] = string(p.OrderNo), orderTime(p)
	return f, nil
}

// Close asks that an order can no longer be paid (yfpay, closeorder). That goes
// by the gateway's number only; one that was lost is looked up first.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	trade := p.TradeNo
	if !wire.Word(trade, wire.NumberBytesMax) {
		a, err := g.Query(ctx, p)
		known := a.TradeNo != "" && a.Order == string(p.OrderNo)
		open := a.Verdict == kiosk.VerdictWaiting || a.Verdict == kiosk.VerdictConfirming
		if err != nil || !known || !open {
			return a, err // there is nothing to close, or nothing to close it by
		}
		trade = a.TradeNo
	}
	f := g.merchant()
	f["close_trace_no"], f["close_time"], f["trade_no"] = freshNo(), timeText(g.now()), trade
	r, err := ask(ctx, g, routeClose, f, kiosk.PayCode{})
	if err != nil {
		return kiosk.Answer{}, err
	}
	e, err := r.echoed()
	if err != nil {
		return kiosk.Answer{}, err
	}
	if e.trade != "" && e.trade != trade {
		return kiosk.Answer{}, r.garbage(errOther)
	}
	a := kiosk.Answer{Verdict: r.verdict(r.said.verdict()), Order: e.order, Amount: e.amount, TradeNo: trade}
	if a.Verdict != kiosk.VerdictClosed {
		a.Reason = r.reason()
	}
	return a, nil
}

// merchant are the fields of every request.
func (g *Gateway) merchant() fields { return fields{"inst_no": g.cfg.InstNo, "mch_no": g.cfg.MchNo} }

// order are the fields of every request that makes an order.
func (g *Gateway) order(p kiosk.Payment, payType string) (fields, error) {
	if p.Amount <= 0 {
		return nil, gatewayhttp.NotSent("amount %s cannot be charged", p.Amount)
	}
	if err := ownNo(string(p.OrderNo)); err != nil {
		return nil, err
	}
	f := g.merchant().with("shop_no", g.cfg.ShopNo).with("terminal_no", g.cfg.TerminalNo)
	f["pay_type"], f["pay_trace_no"], f["pay_time"] = payType, string(p.OrderNo), orderTime(p)
	f["total_amount"] = fenText(p.Amount)
	return f, nil
}

// ownNo is an error when no cannot be a trace number.
func ownNo(no string) error {
	if !wire.Word(no, numberMax) {
		return gatewayhttp.NotSent("%q is no number that yfpay takes", no)
	}
	return nil
}

// orderTime is pay_time. It is made from the one time of a payment that never
// changes, so that the order can be asked about by it after a restart.
func orderTime(p kiosk.Payment) string {
	if p.CreatedAt.IsZero() {
		return timeText(p.SentAt)
	}
	return timeText(p.CreatedAt)
}

func fenText(f kiosk.Fen) string { return strconv.FormatInt(int64(f), 10) }

// freshNo is a number for one call: 26 letters and digits that nobody can guess.
func freshNo() string { return rand.Text() }

func payTypeOf(w kiosk.Wallet) string {
	return map[kiosk.Wallet]string{kiosk.Alipay: payAlipay, kiosk.WeChat: payWeChat, kiosk.UnionPay: payUnionPay}[w]
}
