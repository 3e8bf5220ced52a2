package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/internal/sample"
)

// BenchmarkShow measures what the till itself does to bring its shapes and texts
// up to a new View, before Fyne and the graphics driver draw them: the part of a
// frame that is this package's. Each op is a change there and back; x-equal is
// that over two Views in which nothing changed.
func BenchmarkShow(b *testing.B) {
	texts, err := i18n.Load("zh-CN")
	if err != nil {
		b.Fatal(err)
	}
	test.NewTempApp(b)
	u := newUI(fyne.CurrentApp(), Options{Shop: "松间茶铺", Till: "01", Texts: texts}, nil)
	u.clock.now, u.clock.stops, u.do = func() time.Time { return noon }, true, func(f func()) { f() }
	u.counter.root.Resize(sizes[0])
	views := map[string]kiosk.View{}
	for _, v := range sample.Views(noon, sample.Amount, false) {
		views[v.Name] = v.View
	}
	swap := func(from, to string) time.Duration {
		began := time.Now()
		u.Show(views[to])
		u.Show(views[from])
		return time.Since(began)
	}
	for _, step := range []struct{ from, to string }{{"idle", "amount"}, {"opening", "qr"}, {"qr", "paid"}} {
		for _, name := range []string{step.from, step.to} {
			if _, known := views[name]; !known {
				b.Fatalf("no sample %q", name)
			}
		}
		b.Run(step.from+" to "+step.to, func(b *testing.B) {
			var changed, equal time.Duration
			u.Show(views[step.from])
			for b.Loop() {
				changed += swap(step.from, step.to)
				equal += swap(step.from, step.from)
			}
			b.ReportMetric(float64(changed.Microseconds())/float64(b.N)/2, "us/view")
			b.ReportMetric(float64(changed)/float64(equal), "x-equal")
		})
	}
}
