package providers_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
)

// before brings a payment to where the call makes sense.
func (s *shop) before(call string) (kiosk.Payment, kiosk.Refund) {
	var p kiosk.Payment
	switch call {
	case callQR:
		p = s.payment(kiosk.RailQR)
	case callMini:
		p = s.payment(kiosk.RailMini)
	case callCode:
		p = s.payment(kiosk.RailCode)
	case callClose:
		p = s.opened()
		s.scansFirst(p)
	case callQuery: // paid, and the till does not know that yet
		p = s.opened()
		s.act(practice.ActionPay, p)
	default:
		p = s.paid()
	}
	r := refundOf(p.Amount)
	if call == callQueryRefund {
		s.asksRefund(callRefund, p, r)
	}
	return p, r
}

// after looks what can be learnt once the network works again. Nothing is
// charged again; a refund is asked for again where that is the same refund.
func (s *shop) after(call string, p kiosk.Payment, r kiosk.Refund) {
	o, known := s.order(p)
	switch {
	case call == callCode && !s.can.QueryCode:
		s.denied(callQuery, p) // the answer that is lost had the only number
	case call == callCode && known && o.State == practice.StatePaid:
		s.learns(p, kiosk.VerdictPaid)
	case call == callQuery:
		s.learns(p, kiosk.VerdictPaid)
	case call == callClose && o.State == practice.StateClosed:
		s.learns(p, kiosk.VerdictClosed, kiosk.VerdictFailed)
	case call == callClose && s.scanFirst != "":
		s.learns(p, kiosk.VerdictConfirming)
	case call == callClose:
		s.learns(p, kiosk.VerdictWaiting)
	case call == callRefund && s.can.RefundAgain:
		s.refunded(p, r)
		require.Len(s, s.mustOrder(p).Refunds, 1)
	case call == callQueryRefund:
		s.queriesRefund(p, r, kiosk.RefundSaidDone, kiosk.RefundSaidPending)
	case call != callRefund && s.can.OwnNumber && s.can.QueryQR:
		require.Contains(s, []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictUnknown}, s.asks(callQuery, p).Verdict)
	}
}

// broken are the answers that are none, and what they prove.
var broken = map[practice.FaultKind]string{
	practice.FaultLoseRequest: "no answer", practice.FaultLoseAnswer: "no answer",
	practice.FaultGarbage: "garbage", practice.FaultHTML502: "garbage", practice.FaultError500: "garbage", practice.FaultEmpty: "garbage",
	practice.FaultTruncated: "garbage", practice.FaultHuge: "garbage", practice.FaultRedirect: "garbage",
}

// wrong are the answers that are about something else, or by somebody else.
var wrong = append([]practice.FaultKind{practice.FaultWrongAmount, practice.FaultWrongOrder}, badlySigned...)

var badlySigned = []practice.FaultKind{practice.FaultForged, practice.FaultUnsigned, practice.FaultWrongKey}

// faultCases are every fault on every route of every call, as far as the route's
// answer can show it.
func faultCases(t *testing.T, g row) []scenario {
	probe := wiretest.Call(practice.Start(t.Context(), practice.Config{}, providers.Dialects()...)).OK(t)
	t.Cleanup(func() { require.NoError(t, probe.Close()) })
	var list []scenario
	for _, call := range calls {
		for i, route := range g.routes[call] {
			add := func(kind practice.FaultKind, run func(*shop)) {
				if _, err := probe.AddFault(practice.Fault{Kind: kind, Route: g.dialect + "/" + route}); err == nil {
					list = append(list, scenario{fmt.Sprintf("%s %s %s", call, kind, route), run})
				}
				probe.ClearFault(0)
			}
			for _, kind := range slices.Sorted(maps.Keys(broken)) {
				add(kind, func(s *shop) { s.breaks(call, route, kind, i == 0) })
			}
			for _, kind := range wrong {
				add(kind, func(s *shop) { s.doubts(call, route, kind) })
			}
			add(practice.FaultDuplicate, func(s *shop) { s.repeats(call, route) })
		}
	}
	return list
}

// breaks: an answer that cannot be used proves nothing, and the request is not
// sent again by anybody but the till.
func (s *shop) breaks(call, route string, kind practice.FaultKind, own bool) {
	p, r := s.before(call)
	asked := s.asked(call)
	if route == "login" {
		s.clock.pass(24 * time.Hour) // whatever login there was has ended
	}
	s.fault(kind, route, 0)
	o, err := s.call(call, p, r)
	if own {
		require.Equal(s, broken[kind], wiretest.Proves(err), "%v", err)
		if call != callQuery && call != callQueryRefund {
			require.Equal(s, asked+1, s.asked(call), "the request was sent again")
		}
	} else if err == nil {
		require.Contains(s, []string{string(kiosk.VerdictUnknown), string(kiosk.VerdictFailed)}, string(o.payment.Verdict)+string(o.refund.Verdict))
	}
	s.server.ClearFault(0)
	s.after(call, p, r)
}

