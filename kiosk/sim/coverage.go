package sim

import (
	"fmt"
	"io"
	"strings"

	"facepay/kiosk"
)

// pair is the unit of coverage: a situation and an event in it, or a state and
// the next one.
type pair struct{ about, row, event string }

func (p pair) String() string { return fmt.Sprintf("%s %s: %s", p.about, p.row, p.event) }

// What pairs are about.
const (
	aboutPayment = "payment"
	aboutRefund  = "refund"
	aboutScreen  = "screen"
)

var (
	states       = []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown}
	refundStates = []kiosk.RefundState{"", kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
	screens      = []kiosk.Screen{
		kiosk.ScreenAmount, kiosk.ScreenPanel, kiosk.ScreenAlarm, kiosk.ScreenAttention, kiosk.ScreenPIN, kiosk.ScreenOrder, kiosk.ScreenRefund,
		kiosk.ScreenHistory, kiosk.ScreenHelp, kiosk.ScreenChecks, kiosk.ScreenRecovering, kiosk.ScreenStopped,
	}
)

// moves are the states between which moves are counted.
var moves = []struct {
	about  string
	states []string
	note   string
}{
	{aboutPayment, names(states), ""},
	{aboutRefund, names(refundStates), "; the first line is a new one"},
}

// tables are all other pairs that are counted.
var tables = []struct {
	about        string
	rows, events []string
}{
	{aboutPayment, payRows(), payEvents},
	{aboutRefund, names(refundStates[1:]), refundEvents},
	{aboutScreen, names(screens), screenEvents()},
}

// left is the suffix of a payment's row once it was let go or its sale is over;
// else it is at the counter.
const left = " left"

func payRows() (rows []string) {
	for _, s := range states {
		rows = append(rows, string(s), string(s)+left)
	}
	return rows
}

func (w *world) payRow(p *kiosk.Payment) string {
	if s := w.ledger.saleOf(p.Sale); s != nil && s.State == kiosk.SaleOpen && p.ReleasedAt.IsZero() {
		return string(p.State)
	}
	return string(p.State) + left
}

func count(in *map[pair]uint64, p pair, n uint64) {
	if *in == nil {
		*in = map[pair]uint64{}
	}
	(*in)[p] += n
}

func (w *world) meetsPay(p *kiosk.Payment, event string) {
	count(&w.counts.Pairs, pair{aboutPayment, w.payRow(p), event}, 1)
}

func (w *world) meetsRefund(r *kiosk.Refund, event string) {
	count(&w.counts.Pairs, pair{aboutRefund, string(r.State), event}, 1)
}

