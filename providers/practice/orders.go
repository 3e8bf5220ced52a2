package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	// ordersMax is several busy days' orders. The oldest that are not open are forgotten first.
	ordersMax = 12_000
	codesMax  = 20_000 // more than orders, since refused and lost requests carry codes too
	// fieldBytesMax bounds a text on an order: the longest documented, an address to notify, has 256.
	fieldBytesMax = 512
	codeValid     = 60 * time.Second // a wallet's patience for the password of a code payment
)

// orders is the ledger of orders. It knows nothing of HTTP or of any vendor.
// Every change is on the journal before it can be seen.
type orders struct {
	now     func() time.Time
	qrValid time.Duration
	// owes reports whether a change is to be notified, and news takes one that is. Neither may ask for orders.
	owes func(Order, *Refund) bool
	news func(Order, *Refund)

	mu       sync.Mutex
	settings Settings
	byNumber map[string]Order
	owned    map[ownKey]string // order numbers by the merchant's
	order    []string          // numbers, oldest first
	codes    map[string]CodeUse
	codeList []string // hashes, oldest first
	journal  *journal // nil: memory only
}

type ownKey struct{ dialect, own string }

func newOrders(now func() time.Time, qrValid time.Duration, s Settings, j *journal) *orders {
	all := &orders{now: now, qrValid: qrValid, settings: s, journal: j}
	all.owes = func(Order, *Refund) bool { return false }
	all.news = func(Order, *Refund) {}
	all.clear()
	if j != nil {
		for _, e := range j.restored {
			all.remember(e)
		}
		j.restored = nil
	}
	return all
}

func (all *orders) clear() {
	all.byNumber, all.order, all.owned = map[string]Order{}, nil, map[ownKey]string{}
	all.codes, all.codeList = map[string]CodeUse{}, nil
}

func (all *orders) write(e entry) error {
	if all.journal != nil {
		if err := all.journal.append(e); err != nil {
			return err
		}
	}
	all.remember(e)
	return nil
}

// remember puts a change into memory and forgets what is too much.
func (all *orders) remember(e entry) {
	if e.Reset {
		all.clear()
	}
	for _, o := range e.Orders {
		if _, known := all.byNumber[o.No]; !known {
			all.order = append(all.order, o.No)
			if o.Own != "" {
				all.owned[ownKey{o.Dialect, o.Own}] = o.No
			}
		}
		all.byNumber[o.No] = o
	}
	for hash, use := range e.Codes {
		if _, known := all.codes[hash]; !known {
			all.codeList = append(all.codeList, hash)
		}
		all.codes[hash] = use
	}
	for len(all.codeList) > codesMax {
		delete(all.codes, all.codeList[0])
		all.codeList = all.codeList[1:]
	}
	for len(all.order) > ordersMax {
		i := all.oldestSettled()
		if i < 0 {
			return // room refuses the next one
		}
		old := all.byNumber[all.order[i]]
		delete(all.owned, ownKey{old.Dialect, old.Own})
		delete(all.byNumber, old.No)
		all.order = slices.Delete(all.order, i, i+1)
	}
}

func (all *orders) oldestSettled() int {
	now := all.now()
	return slices.IndexFunc(all.order, func(no string) bool { return !all.byNumber[no].at(now).State.Open() })
}

// sent counts a request that carried a code, whatever becomes of it.
func (all *orders) sent(code kiosk.PayCode) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	hash := hashCode(code)
	use := all.codes[hash]
	use.Tail = code.Tail()
	use.Sent++
	if err := all.write(entry{Codes: map[string]CodeUse{hash: use}}); err != nil {
		return fmt.Errorf("count code: %w", err)
	}
	return nil
}

// change writes an order whose state has changed, with codes that were spent on
// it, and lets it be notified.
func (all *orders) change(o Order, spent map[string]CodeUse) (Order, error) {
	o.NoticeDue = all.owes(o, nil)
	if err := all.write(entry{Orders: []Order{o}, Codes: spent}); err != nil {
		return Order{}, err
	}
	if o.NoticeDue {
		all.news(o, nil)
	}
	return o, nil
}

// act lets the customer act on an order. An empty number is the newest order
// on which the action makes sense. ErrNoOrder, ErrSettled.
func (all *orders) act(a Action, no string) (Order, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if err := all.autoPay(); err != nil {
		return Order{}, err
	}
	now := all.now()
	if no == "" {
		no = all.newest(func(o Order) bool { return o.State.Open() || a == ActionPayLate && o.State != StatePaid })
	}
	o, err := all.named(no)
	if err != nil {
		return Order{}, err
	}
	o = o.at(now)
	changed, err := o.apply(a, now)
	if err != nil {
		return o, err
	}
	if changed.State == o.State {
		return o, nil
	}
	if changed, err = all.change(changed, nil); err != nil {
		return o, fmt.Errorf("%s order: %w", a, err)
	}
	return changed, nil
}

// orderNamed is named, as the order stands now.
func (all *orders) orderNamed(no string) (Order, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if err := all.autoPay(); err != nil {
		return Order{}, err
	}
	o, err := all.named(no)
	return o.at(all.now()), err
}

// named finds an order by the gateway's number, else the newest by a merchant's.
func (all *orders) named(no string) (Order, error) {
	if o, ok := all.byNumber[no]; ok {
		return o, nil
	}
	for _, each := range slices.Backward(all.order) {
		if o := all.byNumber[each]; o.Own == no && no != "" {
			return o, nil
		}
	}
	return Order{}, ErrNoOrder
}

func (all *orders) newest(fits func(Order) bool) string {
	now := all.now()
	for _, no := range slices.Backward(all.order) {
		if fits(all.byNumber[no].at(now)) {
			return no
		}
	}
	return ""
}

func (all *orders) ledger() (Ledger, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	err := all.autoPay()
	now := all.now()
	l := Ledger{Orders: make([]Order, 0, len(all.order)), Codes: make([]CodeUse, 0, len(all.codeList))}
	sentOn := map[string]int{}
	for _, hash := range all.codeList {
		use := all.codes[hash]
		l.Codes = append(l.Codes, use)
		if use.Order != "" {
			sentOn[use.Order] = use.Sent
		}
	}
	for _, no := range all.order {
		o := all.byNumber[no].at(now)
		o.CodeSent = sentOn[no]
		l.Orders = append(l.Orders, o)
		l.Taken += o.Amount * kiosk.Fen(o.Charges)
		l.Returned += o.Refunded
	}
	return l, err
}

func (all *orders) reset() error {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.write(entry{Reset: true})
}

func (all *orders) currentSettings() Settings {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.settings
}

func (all *orders) changeSettings(s Settings) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.settings = s
}

// end closes the journal; changes are then refused.
func (all *orders) end() error {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.journal == nil {
		return nil
	}
	return all.journal.close()
}

// hashCode is enough to know a code again, and too little to spend it.
func hashCode(c kiosk.PayCode) string {
	sum := sha256.Sum256([]byte(c.Reveal()))
	return hex.EncodeToString(sum[:])
}
