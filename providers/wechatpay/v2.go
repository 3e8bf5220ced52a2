package wechatpay

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

// Paths of v2, below the base.
const (
	pathMicropay   = "/pay/micropay"
	pathOrderquery = "/pay/orderquery"
	pathReverseV2  = "/secapi/pay/reverse"
)

const wordSuccess = "SUCCESS"

// timeV2 is the form of v2's times, in China time.
const timeV2 = "20060102150405"

// errRefusedUnsigned is a return_code FAIL, which nobody signs: it is for the log.
var errRefusedUnsigned = errors.New("says FAIL and is unsigned")

// replyV2 is a signed reply of v2's, of this shop.
type replyV2 struct {
	wire.Object
	call string
}

func (r replyV2) garbage(err error) error { return garbage(r.call, err) }

// askV2 sends a v2 request, signed, to client and reads the reply.
func (g *Gateway) askV2(ctx context.Context, client *gatewayhttp.Client, call, path string, f fields, secret kiosk.PayCode) (replyV2, error) {
	f["appid"], f["mch_id"], f["nonce_str"], f["sign_type"] = g.cfg.AppID, g.cfg.MerchantID, rand.Text(), signHMAC
	f[signField] = signature(f, g.cfg.APIv2Key, signHMAC)
	body := f.encode()
	got, err := g.send(ctx, func(base string) (gatewayhttp.Reply, error) { return client.SendXML(ctx, base+path, body) })
	if err == nil {
		err = got.OK()
	}
	if err != nil {
		return replyV2{}, fmt.Errorf("wechatpay %s: %w", call, err)
	}
	said, err := decodeXML(got.Body)
	if err != nil {
		return replyV2{}, garbage(call, err)
	}
	o := said.object()
	signed := said.signedBy(g.cfg.APIv2Key)
	o.Hush(secret.Reveal())
	r := replyV2{o, call}
	switch {
	case o.Text("return_code") != wordSuccess:
		return replyV2{}, r.garbage(fmt.Errorf("%w: %s", errRefusedUnsigned, o.Phrase("return_msg")))
	case signed != nil:
		return replyV2{}, r.garbage(signed)
	case o.Text("mch_id") != g.cfg.MerchantID, o.Has("appid") && o.Text("appid") != g.cfg.AppID:
		return replyV2{}, r.garbage(errOtherMerchant)
	}
	return r, nil
}

// about is an answer of class c with what the reply names.
func (r replyV2) about(c wire.Class) (kiosk.Answer, error) {
	amount, err := fen(r.Object, "total_fee")
	if err != nil {
		return kiosk.Answer{}, r.garbage(err)
	}
	a := kiosk.Answer{
		Verdict: c.Verdict(), Order: r.Number("out_trade_no"), Amount: amount, TradeNo: r.Number("transaction_id"), Payer: r.Phrase("openid"),
		Reason: r.Phrase("err_code_des"),
	}
	for _, words := range []string{"trade_state_desc", "err_code", "trade_state"} {
		if a.Reason == "" {
			a.Reason = r.Phrase(words)
		}
	}
	switch {
	case c == wire.Paid && a.Order == "", c == wire.Closed && a.Order == "" && r.call != callMicropay: // whose refusals name none
		return kiosk.Answer{}, r.garbage(errNoOrder)
	case c == wire.Paid && amount == nil:
		return kiosk.Answer{}, r.garbage(errNoMoney)
	case c == wire.Paid:
		a.Reason = ""
		if at, err := time.ParseInLocation(timeV2, r.Text("time_end"), wire.China); err == nil {
			a.PaidAt = at
		}
	case r.Text("trade_state") == stateRevoked && a.TradeNo != "":
		a.Reason = wire.Phrase(a.Reason + wordsReversed)
	}
	return a, nil
}

// micropay charges a code by v2.
func (g *Gateway) micropay(ctx context.Context, o order, code kiosk.PayCode) (kiosk.Answer, error) {
	r, err := g.askV2(ctx, g.HTTP, callMicropay, pathMicropay, fields{
		"body": o.Description, "out_trade_no": o.OutTradeNo, "total_fee": strconv.FormatInt(int64(o.Amount.Total), 10),
		"spbill_create_ip": tillAddress, "auth_code": code.Reveal(),
	}, code)
	if err != nil {
		return kiosk.Answer{}, err
	}
	if r.Text("result_code") == wordSuccess && !r.Has("err_code") {
		return r.about(wire.Paid)
	}
	class := micropayCodes.Class(r.Text("err_code"))
	a, err := r.about(class)
	a.Amount = nil // of a refusal it is not documented
	return a, err
}

// orderquery asks v2 what is known of a code payment.
func (g *Gateway) orderquery(ctx context.Context, own string) (found, error) {
	r, err := g.askV2(ctx, g.HTTP, callOrderquery, pathOrderquery, fields{"out_trade_no": own}, kiosk.PayCode{})
	if err != nil {
		return found{}, err
	}
	class := orderqueryCodes.Class(r.Text("err_code"))
	if r.Text("result_code") == wordSuccess && !r.Has("err_code") {
		class = tradeStatesV2.Class(r.Text("trade_state"))
	}
	a, err := r.about(class)
	if err != nil {
		return found{}, err
	}
	return found{a, class}, nil
}

// reverseV2 asks once, and reports whether WeChat says that it has. It is the one call that
// shows the shop's certificate.
func (g *Gateway) reverseV2(ctx context.Context, own string) (done bool, said kiosk.Answer, err error) {
	client := g.shown
	if client == nil {
		return false, kiosk.Answer{}, gatewayhttp.NotSent("there is no certificate to reverse with")
	}
	r, err := g.askV2(ctx, client, callReverseV2, pathReverseV2, fields{"out_trade_no": own}, kiosk.PayCode{})
	if err != nil {
		return false, kiosk.Answer{}, err
	}
	done = r.Text("result_code") == wordSuccess && !r.Has("err_code") && recalls.Class(r.Text("recall")) == wire.Read
	return done, kiosk.Answer{Reason: r.Phrase("err_code_des")}, nil
}
