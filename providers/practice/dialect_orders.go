package practice

import (
	"cmp"
	"fmt"
	"time"

	"facepay/kiosk"
)

// DialectOrders are the orders of one dialect's merchants.
type DialectOrders struct {
	*orders
	dialect string
}

func (all *orders) of(dialect string) DialectOrders { return DialectOrders{all, dialect} }

func (d DialectOrders) Now() time.Time { return d.now() }

func (d DialectOrders) Settings() Settings { return d.currentSettings() }

type NewOrder struct {
	Store     string
	Amount    kiosk.Fen
	Wallet    kiosk.Wallet
	Own       string        // the merchant's number, unique in its dialect; "" for none
	Rail      kiosk.Rail    // of open: "" is kiosk.RailQR
	Valid     time.Duration // 0 is the gateway's own
	Payer     string        // openid or buyer id, of a mini-program order
	NotifyURL string
	Attach    string
	// QR makes the QR's text; nil takes the wallet's own shape for a QR order, and none for others.
	QR func(no string) string
}

// Open makes an order that waits for the customer. ErrFull; ErrOwnTaken, with the order; ErrField.
func (d DialectOrders) Open(n NewOrder) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n.Rail, n.Valid = cmp.Or(n.Rail, kiosk.RailQR), cmp.Or(n.Valid, d.qrValid)
	o, err := d.make(n)
	if err != nil {
		return o, err
	}
	switch {
	case n.QR != nil:
		o.QR = n.QR(o.No)
	case n.Rail == kiosk.RailQR:
		o.QR = newQR(n.Wallet)
	}
	if err := d.write(entry{Orders: []Order{o}}); err != nil {
		return Order{}, fmt.Errorf("open order: %w", err)
	}
	return o, nil
}

func (d DialectOrders) make(n NewOrder) (Order, error) {
	if no, taken := d.owned[ownKey{d.dialect, n.Own}]; taken {
		return d.byNumber[no].at(d.now()), ErrOwnTaken
	}
	if max(len(n.Own), len(n.Payer), len(n.NotifyURL), len(n.Attach)) > fieldBytesMax {
		return Order{}, ErrField
	}
	if len(d.order) >= ordersMax && d.oldestSettled() < 0 {
		return Order{}, ErrFull
	}
	now := d.now()
	no := newOrderNo(now)
	for d.byNumber[no].No != "" {
		now = now.Add(time.Second) // four random digits a second can run out; the next second has more
		no = newOrderNo(now)
	}
	return Order{
		No: no, Own: n.Own, Dialect: d.dialect, Store: n.Store, Amount: n.Amount, Wallet: n.Wallet, Rail: n.Rail,
		Payer: n.Payer, NotifyURL: n.NotifyURL, Attach: n.Attach,
		State: StateCreated, CreatedAt: d.now(), ExpiresAt: d.now().Add(n.Valid),
	}, nil
}

// Charge spends a code: the order that it made, paid, refused or waiting for
// the password. ErrOwnTaken or ErrCodeUsed with the order that has that number
// or spent that code; ErrFull, ErrField.
func (d DialectOrders) Charge(n NewOrder, code kiosk.PayCode) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n.Rail, n.Valid = kiosk.RailCode, cmp.Or(n.Valid, codeValid)
	o, err := d.make(n)
	if err != nil {
		return o, err
	}
	hash := hashCode(code)
	use := d.codes[hash]
	if use.Order != "" {
		return d.byNumber[use.Order].at(d.now()), ErrCodeUsed
	}
	o.CodeTail = code.Tail()
	use.Tail, use.Order = code.Tail(), o.No

	now := d.now()
	behaviour := CodeBehaviours[code.Tail()]
	o, _ = o.apply(ActionScan, now) // a new order can always be scanned
	switch {
	case behaviour == CodeBalance:
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedBalance, now
	case behaviour == CodeExpired:
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedCode, now
	case behaviour == CodePassword, o.Amount > d.settings.FreeLimit && behaviour == "":
	default:
		o, _ = o.apply(ActionPay, now) // and one that waits be paid
	}
	if o, err = d.change(o, map[string]CodeUse{hash: use}); err != nil {
		return Order{}, fmt.Errorf("charge code: %w", err)
	}
	return o, nil
}

// Bind binds an open order to the wallet and the rail by which it is going to
// be paid; an order of a mall is open to all until then. ErrNoOrder, ErrSettled.
func (d DialectOrders) Bind(no string, w kiosk.Wallet, rail kiosk.Rail, qr func(no string) string) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, err := d.look(no)
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
	return d.change(o, nil)
}

// Find returns an order of a dialect as it stands now. ErrNoOrder.
func (d DialectOrders) Find(no string) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look(no)
}

// FindOwn returns an order of a dialect by the merchant's number. ErrNoOrder.
func (d DialectOrders) FindOwn(own string) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look(d.owned[ownKey{d.dialect, own}])
}

func (d DialectOrders) look(no string) (Order, error) {
	if err := d.autoPay(); err != nil {
		return Order{}, err
	}
	o, ok := d.byNumber[no]
	if !ok || o.Dialect != d.dialect {
		return Order{}, ErrNoOrder
	}
	return o.at(d.now()), nil
}

// All are the orders of a dialect as they stand now, oldest first.
func (d DialectOrders) All() (list []Order) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	for _, no := range d.order {
		if o := d.byNumber[no].at(now); o.Dialect == d.dialect {
			list = append(list, o)
		}
	}
	return list
}
