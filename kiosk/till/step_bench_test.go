package till_test

import (
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

// BenchmarkStep is one poll of a QR that nobody has paid: a Woke with its Ask
// and the Answered, the step that a till takes most often.
func BenchmarkStep(b *testing.B) {
	till := till.NewTill(kiosk.Settings{Capabilities: tilltest.LepayLike(), MaxAmount: 5_000_000})
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	var open []kiosk.Call
	step := func(e kiosk.Event) {
		for _, eff := range till.Step(now, e) {
			if a, ok := eff.(kiosk.Call); ok {
				open = append(open, a)
			}
		}
	}
	step(kiosk.Loaded{})
	for _, k := range []kiosk.Key{"5", kiosk.KeyF1} {
		step(kiosk.Pressed{Key: k})
	}
	step(kiosk.Answered{Call: open[len(open)-1], Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}})
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		if now.Sub(till.Book().Sale().OpenedAt) > 4*time.Minute {
			now = till.Book().Sale().OpenedAt
		}
		open = open[:0]
		step(kiosk.Woke{})
		for _, a := range open {
			step(kiosk.Answered{Call: a, Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}})
		}
	}
}
