package webhook

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// gate bounds the connections. One that is over a bound takes the place of the
// one that has been silent longest, so that connections which only sit there
// keep nobody out; whoever came with a whole request is never thrown out.
type gate struct {
	conns, addressConns int
	grace               time.Duration

	mu   sync.Mutex
	open map[*conn]struct{}
	per  map[netip.Addr]int
}

// errCutOff says that a connection made room for another.
var errCutOff = errors.New("the connection was cut off: too many")

type conn struct {
	net.Conn
	gate *gate
	addr netip.Addr
	// Of gate.mu:
	since time.Time // of its last progress: accepted, header read, answered
	busy  bool      // its request is here and its answer is not out yet
	gone  bool
}

func newGate(l limits) *gate {
	return &gate{
		conns: l.conns, addressConns: l.addressConns, grace: l.connGrace,
		open: map[*conn]struct{}{}, per: map[netip.Addr]int{},
	}
}

// admit lets c in and makes room for it, or returns nil.
func (g *gate) admit(c net.Conn, addr netip.Addr, now time.Time) *conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.per[addr] >= g.addressConns && !g.evict(now, func(o *conn) bool { return o.addr == addr }) {
		return nil
	}
	if len(g.open) >= g.conns && !g.evict(now, func(*conn) bool { return true }) {
		return nil
	}
	in := &conn{Conn: c, gate: g, addr: addr, since: now}
	g.open[in] = struct{}{}
	g.per[addr]++
	return in
}

// evict closes the connection that has been silent longest, and for grace, among those that may be.
func (g *gate) evict(now time.Time, may func(*conn) bool) bool {
	var oldest *conn
	for c := range g.open {
		if !c.busy && now.Sub(c.since) >= g.grace && may(c) && (oldest == nil || c.since.Before(oldest.since)) {
			oldest = c
		}
	}
	if oldest == nil {
		return false
	}
	g.forget(oldest)
	oldest.Conn.Close() // its goroutine ends with the error of its read
	return true
}

func (g *gate) forget(c *conn) {
	if c.gone {
		return
	}
	c.gone = true
	delete(g.open, c)
	if g.per[c.addr]--; g.per[c.addr] == 0 {
		delete(g.per, c.addr)
	}
}

func (g *gate) closeSilent() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.open {
		if !c.busy {
			g.forget(c)
			c.Conn.Close()
		}
	}
}

// progress notes that c got on, and whether an answer is owed to it now; false when it had to make room.
func (c *conn) progress(busy bool) bool {
	c.gate.mu.Lock()
	defer c.gate.mu.Unlock()
	c.since, c.busy = time.Now(), busy
	return !c.gone
}

func (c *conn) Close() error {
	c.gate.mu.Lock()
	c.gate.forget(c)
	c.gate.mu.Unlock()
	return c.Conn.Close()
}

// CloseWrite lets net/http send its last answer to somebody who is still
// sending, before the connection is cut.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// limitListener is a listener behind a gate and a limiter.
type limitListener struct {
	net.Listener
	gate    *gate
	limiter *limiter
	refused func()
}

// Accept returns the next connection that is let in. The others are cut off at
// once, which costs less than any answer.
func (d *limitListener) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		now := time.Now()
		addr := addressOf(c.RemoteAddr().String())
		if d.limiter.allow(addr, now) {
			if in := d.gate.admit(c, addr, now); in != nil {
				if tcp, ok := c.(*net.TCPConn); ok {
					tcp.SetReadBuffer(socketBytes) // a hint; without it the kernel's own bound holds
				}
				return in, nil
			}
		}
		d.refused() // counted before anybody can see it
		c.Close()
	}
}
