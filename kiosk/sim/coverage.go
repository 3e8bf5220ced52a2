package sim

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"facepay/kiosk"
)

// pair is the unit of coverage: a situation and an event in it, or a state and
// the next one.
type pair struct{ about, row, event string }

func (p pair) String() string { return p.about + " " + p.row + ": " + p.event }

// What pairs are about.
const (
	aboutPaymentMove = "payment's move"
	aboutRefundMove  = "refund's move"
	aboutPayment     = "payment"
	aboutRefund      = "refund"
	aboutScreen      = "screen"
	aboutReversal    = "reversal at a wallet's own gateway"
)

// tables are all pairs that are counted.
var tables = []struct {
	about        string
	rows, events []string
}{
	{aboutPaymentMove, names(states...), names(states...)},
	{aboutRefundMove, names(refundStates...), names(refundStates...)},
	{aboutPayment, payRows(), payEvents},
	{aboutRefund, names(refundStates...), refundEvents},
	{aboutScreen, names(screens...), screenEvents},
	{aboutReversal, names(kiosk.WeChat, kiosk.Alipay), reversals},
}

// allPairs goes through the pairs of all tables.
func allPairs(yield func(pair) bool) {
	for _, t := range tables {
		for _, row := range t.rows {
			for _, event := range t.events {
				if !yield(pair{t.about, row, event}) {
					return
				}
			}
		}
	}
}

// meet counts p, n times.
func (c *Counts) meet(p pair, n uint64) {
	if c.Pairs == nil {
		c.Pairs = map[pair]uint64{}
	}
	c.Pairs[p] += n
}

func (w *world) meetsPay(p *kiosk.Payment, event string) {
	row := string(p.State)
	if s := w.ledger.saleOf(p.Sale); s == nil || s.State != kiosk.SaleOpen || !p.ReleasedAt.IsZero() {
		row += left
	}
	w.counts.meet(pair{aboutPayment, row, event}, 1)
}

func (w *world) meetsRefund(r *kiosk.Refund, event string) {
	w.counts.meet(pair{aboutRefund, string(r.State), event}, 1)
}

// meets counts an event before the till gets it.
func (w *world) meets(e kiosk.Event) {
	if w.till != nil && w.shown {
		w.counts.meet(pair{aboutScreen, string(w.view.Screen), w.screenEvent(e)}, 1)
	}
	switch e := e.(type) {
	case kiosk.Answered:
		w.meetsAnswer(&e)
	case kiosk.NotificationReceived:
		w.meetsNotification(&e.Notification)
	case kiosk.Loaded, kiosk.SaveFailed, kiosk.ClockChanged:
		w.meetsAll(eventName(e))
	}
}

// meetsAll counts an event for every payment and refund on record.
func (w *world) meetsAll(event string) {
	for p := range each(w.ledger.payments) {
		w.meetsPay(p, event)
	}
	for r := range each(w.ledger.refunds) {
		w.meetsRefund(r, event)
	}
}

func (w *world) meetsAnswer(e *kiosk.Answered) {
	answer := string(e.Call.Kind) + ": "
	p := w.ledger.paymentOf(e.Call.Payment.OrderNo)
	if ofRefund(e.Call.Kind) {
		if r := w.ledger.refundOf(e.Call.Refund.No); r != nil {
			w.meetsRefund(r, answer+refundOutcome(e, p, r))
		}
		return
	}
	if p != nil {
		w.meetsPay(p, answer+payOutcome(e, p))
	}
}

func (w *world) meetsNotification(n *kiosk.Notification) {
	p := w.ledger.paymentOf(n.OrderNo)
	if p == nil {
		return
	}
	w.meetsPay(p, notificationEvent(n, p))
	if !n.Refund {
		return
	}
	for r := range w.ledger.refundsOf(n.OrderNo) {
		w.meetsRefund(r, "notice")
	}
}

// meetsRecords counts the events that the till records, before the rows change.
func (w *world) meetsRecords(write *kiosk.Write) {
	for r := range each(write.Records) {
		if row := w.ledger.refundOf(r.Refund); row != nil && r.Kind == kiosk.RecordRefundDecided {
			w.meetsRefund(row, recordEvent(r.Kind, string(r.To)))
		}
		note := r.Note
		switch {
		case r.Kind == kiosk.RecordDecided:
			note = string(r.To)
		case note == string(kiosk.SaleAbandoned) && len(write.Sales) > 0 && write.Sales[0].AbandonReason == kiosk.AbandonTimeout:
			note = string(kiosk.AbandonTimeout)
		}
		event := recordEvent(r.Kind, note)
		if row := w.ledger.paymentOf(r.OrderNo); row != nil && r.Refund == "" && event != "" {
			w.meetsPay(row, event)
		}
	}
}

// Unreached lists the pairs that no run made and that have no reason in the table
// for that.
func (c *Counts) Unreached() (missing []string) {
	for p := range allPairs {
		if c.Pairs[p] == 0 && p.excuse() == nil {
			missing = append(missing, p.String())
		}
	}
	return missing
}

// Wrongly lists the pairs that came up although the table has a reason why they
// cannot, and what was counted and is in no table.
func (c *Counts) Wrongly() (wrong []string) {
	all := slices.Collect(allPairs)
	for p, n := range c.Pairs {
		why := "no table has it"
		if e := p.excuse(); slices.Contains(all, p) {
			if e == nil || e.rare {
				continue
			}
			why = e.why
		}
		wrong = append(wrong, fmt.Sprintf("%s: %d times, though %s", p, n, why))
	}
	return wrong
}

// PrintCoverage writes the pairs with their counts, a dash where a pair cannot be,
// and at the end what never came up and has no reason.
func (c *Counts) PrintCoverage(w io.Writer) {
	for _, t := range tables {
		fmt.Fprintf(w, "\nA %s (column) and what happens (line)\n", t.about)
		lines := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
		fmt.Fprintf(lines, "\t%s\t\n", strings.Join(t.rows, "\t"))
		for _, event := range t.events {
			fmt.Fprint(lines, event)
			for _, row := range t.rows {
				p := pair{t.about, row, event}
				if e := p.excuse(); c.Pairs[p] == 0 && e != nil && !e.rare {
					fmt.Fprint(lines, "\t–")
				} else {
					fmt.Fprintf(lines, "\t%d", c.Pairs[p])
				}
			}
			fmt.Fprintln(lines, "\t")
		}
		lines.Flush()
	}
	came, can := 0, 0
	for p := range allPairs {
		if c.Pairs[p] > 0 {
			came++
		}
		if e := p.excuse(); e == nil || e.rare {
			can++
		}
	}
	fmt.Fprintf(w, "\n%d of the %d pairs that can be came up.\n", came, can)
	for _, s := range c.Unreached() {
		fmt.Fprintf(w, "never: %s\n", s)
	}
}

func names[T ~string](of ...T) (s []string) {
	for _, x := range of {
		s = append(s, string(x))
	}
	return s
}
