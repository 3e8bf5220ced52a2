package sim

import (
	"context"
	"slices"
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/ledgertest"
)

// rowLedger is a kiosk.Ledger of rows. It puts back what a refused write began.
type rowLedger struct{ rows }

func (l *rowLedger) Save(_ context.Context, w kiosk.Write) error {
	before := l.rows
	before.sales, before.payments, before.refunds = slices.Clone(l.sales), slices.Clone(l.payments), slices.Clone(l.refunds)
	var refused *refusal
	try := func(r *refusal) {
		if refused == nil {
			refused = r
		}
	}
	for i := range w.Sales {
		try(l.putSale(&w.Sales[i]))
	}
	for i := range w.Payments {
		try(l.putPayment(&w.Payments[i]))
	}
	for i := range w.Refunds {
		try(l.putRefund(&w.Refunds[i]))
	}
	for i := range w.Records {
		try(l.takes(&w.Records[i]))
	}
	if refused != nil {
		l.rows = before
		return refused
	}
	return nil
}

func (l *rowLedger) Load(_ context.Context, now time.Time) (kiosk.Snapshot, error) {
	return l.load(now), nil
}

func (l *rowLedger) Find(_ context.Context, n kiosk.OrderNo) (kiosk.Payment, kiosk.Sale, []kiosk.Refund, error) {
	f := l.find(n)
	if f.Payment == nil {
		return kiosk.Payment{}, kiosk.Sale{}, nil, kiosk.ErrNoPayment
	}
	return *f.Payment, *f.Sale, f.Refunds, nil
}

func (l *rowLedger) SetPIN(_ context.Context, pin string) error { return l.setPIN(pin) }

func (l *rowLedger) CheckPIN(_ context.Context, pin string, now time.Time) (kiosk.PINResult, error) {
	return l.checkPIN(pin, now), nil
}

func TestRows_AreALedger(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, func(*testing.T) (kiosk.Ledger, func() kiosk.Ledger) {
		l := &rowLedger{}
		return l, func() kiosk.Ledger { l.reopened(); return l }
	})
}
