package webhook

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"facepay/providers/wire/wiretest"

	"github.com/stretchr/testify/require"
)

func TestRoute_NothingElseIsThere(t *testing.T) {
	r := start(t)
	for _, c := range []struct{ method, path string }{
		{"GET", "/"}, {"POST", "/"}, {"GET", "/notify/acme"}, {"PUT", "/notify/acme"}, {"HEAD", "/notify/acme"},
		{"OPTIONS", "/mini/T1"}, {"POST", "/notify/"}, {"POST", "/notify/other"}, {"POST", "/notify/acme/"},
		{"POST", "/notify/acme/x"}, {"POST", "//notify/acme"}, {"POST", "/notify/../notify/acme"}, {"POST", "/notify/%61cme"},
		{"POST", "/NOTIFY/acme"}, {"GET", "/mini/T1"}, {"GET", "/favicon.ico"}, {"POST", "/healthz"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			req := wiretest.Call(http.NewRequest(c.method, "http://"+r.Addr(), strings.NewReader(r.vendor.body("T1", 1234)))).OK(t)
			req.URL.Opaque = "http://" + r.Addr() + c.path
			resp := wiretest.Call(r.client.Do(req)).OK(t)
			defer resp.Body.Close()
			body := wiretest.Call(io.ReadAll(resp.Body)).OK(t)
			require.Equal(t, 404, resp.StatusCode)
			if c.method != "HEAD" {
				require.Equal(t, "not found", string(body))
			}
			for _, name := range []string{"Server", "X-Powered-By", "Allow", "Access-Control-Allow-Origin"} {
				require.Empty(t, resp.Header.Get(name))
			}
		})
	}
	require.Zero(t, r.till.get(noticedBy))
	require.Equal(t, Counts{}, r.Counts())
}

func TestRoute_APathOfThePublicAddressMayStandBeforeIt(t *testing.T) {
	r := start(t, func(c *Config, _ *Ports, _ *limits, _ *fakeTill) { c.PublicURL = "https://shop.example/till1/" })
	for path, want := range map[string]int{"/notify/acme": 200, "/till1/notify/acme": 200, "/till2/notify/acme": 404} {
		status, _ := r.send(t, path, vendorType, r.vendor.body("T1", 1234))
		require.Equal(t, want, status, path)
	}
}

func TestAttack_SlowConnectionsKeepNobodyOut(t *testing.T) {
	const slow = 60
	for name, begin := range map[string]string{
		"silent":             "",
		"header that drips":  "POST /notify/acme HTTP/1.1\r\nHost: till\r\nX-",
		"body that drips":    "POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Length: 60000\r\n\r\nx",
		"chunks that drip":   "POST /mini/T1 HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"o",
		"between two orders": "",
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, withLimits(func(l *limits) {
				// They could stay for an hour: only making room lets anybody in.
				l.headerTime, l.readTime, l.connGrace = time.Hour, time.Hour, 0
				l.addressConns = 20
			}))
			for range slow {
				wiretest.Call(io.WriteString(r.dial(t), begin)).OK(t)
			}
			for range 5 {
				r.takes(t)
				r.client.CloseIdleConnections()
				wiretest.Call(io.WriteString(r.dial(t), begin)).OK(t)
			}
		})
	}
}

func TestAttack_WhoNeverFinishesIsEnded(t *testing.T) {
	for name, c := range map[string]struct {
		begin        string
		header, read time.Duration
	}{
		"header": {"POST /notify/acme HTTP/1.1\r\nX-", 20 * time.Millisecond, time.Hour},
		"body":   {"POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Length: 100\r\n\r\nx", time.Hour, 40 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, withLimits(func(l *limits) { l.headerTime, l.readTime = c.header, c.read }))
			conn := r.dial(t)
			io.WriteString(conn, c.begin)
			require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
			answer, err := io.ReadAll(conn)
			require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the server ends it")
			require.NotContains(t, string(answer), "200 OK")
		})
	}
}

func TestAttack_BusyConnectionsAreNeverThrownOut(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) {
		l.noticeWait, l.connGrace, l.addressConns, l.conns = time.Hour, 0, 4, 4
	}))
	waiting := r.dial(t)
	body := r.vendor.body("T1", 1234)
	fmt.Fprintf(waiting, "POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", vendorType, len(body), body)
	eventually(t, func() bool { return r.till.get(noticedBy) == 1 })
	for range 50 {
		r.dial(t)
	}
	status, _ := r.send(t, "/nowhere", "", "") // all 50 have been let in by now
	require.Equal(t, 404, status)
	r.Acknowledge(1, "taken")
	resp := wiretest.Call(http.ReadResponse(bufio.NewReader(waiting), nil)).OK(t)
	require.Equal(t, 200, resp.StatusCode)
}

func TestAttack_AGibibyteIsCutOffAndTakesNoMemory(t *testing.T) {
	const gibibyte = 1 << 30
	for name, head := range map[string]string{
		"announced":   fmt.Sprintf("Content-Length: %d\r\n\r\n", gibibyte),
		"unannounced": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", gibibyte),
	} {
		for _, path := range []string{"/notify/acme", "/mini/T1"} {
			t.Run(name+" "+path, func(t *testing.T) {
				r := start(t)
				c := r.dial(t)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				sent := make(chan int, 1)
				go func() {
					io.WriteString(c, "POST "+path+" HTTP/1.1\r\nHost: till\r\n"+head)
					n, chunk := 0, make([]byte, 64<<10)
					for n < gibibyte {
						m, err := c.Write(chunk)
						n += m
						if err != nil {
							break
						}
					}
					sent <- n
				}()
				answer, _ := io.ReadAll(c)
				n := <-sent
				runtime.ReadMemStats(&after)
				require.Regexp(t, `^HTTP/1\.1 (413|400) `, string(answer))
				require.Less(t, n, gibibyte/8, "the connection is cut")
				require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
				r.takes(t)
			})
		}
	}
}

