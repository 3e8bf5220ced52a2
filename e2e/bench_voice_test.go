//go:build e2e

package e2e

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// voiceSales is the number of sales of which the first sound is timed.
const voiceSales = 60

// BenchmarkVoice measures from the moment at which the gateway begins to send that a sale
// is paid to the first sample that ALSA has of it. HTTP, the commit to the ledger and the
// till are in it; the buffer of a real card, of 60 ms at most, is not.
func BenchmarkVoice(b *testing.B) {
	o := newObserver(b)
	gate := newBenchGateway(b)
	card := newSoundCard(b, b.TempDir())
	for _, variable := range card.environ() {
		name, value, _ := strings.Cut(variable, "=")
		b.Setenv(name, value)
	}
	till := tillRecipe(b, lepayAt(gate.url))
	var took []time.Duration
	for b.Loop() {
		p := openPane(b, o, till)
		for range voiceSales {
			mainDisplay().hand(b, "key", "5", "F1")
			<-gate.arrived
			gate.answer <- struct{}{}
			<-gate.answered
			o.see(b, "QR", p.probe(), aCode)
			time.Sleep(gatewayThinks + time.Duration(rand.Int64N(int64(gatewayThinks))))
			before := card.size(b)
			gate.pay()
			told := <-gate.answered
			took = append(took, card.firstAfter(b, before).Sub(told))
			var result pixel
			o.see(b, "result", p.probe(), func(pixels []pixel) bool {
				result, _ = filled(pixels)
				return aResult(pixels)
			})
			mainDisplay().hand(b, "key", "Return")
			o.see(b, "screen between sales", p.probe(), func(pixels []pixel) bool { return share(pixels, result) < 0.5 })
		}
		p.stop(b)
	}
	require.Len(b, card.sounds(b), len(took), "one utterance a payment")
	reportMs(b, percentile(took, 50), "p50-ms")
	reportMs(b, percentile(took, 95), "p95-ms")
	reportMs(b, percentile(took, 100), "most-ms")
}

// firstAfter is the time at which a sound stands in the file after its first n bytes, to
// the millisecond.
func (c soundCard) firstAfter(b *testing.B, n int64) time.Time {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if c.size(b) <= n {
			continue
		}
		heard, err := os.ReadFile(c.file)
		require.NoError(b, err)
		if len(bytes.Trim(heard[n:], "\x00")) > 0 {
			return time.Now()
		}
	}
	require.Fail(b, "no sound", "within %s", patience)
	return time.Time{}
}
