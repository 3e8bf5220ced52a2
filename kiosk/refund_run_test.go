package kiosk

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// rows is a memory ledger that finds what was written.
type rows struct{ memory }

func (r *rows) Find(_ context.Context, n OrderNo) (p Payment, s Sale, of []Refund, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err = ErrNoPayment
	for _, w := range r.writes {
		for _, row := range w.Payments {
			if row.OrderNo == n {
				p, err = row, nil
			}
		}
	}
	for _, w := range r.writes {
		for _, row := range w.Sales {
			if row.ID == p.Sale {
				s = row
			}
		}
	}
	return p, s, nil, err
}

func (r *rows) lastRefund() (f Refund) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.writes {
		if n := len(w.Refunds); n > 0 {
			f = w.Refunds[n-1]
		}
	}
	return f
}

// returning is a gateway that refunds after a lost answer.
type returning struct {
	scripted
	mu   sync.Mutex
	nos  []RefundNo
	lost int // answers that are lost before one comes
}

func (g *returning) Capabilities() Capabilities { return refunding() }

func (g *returning) Refund(ctx context.Context, _ Payment, f Refund) (RefundAnswer, error) {
	g.mu.Lock()
	g.nos = append(g.nos, f.No)
	n := len(g.nos)
	g.mu.Unlock()
	if n <= g.lost {
		<-ctx.Done()
		return RefundAnswer{}, ctx.Err()
	}
	return RefundAnswer{Verdict: RefundSaidDone, Refund: string(f.No)}, nil
}

func TestRunner_ARefundIsAskedForAgainByItsNumber(t *testing.T) {
	g := &returning{lost: 2}
	g.charge = func(context.Context) (Answer, error) {
		return Answer{Verdict: VerdictPaid, GatewayOrderNo: "G1"}, nil
	}
	ledger := &rows{}
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(NewTill(Settings{Capabilities: g.Capabilities(), MaxAmount: 5_000_000}), Parts{Ledger: ledger, Gateway: g, Show: func(View) {}})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- r.Run(ctx) }()
		synctest.Wait()
		post(r, "5", KeyEnter)
		r.Post(Scanned{NewPayCode(wechatCode)})
		synctest.Wait()
		post(r, KeyF9, "1", "2", "3", "4", KeyEnter)
		synctest.Wait()
		r.Post(RefundWanted{ledger.writes[len(ledger.writes)-1].Payments[0].OrderNo})
		for range 2 {
			synctest.Wait()
			time.Sleep(alarmGuard) // virtual
			post(r, KeyEnter)
		}
		synctest.Wait()
		require.Equal(t, RefundAsked, ledger.lastRefund().State)
		time.Sleep(3 * askMax)
		synctest.Wait()
		f := ledger.lastRefund()
		require.Equal(t, RefundDone, f.State)
		require.Equal(t, []RefundNo{f.No, f.No, f.No}, g.nos)
		cancel()
		require.NoError(t, <-done)
	})
}
