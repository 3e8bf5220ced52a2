package kiosk

import (
	"strconv"
	"strings"
	"time"
)

// PaperKind is the kind of a paper.
type PaperKind string

// The papers. The values stand in the queue of the printer.
const (
	PaperReceipt PaperKind = "receipt" // of a payment that was paid
	PaperRefund  PaperKind = "refund"  // of money that goes back
	PaperShift   PaperKind = "shift"   // Z of a closed shift, X of the open one
	PaperTest    PaperKind = "test"    // which encoding the printer understands
)

// Paper is the content of one paper, before its language, its width and the bytes of a
// printer: a plain value, which the printer's queue keeps as JSON.
type Paper struct {
	Kind PaperKind
	// Key tells what the paper is about. Of one Key a single paper is printed that does not
	// say that it is a copy; "" for what may be printed without end, such as a test.
	Key string
	// Of is the time of what the paper tells, such as that at which the money came.
	Of    time.Time
	Lines []PaperLine
}

// PaperStyle is the way in which a line is set.
type PaperStyle string

// The styles.
const (
	LineLogo    PaperStyle = "logo"    // the shop's picture, where it has one
	LineHeading PaperStyle = "heading" // large, in the middle
	LineTitle   PaperStyle = "title"   // bold, in the middle
	LineCopy    PaperStyle = "copy"    // as title, on a copy alone
	LineNote    PaperStyle = "note"    // in the middle
	LineText    PaperStyle = "text"    // at the left
	LinePair    PaperStyle = "pair"    // Left at the left, Right at the right
	LineSum     PaperStyle = "sum"     // the same, bold
	LineAmount  PaperStyle = "amount"  // the same, large
	LineRule    PaperStyle = "rule"    // from edge to edge
	LineBarcode PaperStyle = "barcode" // Left as Code 128
	LineQR      PaperStyle = "qr"      // Left as QR
	LineBlank   PaperStyle = "blank"
)

// PaperLine is one line, or more where it is too long for the paper.
type PaperLine struct {
	Style PaperStyle
	Left  Text
	Right Text
}

// PaperHead is the head of all papers of a till.
type PaperHead struct {
	Shop, Till string
	Practice   bool
	Location   *time.Location // of the shop's clock
	// InvoiceLink leads a customer to their invoice, with {order_no} and {amount} in it;
	// "": receipts have none.
	InvoiceLink string
}

// Verbatim is a Text that is the same in every language.
func Verbatim(text string) Text { return T("receipt.verbatim", "text", text) }

// paperTime is the layout of times on paper.
const paperTime = "2006-01-02 15:04:05"

// page is a paper that is being written.
type page struct {
	head  PaperHead
	lines []PaperLine
}

func (p *page) add(style PaperStyle, left, right Text) {
	p.lines = append(p.lines, PaperLine{Style: style, Left: left, Right: right})
}

func (p *page) rule() { p.add(LineRule, Text{}, Text{}) }

// pair leaves out what nobody knows.
func (p *page) pair(id, value string) {
	if value != "" {
		p.add(LinePair, T(id), Verbatim(value))
	}
}

func (p *page) money(style PaperStyle, id string, amount Fen) {
	p.add(style, T(id), T("receipt.yuan", "amount", amount.Grouped()))
}

func (p *page) at(id string, at time.Time) {
	if at.IsZero() {
		return
	}
	if p.head.Location != nil {
		at = at.In(p.head.Location)
	}
	p.pair(id, at.Format(paperTime))
}

// begin writes the top of every paper.
func (h PaperHead) begin(title Text) *page {
	p := &page{head: h}
	p.add(LineLogo, Text{}, Text{})
	if h.Shop != "" {
		p.add(LineHeading, Verbatim(h.Shop), Text{})
	}
	p.add(LineTitle, title, Text{})
	p.add(LineCopy, T("receipt.copy"), Text{})
	if h.Practice {
		p.add(LineTitle, T("receipt.practice"), Text{})
	}
	p.rule()
	p.pair("receipt.till", h.Till)
	return p
}

