package smallsaas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// ticket is an after-sales ticket of an order: somebody in the back office, or
// the mall by itself, gives money back by it. Orders show their tickets, as the
// mall's own reference for clerks has them.
type ticket struct {
	number string // the mall's, "" when not told
	stands standing
	fee    *kiosk.Fen // what it gives back; nil when not told or not readable
}

// ticketStandings are the statuses of a ticket. The back office refuses one by
// cancelling it, and the order then goes back to what it was.
var ticketStandings = map[string]standing{
	"CREATED":        standsReturning,
	"REFUND_PENDING": standsReturning,
	"RETURN_PENDING": standsReturning,
	"REFUNDED":       standsReturned,
	"CANCELED":       standsClosed,
}

// readTickets reads an order's tickets, of which it shows one or a list. Those
// that exchange goods move no money.
func readTickets(data object) []ticket {
	var list []ticket
	for _, key := range []string{"order_customer_service", "order_customer_services"} {
		for _, t := range data.objects(key) {
			kind := strings.ToUpper(t.text("service_type"))
			if kind != "REFUND" && kind != "RETURN" {
				continue
			}
			number := t.text("service_number")
			if number == "" {
				number = t.text("id")
			}
			if !wire.Word(number, orderNoBytesMax) {
				number = ""
			}
			fee, err := t.yuan("refund_fee")
			if err != nil {
				fee = nil
			}
			stands, listed := ticketStandings[strings.ToUpper(t.text("status"))]
			if !listed {
				stands = standsStrange
			}
			list = append(list, ticket{number, stands, fee})
		}
	}
	return list
}

// newest is the last of an order's tickets that stands so; false for none.
func (o order) newest(s standing) (ticket, bool) {
	for i := len(o.tickets) - 1; i >= 0; i-- {
		if o.tickets[i].stands == s {
			return o.tickets[i], true
		}
	}
	return ticket{}, false
}

// refunding is what an order says of its refund. RefundSaidUnknown of a paid
// order means that no ticket of it is to be seen: none arrived, or it came to
// nothing.
func (o order) refunding() kiosk.RefundAnswer {
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: o.number, Reason: o.status}
	as := func(v kiosk.RefundVerdict, t ticket) kiosk.RefundAnswer {
		a.Verdict, a.GatewayNo = v, t.number
		if v == kiosk.RefundSaidDone {
			a.Amount = t.fee // the back office may have changed it: the till compares
		}
		return a
	}
	open, isOpen := o.newest(standsReturning)
	done, isDone := o.newest(standsReturned)
	no, isNo := o.newest(standsClosed)
	switch o.stands {
	case standsReturned:
		return as(kiosk.RefundSaidDone, done)
	case standsReturning:
		return as(kiosk.RefundSaidPending, open)
	case standsOpen:
		return as(kiosk.RefundSaidRefused, ticket{}) // there is nothing to give back
	case standsClosed:
		if !o.payDate {
			return as(kiosk.RefundSaidRefused, ticket{})
		}
	case standsPaid:
		switch {
		case isOpen:
			return as(kiosk.RefundSaidPending, open)
		case isDone:
			return as(kiosk.RefundSaidDone, done)
		case isNo:
			return as(kiosk.RefundSaidRefused, no)
		}
	}
	return a
}

type ticketBody struct {
	OrderNumber string `json:"order_number"`
	ServiceType string `json:"service_type"`
	Reason      string `json:"reason"`
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
	if o.stands == "" {
		return a, nil
	}
	_, given := o.newest(standsReturned)
	_, running := o.newest(standsReturning)
	switch {
	case o.stands != standsPaid, running, given:
		return o.refunding(), nil
	case o.total == nil || *o.total != p.Amount:
		// A ticket gives back what the mall thinks was paid.
		a.Verdict = kiosk.RefundSaidRefused
		return a, nil
	}
	return g.askTicket(ctx, p, r)
}

// unasked is a failed look as the error of a refund: no ticket was asked for. A
// look that could not be used still says that the network is there.
func unasked(err error) error {
	var notSent *kiosk.NotSent
	if errors.As(err, &notSent) {
		return err
	}
	return &kiosk.NotSent{Err: fmt.Errorf("no ticket was asked for: %v", err)}
}

// lookForRefund looks at p's order. Without one the answer says why, and proves
// nothing.
func (g *Gateway) lookForRefund(ctx context.Context, p kiosk.Payment) (order, kiosk.RefundAnswer, error) {
	o, s, err := g.look(ctx, p.GatewayOrderNo)
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

// refundReason is what the back office reads. The mall refuses an empty one; the
// refund's number tells people that two tickets are the same.
func refundReason(r kiosk.Refund) string {
	return strings.TrimSpace(fmt.Sprintf("%s #%s", wire.Phrase(r.Reason), r.No))
}

// askTicket asks for the ticket. A no beside a status of the server's own
// failure, or one that speaks of a ticket which is there already, is not one.
func (g *Gateway) askTicket(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	const name = "refund ticket"
	s, err := g.do(ctx, call{name, http.MethodPost, pathTicket, ticketBody{p.GatewayOrderNo, "REFUND", refundReason(r)}})
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}
	switch {
	case errors.Is(err, ErrLogin):
		return kiosk.RefundAnswer{}, &kiosk.NotSent{Err: err}
	case err != nil:
		return kiosk.RefundAnswer{}, err
	case s.yes:
		if a.GatewayNo = s.data.text("service_number"); !wire.Word(a.GatewayNo, orderNoBytesMax) {
			a.GatewayNo = ""
		}
		return a, nil
	case !s.words:
		return kiosk.RefundAnswer{}, garbage(name, fmt.Errorf("HTTP status %d", s.status))
	}
	a.Verdict, a.Reason = kiosk.RefundSaidRefused, s.reason()
	if s.status >= http.StatusInternalServerError || contains(s.message, "already", "exist", "repeat", "duplicate", "重复", "已") {
		a.Verdict = kiosk.RefundSaidUnknown
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
	case o.stands == "":
		return a, nil
	}
	return o.refunding(), nil
}