// meets counts an event before the till gets it.
func (w *world) meets(e kiosk.Event) {
	if w.till != nil && w.shown {
		count(&w.counts.Pairs, pair{aboutScreen, string(w.view.Screen), w.screenEvent(e)}, 1)
	}
	switch e := e.(type) {
	case kiosk.Answered:
		w.meetsAnswer(&e)
	case kiosk.NotificationReceived:
		w.meetsNotification(&e.Notification)
	case kiosk.Loaded:
		w.meetsAll("the ledger is read")
	case kiosk.SaveFailed:
		w.meetsAll("the ledger fails")
	case kiosk.ClockChanged:
		w.meetsAll("the clock is set")
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
	if ofRefund(e.Call.Kind) {
		if r := w.ledger.refundOf(e.Call.Refund.No); r != nil {
			w.meetsRefund(r, answer+w.refundOutcome(e, r))
		}
		return
	}
	if p := w.ledger.paymentOf(e.Call.Payment.OrderNo); p != nil {
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
		if r.Refund != "" {
			if row := w.ledger.refundOf(r.Refund); row != nil && r.Kind == kiosk.RecordRefundDecided {
				w.meetsRefund(row, refundDecisions[r.To])
			}
			continue
		}
		event := recordEvent(r)
		if event == leftCancelled && len(write.Sales) > 0 && write.Sales[0].AbandonReason == kiosk.AbandonTimeout {
			event = leftTimedOut
		}
		if row := w.ledger.paymentOf(r.OrderNo); row != nil && event != "" {
			w.meetsPay(row, event)
		}
	}
}

// Unreached lists the moves and pairs that no run made and that have no reason
// in the table for that.
func (c *Counts) Unreached() (missing []string) {
	eachMove(func(p pair) {
		if p.canMove() && c.Moves[p] == 0 {
			missing = append(missing, fmt.Sprintf("a %s moves from %s to %s", p.about, p.row, p.event))
		}
	})
	c.eachPair(func(p pair, n uint64) {
		if n == 0 && p.excuse() == nil {
			missing = append(missing, p.String())
		}
	})
	return missing
}

// Wrongly lists the pairs that came up although the table has a reason why they
// cannot, and what was counted and is in no table.
func (c *Counts) Wrongly() (wrong []string) {
	known := map[pair]bool{}
	c.eachPair(func(p pair, n uint64) {
		known[p] = true
		if e := p.excuse(); n > 0 && e != nil && e.often == never {
			wrong = append(wrong, fmt.Sprintf("%s: %d times, though %s", p, n, e.why))
		}
	})
	eachMove(func(p pair) { known[p] = true })
	for _, counted := range []map[pair]uint64{c.Pairs, c.Moves} {
		for p, n := range counted {
			if !known[p] {
				wrong = append(wrong, fmt.Sprintf("%s: %d times, though no table has it", p, n))
			}
		}
	}
	return wrong
}

func (c *Counts) eachPair(do func(pair, uint64)) {
	for _, t := range tables {
		for _, row := range t.rows {
			for _, event := range t.events {
				p := pair{t.about, row, event}
				do(p, c.Pairs[p])
			}
		}
	}
}

func eachMove(do func(pair)) {
	for _, m := range moves {
		for _, from := range m.states {
			for _, to := range m.states {
				do(pair{m.about, from, to})
			}
		}
	}
}

func (p pair) canMove() bool {
	if p.about == aboutRefund {
		return kiosk.CanRefundMove(kiosk.RefundState(p.row), kiosk.RefundState(p.event))
	}
	return kiosk.CanMove(kiosk.State(p.row), kiosk.State(p.event))
}

// PrintCoverage writes the moves and pairs with their counts, a dash where a pair
// cannot be, and at the end what never came up.
func (c *Counts) PrintCoverage(w io.Writer) {
	for _, m := range moves {
		fmt.Fprintf(w, "\nMoves of a %s, from (line) to (column)%s\n", m.about, m.note)
		printTable(w, m.states, m.states, func(from, to string) string {
			p := pair{m.about, from, to}
			return cell(c.Moves[p], p.canMove())
		})
	}
	for _, t := range tables {
		fmt.Fprintf(w, "\nWhat happens (line) to a %s (column)\n", t.about)
		printTable(w, t.events, t.rows, func(event, row string) string {
			p := pair{t.about, row, event}
			e := p.excuse()
			return cell(c.Pairs[p], e == nil || e.often == rare)
		})
	}
	came, all := 0, 0
	missed := map[*excuse][]string{}
	c.eachPair(func(p pair, n uint64) {
		e := p.excuse()
		if e != nil && e.often == never {
			return
		}
		all++
		if n > 0 {
			came++
		} else if e != nil {
			missed[e] = append(missed[e], p.row+": "+p.event)
		}
	})
	fmt.Fprintf(w, "\n%d of the %d pairs that can be came up.\n", came, all)
	for _, s := range c.Unreached() {
		fmt.Fprintf(w, "never: %s\n", s)
	}
	for _, t := range tables {
		for e := range each(excuses[t.about]) {
			if len(missed[e]) > 0 {
				fmt.Fprintf(w, "not this time, %s: %s\n   %s\n", t.about, e.why, strings.Join(missed[e], " · "))
			}
		}
	}
}

func cell(n uint64, can bool) string {
	if !can && n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

func names[T ~string](of []T) []string {
	var s []string
	for _, x := range of {
		s = append(s, string(x))
	}
	return s
}

// printTable writes rows and columns; a column is as wide as its name or the
// largest number.
func printTable(w io.Writer, rows, columns []string, at func(row, column string) string) {
	const first, least = 34, 9
	fmt.Fprint(w, strings.Repeat(" ", first))
	for _, c := range columns {
		fmt.Fprintf(w, " %*s", max(least, len(c)), c)
	}
	fmt.Fprintln(w)
	for _, r := range rows {
		fmt.Fprintf(w, "%-*s", first, r)
		for _, c := range columns {
			fmt.Fprintf(w, " %*s", max(least, len(c)), at(r, c))
		}
		fmt.Fprintln(w)
	}
}
