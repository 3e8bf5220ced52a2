package alipay

import (
	"sync"
	"time"
)

const (
	// vanishedAfter is the time after which a request that was on its way has come.
	vanishedAfter = 3 * time.Second
	// vanishedMax bounds the orders that are remembered; a till has a handful of these a day.
	vanishedMax = 1000
)

// vanished remembers the orders of which Alipay, asked to cancel them, knew no trade.
type vanished struct {
	mu   sync.Mutex
	seen map[string]sighting // by out_trade_no
}

type sighting struct {
	first time.Time
	twice bool
}

// saw notes a cancel that found no trade, and reports whether an earlier one found none either.
func (v *vanished) saw(no string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen == nil || len(v.seen) >= vanishedMax {
		v.seen = map[string]sighting{} // those that are forgotten are cancelled twice more
	}
	s, known := v.seen[no]
	if !known {
		s.first = now
	}
	s.twice = s.twice || now.Sub(s.first) >= vanishedAfter
	v.seen[no] = s
	return s.twice
}

// twice reports whether two cancels, apart by seconds, found no trade of an order.
func (v *vanished) twice(no string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seen[no].twice
}
