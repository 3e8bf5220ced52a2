package providers_test

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	yfpaypractice "facepay/providers/yfpay/practice"
)

// witness is the gateway in a case. It holds every answer and every error of it
// against what the practice gateway's own ledger says.
type witness struct {
	kiosk.Gateway
	shop *shop
}

func (w *witness) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	return w.payment(callQR, p, func() (kiosk.Answer, error) { return w.Gateway.OpenQR(ctx, p) })
}

func (w *witness) OpenMini(ctx context.Context, p kiosk.Payment, b kiosk.Buyer) (kiosk.Answer, error) {
	return w.payment(callMini, p, func() (kiosk.Answer, error) { return w.Gateway.OpenMini(ctx, p, b) })
}

func (w *witness) Charge(ctx context.Context, p kiosk.Payment, c kiosk.PayCode) (kiosk.Answer, error) {
	a, err := w.payment(callCode, p, func() (kiosk.Answer, error) { return w.Gateway.Charge(ctx, p, c) })
	require.NotContains(w.shop, fmt.Sprintf("%+v %v", a, err), c.Reveal(), "the code is a secret")
	return a, err
}

func (w *witness) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	return w.payment(callQuery, p, func() (kiosk.Answer, error) { return w.Gateway.Query(ctx, p) })
}

func (w *witness) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	return w.payment(callClose, p, func() (kiosk.Answer, error) { return w.Gateway.Close(ctx, p) })
}

func (w *witness) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	return w.refund(callRefund, p, r, func() (kiosk.RefundAnswer, error) { return w.Gateway.Refund(ctx, p, r) })
}

func (w *witness) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	return w.refund(callQueryRefund, p, r, func() (kiosk.RefundAnswer, error) { return w.Gateway.QueryRefund(ctx, p, r) })
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

// payment watches a call about a payment. No call opens an order as paid.
func (w *witness) payment(call string, p kiosk.Payment, do func() (kiosk.Answer, error)) (kiosk.Answer, error) {
	s := w.shop
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
	w.checkPayment(p, a)
	return a, nil
}

// checkPayment: a verdict that ends a payment is the ledger's own.
func (w *witness) checkPayment(p kiosk.Payment, a kiosk.Answer) {
	s := w.shop
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

// refund watches a call about a refund.
func (w *witness) refund(call string, p kiosk.Payment, r kiosk.Refund, do func() (kiosk.RefundAnswer, error)) (kiosk.RefundAnswer, error) {
	s := w.shop
	s.Helper()
	a, err := watch(s, call, do)
	if err != nil {
		return a, err
	}
	require.Contains(s, []kiosk.RefundVerdict{
		kiosk.RefundSaidDone, kiosk.RefundSaidPending, kiosk.RefundSaidRefused, kiosk.RefundSaidUnknown,
	}, a.Verdict, call)
	require.LessOrEqual(s, len([]rune(a.Reason)), kiosk.ReasonRunesMax+1)
	o, _ := s.order(p)
	// A gateway that has no number of a refund's is known by the amount.
	moved := slices.ContainsFunc(o.Refunds, func(b practice.Refund) bool { return b.No == string(r.No) || b.Amount == r.Amount })
	switch a.Verdict {
	case kiosk.RefundSaidDone, kiosk.RefundSaidPending:
		require.True(s, moved, "%s says %s, and nothing went back", call, a.Verdict)
	case kiosk.RefundSaidRefused:
		require.False(s, moved, "%s says refused, and money went back", call)
	}
	return a, nil
}