// number writes an order's number for people and for scanners.
func (p *page) number(n OrderNo) {
	p.rule()
	p.add(LineText, T("receipt.order"), Text{})
	p.add(LineNote, Verbatim(string(n)), Text{})
	p.add(LineBarcode, Verbatim(string(n)), Text{})
	p.add(LineQR, Verbatim(string(n)), Text{})
}

// Sale is the receipt of a payment; false for one that is not known to be paid, of which
// no paper says so.
func (h PaperHead) Sale(payment Payment) (Paper, bool) {
	if payment.State != StatePaid {
		return Paper{}, false
	}
	p := h.begin(T("receipt.title"))
	if payment.Cashier != "" {
		p.pair("receipt.cashier", payment.Cashier)
	}
	p.at("receipt.at", payment.PaidAt)
	p.rule()
	p.money(LineAmount, "receipt.amount", payment.Amount)
	p.add(LinePair, T("receipt.wallet"), payment.Wallet.Text())
	if payment.Refunded > 0 {
		p.money(LinePair, "receipt.refunded", payment.Refunded)
	}
	p.pair("receipt.trade", payment.TradeNo)
	p.number(payment.OrderNo)
	if h.InvoiceLink != "" {
		link := strings.NewReplacer("{order_no}", string(payment.OrderNo), "{amount}", payment.Amount.Yuan()).Replace(h.InvoiceLink)
		p.rule()
		p.add(LineNote, T("receipt.invoice"), Text{})
		p.add(LineQR, Verbatim(link), Text{})
	}
	p.add(LineBlank, Text{}, Text{})
	p.add(LineNote, T("receipt.thanks"), Text{})
	return Paper{Kind: PaperReceipt, Key: "sale:" + string(payment.OrderNo), Of: payment.PaidAt, Lines: p.lines}, true
}

// Refund is the slip of a refund; false for one that came to nothing. Of one whose money is
// still on its way it says so.
func (h PaperHead) Refund(payment Payment, refund Refund) (Paper, bool) {
	if refund.State == RefundRefused {
		return Paper{}, false
	}
	p := h.begin(T("receipt.refund.title"))
	at, state := refund.DoneAt, T("receipt.refund.done")
	if refund.State != RefundDone {
		at, state = refund.AskedAt, T("receipt.refund.under_way")
	}
	p.at("receipt.at", at)
	p.rule()
	p.money(LineAmount, "receipt.refund.amount", refund.Amount)
	p.add(LinePair, T("receipt.wallet"), payment.Wallet.Text())
	p.add(LinePair, T("receipt.refund.state"), state)
	if refund.ByHand {
		p.add(LinePair, T("receipt.refund.way"), T("receipt.refund.by_hand"))
	}
	if reason := RefundReason(refund.Reason).Text(); !reason.IsZero() {
		p.add(LinePair, T("receipt.refund.reason"), reason)
	}
	p.money(LinePair, "receipt.refund.paid", payment.Amount)
	p.at("receipt.refund.paid_at", payment.PaidAt)
	p.add(LineText, T("receipt.refund.number"), Text{})
	p.add(LineNote, Verbatim(string(refund.No)), Text{})
	p.number(payment.OrderNo)
	p.add(LineBlank, Text{}, Text{})
	p.add(LineText, T("receipt.refund.signature"), Text{})
	p.add(LineBlank, Text{}, Text{})
	p.rule()
	// A slip of money under way and one of money that arrived are two papers.
	return Paper{Kind: PaperRefund, Key: "refund:" + string(refund.No) + ":" + string(refund.State), Of: at, Lines: p.lines}, true
}

