package kiosk

import (
	"testing"
	"time"
)

// BenchmarkStep is one poll of a QR that nobody has paid: a Woke with its Ask
// and the Answered, the step that a till takes most often.
func BenchmarkStep(b *testing.B) {
	till := NewTill(Settings{Capabilities: lepayLike(), MaxAmount: 5_000_000})
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	var open []Call
	step := func(e Event) {
		for _, eff := range till.Step(now, e) {
			if a, ok := eff.(Call); ok {
				open = append(open, a)
			}
		}
	}
	step(Loaded{})
	for _, k := range []Key{"5", KeyF1} {
		step(Pressed{k})
	}
	step(Answered{Call: open[len(open)-1], Answer: Answer{Verdict: VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}})
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		if now.Sub(till.book.counter.sale.OpenedAt) > 4*time.Minute {
			now = till.book.counter.sale.OpenedAt
		}
		open = open[:0]
		step(Woke{})
		for _, a := range open {
			step(Answered{Call: a, Answer: Answer{Verdict: VerdictWaiting, Order: "G1"}})
		}
	}
}
