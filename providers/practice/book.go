package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	// ordersMax bounds the orders kept: several busy days. The oldest that no
	// customer can pay in the ordinary way are forgotten first.
	ordersMax = 10_000
	// codesMax bounds the codes remembered; more than orders, since refused and
	// lost requests carry codes too.
	codesMax = 20_000
	// codeValid is how long a wallet waits for the password of a code payment.
	codeValid = 60 * time.Second
)

// book is the ledger of orders. It knows nothing of HTTP or of any vendor.
// Every change is on the journal before it can be seen.
type book struct {
	now     func() time.Time
	qrValid time.Duration

	mu       sync.Mutex
	settings Settings
	orders   map[string]Order
	order    []string // numbers, oldest first
	codes    map[string]CodeUse
	codeList []string // hashes, oldest first
	journal  *journal // nil: memory only
}

// newBook takes what the journal holds, if there is one.
func newBook(now func() time.Time, qrValid time.Duration, s Settings, j *journal) *book {
	b := &book{now: now, qrValid: qrValid, settings: s, journal: j}
	b.clear()
	if j != nil {
		for _, e := range j.restored {
			b.remember(e)
		}
		j.restored = nil
	}
	return b
}

func (b *book) clear() {
	b.orders, b.order = map[string]Order{}, nil
	b.codes, b.codeList = map[string]CodeUse{}, nil
}

// write puts a change on the journal, then into memory.
func (b *book) write(e entry) error {
	if b.journal != nil {
		if err := b.journal.append(e); err != nil {
			return err
		}
	}
	b.remember(e)
	return nil
}

// remember puts a change into memory and forgets what is too much.
func (b *book) remember(e entry) {
	if e.Reset {
		b.clear()
	}
	for _, o := range e.Orders {
		if _, known := b.orders[o.No]; !known {
			b.order = append(b.order, o.No)
		}
		b.orders[o.No] = o
	}
	for hash, use := range e.Codes {
		if _, known := b.codes[hash]; !known {
			b.codeList = append(b.codeList, hash)
		}
		b.codes[hash] = use
	}
	for len(b.codeList) > codesMax {
		delete(b.codes, b.codeList[0])
		b.codeList = b.codeList[1:]
	}
	for len(b.order) > ordersMax {
		i := b.oldestSettled()
		if i < 0 {
			return // room refuses the next one
		}
		delete(b.orders, b.order[i])
		b.order = slices.Delete(b.order, i, i+1)
	}
}

func (b *book) oldestSettled() int {
	now := b.now()
	return slices.IndexFunc(b.order, func(no string) bool { return !b.orders[no].at(now).State.Open() })
}

// newOrder is what a dialect asks for.
type newOrder struct {
	dialect, store string
	amount         kiosk.Fen
	wallet         kiosk.Wallet
	// qr makes the QR's text from the order's number; nil takes the wallet's
	// own shape.
	qr func(no string) string
}

// open makes an order that waits for the customer's scan. ErrFull when
// ordersMax are open.
func (b *book) open(n newOrder) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.make(n, kiosk.RailQR, b.qrValid)
	if err != nil {
		return Order{}, err
	}
	if n.qr != nil {
		o.QR = n.qr(o.No)
	} else {
		o.QR = newQR(n.wallet)
	}
	if err := b.write(entry{Orders: []Order{o}}); err != nil {
		return Order{}, fmt.Errorf("open order: %w", err)
	}
	return o, nil
}

func (b *book) make(n newOrder, rail kiosk.Rail, valid time.Duration) (Order, error) {
	if len(b.order) >= ordersMax && b.oldestSettled() < 0 {
		return Order{}, ErrFull
	}
	now := b.now()
	no := newOrderNo(now)
	for _, taken := b.orders[no]; taken; _, taken = b.orders[no] {
		now = now.Add(time.Second) // four random digits a second can run out; the next second has more
		no = newOrderNo(now)
	}
	return Order{
		No: no, Dialect: n.dialect, Store: n.store, Amount: n.amount, Wallet: n.wallet, Rail: rail,
		State: StateCreated, CreatedAt: b.now(), ExpiresAt: b.now().Add(valid),
	}, nil
}

// sent counts a request that carried a code, whatever becomes of it.
func (b *book) sent(code kiosk.Code) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	hash := hashCode(code)
	use := b.codes[hash]
	use.Tail = code.Tail()
	use.Sent++
	if err := b.write(entry{Codes: map[string]CodeUse{hash: use}}); err != nil {
		return fmt.Errorf("count code: %w", err)
	}
	return nil
}

