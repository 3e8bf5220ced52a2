package smallsaas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// ticket is an after-sales ticket of an order: somebody in the back office, or
// the mall by itself, gives money back by it. Orders show their tickets, as the
// mall's own reference for clerks has them.
type ticket struct {
	number string     // the mall's, "" when not told
	class  wire.Class // of the refund, by its status
	fee    *kiosk.Fen // given back; nil when not told or not readable
}

// readTickets reads an order's tickets, of which it shows one or a list. Those
// that exchange goods move no money.
func readTickets(data object) []ticket {
	var list []ticket
	for _, key := range []string{"order_customer_service", "order_customer_services"} {
		for _, t := range objects(data, key) {
			kind := strings.ToUpper(t.Text("service_type"))
			if kind != "REFUND" && kind != "RETURN" {
				continue
			}
			number := cmp.Or(t.Text("service_number"), t.Text("id"))
			if !wire.Word(number, wire.NumberBytesMax) {
				number = ""
			}
			fee, err := yuan(t, "refund_fee")
			if err != nil {
				fee = nil
			}
			list = append(list, ticket{number, ticketStates.Class(t.Text("status")), fee})
		}
	}
	return list
}

// newest is the last of an order's tickets that says so; false for none.
func (o order) newest(c wire.Class) (ticket, bool) {
	for _, t := range slices.Backward(o.tickets) {
		if t.class == c {
			return t, true
		}
	}
	return ticket{}, false
}

// refunding is an order's word on its refund. RefundSaidUnknown of a paid order means
// that it shows no ticket: none arrived, or it came to nothing.
func (o order) refunding() kiosk.RefundAnswer {
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: o.number, Reason: o.status}
	said, by := o.back, ticket{}
	switch {
	case o.back == wire.Read:
		if said, by = o.newestTicket(); said == wire.Unknown {
			return a
		}
	case o.back == wire.RefundDone, o.back == wire.RefundPending:
		by, _ = o.newest(o.back)
	}
	a.Verdict, a.GatewayNo = said.Refund(), by.number
	if a.Verdict == kiosk.RefundSaidDone {
		a.Amount = by.fee // the back office may have changed it: the till compares
	}
	return a
}

// newestTicket is the ticket that counts of a paid order: one under way
// before one that is done, and that before one that was refused. Unknown for none.
func (o order) newestTicket() (wire.Class, ticket) {
	for _, c := range []wire.Class{wire.RefundPending, wire.RefundDone, wire.RefundRefused} {
		if t, there := o.newest(c); there {
			return c, t
		}
	}
	return wire.Unknown, ticket{}
}

// Refund asks the back office to give all of p back (smallsaas, after-sales
// ticket); it does so later. The mall moves the order to "refund pending" in the
// same moment as it takes a ticket, and the order is looked at before one is
// asked for, so asking again makes no second ticket.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	if p.GatewayOrderNo == "" {
		return kiosk.RefundAnswer{}, kiosk.ErrUnsupported
	}
	if r.Amount != p.Amount || p.Refunded != 0 {
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}, nil // only the whole, and only once
	}
	select {
	case g.refunds <- struct{}{}:
		defer func() { <-g.refunds }()
	case <-ctx.Done():
		return kiosk.RefundAnswer{}, &kiosk.NotSent{Err: ctx.Err()}
	}
	o, a, err := g.lookForRefund(ctx, p)
	if err != nil {
		return kiosk.RefundAnswer{}, unasked(err)
	}
	if o.status == "" {
		return a, nil
	}
	_, given := o.newest(wire.RefundDone)
	_, running := o.newest(wire.RefundPending)
	switch {
	case o.back != wire.Read, running, given:
		return o.refunding(), nil
	case o.total == nil:
		return kiosk.RefundAnswer{}, unasked(garbage("order", errNoTotal))
	case *o.total != p.Amount:
		// A ticket gives back what the mall thinks was paid.
		a.Verdict = kiosk.RefundSaidRefused
		return a, nil
	}
	return g.askTicket(ctx, p, r)
}

// unasked is a failed look as the error of a refund: no ticket was asked for. A
// look that could not be used still says that the network is there.
func unasked(err error) error {
	if _, notSent := errors.AsType[*kiosk.NotSent](err); notSent {
		return err
	}
	return &kiosk.NotSent{Err: fmt.Errorf("no ticket was asked for: %v", err)}
}

// lookForRefund looks at p's order. Without one the answer says why, and no more.
func (g *Gateway) lookForRefund(ctx context.Context, p kiosk.Payment) (order, kiosk.RefundAnswer, error) {
	o, s, err := g.look(ctx, p.GatewayOrderNo, &refundQueryCodes)
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: o.number, Reason: o.status}
	switch {
	case err != nil:
		return order{}, a, err
	case !s.yes:
		a.Reason = s.reason()
		return order{}, a, nil
	case o.number != "" && o.number != p.GatewayOrderNo:
		return order{}, a, nil // the till sees the other number
	}
	return o, a, nil
}

// refundReason is the text for the back office. The mall refuses an empty one; the
// refund's number tells people that two tickets are the same.
func refundReason(r kiosk.Refund) string {
	return strings.TrimSpace(fmt.Sprintf("%s #%s", wire.Phrase(r.Reason), r.No))
}

// askTicket asks for the ticket. A no that speaks of one that is there is none.
func (g *Gateway) askTicket(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	const name = "refund ticket"
	wish := body{"order_number": p.GatewayOrderNo, "service_type": "REFUND", "reason": refundReason(r)}
	s, err := g.do(ctx, call{name, http.MethodPost, pathTicket, wish, &ticketCodes})
	a := kiosk.RefundAnswer{Verdict: s.class.Refund()}
	_, locked := refusedLogin(err)
	switch {
	case locked:
		return kiosk.RefundAnswer{}, &kiosk.NotSent{Err: err}
	case err != nil:
		return kiosk.RefundAnswer{}, err
	case s.yes:
		a.GatewayNo = s.data.Number("service_number")
		return a, nil
	case !s.words:
		return kiosk.RefundAnswer{}, garbage(name, fmt.Errorf("HTTP status %d", s.status))
	}
	a.Reason = s.reason()
	if doubt, doubted := ticketDoubts.Row(s.message); doubted {
		a.Verdict = doubt.Class.Refund()
	}
	return a, nil
}

// QueryRefund follows a refund by the order's status and its ticket.
func (g *Gateway) QueryRefund(ctx context.Context, p kiosk.Payment, _ kiosk.Refund) (kiosk.RefundAnswer, error) {
	if p.GatewayOrderNo == "" {
		return kiosk.RefundAnswer{}, kiosk.ErrUnsupported
	}
	o, a, err := g.lookForRefund(ctx, p)
	why, locked := refusedLogin(err)
	switch {
	case locked:
		a.Reason = why
		return a, nil
	case err != nil:
		return kiosk.RefundAnswer{}, err
	case o.status == "":
		return a, nil
	}
	return o.refunding(), nil
}
