package webhook

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkUnderAttack measures how long a signed notification takes to the
// till's answer, with nothing else going on and while forged ones come in as
// fast as this machine sends them. The senders run on the same processors, so
// the ratio of the two is the worst that a flood does.
func BenchmarkUnderAttack(b *testing.B) {
	for _, flood := range []struct {
		name    string
		senders int
	}{{"quiet", 0}, {"flood", 8}} {
		b.Run(flood.name, func(b *testing.B) {
			r := start(b)
			stop := make(chan struct{})
			var senders sync.WaitGroup
			for range flood.senders {
				senders.Go(func() {
					for body := strings.Repeat("x", 4<<10); ; {
						select {
						case <-stop:
							return
						default:
							r.trySend("/notify/acme", vendorType, body) // mostly cut off
						}
					}
				})
			}
			body := []byte(r.vendor.body("T1", 1234))
			took := make([]time.Duration, 0, 1<<20)
			for b.Loop() {
				began := time.Now()
				if o, err := r.verify(b.Context(), r.vendor, vendorType, body); o != taken {
					b.Fatalf("outcome %d: %v", o, err)
				}
				took = append(took, time.Since(began))
			}
			close(stop)
			senders.Wait()
			slices.Sort(took)
			c := r.Counts()
			b.ReportMetric(float64(c.Forged+c.Limited)/b.Elapsed().Seconds(), "attacks/s")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
		})
	}
}
