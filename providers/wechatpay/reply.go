package wechatpay

import (
	"errors"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var (
	errOtherMerchant = errors.New("is about another merchant or another app")
	errNoOrder       = errors.New("says what became of an order and names none")
	errNoMoney       = errors.New("says paid and names no amount")
	errCurrency      = errors.New("names another currency than CNY")
	errAmount        = errors.New("names an amount that is no number of fen")
)

// fenDigitsMax keeps an amount under 10 billion yuan and every sum in range.
const fenDigitsMax = 12

// fen reads an amount in fen; nil for none.
func fen(o wire.Object, key string) (*kiosk.Fen, error) {
	if !o.Has(key) {
		return nil, nil
	}
	s := o.Text(key)
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > fenDigitsMax || strconv.FormatUint(n, 10) != s {
		return nil, errAmount
	}
	f := kiosk.Fen(n)
	return &f, nil
}

// instant reads an RFC 3339 time, zero for none.
func instant(o wire.Object, key string) time.Time {
	t, err := time.Parse(time.RFC3339, o.Text(key))
	if err != nil {
		return time.Time{}
	}
	return t
}

// wordsReversed follow the words of an order that was reversed after it had been paid.
const wordsReversed = "（已付款项原路退回）"

// readOrder reads the object of an order: codepay's, the query's and the notification's.
// states are the meanings of its trade_state.
func (g *Gateway) readOrder(o wire.Object, states *wire.ResultCodes) (kiosk.Answer, wire.Class, error) {
	state := o.Text("trade_state")
	class := states.Class(state)
	a := kiosk.Answer{
		Verdict: class.Verdict(), Order: o.Number("out_trade_no"), TradeNo: o.Number("transaction_id"),
		Payer: o.Child("payer").Phrase("openid"), Reason: o.Phrase("trade_state_desc"),
	}
	if a.Reason == "" {
		a.Reason = wire.Phrase(state)
	}
	mine := func(key, ours string) bool { return !o.Has(key) || o.Text(key) == ours }
	amount := o.Child("amount")
	var err error
	switch a.Amount, err = fen(amount, "total"); {
	case err != nil:
		return kiosk.Answer{}, "", err
	case amount.Has("currency") && amount.Text("currency") != currency:
		return kiosk.Answer{}, "", errCurrency
	case !mine("mchid", g.cfg.MerchantID), !mine("appid", g.cfg.AppID):
		return kiosk.Answer{}, "", errOtherMerchant
	case class == wire.Paid && !o.Has("mchid"):
		return kiosk.Answer{}, "", errOtherMerchant
	case (class == wire.Paid || class == wire.Closed) && a.Order == "":
		return kiosk.Answer{}, "", errNoOrder
	case class == wire.Paid && a.Amount == nil:
		return kiosk.Answer{}, "", errNoMoney
	case class == wire.Paid:
		a.PaidAt, a.Reason = instant(o, "success_time"), ""
	case state == stateRevoked && a.TradeNo != "": // only what was paid has a number of WeChat's
		a.Reason = wire.Phrase(a.Reason + wordsReversed)
	}
	return a, class, nil
}
