package webhook

import (
	"net/netip"
	"sync"
	"time"
)

// rate is an allowance: so many a second, and so many at once.
type rate struct{ perSecond, burst float64 }

// bucket is a token bucket. The zero bucket is full.
type bucket struct {
	missing float64 // tokens that it lacks to be full
	at      time.Time
}

func (b *bucket) refill(r rate, now time.Time) {
	if d := now.Sub(b.at); d > 0 {
		b.missing = max(0, b.missing-d.Seconds()*r.perSecond)
		b.at = now
	}
}

func (b *bucket) take(r rate, now time.Time) bool {
	b.refill(r, now)
	if b.missing > r.burst-1 {
		return false
	}
	b.missing++
	return true
}

// limiter allows so much an address and so much in all.
type limiter struct {
	each, all rate
	max       int // addresses kept

	mu     sync.Mutex
	total  bucket
	rest   bucket // of the addresses that found no place
	table  map[netip.Addr]*bucket
	tidied time.Time
}

func newLimiter(each, all rate, addresses int) *limiter {
	return &limiter{each: each, all: all, max: addresses, table: map[netip.Addr]*bucket{}}
}

func (l *limiter) allow(a netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of(a, now).take(l.each, now) && l.total.take(l.all, now)
}

func (l *limiter) of(a netip.Addr, now time.Time) *bucket {
	b := l.table[a]
	if b != nil {
		return b
	}
	if len(l.table) >= l.max {
		l.tidy(now)
	}
	if len(l.table) >= l.max {
		return &l.rest
	}
	b = &bucket{}
	l.table[a] = b
	return b
}

// tidy forgets the addresses whose bucket is full again: at most once a second,
// so that a flood of addresses does not make it the costliest thing here.
func (l *limiter) tidy(now time.Time) {
	if now.Sub(l.tidied) < time.Second {
		return
	}
	l.tidied = now
	for a, b := range l.table {
		if b.refill(l.each, now); b.missing == 0 {
			delete(l.table, a)
		}
	}
}

// addressOf is the key by which connections are counted: an IPv4 address, or the
// /64 that one customer of an IPv6 network has to himself.
func addressOf(remote string) netip.Addr {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	a := at.Addr().Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}
