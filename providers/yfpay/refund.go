package yfpay

import (
	"context"
	"errors"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Refund gives money back (yfpay, refundorder). Its number is refund_trace_no:
// asked again it is the same refund.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	if r.Amount <= 0 {
		return kiosk.RefundAnswer{}, gatewayhttp.NotSent("nothing to give back")
	}
	if err := ownNo(string(r.No)); err != nil {
		return kiosk.RefundAnswer{}, err
	}
	f := g.merchant()
	f["refund_trace_no"], f["refund_fee"], f["pay_time"] = string(r.No), fenText(r.Amount), timeText(g.now())
	if wire.Word(p.TradeNo, wire.NumberBytesMax) {
		f["trade_no"] = p.TradeNo
	} else {
		if err := ownNo(string(p.OrderNo)); err != nil {
			return kiosk.RefundAnswer{}, err
		}
		f["pay_trace_no"] = string(p.OrderNo)
	}
	return askRefund(ctx, g, routeRefund, f)
}

// QueryRefund asks what became of a refund (yfpay, queryrefund) at the config's route.
func (g *Gateway) QueryRefund(ctx context.Context, _ kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	if g.cfg.RefundQueryPath == "" {
		return kiosk.RefundAnswer{}, kiosk.ErrUnsupported
	}
	if err := ownNo(string(r.No)); err != nil {
		return kiosk.RefundAnswer{}, err
	}
	f := g.merchant()
	f["query_trace_no"], f["refund_trace_no"] = freshNo(), string(r.No)
	return askRefund(ctx, g, route[moneyReturned]{g.cfg.RefundQueryPath, &refundReturns, moneyReturnedOf}, f)
}

// askRefund reads either reply. What a refund's reply echoes is documented
// nowhere; whatever it does name is for the till to compare. Its trade_no may be
// the refund's own and is not looked at.
func askRefund(ctx context.Context, g *Gateway, rt route[moneyReturned], f fields) (kiosk.RefundAnswer, error) {
	r, err := ask(ctx, g, rt, f, kiosk.PayCode{})
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	order, err1 := r.number("pay_trace_no")
	refund, err2 := r.number("refund_trace_no")
	amount, err3 := r.fen("refund_fee")
	if err := errors.Join(err1, err2, err3); err != nil {
		return kiosk.RefundAnswer{}, r.garbage(err)
	}
	a := kiosk.RefundAnswer{Verdict: r.said.verdict(), Order: order, Refund: refund, Amount: amount}
	if r.refused != "" {
		a.Verdict = r.refused.Refund()
	}
	if a.Verdict == kiosk.RefundSaidDone {
		a.DoneAt = r.time("end_time")
	} else {
		a.Reason = r.reason()
	}
	return a, nil
}
