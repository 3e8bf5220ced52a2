//go:build e2e

package e2e

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// paintRounds of a start of each window, with paintsARound of each kind.
	paintRounds  = 4
	paintsARound = 20
	// gatewayThinks before it answers, so that the scene that asks the customer to
	// wait is up and its wheel turns, as with a real gateway.
	gatewayThinks = 200 * time.Millisecond
)

// pane is a program's window on its display.
type pane struct {
	*running
	x, y, w, h int
}

// openPane starts the program and finds its window.
func openPane(b *testing.B, o *observer, r recipe) pane {
	o.see(b, "empty screen", o.middleRow(), empty)
	p := pane{running: r.start(b)}
	o.see(b, r.name, o.middleRow(), pictured)
	windows := r.on().windows(p.cmd.Process.Pid)
	require.NotEmpty(b, windows)
	windows[0].hand(b, "windowfocus", "--sync", windows[0].id)
	at, err := windows[0].place()
	require.NoError(b, err)
	p.x, p.y, p.w, p.h = at.Min.X, at.Min.Y, at.Dx(), at.Dy()
	return p
}

// probe is a strip through the right of the window, a little below its middle:
// the customer's side of the till, where it crosses the QR, and the rectangle
// that the bare window repaints.
func (p pane) probe() strip {
	return strip{p.x + p.w*70/100, p.y + p.h*55/100, p.w * 26 / 100, 4}
}

// aCode reports whether a strip goes through a QR: pure black and white, which
// nothing else on the customer's side has both.
func aCode(pixels []pixel) bool {
	return share(pixels, blackPixel) > 0.1 && share(pixels, whitePixel) > 0.2
}

// aResult is a strip through the big answer: one colour, not a card's white.
func aResult(pixels []pixel) bool {
	colour, most := filled(pixels)
	return most && colour != whitePixel && share(pixels, blackPixel) == 0
}

// paints are the delays that BenchmarkPaint collects.
type paints struct{ bare, qr, paid []time.Duration }

func (m *paints) repaint(b *testing.B, o *observer, p pane) {
	now, err := o.read(p.probe())
	require.NoError(b, err)
	old, _ := filled(now)
	// Anywhere between two frames, as a gateway's answer comes.
	time.Sleep(gatewayThinks + time.Duration(rand.Int64N(int64(gatewayThinks))))
	asked := time.Now()
	_, err = p.stdin.Write([]byte{'\n'})
	require.NoError(b, err)
	seen := o.see(b, "repainted rectangle", p.probe(), func(pixels []pixel) bool {
		colour, all := filled(pixels)
		return all && colour != old
	})
	m.bare = append(m.bare, seen.Sub(asked))
}

func (m *paints) sale(b *testing.B, o *observer, p pane, g *benchGateway) {
	mainDisplay().hand(b, "key", "5", "F1")
	<-g.arrived
	time.Sleep(gatewayThinks + time.Duration(rand.Int64N(int64(gatewayThinks))))
	g.answer <- struct{}{}
	told := <-g.answered
	m.qr = append(m.qr, o.see(b, "QR", p.probe(), aCode).Sub(told))
	time.Sleep(gatewayThinks)
	g.pay()
	told = <-g.answered
	var result pixel
	m.paid = append(m.paid, o.see(b, "result", p.probe(), func(pixels []pixel) bool {
		result, _ = filled(pixels)
		return aResult(pixels)
	}).Sub(told))
	mainDisplay().hand(b, "key", "Return")
	o.see(b, "screen between sales", p.probe(), func(pixels []pixel) bool { return share(pixels, result) < 0.5 })
}

// BenchmarkPaint measures from the moment at which the gateway begins to send an
// answer to the moment at which its picture is seen on the screen: the QR of a
// new order, and the big answer of a paid one. Both include HTTP, the commit to
// the ledger, the till, the drawing and the X server. Beside it, how long a bare
// Fyne window of the same size takes to show one rectangle in another colour.
func BenchmarkPaint(b *testing.B) {
	o := newObserver(b)
	gate := newBenchGateway(b)
	bare, till := baselineRecipe(b), tillRecipe(b, lepayAt(gate.url))
	var m paints
	for b.Loop() {
		for range paintRounds {
			p := openPane(b, o, bare)
			for range paintsARound {
				m.repaint(b, o, p)
			}
			p.stop(b)
			p = openPane(b, o, till)
			for range paintsARound {
				m.sale(b, o, p, gate)
			}
			p.stop(b)
		}
	}
	for name, delays := range map[string][]time.Duration{"bare": m.bare, "qr": m.qr, "paid": m.paid} {
		reportMs(b, percentile(delays, 50), name+"-p50-ms")
		reportMs(b, percentile(delays, 95), name+"-p95-ms")
		if name != "bare" {
			b.ReportMetric(float64(percentile(delays, 50))/float64(percentile(m.bare, 50)), name+"-x-bare")
		}
	}
}
