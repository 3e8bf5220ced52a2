package store

import (
	"fmt"
	"testing"
	"time"

	"facepay/kiosk"
)

// BenchmarkCloseShift is the closing of a shift of so many sales, on the disk itself when
// it returns. A till's promise is 300 ms for 5,000 and a second for 50,000, and nobody can
// save meanwhile.
func BenchmarkCloseShift(b *testing.B) {
	const batch = 1000
	for _, sales := range []int{5_000, 50_000} {
		b.Run(fmt.Sprint(sales), func(b *testing.B) {
			l := newLedger(b)
			save(b, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
			n, z := 0, kiosk.Shift{}
			for b.Loop() {
				b.StopTimer()
				for range sales / batch {
					var w kiosk.Write
					for range batch {
						n++
						p := benchPayment(n)
						p.State, p.PaidAt, p.CreatedAt, p.Cashier = kiosk.StatePaid, noon, noon, fmt.Sprint("cashier ", n%5)
						w.Payments = append(w.Payments, p)
					}
					save(b, l, w)
				}
				b.StartTimer()
				begun := time.Now()
				z = closes(b, l, closing(z.Number, 1))
				b.ReportMetric(float64(time.Since(begun).Milliseconds()), "ms")
			}
			if z.Count != sales {
				b.Fatalf("the Z has %d sales", z.Count)
			}
		})
	}
}