// doubts: an answer that does not fit is none that the till believes.
func (s *shop) doubts(call, route string, kind practice.FaultKind) {
	p, r := s.before(call)
	s.fault(kind, route, 0)
	o, err := s.call(call, p, r)
	s.server.ClearFault(0)
	if _, excepted := s.except[s.name]; excepted {
		require.NoError(s, err)
		require.Contains(s, s.wants(), o.payment.Verdict)
		return
	}
	switch {
	case err != nil:
	case slices.Contains(badlySigned, kind):
		require.Contains(s, []string{string(kiosk.VerdictUnknown), string(kiosk.RefundSaidUnknown)}, string(o.payment.Verdict)+string(o.refund.Verdict))
	case call == callRefund || call == callQueryRefund:
		require.False(s, o.refund.Verdict == kiosk.RefundSaidDone && refundFits(p, r, o.refund), "%+v", o.refund)
	default:
		a := o.payment
		believed := a.Verdict == kiosk.VerdictPaid || a.Verdict == kiosk.VerdictClosed || a.Verdict == kiosk.VerdictWaiting && (call == callQR || call == callMini)
		require.False(s, believed && fits(p, a), "%+v", a)
	}
	s.after(call, p, r)
}

// repeats: a network that delivers a request twice does not make its answer
// untrue; watch looks at that.
func (s *shop) repeats(call, route string) {
	p, r := s.before(call)
	s.fault(practice.FaultDuplicate, route, 0)
	var err error
	if call == callRefund && !s.can.RefundAgain { // two requests are two refunds: only their sum is bounded
		_, err = s.gateway.Refund(s.ctx(), p, r)
	} else {
		_, err = s.call(call, p, r)
	}
	if err != nil {
		require.Contains(s, []any{"no answer", "garbage"}, wiretest.Proves(err))
	}
	require.LessOrEqual(s, s.ledger().Taken, p.Amount)
	require.LessOrEqual(s, s.ledger().Returned, p.Amount)
}

var networkCases = []scenario{
	{"a ping reaches it and asks nothing", func(s *shop) {
		const times = 3
		for range times {
			require.NoError(s, s.gateway.Ping(s.ctx()))
		}
		require.Zero(s, s.requests(), "%v", s.ledger().Requests)
		require.Empty(s, s.ledger().Orders)
	}},
	{"a ping that does not reach it", func(s *shop) {
		s.network(practice.NetworkDown)
		require.Equal(s, "not sent", wiretest.Proves(s.gateway.Ping(s.ctx())))
		s.network(practice.NetworkUp)
		require.NoError(s, s.gateway.Ping(s.ctx()))
	}},
	{"what a check may call is answered and touches no money", func(s *shop) {
		g, tries := s.gateway.(kiosk.Trier)
		if !tries {
			return
		}
		require.NotEmpty(s, wiretest.Call(g.Try(s.ctx())).OK(s))
		asks := 1
		if slices.Equal(s.routes[callCode], []string{"micropay"}) {
			asks = 2 // v3 and v2 take different keys
		}
		require.Equal(s, asks, s.requests(), "%v", s.ledger().Requests)
		require.Empty(s, s.ledger().Orders)
		s.network(practice.NetworkDown)
		s.clock.pass(24 * time.Hour)
		_, err := g.Try(s.ctx())
		if s.dialect != "smallsaas" { // whose login still holds
			require.Error(s, err)
		}
	}},
	{"while the network is down nothing is sent", func(s *shop) {
		for _, call := range calls {
			if len(s.routes[call]) == 0 {
				continue
			}
			p, r := s.before(call)
			was, known := s.order(p)
			s.network(practice.NetworkDown)
			_, err := s.call(call, p, r)
			require.Equal(s, "not sent", wiretest.Proves(err), call)
			is, still := s.order(p)
			require.Equal(s, known, still)
			require.Equal(s, was.State, is.State)
			s.network(practice.NetworkUp)
			if call == callQuery || call == callClose || call == callQueryRefund {
				wiretest.Call(s.call(call, p, r)).OK(s, "once it is back")
			}
		}
	}},
	{"a network that resets proves nothing", func(s *shop) {
		for _, call := range calls {
			if len(s.routes[call]) == 0 {
				continue
			}
			p, r := s.before(call)
			s.network(practice.NetworkReset)
			o, err := s.call(call, p, r)
			require.Error(s, err, "%s: %+v", call, o)
			s.network(practice.NetworkUp)
			s.after(call, p, r)
		}
	}},
}
