package providers_test

import (
	"errors"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	"facepay/providers/wire/wiretest"
	yfpaypractice "facepay/providers/yfpay/practice"
)

// outcome is the answer to a call; one of the two is zero.
type outcome struct {
	payment kiosk.Answer
	refund  kiosk.RefundAnswer
}

// call makes a call, watched.
func (s *shop) call(call string, p kiosk.Payment, r kiosk.Refund) (o outcome, err error) {
	switch call {
	case callQR:
		o.payment, err = s.pays(call, p, func() (kiosk.Answer, error) { return s.gateway.OpenQR(s.ctx(), p) })
	case callMini:
		o.payment, err = s.mini(p, buyer(p.Wallet))
	case callCode:
		o.payment, err = s.charge(p, wiretest.Call(practice.NewCode(s.wallet, practice.CodeOrdinary)).OK(s))
	case callQuery:
		o.payment, err = s.pays(call, p, func() (kiosk.Answer, error) { return s.gateway.Query(s.ctx(), p) })
	case callClose:
		o.payment, err = s.pays(call, p, func() (kiosk.Answer, error) { return s.gateway.Close(s.ctx(), p) })
	case callRefund:
		o.refund, err = s.returns(call, p, r, func() (kiosk.RefundAnswer, error) { return s.gateway.Refund(s.ctx(), p, r) })
	case callQueryRefund:
		o.refund, err = s.returns(call, p, r, func() (kiosk.RefundAnswer, error) { return s.gateway.QueryRefund(s.ctx(), p, r) })
	default:
		s.Fatalf("no call %q", call)
	}
	return o, err
}

func (s *shop) mini(p kiosk.Payment, b kiosk.Buyer) (kiosk.Answer, error) {
	return s.pays(callMini, p, func() (kiosk.Answer, error) { return s.gateway.OpenMini(s.ctx(), p, b) })
}

func (s *shop) charge(p kiosk.Payment, c kiosk.PayCode) (kiosk.Answer, error) {
	a, err := s.pays(callCode, p, func() (kiosk.Answer, error) { return s.gateway.Charge(s.ctx(), p, c) })
	require.NotContains(s, fmt.Sprintf("%+v %v", a, err), c.Reveal(), "the code is a secret")
	return a, err
}

// asks is the answer to a call about a payment, which must come.
func (s *shop) asks(call string, p kiosk.Payment) kiosk.Answer {
	s.Helper()
	return wiretest.Call(s.call(call, p, kiosk.Refund{})).OK(s).payment
}

// asksRefund is the answer to a call about a refund, which must come.
func (s *shop) asksRefund(call string, p kiosk.Payment, r kiosk.Refund) kiosk.RefundAnswer {
	s.Helper()
	return wiretest.Call(s.call(call, p, r)).OK(s).refund
}

// watch makes a call. An error leaves no answer beside it, and is one of the three
// that the till knows: NotSent and unsupported only when the call's own route was
// not asked.
func watch[A any](s *shop, call string, do func() (A, error)) (A, error) {
	s.Helper()
	before := s.asked(call)
	a, err := do()
	if err == nil {
		return a, nil
	}
	require.Zero(s, a, "%s: an answer beside the error %v", call, err)
	for _, secret := range []string{smallsaaspractice.Password, yfpaypractice.Key, weidoufupractice.SecretKey} {
		require.NotContains(s, err.Error(), secret)
	}
	_, notSent := errors.AsType[*kiosk.NotSent](err)
	_, unanswered := errors.AsType[*kiosk.Unanswered](err)
	unsupported := errors.Is(err, kiosk.ErrUnsupported)
	kinds := slices.DeleteFunc([]bool{notSent, unanswered, unsupported}, func(is bool) bool { return !is })
	require.Len(s, kinds, 1, "%s: the error is of %d of the known kinds: %v", call, len(kinds), err)
	if !unanswered {
		require.Equal(s, before, s.asked(call), "%s: not sent or unsupported, and the gateway was asked: %v", call, err)
	}
	return a, err
}

// pays watches a call about a payment. No call opens an order as paid.
func (s *shop) pays(call string, p kiosk.Payment, do func() (kiosk.Answer, error)) (kiosk.Answer, error) {
	s.Helper()
	a, err := watch(s, call, do)
	if err != nil {
		return a, err
	}
	require.Contains(s, []kiosk.Verdict{
		kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed, kiosk.VerdictUnknown,
	}, a.Verdict, call)
	require.LessOrEqual(s, len([]rune(a.Reason)), kiosk.ReasonRunesMax+1)
	if call == callQR || call == callMini {
		require.NotEqual(s, kiosk.VerdictPaid, a.Verdict, "an order that was made is not paid")
		return a, nil
	}
	s.checkPayment(p, a)
	return a, nil
}

// checkPayment: a verdict that ends a payment is the ledger's own.
func (s *shop) checkPayment(p kiosk.Payment, a kiosk.Answer) {
	s.Helper()
	o, known := s.order(took(p, a))
	switch a.Verdict {
	case kiosk.VerdictPaid:
		require.True(s, known, "paid, and the gateway knows nothing of it")
		require.Equal(s, practice.StatePaid, o.State, "paid, and the ledger says otherwise")
		require.Equal(s, 1, o.Charges)
	case kiosk.VerdictFailed:
		require.Zero(s, o.Charges, "failed, and the customer was charged")
		require.False(s, known && o.State.Open(), "failed, and the customer can still pay")
	case kiosk.VerdictClosed:
		// Alipay calls a trade closed too when all of it went back.
		require.True(s, o.Charges == 0 || o.Refunded == o.Amount, "closed, and the customer was charged")
		require.False(s, known && o.State.Open(), "closed, and the customer can still pay")
	}
}

// returns watches a call about a refund.
func (s *shop) returns(call string, p kiosk.Payment, r kiosk.Refund, do func() (kiosk.RefundAnswer, error)) (kiosk.RefundAnswer, error) {
	s.Helper()
	a, err := watch(s, call, do)
	if err != nil {
		return a, err
	}
	require.Contains(s, []kiosk.RefundVerdict{
		kiosk.RefundSaidDone, kiosk.RefundSaidPending, kiosk.RefundSaidRefused, kiosk.RefundSaidStuck, kiosk.RefundSaidUnknown,
	}, a.Verdict, call)
	require.LessOrEqual(s, len([]rune(a.Reason)), kiosk.ReasonRunesMax+1)
	o, _ := s.order(p)
	// A gateway that has no number of a refund's is known by the amount.
	moved := slices.ContainsFunc(o.Refunds, func(b practice.Refund) bool { return b.No == string(r.No) || b.Amount == r.Amount })
	switch a.Verdict {
	case kiosk.RefundSaidDone, kiosk.RefundSaidPending, kiosk.RefundSaidStuck:
		require.True(s, moved, "%s says %s, and nothing went back", call, a.Verdict)
	case kiosk.RefundSaidRefused:
		require.False(s, moved, "%s says refused, and money went back", call)
	}
	return a, nil
}
