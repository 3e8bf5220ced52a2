package sim

import (
	"errors"
	"strings"

	"facepay/kiosk"
)

// Mutation turns off one rule of money, to prove that the oracle would notice.
// It is done around the till, in the simulator: the till's own code has no
// switch that could be left in the wrong position.
type Mutation string

// The mutations, by the rule that each breaks.
const (
	MutateNone Mutation = ""
	// Rule 1, journal first.
	MutateAskBeforeSave  Mutation = "1-ask-before-save" // money is asked for before the step's Save
	MutateCreatedUnsaved Mutation = "1-created-unsaved" // the row is first written when the answer is in
	// Rule 2, a lost answer is not an answer.
	MutateLostIsFailed  Mutation = "2-lost-is-failed"    // no answer counts as "no"
	MutateLostIsNotSent Mutation = "2-lost-is-not-sent"  // no answer counts as proof that nothing left
	MutateUnknownFailed Mutation = "2-unknown-is-failed" // words that prove nothing count as "no"
	// Rule 3, paid needs proof.
	MutateNoNames     Mutation = "3-names-unchecked" // answers are believed whatever they are about
	MutateUnknownPaid Mutation = "3-unknown-is-paid" // words that prove nothing count as "paid"
	// Rule 4, one open attempt.
	MutateResend     Mutation = "4-resend"         // a charge without an answer is sent again
	MutateDoubleScan Mutation = "4-code-memory"    // a restart forgets which codes were spent, and a scan is taken twice
	MutateForgetOpen Mutation = "4-second-attempt" // a fresh scan forgets the attempt before it
	// Rule 5, leaving is explicit.
	MutateNoWatch  Mutation = "5-no-watch"    // left payments are neither closed nor asked about
	MutateNoReload Mutation = "5-forget-left" // a restart forgets the payments that were left
)

// Mutations lists all of them.
var Mutations = []Mutation{
	MutateAskBeforeSave, MutateCreatedUnsaved, MutateLostIsFailed, MutateLostIsNotSent, MutateUnknownFailed,
	MutateNoNames, MutateUnknownPaid, MutateResend, MutateDoubleScan, MutateForgetOpen, MutateNoWatch, MutateNoReload,
}

// breaksJournal: the runner's own check of rule 1 is off as well, so that the
// books have to show it.
func (m Mutation) breaksJournal() bool { return strings.HasPrefix(string(m), "1-") }

func (m Mutation) liesNotSent() bool { return m == MutateLostIsNotSent }

// wrapper stands around the till and applies the run's mutation; without one it
// hands everything on untouched.
type wrapper struct {
	w    *world
	held map[kiosk.OrderNo]kiosk.Payment // new rows kept from the ledger
}

// effects changes what a step wants done.
func (x *wrapper) effects(fs []kiosk.Effect) []kiosk.Effect {
	if x.w.mutation != MutateAskBeforeSave {
		return fs
	}
	var money, rest []kiosk.Effect
	for _, f := range fs {
		if a, ok := f.(kiosk.Ask); ok && a.Kind.MovesMoney() {
			money = append(money, f)
		} else {
			rest = append(rest, f)
		}
	}
	return append(money, rest...)
}

// write changes what is put on record.
func (x *wrapper) write(w kiosk.Write) kiosk.Write {
	if x.w.mutation != MutateCreatedUnsaved {
		return w
	}
	out := kiosk.Write{Sales: w.Sales}
	for _, p := range w.Payments {
		if p.State == kiosk.StateCreated && x.w.ledger.paymentOf(p.OrderNo) == nil {
			x.held[p.OrderNo] = p
			continue
		}
		if first, ok := x.held[p.OrderNo]; ok {
			delete(x.held, p.OrderNo)
			out.Payments = append(out.Payments, first)
		}
		out.Payments = append(out.Payments, p)
	}
	for _, r := range w.Records {
		if _, held := x.held[r.OrderNo]; !held {
			out.Records = append(out.Records, r)
		}
	}
	return out
}

// crashed forgets what only memory held.
func (x *wrapper) crashed() { clear(x.held) }

// restored changes what a start finds.
func (x *wrapper) restored(r kiosk.Restored) kiosk.Restored {
	switch x.w.mutation {
	case MutateDoubleScan:
		r.RecentTails = nil
	case MutateNoReload:
		var open []kiosk.Payment
		for _, p := range r.Payments {
			if p.LeftAt.IsZero() || p.State != kiosk.StateWaiting {
				open = append(open, p)
			}
		}
		r.Payments = open
	}
	return r
}

// carry changes what leaves for the gateway.
func (x *wrapper) carry(a kiosk.Ask) {
	w := x.w
	left := !a.Payment.LeftAt.IsZero()
	if w.mutation == MutateNoWatch && left && (a.Kind == kiosk.AskQuery || a.Kind == kiosk.AskClose) {
		start := w.starts
		w.plan(0, func() {
			if start == w.starts && w.till != nil {
				w.answered(a, kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil, 0)
			}
		})
		return
	}
	w.network.carry(a)
}

// answer changes what the till is told.
func (x *wrapper) answer(e kiosk.Answered) kiosk.Answered {
	var lost *kiosk.Unanswered
	noAnswer := errors.As(e.Err, &lost)
	unknown := e.Err == nil && e.Answer.Verdict == kiosk.VerdictUnknown && e.Ask.Kind != kiosk.AskClose
	switch x.w.mutation {
	case MutateLostIsFailed:
		if noAnswer {
			e.Err, e.Answer = nil, kiosk.Answer{Verdict: kiosk.VerdictFailed}
		}
	case MutateLostIsNotSent:
		if noAnswer {
			e.Err = &kiosk.NotSent{Err: lost.Err}
		}
	case MutateUnknownFailed:
		if unknown {
			e.Answer.Verdict = kiosk.VerdictFailed
		}
	case MutateNoNames:
		e.Answer.Order, e.Answer.Amount = "", nil
	case MutateUnknownPaid:
		if unknown {
			e.Answer.Verdict = kiosk.VerdictPaid
		}
	case MutateResend:
		if noAnswer && e.Ask.Kind == kiosk.AskCharge {
			again := e.Ask
			w := x.w
			w.plan(0, func() { w.network.resend(again) })
		}
	}
	return e
}

// scanned changes what a scan means, before the till hears of it.
func (x *wrapper) scanned() {
	if x.w.mutation != MutateForgetOpen {
		return
	}
	var open underWay
	for id, a := range x.w.underWay {
		if a.Kind == kiosk.AskCharge && id > open.ID {
			open = a
		}
	}
	if open.ID == 0 {
		return
	}
	delete(x.w.underWay, open.ID)
	x.w.feed(kiosk.Answered{Ask: open.Ask, Answer: kiosk.Answer{Verdict: kiosk.VerdictFailed}})
}

func notSent(err error) bool {
	var n *kiosk.NotSent
	return errors.As(err, &n)
}
