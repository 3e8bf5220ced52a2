package wechatpay

import (
	"context"
	"errors"

	"facepay/providers/wire"
)

// triedNumber is an order's number that no till makes.
const triedNumber = "facepay-check"

// Try asks about an order that is none of the shop's (query, and v2's where codes go by it):
// that WeChat knows none is its word that it took merchant, key and certificate. It tells
// nothing of WeChat's own key, as refusals carry no signature. Errors: WeChat's reason,
// *kiosk.NotSent, *kiosk.Unanswered.
func (g *Gateway) Try(ctx context.Context) (call string, err error) {
	r, err := g.query(ctx, triedNumber)
	if err == nil && r.code != "" && queryCodes.Class(r.code) != wire.NotFound {
		err = errors.New(r.reason())
	}
	if err != nil || !g.cfg.v2() {
		return callQuery, err
	}
	f, err := g.orderquery(ctx, triedNumber)
	if err == nil && f.class != wire.NotFound {
		err = errors.New(f.Reason)
	}
	return callOrderquery, err
}
