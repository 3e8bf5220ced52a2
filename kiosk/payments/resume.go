package payments

import (
	"slices"

	"facepay/kiosk"
)

// reload follows a payment again that the till had forgotten, with its sale.
// collect forgets it once more when nothing came of that.
func (b *Book) reload(e kiosk.Found) *Item {
	p := b.track(*e.Payment, nil)
	at, _ := slices.BinarySearchFunc(b.payments, p, func(a, b *Item) int { return a.CreatedAt.Compare(b.CreatedAt) })
	b.payments = slices.Insert(b.payments, at, p)
	if e.Sale != nil && b.sales[e.Sale.ID] == nil {
		s := *e.Sale
		b.sales[s.ID] = &s
	}
	b.resumeRefunds(e.Refunds)
	return p
}

// Resume follows a payment of the ledger from now on, with its sale and its
// refunds. What the till follows already is newer and stays.
func (b *Book) Resume(e kiosk.Found) *Item {
	p := b.Find(e.OrderNo)
	if p == nil {
		p = b.reload(e)
	}
	b.resumeRefunds(e.Refunds)
	return p
}

// resumeRefunds adds the refunds of the ledger that the till does not know. One
// that is undecided it has followed all along.
func (b *Book) resumeRefunds(rows []kiosk.Refund) {
	for _, row := range rows {
		if b.FindRefund(row.No) == nil && row.State.Final() {
			b.trackRefund(row)
		}
	}
}