func TestAttack_WhatIsNoRequest(t *testing.T) {
	r := start(t)
	body := r.vendor.body("T1", 1234)
	good := fmt.Sprintf("POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", vendorType, len(body), body)
	for name, c := range map[string]struct {
		text  string
		first string // the answer's beginning
		acks  int
	}{
		"garbage after a good one":  {good + "\x00\xff\x01garbage\r\n\r\n", "HTTP/1.1 200 OK\r\n", 1},
		"three in a row":            {good + good + good + "x\r\n\r\n", "HTTP/1.1 200 OK\r\n", 3},
		"good one after garbage":    {"\x16\x03\x01\x02\r\n\r\n" + good, "HTTP/1.1 400 ", 0},
		"HTTP/2 preface":            {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + good, "HTTP/1.1 404 ", 0},
		"HTTP/2 by upgrade":         {strings.Replace(good, "Host: till", "Host: till\r\nConnection: Upgrade, close, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", 1), "HTTP/1.1 200 OK\r\n", 1},
		"HTTP/3.0":                  {"POST /notify/acme HTTP/3.0\r\n\r\n", "HTTP/1.1 505 ", 0},
		"OPTIONS *":                 {"OPTIONS * HTTP/1.1\r\nHost: till\r\n\r\n", "HTTP/1.1 404 ", 0},
		"one long header":           {"POST /notify/acme HTTP/1.1\r\nHost: till\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "HTTP/1.1 431 ", 0},
		"ten thousand headers":      {"POST /notify/acme HTTP/1.1\r\nHost: till\r\n" + strings.Repeat("X: y\r\n", 10000) + "\r\n", "HTTP/1.1 431 ", 0},
		"long path":                 {"POST /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\nHost: till\r\n\r\n", "HTTP/1.1 431 ", 0},
		"two lengths":               {"POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "HTTP/1.1 400 ", 0},
		"negative length":           {"POST /notify/acme HTTP/1.1\r\nHost: till\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400 ", 0},
		"chunk of no number":        {"POST /notify/acme HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400 ", 0},
		"HTTP/1.0, as proxies send": {strings.Replace(good, "HTTP/1.1", "HTTP/1.0", 1), "HTTP/1.0 200 OK\r\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			answer := r.raw(t, c.text)
			if c.first != "HTTP/1.1 431 " || answer != "" { // cut off while it was still sending
				require.True(t, strings.HasPrefix(answer, c.first), "%.200q", answer)
			}
			require.Equal(t, c.acks, strings.Count(answer, vendorAck))
		})
	}
	r.takes(t)
}

func TestAttack_ABodyOfExactlyTheLimitIsRead(t *testing.T) {
	r := start(t)
	status, _ := r.send(t, "/notify/acme", vendorType, strings.Repeat("x", bodyBytesMax))
	require.Equal(t, 403, status)
	status, answer := r.send(t, "/notify/acme", vendorType, strings.Repeat("x", bodyBytesMax+1))
	require.Equal(t, 413, status)
	require.Equal(t, refusal, answer)
	require.Equal(t, Counts{Forged: 1, TooLarge: 1}, r.Counts())
}

func TestAttack_WhoAsksTooMuchIsRefusedAndCounted(t *testing.T) {
	r := start(t, withLimits(func(l *limits) { l.address = rate{burst: 4} }))
	// One connection and its requests cost a token each.
	for _, want := range []int{200, 200, 200, 429} {
		status, answer := r.notify(t, "T1", 1234)
		require.Equal(t, want, status)
		if want == 429 {
			require.Equal(t, refusal, answer)
		}
	}
	_, _, err := r.trySend("/notify/acme", vendorType, r.vendor.body("T1", 1234))
	require.Error(t, err, "further connections are cut off")
	require.EqualValues(t, 3, r.Counts().Taken)
	require.GreaterOrEqual(t, r.Counts().Limited, uint64(2))
	require.Equal(t, 3, r.till.get(noticedBy))
}

func TestAttack_AMiniProgramOverTheRateIsToldSo(t *testing.T) {
	r := start(t, withLimits(func(l *limits) { l.overall = rate{burst: 2} }))
	for _, want := range []int{200, 429} {
		status, answer := r.send(t, "/mini/T1", "application/json", "{}")
		require.Equal(t, want, status)
		if want == 429 {
			require.JSONEq(t, `{"error":"not_now"}`, answer)
		}
	}
	require.Equal(t, Counts{MiniAnswered: 1, Limited: 1}, r.Counts())
}

func TestAttack_AFloodDoesNotFillTheLog(t *testing.T) {
	r := start(t)
	began := time.Now()
	for range 300 {
		r.send(t, "/notify/acme", vendorType, `{"openid":"oSECRETopenid"}`)
		r.send(t, "/mini/T1", vendorType, `{"openid":"oSECRETopenid","x":1}`)
		r.raw(t, "\x00\r\n\r\n")
	}
	require.LessOrEqual(t, strings.Count(r.log.String(), "\n"), 4*(1+int(time.Since(began)/logGap)), r.log.String())
	require.Contains(t, r.log.String(), "forged notification refused")
	require.NotContains(t, r.log.String(), "oSECRETopenid")
}
