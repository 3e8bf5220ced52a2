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

// payment watches a call about a payment. No call opens an order as paid.
func (w *witness) payment(call string, p kiosk.Payment, do func() (kiosk.Answer, error)) (kiosk.Answer, error) {
	s := w.shop
	s.Helper()
	before := s.asked(call)
	a, err := do()
	w.checkError(call, before, err)
	if err != nil {
		require.Zero(s, a, "%s: an answer beside the error %v", call, err)
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
	before := s.asked(call)
	a, err := do()
	w.checkError(call, before, err)
	if err != nil {
		require.Zero(s, a, "%s: an answer beside the error %v", call, err)
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

// checkError: an error is one of the three that the till knows, and NotSent only
// when the call's own route was not asked.
func (w *witness) checkError(call string, before int, err error) {
	s := w.shop
	s.Helper()
	if err == nil {
		return
	}
	for _, secret := range []string{smallsaaspractice.Password, yfpaypractice.Key, weidoufupractice.SecretKey} {
		require.NotContains(s, err.Error(), secret)
	}
	var notSent *kiosk.NotSent
	var unanswered *kiosk.Unanswered
	kinds := 0
	if errors.As(err, &notSent) {
		kinds++
		require.Equal(s, before, s.asked(call), "%s: not sent, and the gateway was asked: %v", call, err)
	}
	if errors.As(err, &unanswered) {
		kinds++
	}
	if errors.Is(err, kiosk.ErrUnsupported) {
		kinds++
		require.Equal(s, before, s.asked(call), "%s: unsupported, and the gateway was asked", call)
	}
	require.Equal(s, 1, kinds, "%s: the error is of %d of the known kinds: %v", call, kinds, err)
}
