package lan

import (
	"net"
	"net/netip"
	"sync"
)

// bounded is a listener that cuts off at once who comes from elsewhere, and who is one
// too many.
type bounded struct {
	net.Listener
	mu   sync.Mutex
	open int
	per  map[netip.Addr]int
}

// Bound is l with a limit on its connections, of all and of each address, and for
// addresses of a private network alone.
func Bound(l net.Listener) net.Listener {
	return &bounded{Listener: l, per: map[netip.Addr]int{}}
}

// Accept returns the next connection that is let in.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, err := netip.ParseAddrPort(c.RemoteAddr().String())
		if from := at.Addr().Unmap(); err == nil && near(from) && b.admit(from) {
			return &counted{Conn: c, leave: sync.OnceFunc(func() { b.left(from) })}, nil
		}
		c.Close()
	}
}

func (b *bounded) admit(from netip.Addr) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open >= connsMax || b.per[from] >= addressConnsMax {
		return false
	}
	b.open++
	b.per[from]++
	return true
}

func (b *bounded) left(from netip.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open--
	if b.per[from]--; b.per[from] == 0 {
		delete(b.per, from)
	}
}

type counted struct {
	net.Conn
	leave func()
}

func (c *counted) Close() error {
	c.leave()
	return c.Conn.Close()
}

// CloseWrite lets net/http send its last answer to somebody who is still sending, before
// the connection is cut.
func (c *counted) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
