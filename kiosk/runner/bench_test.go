package runner

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
)

// What a customer may expect who pays a QR, and what a gateway may: the promise
// that BenchmarkNotice measures and TestNotice_KeepsItsPromise holds.
const (
	noticedMax = 1100 * time.Millisecond // 95 of 100 payments in the first paidWithin
	paidWithin = 20 * time.Second
	queriesMax = 35 // in the first minute, when nobody pays
	// usualTrip is a question to a gateway and its answer, over a shop's line.
	usualTrip = 80 * time.Millisecond
)

// remote is a gateway at a distance: a question takes half of trip to get there
// and its answer the other half back. What it answers is how things stand there
// when the question arrives.
type remote struct {
	*scripted
	trip time.Duration

	mu      sync.Mutex
	paidAt  time.Time // zero: nobody pays
	queries int
}

func (r *remote) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	time.Sleep(r.trip)
	return kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G" + string(p.OrderNo), QR: "weixin://wxpay/bizpayurl?pr=x"}, nil
}

func (r *remote) Query(_ context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	time.Sleep(r.trip / 2)
	r.mu.Lock()
	r.queries++
	paid := !r.paidAt.IsZero() && !time.Now().Before(r.paidAt)
	r.mu.Unlock()
	time.Sleep(r.trip - r.trip/2)
	a := kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: p.GatewayOrderNo}
	if paid {
		a.Verdict, a.Amount = kiosk.VerdictPaid, &p.Amount
	}
	return a, nil
}

func (r *remote) pay(at time.Time) {
	r.mu.Lock()
	r.paidAt = at
	r.mu.Unlock()
}

func (r *remote) asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.queries
}

// oneSale runs the till from its start, in virtual time, to a QR on screen, and
// from there does what sale does; qr is when the QR was shown, paid gets the
// moment at which the customer's side says so.
func oneSale(t *testing.T, trip time.Duration, sale func(g *remote, qr time.Time, paid <-chan time.Time)) {
	synctest.Test(t, func(t *testing.T) {
		g := &remote{scripted: &scripted{}, trip: trip}
		shown, paid := make(chan time.Time, 1), make(chan time.Time, 1)
		var last kiosk.CustomerScreenKind
		r := New(NewInbox(), till.NewTill(kiosk.Settings{Capabilities: g.Capabilities(), MaxAmount: 5_000_000}), Ports{
			Ledger: &memory{}, Gateway: g,
			Show: func(v kiosk.View) {
				switch kind := v.Customer.Kind; {
				case kind == last:
				case kind == kiosk.CustomerQR:
					shown <- time.Now()
				case kind == kiosk.CustomerPaid:
					paid <- time.Now()
				}
				last = v.Customer.Kind
			},
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		post(r, "5", kiosk.KeyF1)
		sale(g, <-shown, paid)
		cancel()
		<-done
	})
}

// notice is the delay after each of n payments, made at random moments of the
// first paidWithin, the customer's side tells of it; sorted.
func notice(t *testing.T, trip time.Duration, n int) []time.Duration {
	rng := rand.New(rand.NewPCG(1, uint64(trip)))
	var delays []time.Duration
	for range n {
		oneSale(t, trip, func(g *remote, qr time.Time, paid <-chan time.Time) {
			at := qr.Add(time.Duration(rng.Int64N(int64(paidWithin))))
			g.pay(at)
			delays = append(delays, (<-paid).Sub(at))
		})
	}
	slices.Sort(delays)
	return delays
}

// questions counts the queries in the first minute of a QR that nobody pays.
func questions(t *testing.T, trip time.Duration) (n int) {
	oneSale(t, trip, func(g *remote, qr time.Time, _ <-chan time.Time) {
		time.Sleep(time.Until(qr.Add(time.Minute))) // virtual
		n = g.asked()
	})
	return n
}

func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[(len(sorted)-1)*p/100]
}

func TestNotice_KeepsItsPromise(t *testing.T) {
	delays := notice(t, usualTrip, 500)
	require.LessOrEqual(t, percentile(delays, 95), noticedMax)
	require.LessOrEqual(t, questions(t, usualTrip), queriesMax)
	require.LessOrEqual(t, questions(t, time.Millisecond), queriesMax, "a gateway that answers at once is asked most often")
}

// BenchmarkNotice measures how soon the till knows of a payment and what that
// costs the gateway, over round trips of several lengths. Time is virtual: the
// figures are the till's schedule, the same on every machine; x-trip is the
// median over the best that asking could do, one round trip.
func BenchmarkNotice(b *testing.B) {
	const sales = 1000
	for _, trip := range []time.Duration{20 * time.Millisecond, usualTrip, 200 * time.Millisecond} {
		b.Run(fmt.Sprintf("trip=%v", trip), func(b *testing.B) {
			var delays []time.Duration
			var queries int
			for b.Loop() {
				bubble(b, func(t *testing.T) { delays, queries = notice(t, trip, sales), questions(t, trip) })
			}
			b.ReportMetric(percentile(delays, 50).Seconds(), "p50-s")
			b.ReportMetric(percentile(delays, 95).Seconds(), "p95-s")
			b.ReportMetric(delays[len(delays)-1].Seconds(), "max-s")
			b.ReportMetric(float64(queries), "queries/min")
			b.ReportMetric(float64(percentile(delays, 50))/float64(trip), "x-trip")
		})
	}
}

// bubble lends a benchmark the *testing.T that virtual time wants.
func bubble(b *testing.B, f func(*testing.T)) {
	b.Helper()
	all := func(string, string) (bool, error) { return true, nil }
	if !testing.RunTests(all, []testing.InternalTest{{Name: b.Name(), F: f}}) {
		b.Fatal("failed in virtual time")
	}
}
