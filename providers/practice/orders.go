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
	// ordersMax bounds the orders kept: several busy days. The oldest that no
	// customer can pay in the ordinary way are forgotten first.
	ordersMax = 10_000
	// codesMax bounds the codes remembered; more than orders, since refused and
	// lost requests carry codes too.
	codesMax = 20_000
	// fieldBytesMax bounds each text that the merchant puts on an order: the
	// longest documented, an address to notify, has 256.
	fieldBytesMax = 512
	// codeValid is how long a wallet waits for the password of a code payment.
	codeValid = 60 * time.Second
)

// orders is the ledger of orders. It knows nothing of HTTP or of any vendor.
// Every change is on the journal before it can be seen.
type orders struct {
	now     func() time.Time
	qrValid time.Duration
	// owes reports whether a change is to be notified, and news takes one that
	// is, once it is on the journal. Neither may ask the book.
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

// ownKey is a merchant's number in its dialect.
type ownKey struct{ dialect, own string }

// newOrders takes what the journal holds, if there is one.
func newOrders(now func() time.Time, qrValid time.Duration, s Settings, j *journal) *orders {
	b := &orders{now: now, qrValid: qrValid, settings: s, journal: j}
	b.owes = func(Order, *Refund) bool { return false }
	b.news = func(Order, *Refund) {}
	b.clear()
	if j != nil {
		for _, e := range j.restored {
			b.remember(e)
		}
		j.restored = nil
	}
	return b
}

func (b *orders) clear() {
	b.byNumber, b.order, b.owned = map[string]Order{}, nil, map[ownKey]string{}
	b.codes, b.codeList = map[string]CodeUse{}, nil
}

// write puts a change on the journal, then into memory.
func (b *orders) write(e entry) error {
	if b.journal != nil {
		if err := b.journal.append(e); err != nil {
			return err
		}
	}
	b.remember(e)
	return nil
}

// remember puts a change into memory and forgets what is too much.
func (b *orders) remember(e entry) {
	if e.Reset {
		b.clear()
	}
	for _, o := range e.Orders {
		if _, known := b.byNumber[o.No]; !known {
			b.order = append(b.order, o.No)
			if o.Own != "" {
				b.owned[ownKey{o.Dialect, o.Own}] = o.No
			}
		}
		b.byNumber[o.No] = o
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
		old := b.byNumber[b.order[i]]
		delete(b.owned, ownKey{old.Dialect, old.Own})
		delete(b.byNumber, old.No)
		b.order = slices.Delete(b.order, i, i+1)
	}
}

func (b *orders) oldestSettled() int {
	now := b.now()
	return slices.IndexFunc(b.order, func(no string) bool { return !b.byNumber[no].at(now).State.Open() })
}

// NewOrder is what a dialect asks for.
type NewOrder struct {
	dialect, Store string
	Amount         kiosk.Fen
	Wallet         kiosk.Wallet
	Own            string        // the merchant's number, unique in its dialect; "" for none
	Rail           kiosk.Rail    // of open: "" is kiosk.RailQR
	Valid          time.Duration // 0 is the book's own
	Payer          string        // openid or buyer id, of a mini-program order
	NotifyURL      string
	Attach         string
	// QR makes the QR's text from the order's number; nil takes the wallet's
	// own shape for a QR order, and none for others.
	QR func(no string) string
}

// open makes an order that waits for the customer. ErrFull when ordersMax are
// open; ErrOwnTaken, with the order that has that number; ErrField.
func (b *orders) open(n NewOrder) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n.Rail == "" {
		n.Rail = kiosk.RailQR
	}
	if n.Valid == 0 {
		n.Valid = b.qrValid
	}
	o, err := b.make(n)
	if err != nil {
		return o, err
	}
	switch {
	case n.QR != nil:
		o.QR = n.QR(o.No)
	case n.Rail == kiosk.RailQR:
		o.QR = newQR(n.Wallet)
	}
	if err := b.write(entry{Orders: []Order{o}}); err != nil {
		return Order{}, fmt.Errorf("open order: %w", err)
	}
	return o, nil
}

// make is a new order that is not in the book yet.
func (b *orders) make(n NewOrder) (Order, error) {
	if no, taken := b.owned[ownKey{n.dialect, n.Own}]; taken {
		return b.byNumber[no].at(b.now()), ErrOwnTaken
	}
	if max(len(n.Own), len(n.Payer), len(n.NotifyURL), len(n.Attach)) > fieldBytesMax {
		return Order{}, ErrField
	}
	if len(b.order) >= ordersMax && b.oldestSettled() < 0 {
		return Order{}, ErrFull
	}
	now := b.now()
	no := newOrderNo(now)
	for _, taken := b.byNumber[no]; taken; _, taken = b.byNumber[no] {
		now = now.Add(time.Second) // four random digits a second can run out; the next second has more
		no = newOrderNo(now)
	}
	return Order{
		No: no, Own: n.Own, Dialect: n.dialect, Store: n.Store, Amount: n.Amount, Wallet: n.Wallet, Rail: n.Rail,
		Payer: n.Payer, NotifyURL: n.NotifyURL, Attach: n.Attach,
		State: StateCreated, CreatedAt: b.now(), ExpiresAt: b.now().Add(n.Valid),
	}, nil
}

