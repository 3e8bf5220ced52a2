package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// findings is the result of a comparison.
type findings struct {
	differences []string

	orders, taken, paid, unknown, late, byManager, refunded, byHand int
	// In fen: taken by the gateway; of that on record as paid, and as unknown; paid
	// by a manager's word alone; given back.
	takenFen, paidFen, unknownFen, managerFen, returnedFen int64
	rows                                                   int
	exportedFen                                            int64
}

func (f *findings) differ(format string, args ...any) {
	f.differences = append(f.differences, fmt.Sprintf(format, args...))
}

// summary is one line of counts.
func (f *findings) summary() string {
	verdict := "agree"
	if n := len(f.differences); n > 0 {
		verdict = fmt.Sprintf("differ in %d", n)
	}
	return fmt.Sprintf("the three lists %s: gateway %d orders, %d taken (%s); ledger %d rows, %d paid (%s), %d of them late, %d taken but unknown (%s), "+
		"%d by a manager's word alone (%s); %d refunds (%s), %d by hand; export %d rows, paid %s",
		verdict, f.orders, f.taken, yuan(f.takenFen), f.rows, f.paid, yuan(f.paidFen), f.late, f.unknown, yuan(f.unknownFen),
		f.byManager, yuan(f.managerFen), f.refunded, yuan(f.returnedFen), f.byHand, f.rows, yuan(f.exportedFen))
}

// comparison holds what was matched so far.
type comparison struct {
	lists
	findings
	certain  bool
	orderOf  map[string]string // by the till's order number: the gateway's
	backHere map[string]bool   // numbers of refunds that the gateway has too
}

// compare finds every difference. With certain, money that was taken and is
// unknown to the till is one.
func (l lists) compare(certain bool) findings {
	c := comparison{lists: l, certain: certain, orderOf: map[string]string{}, backHere: map[string]bool{}}
	c.orders, c.rows, c.differences = len(l.book.Orders), len(l.payments), l.faults
	c.compareOrders()
	c.comparePayments()
	c.compareRefunds()
	c.compareExport()
	slices.Sort(c.differences)
	return c.findings
}

// compareOrders looks for each order's row: what was taken must be on record.
func (c *comparison) compareOrders() {
	var sum, back int64
	for _, o := range c.book.Orders {
		sum += int64(o.Charges) * o.Amount
		back += o.Refunded
		if o.Charges > 1 {
			c.differ("order %s: the customer was charged %d times", o.No, o.Charges)
		}
		rows := c.rowsOf(o)
		switch {
		case len(rows) > 1:
			c.differ("order %s: it has %d rows in the till's ledger", o.No, len(rows))
		case len(rows) == 1:
			c.orderOf[rows[0].no] = o.No
		}
		if o.Charges == 0 {
			continue
		}
		c.taken++
		c.takenFen += o.Amount
		if len(rows) == 0 {
			c.differ("order %s: %s was taken, and the till has no row of it", o.No, yuan(o.Amount))
			continue
		}
		c.compareTaken(o, rows[0])
	}
	if sum != c.book.Taken {
		c.differ("the gateway's own sum of what it took is %s, its orders make %s", yuan(c.book.Taken), yuan(sum))
	}
	if back != c.book.Returned {
		c.differ("the gateway's own sum of what went back is %s, its orders make %s", yuan(c.book.Returned), yuan(back))
	}
	for _, code := range c.book.Codes {
		if code.Sent > 1 {
			c.differ("code …%s was sent %d times", code.Tail, code.Sent)
		}
	}
}

// compareTaken compares an order that was paid with its row.
func (c *comparison) compareTaken(o order, p payment) {
	if p.amount != o.Amount {
		c.differ("order %s: the gateway took %s, the row has %s", o.No, yuan(o.Amount), yuan(p.amount))
	}
	if p.wallet != o.Wallet && p.wallet != "unknown" {
		c.differ("order %s: paid by %s, the row has %s", o.No, o.Wallet, p.wallet)
	}
	switch p.state {
	case "paid":
		c.paid++
		c.paidFen += o.Amount
		if p.late {
			c.late++
		}
	case "unknown":
		c.unknown++
		c.unknownFen += o.Amount
		if c.certain {
			c.differ("order %s: %s was taken, and the till does not know", o.No, yuan(o.Amount))
		}
	case "closed", "failed":
		if o.reversed() {
			break
		}
		fallthrough
	default:
		c.differ("order %s: %s was taken, its row says %s", o.No, yuan(o.Amount), p.state)
	}
}

// reversed reports whether all of o went back by the wallet's own reversal of it (WeChat's
// reverse, Alipay's cancel), which the till asked for and no refund of its has.
func (o order) reversed() bool {
	return o.Own != "" && len(o.Refunds) == 1 && o.Refunded == o.Amount && (o.Refunds[0].No == "reverse_"+o.Own || o.Refunds[0].No == "cancel_"+o.Own)
}

// stateOf is the state on record of a payment, "" for none.
func (c *comparison) stateOf(no string) string {
	for _, p := range c.payments {
		if p.no == no {
			return p.state
		}
	}
	return ""
}

