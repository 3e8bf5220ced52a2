package practice

import (
	"fmt"
	"slices"

	"facepay/kiosk"
)

// refundsMax bounds the refunds of one order, as WeChat bounds them.
const refundsMax = 50

// Close keeps an order from being paid in the ordinary way; again it is the same. ErrNoOrder, and
// ErrSettled with the order when it is paid.
func (d DialectOrders) Close(no string) (Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, err := d.look(no)
	switch {
	case err != nil:
		return Order{}, err
	case o.State == StatePaid:
		return o, ErrSettled
	case o.State == StateClosed:
		return o, nil
	}
	o.State, o.SettledAt = StateClosed, d.now()
	if o, err = d.change(o, nil); err != nil {
		return Order{}, fmt.Errorf("close order: %w", err)
	}
	return o, nil
}

// Refund gives money of a paid order back. The same number again is the same
// refund, whatever amount comes with it: it is marked Again and nothing moves.
// Without a number each call is a refund of its own. The order is told with
// ErrNotPaid and ErrRefundTooMuch too; ErrNoOrder.
func (d DialectOrders) Refund(no, refundNo string, amount kiosk.Fen) (Refund, Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, err := d.look(no)
	if err != nil {
		return Refund{}, Order{}, err
	}
	if r, known := o.RefundBy(refundNo); known {
		r.Again = true
		return r, o, nil
	}
	switch {
	case o.State != StatePaid:
		return Refund{}, o, ErrNotPaid
	case amount <= 0, amount > o.Amount-o.Refunded, len(o.Refunds) >= refundsMax:
		return Refund{}, o, ErrRefundTooMuch
	case len(refundNo) > fieldBytesMax:
		return Refund{}, o, ErrField
	}
	now := d.now()
	for taken := refundNo == ""; taken; _, taken = o.RefundBy(refundNo) {
		refundNo = "R" + newOrderNo(now)
	}
	r := Refund{No: refundNo, Amount: amount, At: now}
	o.Refunded += amount
	told := o
	told.Refunds = append(slices.Clone(o.Refunds), r)
	r.NoticeDue = d.owes(told, &r)
	o.Refunds = append(slices.Clone(o.Refunds), r)
	if err := d.write(entry{Orders: []Order{o}}); err != nil {
		return Refund{}, Order{}, fmt.Errorf("refund order: %w", err)
	}
	if r.NoticeDue {
		d.news(o, &r)
	}
	return r, o, nil
}

// FindRefund finds a refund of a dialect by the merchant's number of it, the
// newest order first. ErrNoRefund.
func (d DialectOrders) FindRefund(refundNo string) (Refund, Order, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, no := range slices.Backward(d.order) {
		o := d.byNumber[no]
		if o.Dialect != d.dialect {
			continue
		}
		if r, ok := o.RefundBy(refundNo); ok {
			return r, o, nil
		}
	}
	return Refund{}, Order{}, ErrNoRefund
}

func (o Order) RefundBy(no string) (Refund, bool) {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return no != "" && r.No == no })
	if i < 0 {
		return Refund{}, false
	}
	return o.Refunds[i], true
}
