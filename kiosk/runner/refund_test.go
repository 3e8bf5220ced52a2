package runner

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// lastRefund is the newest row of a refund.
func (m *memory) lastRefund() (f kiosk.Refund) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.writes {
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
	nos  []kiosk.RefundNo
	lost int // answers that are lost before one comes
}

func (g *returning) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{Code: true, Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true}
}

func (g *returning) Refund(ctx context.Context, _ kiosk.Payment, f kiosk.Refund) (kiosk.RefundAnswer, error) {
	g.mu.Lock()
	g.nos = append(g.nos, f.No)
	n := len(g.nos)
	g.mu.Unlock()
	if n <= g.lost {
		<-ctx.Done()
		return kiosk.RefundAnswer{}, ctx.Err()
	}
	return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}, nil
}

func TestRunner_ARefundIsAskedForAgainByItsNumber(t *testing.T) {
	g := &returning{lost: 2}
	g.charge = func(context.Context) (kiosk.Answer, error) {
		return kiosk.Answer{Verdict: kiosk.VerdictPaid, GatewayOrderNo: "G1"}, nil
	}
	ledger := &memory{}
	running(t, g, ledger, nil, func(r *Runner, view func() kiosk.View) {
		post(r, "5", kiosk.KeyEnter)
		r.inbox.Post(kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)})
		view()
		post(r, kiosk.KeyF9, "1", "2", "3", "4", kiosk.KeyEnter)
		view()
		r.inbox.Post(kiosk.RefundWanted{OrderNo: ledger.writes[len(ledger.writes)-1].Payments[0].OrderNo})
		for range 2 {
			view()
			time.Sleep(alarmGuard) // virtual
			post(r, kiosk.KeyEnter)
		}
		view()
		require.Equal(t, kiosk.RefundAsked, ledger.lastRefund().State)
		time.Sleep(3 * kiosk.CallMax)
		view()
		f := ledger.lastRefund()
		require.Equal(t, kiosk.RefundDone, f.State)
		require.Equal(t, []kiosk.RefundNo{f.No, f.No, f.No}, g.nos)
	})
}
