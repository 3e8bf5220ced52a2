package providers_test

import (
	"crypto/rand"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// refundOf is a new refund as the till records it before anything is sent.
func refundOf(amount kiosk.Fen) kiosk.Refund {
	return kiosk.Refund{No: kiosk.RefundNo(rand.Text()[:24]), Amount: amount, Reason: "退货"}
}

// backOffice is longer than any practice gateway takes over a refund.
const backOffice = time.Minute

// refundFits reports whether a passes the till's checks before r counts as done.
func refundFits(p kiosk.Payment, r kiosk.Refund, a kiosk.RefundAnswer) bool {
	return (a.Order == "" || a.Order == p.GatewayOrderNo) && (a.Refund == "" || a.Refund == string(r.No)) &&
		(a.Amount == nil || *a.Amount == r.Amount) && (a.Total == nil || *a.Total == p.Refunded+r.Amount)
}

// refunded asks for r until it is done, and puts it into p as the till does.
func (s *shop) refunded(p kiosk.Payment, r kiosk.Refund) kiosk.Payment {
	s.Helper()
	a := s.asksRefund(callRefund, p, r)
	if a.Verdict == kiosk.RefundSaidPending {
		require.True(s, s.can.QueryRefund, "it is under way, and nobody can ask how it went")
		s.clock.pass(backOffice)
		a = s.asksRefund(callQueryRefund, p, r)
	}
	require.Equal(s, kiosk.RefundSaidDone, a.Verdict, a.Reason)
	require.True(s, refundFits(p, r, a), "%+v", a)
	p.Refunded += r.Amount
	return p
}

// unmoved makes sure that a refund that cannot be comes to nothing.
func (s *shop) unmoved(p kiosk.Payment, r kiosk.Refund) {
	s.Helper()
	before := s.ledger().Returned
	o, err := s.call(callRefund, p, r)
	if err == nil {
		require.Contains(s, []kiosk.RefundVerdict{kiosk.RefundSaidRefused, kiosk.RefundSaidUnknown}, o.refund.Verdict)
	}
	require.Equal(s, before, s.ledger().Returned)
}

// refunds is a case of a gateway that gives money back; the others say that
// they do not.
func refunds(name string, run func(*shop, kiosk.Payment)) scenario {
	return scenario{name, func(s *shop) {
		p := s.paid()
		if s.can.Refund == kiosk.RefundNone {
			s.denied(callRefund, p)
			s.denied(callQueryRefund, p)
			return
		}
		run(s, p)
	}}
}

var refundCases = []scenario{
	refunds("the whole is given back", func(s *shop, p kiosk.Payment) {
		r := refundOf(p.Amount)
		s.refunded(p, r)
		require.Equal(s, p.Amount, s.ledger().Returned)
		s.queriesRefund(p, r, kiosk.RefundSaidDone)
	}),
	refunds("parts are given back", func(s *shop, p kiosk.Payment) {
		first, second := refundOf(234), refundOf(p.Amount-234)
		if s.can.Refund == kiosk.RefundFull {
			before := s.asked(callRefund)
			s.unmoved(p, first)
			require.Equal(s, before, s.asked(callRefund))
			return
		}
		p = s.refunded(p, first)
		require.Equal(s, first.Amount, s.ledger().Returned)
		s.refunded(p, second)
		require.Equal(s, p.Amount, s.ledger().Returned)
		require.Len(s, s.mustOrder(p).Refunds, 2)
	}),
	refunds("asked for again by its number it is the same refund", func(s *shop, p kiosk.Payment) {
		r := refundOf(p.Amount)
		if s.can.Refund == kiosk.RefundPart {
			r.Amount /= 3 // there would be enough for more
		}
		s.refunded(p, r)
		if !s.can.RefundAgain {
			return // the till then never asks again
		}
		for range 2 {
			a := s.asksRefund(callRefund, p, r)
			require.Equal(s, kiosk.RefundSaidDone, a.Verdict)
			require.True(s, refundFits(p, r, a), "%+v", a)
		}
		require.Len(s, s.mustOrder(p).Refunds, 1)
		require.Equal(s, r.Amount, s.ledger().Returned)
	}),
	refunds("another refund of more than is left", func(s *shop, p kiosk.Payment) {
		r := refundOf(p.Amount)
		if s.can.Refund == kiosk.RefundPart {
			r.Amount = 1000
		}
		p = s.refunded(p, r)
		s.unmoved(p, refundOf(p.Amount-1))
		s.unmoved(p, refundOf(p.Amount-p.Refunded+1))
	}),
	refunds("a refund of more than was paid", func(s *shop, p kiosk.Payment) {
		for _, amount := range []kiosk.Fen{p.Amount + 1, 2 * p.Amount, 999_999_999} {
			s.unmoved(p, refundOf(amount))
		}
	}),
	refunds("a refund of nothing", func(s *shop, p kiosk.Payment) {
		before := s.asked(callRefund)
		for _, amount := range []kiosk.Fen{0, -1} {
			s.unmoved(p, refundOf(amount))
		}
		require.Equal(s, before, s.asked(callRefund))
	}),
	{"a refund of what nobody paid", func(s *shop) {
		p := s.opened()
		if s.can.Refund == kiosk.RefundNone {
			s.denied(callRefund, p)
			return
		}
		s.unmoved(p, refundOf(p.Amount))
		s.act(practice.ActionRefuse, p)
		s.unmoved(p, refundOf(p.Amount))
	}},
	refunds("a refund that nobody asked for is asked about", func(s *shop, p kiosk.Payment) {
		r := refundOf(p.Amount)
		if !s.can.QueryRefund {
			s.denied(callQueryRefund, p)
			return
		}
		a := s.asksRefund(callQueryRefund, p, r)
		require.Equal(s, kiosk.RefundSaidUnknown, a.Verdict, "that it is not there yet does not prove that it will not be")
	}),
	refunds("after a refund the payment was still made", func(s *shop, p kiosk.Payment) {
		if s.can.Refund != kiosk.RefundPart || !s.can.QueryQR {
			return
		}
		p = s.refunded(p, refundOf(p.Amount/2))
		s.learns(p, kiosk.VerdictPaid)
	}),
}

// queriesRefund asks about r where that can be asked.
func (s *shop) queriesRefund(p kiosk.Payment, r kiosk.Refund, verdicts ...kiosk.RefundVerdict) {
	s.Helper()
	if !s.can.QueryRefund {
		s.denied(callQueryRefund, p)
		return
	}
	a := s.asksRefund(callQueryRefund, p, r)
	require.Contains(s, verdicts, a.Verdict, a.Reason)
	require.True(s, refundFits(p, r, a), "%+v", a)
}