// Shift is the Z of a closed shift, or the X of the open one as it stands at now.
func (h PaperHead) Shift(s *Shift, now time.Time) Paper {
	title, key, of := T("shift.x"), "", now
	if s.Number > 0 {
		number := strconv.Itoa(s.Number)
		title, key, of = T("shift.z", "number", number), "shift:"+number, s.ClosedAt
	}
	p := h.begin(title)
	p.at("receipt.shift.opened", s.OpenedAt)
	p.pair("receipt.shift.opened_by", s.OpenedBy)
	p.at("receipt.shift.closed", s.ClosedAt)
	p.pair("receipt.shift.closed_by", s.ClosedBy)
	p.pair("receipt.shift.approved_by", s.ApprovedBy)
	if s.Number == 0 {
		p.at("receipt.at", now)
	}
	for _, n := range s.Notes {
		p.add(LineText, n.Text(), Text{})
	}
	p.rule()
	p.totals(T("receipt.shift.total"), s.Totals)
	for _, w := range s.Wallets() {
		p.totals(w.Text(), s.ByWallet[w])
	}
	if names := s.Cashiers(); len(names) > 1 || len(names) == 1 && names[0] != "" {
		p.rule()
		for _, name := range names {
			p.totals(Verbatim(dashed(name)), s.ByCashier[name])
		}
	}
	p.drawer(s.Cash)
	p.apps(s)
	p.orders(s)
	p.add(LineBlank, Text{}, Text{})
	p.at("receipt.printed", now)
	return Paper{Kind: PaperShift, Key: key, Of: of, Lines: p.lines}
}

func dashed(name string) string {
	if name == "" {
		return "-"
	}
	return name
}

// totals writes sums as people check them.
func (p *page) totals(name Text, t Totals) {
	p.add(LineSum, name, T("receipt.yuan", "amount", t.Net().Grouped()))
	p.add(LinePair, T("receipt.shift.paid", "count", strconv.Itoa(t.Count)), T("receipt.yuan", "amount", t.Paid.Grouped()))
	if t.RefundCount > 0 {
		p.add(LinePair, T("receipt.shift.refunded", "count", strconv.Itoa(t.RefundCount)), T("receipt.yuan", "amount", (-t.Refunded).Grouped()))
	}
	for _, of := range []struct {
		id string
		n  int
	}{{"receipt.shift.late", t.Late}, {"receipt.shift.unknown", t.Unknown}} {
		if of.n > 0 {
			p.pair(of.id, strconv.Itoa(of.n))
		}
	}
}

func (p *page) drawer(c *CashCount) {
	if c == nil {
		return
	}
	p.rule()
	p.add(LineText, T("shift.drawer"), Text{})
	p.money(LinePair, "shift.drawer.opening", c.Opening)
	p.money(LinePair, "shift.drawer.taken", c.Taken)
	p.money(LinePair, "shift.drawer.due", c.Due())
	if c.Counted != nil {
		p.money(LinePair, "shift.drawer.counted", *c.Counted)
		p.money(LineSum, "shift.drawer.difference", c.Difference())
	}
}

// apps writes what merchant apps said beside what the till has.
func (p *page) apps(s *Shift) {
	for i, w := range s.countedWallets() {
		if i == 0 {
			p.rule()
			p.add(LineText, T("shift.apps"), Text{})
		}
		said := s.Counted[w]
		p.add(LinePair, w.Text(), T("receipt.yuan", "amount", said.Grouped()))
		if d := said - s.ByWallet[w].Net(); d != 0 {
			p.money(LineSum, "shift.drawer.difference", d)
		}
	}
}

func (s *Shift) countedWallets() (all []Wallet) {
	for _, w := range s.Wallets() {
		if _, counted := s.Counted[w]; counted {
			all = append(all, w)
		}
	}
	return all
}

// paperOrdersMax bounds the order numbers of a Z on paper: a roll is no file. The rest is
// counted, and stands in the report on file.
const paperOrdersMax = 20

// orders writes what a shift left open, and what of earlier ones ended in it.
func (p *page) orders(s *Shift) {
	var open, later []Text
	for _, n := range s.Carried {
		open = append(open, Verbatim(string(n)))
	}
	for _, n := range s.Returning {
		open = append(open, T("shift.refund_of", "order", string(n)))
	}
	for _, l := range s.Later {
		later = append(later, Verbatim(string(l.OrderNo)))
	}
	for _, list := range []struct {
		title Text
		rows  []Text
	}{{T("shift.carried"), open}, {T("shift.later"), later}} {
		if len(list.rows) == 0 {
			continue
		}
		p.rule()
		p.add(LineSum, list.title, Verbatim(strconv.Itoa(len(list.rows))))
		for _, row := range list.rows[:min(len(list.rows), paperOrdersMax)] {
			p.add(LineText, row, Text{})
		}
	}
}