// charge spends a code: the order that it made, paid, refused or waiting for
// the password. ErrCodeUsed when it was spent before, ErrFull.
func (b *book) charge(n newOrder, code kiosk.Code) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	hash := hashCode(code)
	use := b.codes[hash]
	if use.Order != "" {
		return b.orders[use.Order], ErrCodeUsed
	}
	o, err := b.make(n, kiosk.RailCode, codeValid)
	if err != nil {
		return Order{}, err
	}
	o.CodeTail = code.Tail()
	use.Tail, use.Order = code.Tail(), o.No

	now := b.now()
	behaviour := CodeBehaviours[code.Tail()]
	o, _ = o.apply(ActionScan, now) // a new order can always be scanned
	switch {
	case behaviour == CodeBalance:
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedBalance, now
	case behaviour == CodeExpired:
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedCode, now
	case behaviour == CodePassword, o.Amount > b.settings.FreeLimit && behaviour == "":
	default:
		o, _ = o.apply(ActionPay, now) // and one that waits be paid
	}
	if err := b.write(entry{Orders: []Order{o}, Codes: map[string]CodeUse{hash: use}}); err != nil {
		return Order{}, fmt.Errorf("charge code: %w", err)
	}
	return o, nil
}

// find returns an order of a dialect as it stands now. ErrNoOrder.
func (b *book) find(dialect, no string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.autoPay(); err != nil {
		return Order{}, err
	}
	o, ok := b.orders[no]
	if !ok || o.Dialect != dialect {
		return Order{}, ErrNoOrder
	}
	return o.at(b.now()), nil
}

// act lets the customer act on an order. An empty number is the newest order
// on which the action makes sense. ErrNoOrder, ErrSettled.
func (b *book) act(a Action, no string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.autoPay(); err != nil {
		return Order{}, err
	}
	now := b.now()
	if no == "" {
		no = b.newest(func(o Order) bool { return o.State.Open() || a == ActionPayLate && o.State != StatePaid })
	}
	o, ok := b.orders[no]
	if !ok {
		return Order{}, ErrNoOrder
	}
	o = o.at(now)
	changed, err := o.apply(a, now)
	if err != nil {
		return o, err
	}
	if changed == o {
		return o, nil
	}
	if err := b.write(entry{Orders: []Order{changed}}); err != nil {
		return o, fmt.Errorf("%s order: %w", a, err)
	}
	return changed, nil
}

func (b *book) newest(fits func(Order) bool) string {
	now := b.now()
	for _, no := range slices.Backward(b.order) {
		if fits(b.orders[no].at(now)) {
			return no
		}
	}
	return ""
}

// autoPay pays the orders whose time under Settings.AutoPayMS has come. It runs
// whenever someone looks, so it needs no timer.
func (b *book) autoPay() error {
	if b.settings.AutoPayMS == 0 {
		return nil
	}
	now := b.now()
	var paid []Order
	for _, no := range b.order {
		o := b.orders[no].at(now)
		due := o.CreatedAt.Add(time.Duration(b.settings.AutoPayMS) * time.Millisecond)
		if !o.State.Open() || now.Before(due) {
			continue
		}
		o, err := o.apply(ActionPay, now)
		if err != nil {
			return err
		}
		paid = append(paid, o)
	}
	if len(paid) == 0 {
		return nil
	}
	return b.write(entry{Orders: paid})
}

// ledger is a copy of everything.
func (b *book) ledger() (Ledger, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.autoPay()
	now := b.now()
	l := Ledger{Orders: make([]Order, 0, len(b.order)), Codes: make([]CodeUse, 0, len(b.codeList))}
	sentOn := map[string]int{}
	for _, hash := range b.codeList {
		use := b.codes[hash]
		l.Codes = append(l.Codes, use)
		if use.Order != "" {
			sentOn[use.Order] = use.Sent
		}
	}
	for _, no := range b.order {
		o := b.orders[no].at(now)
		o.CodeSent = sentOn[no]
		l.Orders = append(l.Orders, o)
		l.Taken += o.Amount * kiosk.Fen(o.Charges)
	}
	return l, err
}

func (b *book) reset() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(entry{Reset: true})
}

func (b *book) currentSettings() Settings {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.settings
}

func (b *book) changeSettings(s Settings) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings = s
}

// close closes the journal; the book then refuses changes.
func (b *book) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.journal == nil {
		return nil
	}
	return b.journal.close()
}

// hashCode is how a code is remembered: enough to know it again, too little to
// spend it.
func hashCode(c kiosk.Code) string {
	sum := sha256.Sum256([]byte(c.Reveal()))
	return hex.EncodeToString(sum[:])
}

// snapshot is the book as journal entries, oldest first.
func snapshot(entries []entry) []entry {
	orders, codes := map[string]Order{}, map[string]CodeUse{}
	var orderList, codeList []string
	for _, e := range entries {
		if e.Reset {
			clear(orders)
			clear(codes)
			orderList, codeList = nil, nil
		}
		for _, o := range e.Orders {
			if _, known := orders[o.No]; !known {
				orderList = append(orderList, o.No)
			}
			orders[o.No] = o
		}
		for _, hash := range slices.Sorted(maps.Keys(e.Codes)) {
			if _, known := codes[hash]; !known {
				codeList = append(codeList, hash)
			}
			codes[hash] = e.Codes[hash]
		}
	}
	var kept []entry
	for _, no := range orderList {
		kept = append(kept, entry{Orders: []Order{orders[no]}})
	}
	for _, hash := range codeList {
		kept = append(kept, entry{Codes: map[string]CodeUse{hash: codes[hash]}})
	}
	return kept
}
