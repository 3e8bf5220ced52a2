package wechatpay

import "sync"

// endedMax bounds the orders that are remembered; a till has a handful of these a day.
const endedMax = 1000

// ended remembers the code payments that WeChat was made to reverse or refused to make. Of
// these, that no order is found is a proof: of others the request may be on its way.
type ended struct {
	mu   sync.Mutex
	seen map[string]bool // by out_trade_no
}

func (e *ended) add(no string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil || len(e.seen) >= endedMax {
		e.seen = map[string]bool{} // those that are forgotten are reversed once more
	}
	e.seen[no] = true
}

func (e *ended) has(no string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen[no]
}
