//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
)

// The attack on a till's listener.
const (
	attackSenders = 8   // post forged notifications as fast as they can
	attackSlow    = 100 // connections that never finish a request
	attackBody    = 1 << 30
	slowDrip      = time.Second // between two bytes of a slow connection
	attackReach   = time.Second // to connect
)

// keysMeasured is the number of times that a digit is typed and taken back, quiet
// and under attack; typingPause is the least from key to key, and half of it is
// added by chance, so that a key comes anywhere between two frames.
const (
	keysMeasured = 50
	typingPause  = 140 * time.Millisecond
)

// attack is a stranger's flood of a till's notification address.
type attack struct {
	address string
	posts   atomic.Int64 // that got an answer
	cut     atomic.Int64 // that did not
	all     sync.WaitGroup
	end     context.CancelFunc
}

func startAttack(address string) *attack {
	ctx, cancel := context.WithCancel(context.Background())
	a := &attack{address: address, end: cancel}
	for i := range attackSenders {
		a.all.Go(func() { a.forges(ctx, i%2 == 0) })
	}
	for range attackSlow {
		a.all.Go(func() { a.repeats(ctx, a.drips) })
	}
	a.all.Go(func() { a.repeats(ctx, a.pours) })
	return a
}

func (a *attack) stop() {
	a.end()
	a.all.Wait()
}

// forges posts notifications that are right but for their signature, on one
// connection or on a new one each.
func (a *attack) forges(ctx context.Context, anew bool) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: anew}, Timeout: patience}
	defer client.CloseIdleConnections()
	content := `{"mch_trade_no":"W2026112300000001","out_order_no":"20261123014446FAZQEQJED5","transaction_id":"4200000000202611230000000001","total_fee":1250,"trade_type":2,"pay_type":1,"bank_type":"OTHERS","status":2,"pay_time":"2026-11-23 09:44:46","nonce_str":"0123456789abcdef0123456789abcdef"}`
	for ctx.Err() == nil {
		body := fmt.Sprintf(`{"sign":"%032X","content":%s}`, rand.Uint64(), content)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.address+"/notify/weidoufu", strings.NewReader(body))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			a.cut.Add(1)
			continue
		}
		_, _ = io.Copy(io.Discard, resp.Body) // a stranger does not care
		resp.Body.Close()
		a.posts.Add(1)
	}
}

// repeats does something on a connection, again and again.
func (a *attack) repeats(ctx context.Context, do func(context.Context, net.Conn)) {
	for ctx.Err() == nil {
		conn, err := net.DialTimeout("tcp", a.address, attackReach)
		if err != nil {
			continue
		}
		closed := context.AfterFunc(ctx, func() { conn.Close() })
		do(ctx, conn)
		closed()
		conn.Close()
		select { // one that was cut off is in no hurry
		case <-ctx.Done():
		case <-time.After(slowDrip):
		}
	}
}

// drips sends a header that never ends, a byte at a time.
func (a *attack) drips(ctx context.Context, conn net.Conn) {
	_, err := io.WriteString(conn, "POST /notify/weidoufu HTTP/1.1\r\nHost: till\r\nX-Slow: ")
	for err == nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(slowDrip):
			_, err = conn.Write([]byte("x"))
		}
	}
}

// pours sends a body of a gibibyte.
func (a *attack) pours(_ context.Context, conn net.Conn) {
	_, err := fmt.Fprintf(conn, "POST /notify/weidoufu HTTP/1.1\r\nHost: till\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", attackBody)
	chunk := bytes.Repeat([]byte("x"), 64<<10)
	for sent := 0; err == nil && sent < attackBody; sent += len(chunk) {
		_, err = conn.Write(chunk)
	}
}

// amountStrip is a strip through the figure of the amount, right-aligned in its
// card, in a window of 1280x800.
func (p pane) amountStrip() strip {
	return strip{p.x + p.w*34/100, p.y + p.h*22/100, p.w * 20 / 100, 4}
}

// types types a digit and takes it back, again and again, and returns how long
// each took from the key to the screen.
func (t *typist) types(b *testing.B, p pane) []time.Duration {
	var took []time.Duration
	for i := range 2 * keysMeasured {
		time.Sleep(typingPause + time.Duration(rand.Int64N(int64(typingPause/2))))
		before, err := t.read(p.amountStrip())
		require.NoError(b, err)
		pressed, err := t.press([]byte{keyFive, keyBackspace}[i%2])
		require.NoError(b, err)
		seen := t.see(b, "changed amount", p.amountStrip(), func(now []pixel) bool { return !slices.Equal(now, before) })
		took = append(took, seen.Sub(pressed))
	}
	return took
}

// BenchmarkUnderAttack measures how long the till takes from a key to its digit
// on the screen, in quiet and while strangers send it all they can: forged
// notifications from several senders at full speed, connections that never
// finish, a body of a gibibyte. The senders run on the same processors, so that
// what they use themselves is in the ratio too.
func BenchmarkUnderAttack(b *testing.B) {
	t := newTypist(b)
	server, err := practice.Start(b.Context(), practice.Defaults(), providers.Dialects()...)
	require.NoError(b, err)
	b.Cleanup(func() { server.Close() })
	g, ear := &gateway{Client: &practicetest.Client{URL: server.URL()}}, newEar()
	recipe := tillRecipe(b, g.weidoufu()+hears(ear, "http://"+ear))
	var quiet, under []time.Duration
	var before, after int64
	var posts, cut int64
	for b.Loop() {
		p := openPane(b, t.observer, recipe)
		quiet = append(quiet, t.types(b, p)...)
		before, _ = p.memory(b)
		a := startAttack(ear)
		began := time.Now()
		under = append(under, t.types(b, p)...)
		during := time.Since(began)
		after, _ = p.memory(b)
		a.stop()
		posts, cut = int64(float64(a.posts.Load())/during.Seconds()), int64(float64(a.cut.Load())/during.Seconds())
		p.stop(b)
	}
	for name, took := range map[string][]time.Duration{"quiet": quiet, "attacked": under} {
		reportMs(b, percentile(took, 50), name+"-p50-ms")
		reportMs(b, percentile(took, 95), name+"-p95-ms")
	}
	b.ReportMetric(float64(percentile(under, 95))/float64(percentile(quiet, 95)), "x-quiet-p95")
	b.ReportMetric(float64(before)/(1<<20), "before-MiB")
	b.ReportMetric(float64(after)/(1<<20), "attacked-MiB")
	b.ReportMetric(float64(posts), "answered/s")
	b.ReportMetric(float64(cut), "cut-off/s")
}
