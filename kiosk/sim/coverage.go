package sim

import (
	"fmt"
	"io"
	"strings"

	"facepay/kiosk"
)

// What is measured: every move of the tables, and every pair of what a payment, a
// refund or the till's screen is and what then happens to it. All are arrays of
// counters, added up over runs and workers.

var (
	states       = [...]kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown}
	refundStates = [...]kiosk.RefundState{"", kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
)

// index is where x stands among what is counted. What does not stand there would
// be counted as something else, so it ends the run.
func index[T comparable](of []T, x T) int {
	for i := range of {
		if of[i] == x {
			return i
		}
	}
	panic(fmt.Sprintf("sim: %v is not among what the coverage counts", x))
}

func (c *Counts) moved(from, to kiosk.State) {
	c.Moves[index(states[:], from)][index(states[:], to)]++
}

func (c *Counts) refundMoved(from, to kiosk.RefundState) {
	c.RefundMoves[index(refundStates[:], from)][index(refundStates[:], to)]++
}

// Pairs counts how often each event came in each situation.
type Pairs struct {
	Payments [len(states) * places][payEvents]uint64
	Refunds  [len(refundStates) - 1][backEvents]uint64
	Screens  [screens][tillEvents]uint64
}

// A payment is at the counter while its sale is open and it was not let go.
const (
	atCounter = iota
	left
	places
)

func (p *Pairs) add(o *Pairs) {
	addTable(p.Payments[:], o.Payments[:])
	addTable(p.Refunds[:], o.Refunds[:])
	addTable(p.Screens[:], o.Screens[:])
}

// addTable adds b to a, row by row.
func addTable[R interface {
	[payEvents]uint64 | [backEvents]uint64 | [tillEvents]uint64
}](a, b []R) {
	for i := range a {
		for j := range len(a[i]) {
			a[i][j] += b[i][j]
		}
	}
}

// payRow is the row of p's situation.
func (w *world) payRow(p *kiosk.Payment) int {
	place := left
	if s := w.ledger.saleOf(p.Sale); s != nil && s.State == kiosk.SaleOpen && p.ReleasedAt.IsZero() {
		place = atCounter
	}
	return index(states[:], p.State)*places + place
}

// meets counts an event before the till gets it.
func (w *world) meets(e kiosk.Event) {
	c := &w.counts.Pairs
	if w.till != nil && w.shown {
		c.Screens[screenOf(w.view.Screen)][w.tillEvent(e)]++
	}
	switch e := e.(type) {
	case kiosk.Answered:
		w.meetsAnswer(&e)
	case kiosk.NotificationReceived:
		w.meetsNotice(&e.Notification)
	case kiosk.Loaded:
		w.meetsAll(payRead, backRead)
	case kiosk.SaveFailed:
		w.meetsAll(paySaveFails, backSaveFails)
	case kiosk.ClockChanged:
		w.meetsAll(payClock, backClock)
	}
}

// meetsAll counts what happens to every payment and refund on record.
func (w *world) meetsAll(pay, back int) {
	c := &w.counts.Pairs
	for i := range w.ledger.payments {
		c.Payments[w.payRow(&w.ledger.payments[i])][pay]++
	}
	for i := range w.ledger.refunds {
		c.Refunds[index(refundStates[1:], w.ledger.refunds[i].State)][back]++
	}
}

func (w *world) meetsAnswer(e *kiosk.Answered) {
	c := &w.counts.Pairs
	if e.Call.Kind == kiosk.CallRefund || e.Call.Kind == kiosk.CallRefundQuery {
		if r := w.ledger.refundOf(e.Call.Refund.No); r != nil {
			kind := index(backKinds[:], e.Call.Kind)
			c.Refunds[index(refundStates[1:], r.State)][kind*len(backOutcomes)+w.backOutcome(e, r)]++
		}
		return
	}
	if p := w.ledger.paymentOf(e.Call.Payment.OrderNo); p != nil {
		kind := index(payKinds[:], e.Call.Kind)
		c.Payments[w.payRow(p)][kind*len(payOutcomes)+payOutcome(e, p)]++
	}
}

func (w *world) meetsNotice(n *kiosk.Notification) {
	p := w.ledger.paymentOf(n.OrderNo)
	if p == nil {
		return
	}
	c := &w.counts.Pairs
	if n.Refund {
		c.Payments[w.payRow(p)][payNoticeRefund]++
		for i := range w.ledger.refunds {
			if r := &w.ledger.refunds[i]; r.OrderNo == n.OrderNo {
				c.Refunds[index(refundStates[1:], r.State)][backNotice]++
			}
		}
		return
	}
	c.Payments[w.payRow(p)][noticeEvent(n, p)]++
}

// meetsRecords counts what the till puts on record, before the rows change.
func (w *world) meetsRecords(write *kiosk.Write) {
	c := &w.counts.Pairs
	for i := range write.Records {
		r := &write.Records[i]
		if r.Refund != "" {
			if row := w.ledger.refundOf(r.Refund); row != nil && r.Kind == kiosk.RecordRefundDecided {
				what := backSaidRefused
				if r.To == kiosk.State(kiosk.RefundDone) {
					what = backSaidDone
				}
				c.Refunds[index(refundStates[1:], row.State)][what]++
			}
			continue
		}
		what := recordEvent(r)
		if what == payCancelled && len(write.Sales) > 0 && write.Sales[0].AbandonReason == kiosk.AbandonTimeout {
			what = payTimedOut
		}
		if row := w.ledger.paymentOf(r.OrderNo); row != nil && what >= 0 {
			c.Payments[w.payRow(row)][what]++
		}
	}
}

