package gatewayhttp

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"

	"facepay/kiosk"
)

// errSealed stops a late writer where it was said that nothing left.
var errSealed = errors.New("connection given up before anything was sent")

// countedConn counts the bytes that the kernel took from it, below TLS.
type countedConn struct {
	net.Conn
	mu      sync.Mutex
	taken   int64
	writing int
	sealed  bool
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	if c.sealed {
		c.mu.Unlock()
		return 0, errSealed
	}
	c.writing++
	c.mu.Unlock()

	n, err := c.Conn.Write(b)

	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing--
	c.taken += int64(n)
	return n, err
}

func (c *countedConn) count() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taken
}

// sealUnless makes c refuse every further write and returns true, provided that
// nothing was taken beyond before and nobody is writing now. This closes the
// gap between looking and telling.
func (c *countedConn) sealUnless(before int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken != before || c.writing > 0 {
		return false
	}
	c.sealed = true
	return true
}

// watch follows one request through the transport, for what its failure proves.
type watch struct {
	mu       sync.Mutex
	carriers []carrier
	opaque   bool // it travelled on a connection that cannot be counted
	answered bool // the first byte of a reply came
}

// carrier is a request's connection, and how much had been written to it before.
type carrier struct {
	conn   *countedConn
	before int64
}

func (w *watch) attach(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			w.mu.Lock()
			defer w.mu.Unlock()
			conn, ok := counted(info.Conn)
			if !ok {
				w.opaque = true
				return
			}
			w.carriers = append(w.carriers, carrier{conn, conn.count()})
		},
		GotFirstResponseByte: func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.answered = true
		},
	})
}

// counted finds the countedConn under TLS.
func counted(conn net.Conn) (*countedConn, bool) {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = t.NetConn()
	}
	c, ok := conn.(*countedConn)
	return c, ok
}

// tellable is err, a failure of the watched request, in a form that may go on
// record. Before there was a connection nothing was sent that the gateway could
// repeat; unconnected makes the error for that case.
func (w *watch) tellable(err error, unconnected func(error) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case len(w.carriers) == 0 && !w.opaque:
		return unconnected(err)
	case w.answered:
		return safeError(err, errNoHTTP)
	}
	return safeError(err, errBroken)
}

// classify is err, the transport's failure of the watched request, as what it
// proves. No connection was ever handed out when the name was not found, the
// connect refused, the TLS handshake failed or the caller gave up before.
func (w *watch) classify(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	unsent := !w.opaque && !w.answered
	for _, c := range w.carriers {
		unsent = unsent && c.conn.sealUnless(c.before)
	}
	if unsent {
		return &kiosk.NotSent{Err: err}
	}
	return &kiosk.Unanswered{Err: err, Answered: w.answered}
}
