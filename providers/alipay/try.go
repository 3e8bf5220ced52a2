package alipay

import (
	"context"
	"errors"
	"slices"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// triedNumber is a trade's number that no till makes.
const triedNumber = "facepay_check"

// Try asks about a trade that is none of the shop's (alipay.trade.query): the signed reply
// that there is none proves the app's key and Alipay's. Errors: Alipay's reason,
// *kiosk.NotSent, *kiosk.Unanswered.
func (g *Gateway) Try(ctx context.Context) (call string, err error) {
	o, err := g.post(ctx, methodQuery, trade{OutTradeNo: triedNumber}, kiosk.PayCode{})
	if err == nil && !slices.Contains([]wire.Class{wire.Waiting, wire.Read}, outcome(o, &queryCodes, &querySubCodes)) {
		err = errors.New(said(o))
	}
	return methodQuery, err
}
