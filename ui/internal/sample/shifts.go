package sample

import (
	"context"
	"time"

	"facepay/kiosk"
)

// shifts are an open shift, and a closed one for each of the days before.
type shifts struct{ now time.Time }

const shiftsClosed = 41

func (s shifts) shift(number, ago int) kiosk.Shift {
	at := func(hour int) time.Time {
		y, m, d := s.now.Date()
		return time.Date(y, m, d-ago, hour, 4, 12, 0, s.now.Location())
	}
	of := func(count int, paid kiosk.Fen, refunds int, refunded kiosk.Fen) kiosk.Totals {
		return kiosk.Totals{Count: count, Paid: paid, RefundCount: refunds, Refunded: refunded}
	}
	days := kiosk.Fen(1 + ago%7)
	z := kiosk.Shift{
		Number: number, After: number - 1, OpenedAt: at(8), ClosedAt: at(21), OpenedBy: "王小明", ClosedBy: "王小明",
		ByWallet: map[kiosk.Wallet]kiosk.Totals{
			kiosk.WeChat: of(96, 274640*days, 2, 2000), kiosk.Alipay: of(58, 163210, 1, 890), kiosk.UnionPay: of(7, 21340, 0, 0), kiosk.Cash: of(31, 86250, 0, 0),
		},
		Cash: &kiosk.CashCount{Opening: 50000, Taken: 86250}, Carried: []kiosk.OrderNo{orderOf(at(16))},
	}
	for _, t := range z.ByWallet {
		z.Totals = z.Add(t)
	}
	z.Late, z.Unknown = 1, 1
	z.ByCashier = map[string]kiosk.Totals{"王小明": z.Totals}
	return z
}

// Shift is the open one.
func (s shifts) Shift(context.Context, int) (kiosk.Shift, error) {
	x := s.shift(0, 0)
	x.After, x.ClosedAt, x.ClosedBy = shiftsClosed, time.Time{}, ""
	return x, nil
}

// Shifts are the closed ones.
func (s shifts) Shifts(context.Context, kiosk.Date, kiosk.Date) (all []kiosk.Shift, _ error) {
	for ago := 30; ago > 0; ago-- {
		z := s.shift(shiftsClosed+1-ago, ago)
		counted := z.Cash.Due() - 350*kiosk.Fen(ago%3)
		z.Cash.Counted = &counted
		if ago == 2 {
			z.ApprovedBy, z.ClosedBy, z.Notes = "Li Na", "陈晨", []kiosk.ShiftNote{kiosk.ShiftNoteLate, kiosk.ShiftNoteOther}
			z.ClosedAt = z.ClosedAt.Add(10 * time.Hour) // the next morning
			z.Later = []kiosk.ShiftLater{{OrderNo: orderOf(z.OpenedAt.AddDate(0, 0, -2)), What: kiosk.LaterPaid, From: z.Number - 2}}
		}
		if ago == longAgo {
			z.Carried, z.Later = long(z)
		}
		all = append(all, z)
	}
	return all, nil
}

// longAgo is the day of a shift with as many lines as a ledger that stood for hours leaves.
const longAgo = 4

func long(z kiosk.Shift) (carried []kiosk.OrderNo, later []kiosk.ShiftLater) {
	for i := range 200 {
		at := z.OpenedAt.Add(time.Duration(i) * time.Minute)
		carried = append(carried, orderOf(at))
		later = append(later, kiosk.ShiftLater{OrderNo: orderOf(at.AddDate(0, 0, -1)), What: kiosk.LaterPaid, From: z.After})
	}
	return carried, later
}

// orderOf is the number of an order that was made then.
func orderOf(at time.Time) kiosk.OrderNo {
	return kiosk.OrderNo(at.Format(kiosk.OrderNoTime) + "01b3c4" + at.Format("1504"))
}

// CloseShift closes the open one.
func (s shifts) CloseShift(_ context.Context, c kiosk.ShiftClose) (kiosk.Shift, error) {
	z := s.shift(shiftsClosed+1, 0)
	z.ClosedAt, z.Counted, z.Cash.Counted = c.At, c.Counted, c.Drawer.Counted
	return z, nil
}
