package kiosk

import "slices"

// reload follows a payment again that the till had forgotten, with its sale.
// collect forgets it once more when nothing came of that.
func (b *Book) reload(e Found) *Item {
	p := b.track(*e.Payment, nil)
	at, _ := slices.BinarySearchFunc(b.payments, p, func(a, b *Item) int { return a.CreatedAt.Compare(b.CreatedAt) })
	b.payments = slices.Insert(b.payments, at, p)
	if e.Sale != nil && b.sales[e.Sale.ID] == nil {
		s := *e.Sale
		b.sales[s.ID] = &s
	}
	b.takeUpRefunds(e.Refunds)
	return p
}

// resume follows a payment of the ledger from now on, with its sale and its
// refunds. What the till follows already is newer and stays.
func (b *Book) resume(e Found) *Item {
	p := b.find(e.OrderNo)
	if p == nil {
		p = b.reload(e)
	}
	b.takeUpRefunds(e.Refunds)
	return p
}

// takeUpRefunds adds the refunds of the ledger that the till does not know. One
// that is undecided it has followed all along.
func (b *Book) takeUpRefunds(rows []Refund) {
	for _, row := range rows {
		if b.findRefund(row.No) == nil && row.State.Final() {
			b.followRefund(row)
		}
	}
}