// sent counts a request that carried a code, whatever becomes of it.
func (b *orders) sent(code kiosk.PayCode) error {
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
// the password. ErrOwnTaken or ErrCodeUsed with the order that has that number
// or spent that code; ErrFull, ErrField.
func (b *orders) charge(n NewOrder, code kiosk.PayCode) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n.Rail = kiosk.RailCode
	if n.Valid == 0 {
		n.Valid = codeValid
	}
	o, err := b.make(n)
	if err != nil {
		return o, err
	}
	hash := hashCode(code)
	use := b.codes[hash]
	if use.Order != "" {
		return b.byNumber[use.Order].at(b.now()), ErrCodeUsed
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
	o.NoticeDue = b.owes(o, nil)
	if err := b.write(entry{Orders: []Order{o}, Codes: map[string]CodeUse{hash: use}}); err != nil {
		return Order{}, fmt.Errorf("charge code: %w", err)
	}
	if o.NoticeDue {
		b.news(o, nil)
	}
	return o, nil
}

// change writes an order whose state has changed and lets it be notified.
func (b *orders) change(o Order) (Order, error) {
	o.NoticeDue = b.owes(o, nil)
	if err := b.write(entry{Orders: []Order{o}}); err != nil {
		return Order{}, err
	}
	if o.NoticeDue {
		b.news(o, nil)
	}
	return o, nil
}

// bind binds an open order to the wallet and the rail by which it is going to
// be paid; an order of a mall is open to all until then. ErrNoOrder, ErrSettled.
func (b *orders) bind(dialect, no string, w kiosk.Wallet, rail kiosk.Rail, qr func(no string) string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.look(dialect, no)
	if err != nil {
		return Order{}, err
	}
	if !o.State.Open() {
		return o, ErrSettled
	}
	if o.Wallet == w && o.Rail == rail {
		return o, nil
	}
	if o.Wallet != w && qr == nil {
		o.QR = newQR(w)
	}
	o.Wallet, o.Rail = w, rail
	return b.change(o)
}

// find returns an order of a dialect as it stands now. ErrNoOrder.
func (b *orders) find(dialect, no string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.look(dialect, no)
}

// findOwn returns an order of a dialect by the merchant's number. ErrNoOrder.
func (b *orders) findOwn(dialect, own string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.look(dialect, b.owned[ownKey{dialect, own}])
}

func (b *orders) look(dialect, no string) (Order, error) {
	if err := b.autoPay(); err != nil {
		return Order{}, err
	}
	o, ok := b.byNumber[no]
	if !ok || o.Dialect != dialect {
		return Order{}, ErrNoOrder
	}
	return o.at(b.now()), nil
}

// act lets the customer act on an order. An empty number is the newest order
// on which the action makes sense. ErrNoOrder, ErrSettled.
func (b *orders) act(a Action, no string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.autoPay(); err != nil {
		return Order{}, err
	}
	now := b.now()
	if no == "" {
		no = b.newest(func(o Order) bool { return o.State.Open() || a == ActionPayLate && o.State != StatePaid })
	}
	o, err := b.named(no)
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
	if changed, err = b.change(changed); err != nil {
		return o, fmt.Errorf("%s order: %w", a, err)
	}
	return changed, nil
}

// orderNamed is named, as the order stands now.
func (b *orders) orderNamed(no string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.autoPay(); err != nil {
		return Order{}, err
	}
	o, err := b.named(no)
	return o.at(b.now()), err
}

// named finds an order by the gateway's number, or else by the merchant's in
// any dialect, the newest.
func (b *orders) named(no string) (Order, error) {
	if o, ok := b.byNumber[no]; ok {
		return o, nil
	}
	for _, each := range slices.Backward(b.order) {
		if o := b.byNumber[each]; o.Own == no && no != "" {
			return o, nil
		}
	}
	return Order{}, ErrNoOrder
}

func (b *orders) newest(fits func(Order) bool) string {
	now := b.now()
	for _, no := range slices.Backward(b.order) {
		if fits(b.byNumber[no].at(now)) {
			return no
		}
	}
	return ""
}

// ledger is a copy of everything.
func (b *orders) ledger() (Ledger, error) {
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
		o := b.byNumber[no].at(now)
		o.CodeSent = sentOn[no]
		l.Orders = append(l.Orders, o)
		l.Taken += o.Amount * kiosk.Fen(o.Charges)
		l.Returned += o.Refunded
	}
	return l, err
}

func (b *orders) reset() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(entry{Reset: true})
}

func (b *orders) currentSettings() Settings {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.settings
}

func (b *orders) changeSettings(s Settings) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings = s
}

// end closes the journal; the book then refuses changes.
func (b *orders) end() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.journal == nil {
		return nil
	}
	return b.journal.close()
}

// hashCode is how a code is remembered: enough to know it again, too little to
// spend it.
func hashCode(c kiosk.PayCode) string {
	sum := sha256.Sum256([]byte(c.Reveal()))
	return hex.EncodeToString(sum[:])
}