// Unreached lists the moves and pairs that no run made and that have no reason
// in the table for that.
func (c *Counts) Unreached() []string {
	var never []string
	for i, from := range states {
		for j, to := range states {
			if kiosk.CanMove(from, to) && c.Moves[i][j] == 0 {
				never = append(never, fmt.Sprintf("a payment moves from %s to %s", from, to))
			}
		}
	}
	for i, from := range refundStates {
		for j, to := range refundStates {
			if kiosk.CanRefundMove(from, to) && c.RefundMoves[i][j] == 0 {
				never = append(never, fmt.Sprintf("a refund moves from %s to %s", from, to))
			}
		}
	}
	c.eachPair(func(p pair, n uint64) {
		if n == 0 && p.excuse() == nil {
			never = append(never, p.String())
		}
	})
	return never
}

// Wrongly lists the pairs that came up although the table has a reason why they
// cannot.
func (c *Counts) Wrongly() []string {
	var wrong []string
	c.eachPair(func(p pair, n uint64) {
		if e := p.excuse(); n > 0 && e != nil && !e.rare {
			wrong = append(wrong, fmt.Sprintf("%s: %d times, though %s", p, n, e.why))
		}
	})
	return wrong
}

// pair is a situation and what happens in it.
type pair struct{ about, row, event string }

func (p pair) String() string { return fmt.Sprintf("%s %s: %s", p.about, p.row, p.event) }

// What pairs are about.
const (
	aboutPayment = "payment"
	aboutRefund  = "refund"
	aboutScreen  = "screen"
)

func (c *Counts) eachPair(do func(pair, uint64)) {
	for i := range c.Pairs.Payments {
		for j, n := range c.Pairs.Payments[i] {
			do(pair{aboutPayment, payRowName(i), payEventName(j)}, n)
		}
	}
	for i := range c.Pairs.Refunds {
		for j, n := range c.Pairs.Refunds[i] {
			do(pair{aboutRefund, string(refundStates[i+1]), backEventName(j)}, n)
		}
	}
	for i := range c.Pairs.Screens {
		for j, n := range c.Pairs.Screens[i] {
			do(pair{aboutScreen, string(screenNames[i]), tillEventName(j)}, n)
		}
	}
}

// PrintCoverage writes the moves and pairs with their counts, a dash where a pair
// cannot be, and at the end what never came up.
func (c *Counts) PrintCoverage(w io.Writer) {
	fmt.Fprintln(w, "\nMoves of a payment, from (line) to (column)")
	printTable(w, names(states[:]), names(states[:]), func(i, j int) string {
		return cell(c.Moves[i][j], kiosk.CanMove(states[i], states[j]))
	})
	fmt.Fprintln(w, "\nMoves of a refund, from (line) to (column); the first line is a new one")
	printTable(w, names(refundStates[:]), names(refundStates[:]), func(i, j int) string {
		return cell(c.RefundMoves[i][j], i == 0 && c.RefundMoves[i][j] > 0 || kiosk.CanRefundMove(refundStates[i], refundStates[j]))
	})
	c.printPairs(w)
	count := map[bool]int{}
	c.eachPair(func(p pair, n uint64) {
		if e := p.excuse(); e == nil || e.rare {
			count[n > 0]++
		}
	})
	fmt.Fprintf(w, "\n%d of the %d pairs that can be came up.\n", count[true], count[true]+count[false])
	for _, s := range c.Unreached() {
		fmt.Fprintf(w, "never: %s\n", s)
	}
	c.printRare(w)
}

// printRare lists the rare pairs that did not come up, by their reason.
func (c *Counts) printRare(w io.Writer) {
	missed := map[*excuse][]string{}
	c.eachPair(func(p pair, n uint64) {
		if e := p.excuse(); n == 0 && e != nil && e.rare {
			missed[e] = append(missed[e], p.row+": "+p.event)
		}
	})
	for i := range excuses {
		if e := &excuses[i]; len(missed[e]) > 0 {
			fmt.Fprintf(w, "not this time, %s: %s\n   %s\n", e.about, e.why, strings.Join(missed[e], " · "))
		}
	}
}

func (c *Counts) printPairs(w io.Writer) {
	var about string
	var rows []string
	cells := map[pair]string{}
	events := []string{}
	flush := func() {
		if about != "" {
			fmt.Fprintf(w, "\nWhat happens (line) to a %s (column)\n", about)
			printTable(w, events, rows, func(i, j int) string { return cells[pair{about, rows[j], events[i]}] })
		}
		rows, events = nil, nil
	}
	c.eachPair(func(p pair, n uint64) {
		if p.about != about {
			flush()
			about = p.about
		}
		if len(rows) == 0 || rows[len(rows)-1] != p.row {
			rows = append(rows, p.row)
		}
		if len(rows) == 1 {
			events = append(events, p.event)
		}
		e := p.excuse()
		cells[p] = cell(n, e == nil || e.rare)
	})
	flush()
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
func printTable(w io.Writer, rows, columns []string, at func(i, j int) string) {
	const first, least = 34, 9
	fmt.Fprint(w, strings.Repeat(" ", first))
	for _, c := range columns {
		fmt.Fprintf(w, " %*s", max(least, len(c)), c)
	}
	fmt.Fprintln(w)
	for i, r := range rows {
		fmt.Fprintf(w, "%-*s", first, r)
		for j, c := range columns {
			fmt.Fprintf(w, " %*s", max(least, len(c)), at(i, j))
		}
		fmt.Fprintln(w)
	}
}