// rowsOf are the rows of an order: by its number, or, where the till never heard
// that, by the tail of the code that was charged.
func (c *comparison) rowsOf(o order) []payment {
	var byNumber, byCode []payment
	for _, p := range c.payments {
		switch {
		case p.gatewayNo != "" && p.gatewayNo == o.No, o.Own != "" && (p.no == o.Own || p.gatewayNo == o.Own):
			byNumber = append(byNumber, p)
		case p.gatewayNo == "" && p.codeTail != "" && p.codeTail == o.CodeTail && p.amount == o.Amount:
			if _, taken := c.orderOf[p.no]; !taken {
				byCode = append(byCode, p)
			}
		}
	}
	if len(byNumber) > 0 {
		return byNumber
	}
	return byCode
}

// comparePayments looks for the money of each row that says "paid".
func (c *comparison) comparePayments() {
	orders := map[string]order{}
	for _, o := range c.book.Orders {
		orders[o.No] = o
	}
	for _, p := range c.payments {
		if p.state != "paid" {
			continue
		}
		no, known := c.orderOf[p.no]
		if known && orders[no].Charges > 0 {
			continue
		}
		if c.decided[p.no] {
			c.byManager++
			c.managerFen += p.amount
			continue
		}
		c.differ("payment %s: %s is on record as paid, and no customer paid it", p.no, yuan(p.amount))
	}
}

// compareRefunds compares what went back, by the refund's number and in sum.
func (c *comparison) compareRefunds() {
	rows := map[string]refund{}
	done, doubtful := map[string]int64{}, map[string]int64{}
	for _, r := range c.refunds {
		rows[r.no] = r
		switch {
		case r.byHand:
			c.byHand++
		case r.state == "done" && !c.decided[r.no]:
			done[r.order] += r.amount
		case r.state != "refused":
			doubtful[r.order] += r.amount
		}
	}
	numbers := map[string]string{} // of the till's payments, by the gateway's order
	for own, no := range c.orderOf {
		numbers[no] = own
	}
	for _, o := range c.book.Orders {
		var sum int64
		for _, back := range o.Refunds {
			sum += back.Amount
			c.refunded++
			if r, known := rows[back.No]; known && (r.amount != back.Amount || r.order != numbers[o.No]) {
				c.differ("refund %s: the gateway gave %s back on order %s, the row has %s on payment %s", back.No, yuan(back.Amount), o.No, yuan(r.amount), r.order)
			}
		}
		if sum != o.Refunded {
			c.differ("order %s: %s went back, its refunds make %s", o.No, yuan(o.Refunded), yuan(sum))
		}
		c.returnedFen += o.Refunded
		own := numbers[o.No]
		if o.reversed() && c.stateOf(own) != "paid" {
			continue
		}
		if low, high := done[own], done[own]+doubtful[own]; o.Refunded < low || o.Refunded > high {
			c.differ("order %s: %s went back, the rows have %s done and %s in doubt", o.No, yuan(o.Refunded), yuan(low), yuan(high-low))
		}
		delete(done, own)
	}
	for _, own := range slices.Sorted(maps.Keys(done)) {
		c.differ("payment %s: %s went back according to its rows, the gateway has no such order", own, yuan(done[own]))
	}
}

// comparedColumns are those of the export that repeat a row of the ledger.
var comparedColumns = []string{"order_no", "created_at", "amount", "wallet", "channel", "provider", "state",
	"gateway_order_no", "trade_no", "paid_at", "late", "refunded", "payer", "cashier", "note"}

// compareExport holds each line of the export to its row.
func (c *comparison) compareExport() {
	lines := map[string]exported{}
	for _, e := range c.exported {
		if _, twice := lines[e["order_no"]]; twice {
			c.differ("export: payment %s has two lines", e["order_no"])
		}
		lines[e["order_no"]] = e
		if e["state"] == "paid" {
			c.exportedFen += fen(e["amount"])
		}
	}
	var paidFen int64
	for _, p := range c.payments {
		if p.state == "paid" {
			paidFen += p.amount
		}
		line, there := lines[p.no]
		if !there {
			c.differ("export: payment %s is missing", p.no)
			continue
		}
		delete(lines, p.no)
		row := p.asExported()
		for _, name := range comparedColumns {
			// A cell that a spreadsheet would run as a formula has an apostrophe.
			if got := line[name]; got != row[name] && got != "'"+row[name] {
				c.differ("export: payment %s: %s is %q, the row has %q", p.no, name, got, row[name])
			}
		}
	}
	for _, no := range slices.Sorted(maps.Keys(lines)) {
		c.differ("export: payment %s is not in the ledger", no)
	}
	if c.exportedFen != paidFen {
		c.differ("export: its paid lines make %s, the ledger's %s", yuan(c.exportedFen), yuan(paidFen))
	}
}

// asExported returns the export's row for p, as it should be.
func (p payment) asExported() exported {
	channel := p.rail
	if p.face {
		channel = "face"
	}
	return exported{
		"order_no": p.no, "created_at": clock(p.createdAt), "amount": yuan(p.amount), "wallet": p.wallet, "channel": channel,
		"provider": p.provider, "state": p.state, "gateway_order_no": p.gatewayNo, "trade_no": p.tradeNo, "paid_at": clock(p.paidAt),
		"late": strconv.FormatBool(p.late), "refunded": yuan(p.refunded), "payer": p.payer, "cashier": p.cashier, "note": p.note,
	}
}

// clock is a time as the export writes it, to the second in this machine's zone.
func clock(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).Local().Format(time.RFC3339)
}

// yuan writes fen as yuan.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// fen reads what yuan wrote; -1 for anything else, which no sum survives.
func fen(text string) int64 {
	whole, part, found := strings.Cut(text, ".")
	if !found || len(part) != 2 {
		return -1
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
