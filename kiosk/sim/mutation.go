package sim

import (
	"errors"
	"slices"
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
	MutateAskBeforeSave  Mutation = "1-ask-before-save"    // money is asked for before the step's Save
	MutateCreatedUnsaved Mutation = "1-created-unsaved"    // the row is first written when the answer is in
	MutateBackUnsaved    Mutation = "1-refund-before-save" // money is asked back before the step's Save
	MutateAckUnsaved     Mutation = "1-ack-before-save"    // a notification is acknowledged before the step's Save
	// Rule 2, a lost answer is not an answer.
	MutateLostIsFailed  Mutation = "2-lost-is-failed"         // no answer counts as "no"
	MutateLostIsNotSent Mutation = "2-lost-is-not-sent"       // no answer counts as proof that nothing left
	MutateUnknownFailed Mutation = "2-unknown-is-failed"      // words that prove nothing count as "no"
	MutateLostIsRefused Mutation = "2-lost-refund-is-refused" // no answer to a refund counts as "no"
	MutateNothingOpen   Mutation = "2-nothing-is-not-paid"    // what proves nothing of a QR counts as "not paid yet"
	// Rule 3, paid needs proof.
	MutateNoNames      Mutation = "3-names-unchecked"         // answers are believed whatever they are about
	MutateUnknownPaid  Mutation = "3-unknown-is-paid"         // words that prove nothing count as "paid"
	MutateNoticeAmount Mutation = "3-notice-amount-unchecked" // notifications are believed whatever amount they name
	MutateNoticeOrder  Mutation = "3-notice-order-unchecked"  // notifications are believed whatever number the gateway gave
	MutateOtherTill    Mutation = "3-other-till"              // what is about the other till's orders is taken for one's own
	MutateRefundNames  Mutation = "3-refund-names-unchecked"  // answers about refunds are believed whatever they are about
	// Rule 4, one open attempt.
	MutateResend        Mutation = "4-resend"            // a charge without an answer is sent again
	MutateDoubleScan    Mutation = "4-code-memory"       // a restart forgets which codes were spent, and a scan is taken twice
	MutateForgetOpen    Mutation = "4-second-attempt"    // a fresh scan forgets the attempt before it
	MutateForgetRefunds Mutation = "4-forget-refunds"    // a restart and the owner's look forget the refunds before
	MutateRefundNo      Mutation = "4-new-refund-number" // a refund that is asked for again has a new number
	MutateRefundTwice   Mutation = "4-refund-again"      // a refund without an answer is sent again, where that is another one
	// Rule 5, leaving is explicit.
	MutateNoWatch    Mutation = "5-no-watch"          // left payments are neither closed nor asked about
	MutateNoReload   Mutation = "5-forget-left"       // a restart forgets the payments that were left
	MutateReversal   Mutation = "5-reversal-believed" // a wallet's word that it reversed a code payment counts as proof
	MutateStray      Mutation = "5-paid-for-good"     // a paid payment is not asked about, whatever reversal is on its way
	MutateMiniAlive  Mutation = "5-mini-alive"        // a mini-program gets its parameters also after the sale
	MutateMiniShared Mutation = "5-mini-shared"       // another phone gets the parameters of the first
	// Rule 6, time is measured.
	MutateWallDeadlines Mutation = "6-wall-deadlines" // deadlines follow the wall clock
	MutateWallWatch     Mutation = "6-wall-watch"     // a start believes the wall clock that a watch is over
	// Who may do what.
	MutateAnybody Mutation = "anybody-approves" // everybody's PIN counts as the owner's
	// A face.
	MutateFaceLimit Mutation = "face-limit"      // the till knows of no limit of a face
	MutateFaceSale  Mutation = "face-other-sale" // a face is charged for whatever sale is open
	// The drawer.
	MutateCashTwice Mutation = "cash-twice" // a sale for cash is put on record twice
)

// Mutations lists all of them.
var Mutations = []Mutation{
	MutateAskBeforeSave, MutateCreatedUnsaved, MutateLostIsFailed, MutateLostIsNotSent, MutateUnknownFailed,
	MutateNoNames, MutateUnknownPaid, MutateResend, MutateDoubleScan, MutateForgetOpen, MutateNoWatch, MutateNoReload,
	MutateBackUnsaved, MutateAckUnsaved, MutateLostIsRefused, MutateNoticeAmount, MutateNoticeOrder, MutateRefundNames,
	MutateForgetRefunds, MutateRefundNo, MutateRefundTwice, MutateMiniAlive, MutateMiniShared,
	MutateOtherTill, MutateWallDeadlines, MutateWallWatch, MutateNothingOpen, MutateAnybody,
	MutateCashTwice, MutateFaceLimit, MutateFaceSale, MutateReversal, MutateStray,
}

// breaksJournal: the oracle's check of rule 1 is off as well; the books have to show it.
func (m Mutation) breaksJournal() bool {
	return strings.HasPrefix(string(m), "1-") && m != MutateAckUnsaved
}

// wrapper stands around the till and applies the run's mutation, if there is one.
type wrapper struct {
	w    *world
	held map[kiosk.OrderNo][]kiosk.Payment // new rows kept from the ledger
	back map[kiosk.RefundNo]int            // number of asks for a refund
	over map[kiosk.OrderNo]bool            // of which a wallet said that it reversed them
}

// settings changes what the till is set up with.
func (x *wrapper) settings(s kiosk.Settings) kiosk.Settings {
	if x.w.mutation == MutateFaceLimit {
		s.Capabilities.FaceMax = 0
	}
	return s
}

// read changes for which sale a face was read.
func (x *wrapper) read(e kiosk.Event) kiosk.Event {
	s, face := e.(kiosk.Scanned)
	if open := x.w.ledger.openSale(); face && s.From == kiosk.ReaderFace && open != nil && x.w.mutation == MutateFaceSale {
		s.Sale = open.ID
		return s
	}
	return e
}

// effects changes what a step wants done.
func (x *wrapper) effects(fs []kiosk.Effect) []kiosk.Effect {
	var first func(kiosk.Effect) bool
	switch x.w.mutation {
	case MutateAskBeforeSave:
		first = func(f kiosk.Effect) bool {
			a, ok := f.(kiosk.Call)
			return ok && a.Kind.MovesMoney() && a.Kind != kiosk.CallRefund
		}
	case MutateBackUnsaved:
		first = func(f kiosk.Effect) bool { a, ok := f.(kiosk.Call); return ok && a.Kind == kiosk.CallRefund }
	case MutateAckUnsaved:
		first = func(f kiosk.Effect) bool { _, ok := f.(kiosk.Acknowledge); return ok }
	default:
		return fs
	}
	moved := slices.DeleteFunc(slices.Clone(fs), func(f kiosk.Effect) bool { return !first(f) })
	return append(moved, slices.DeleteFunc(fs, first)...)
}

// whose changes who entered a PIN.
func (x *wrapper) whose(r kiosk.PINResult) kiosk.PINResult {
	if r.OK && x.w.mutation == MutateAnybody {
		r.Person.Role = kiosk.RoleOwner
	}
	return r
}

// write changes what is put on record.
func (x *wrapper) write(w kiosk.Write) kiosk.Write {
	if x.w.mutation == MutateCashTwice {
		for _, p := range w.Payments {
			if p.Rail == kiosk.RailCash && p.Version == 1 {
				p.OrderNo += "2"
				w.Payments = append(w.Payments, p)
			}
		}
		return w
	}
	if x.w.mutation != MutateCreatedUnsaved {
		return w
	}
	out := kiosk.Write{Sales: w.Sales}
	for _, p := range w.Payments {
		if p.State == kiosk.StateCreated && p.Rail != kiosk.RailMini && x.w.ledger.paymentOf(p.OrderNo) == nil {
			x.held[p.OrderNo] = append(x.held[p.OrderNo], p)
			continue
		}
		if first, ok := x.held[p.OrderNo]; ok {
			delete(x.held, p.OrderNo)
			out.Payments = append(out.Payments, first...)
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

// restored changes what a start finds.
func (x *wrapper) restored(r kiosk.Snapshot) kiosk.Snapshot {
	switch x.w.mutation {
	case MutateDoubleScan:
		r.RecentTails = nil
	case MutateForgetRefunds:
		r.Refunds = nil
	case MutateWallWatch:
		wall := x.w.wall()
		r.Payments = slices.DeleteFunc(r.Payments, func(p kiosk.Payment) bool {
			return p.State == kiosk.StateWaiting && !p.PollUntil.IsZero() && !p.PollUntil.After(wall)
		})
	case MutateNoReload:
		r.Payments = slices.DeleteFunc(r.Payments, func(p kiosk.Payment) bool { return !p.ReleasedAt.IsZero() && p.State == kiosk.StateWaiting })
	}
	return r
}

// carry changes what leaves for the gateway.
func (x *wrapper) carry(a *kiosk.Call) {
	w := x.w
	left := !a.Payment.ReleasedAt.IsZero()
	if w.mutation == MutateNoWatch && left && (a.Kind == kiosk.CallQuery || a.Kind == kiosk.CallClose) {
		w.planHere(0, func() { w.answered(a, reply{Answer: kiosk.Answer{Verdict: kiosk.VerdictClosed}}, nil, 0) })
		return
	}
	if w.mutation == MutateRefundNo && a.Kind == kiosk.CallRefund {
		if x.back[a.Refund.No]++; x.back[a.Refund.No] > 1 {
			other := *a
			other.Refund.No += "B"
			a = &other
		}
	}
	w.network.carry(a)
}

// answer changes what the till is told.
func (x *wrapper) answer(e kiosk.Answered) kiosk.Answered {
	lost, noAnswer := errors.AsType[*kiosk.Unanswered](e.Err)
	unknown := e.Err == nil && e.Answer.Verdict == kiosk.VerdictUnknown && e.Call.Kind != kiosk.CallClose
	switch m := x.w.mutation; {
	case m == MutateReversal && e.Call.Payment.Rail == kiosk.RailCode && e.Call.Kind == kiosk.CallClose && e.Answer.Verdict == kiosk.VerdictClosed:
		x.over[e.Call.Payment.OrderNo] = true
	case m == MutateReversal && e.Call.Kind == kiosk.CallQuery && x.over[e.Call.Payment.OrderNo]:
		e.Err, e.Answer = nil, kiosk.Answer{Verdict: kiosk.VerdictClosed}
	case m == MutateStray && e.Call.Kind == kiosk.CallQuery && e.Call.Payment.State == kiosk.StatePaid:
		e.Err, e.Answer = nil, kiosk.Answer{Verdict: kiosk.VerdictPaid}
	case m == MutateNothingOpen && (unknown || noAnswer) && e.Call.Kind == kiosk.CallQuery && e.Call.Payment.Rail != kiosk.RailCode:
		e.Err, e.Answer = nil, kiosk.Answer{Verdict: kiosk.VerdictWaiting}
	case m == MutateLostIsRefused && noAnswer && ofRefund(e.Call.Kind):
		e.Err, e.Refund = nil, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}
	case m == MutateRefundNames:
		e.Refund.Order, e.Refund.Refund, e.Refund.Amount, e.Refund.Total = "", "", nil, nil
	case m == MutateRefundTwice && noAnswer && e.Call.Kind == kiosk.CallRefund && !x.w.settings.Capabilities.RefundAgain,
		m == MutateResend && noAnswer && e.Call.Kind == kiosk.CallCharge:
		x.w.plan(0, func() { x.w.network.resend(&e.Call) })
	case m == MutateLostIsFailed && noAnswer:
		e.Err, e.Answer = nil, kiosk.Answer{Verdict: kiosk.VerdictFailed}
	case m == MutateLostIsNotSent && noAnswer:
		e.Err = &kiosk.NotSent{Err: lost.Err}
	case m == MutateUnknownFailed && unknown:
		e.Answer.Verdict = kiosk.VerdictFailed
	case m == MutateUnknownPaid && unknown:
		e.Answer.Verdict = kiosk.VerdictPaid
	case m == MutateNoNames, m == MutateOtherTill && x.w.ofTwin(e.Answer.Order):
		e.Answer.Order, e.Answer.Amount = "", nil
	}
	return e
}

// scanned changes what a scan means, before the till hears of it.
func (x *wrapper) scanned() {
	if x.w.mutation != MutateForgetOpen {
		return
	}
	var open *flight
	for id, a := range x.w.inFlight {
		if a.Kind == kiosk.CallCharge && (open == nil || id > open.ID) {
			open = a
		}
	}
	if open == nil {
		return
	}
	delete(x.w.inFlight, open.ID)
	x.w.feed(kiosk.Answered{Call: open.Call, Answer: kiosk.Answer{Verdict: kiosk.VerdictFailed}})
}

// replied changes what a mini-program is told.
func (x *wrapper) replied(r kiosk.MiniReply) kiosk.MiniReply {
	m := x.w.mutation
	if m == MutateMiniAlive && r.Error == kiosk.MiniNoOrder || m == MutateMiniShared && r.Error == kiosk.MiniTaken {
		if o := x.w.gateway.byOwnOrder(r.OrderNo); o != nil {
			return kiosk.MiniReply{OrderNo: r.OrderNo, Amount: o.amount, Params: []byte(paramsOf(o))}
		}
	}
	return r
}

// found changes what the ledger says of one payment.
func (x *wrapper) found(f kiosk.Found) kiosk.Found {
	if x.w.mutation == MutateForgetRefunds {
		f.Refunds = nil
	}
	return f
}

// notified changes what a notification says; a stray one is the other till's.
func (x *wrapper) notified(e *kiosk.NotificationReceived, stray bool) {
	n := &e.Notification
	row := x.w.ledger.paymentOf(n.OrderNo)
	switch m := x.w.mutation; {
	case m == MutateNoticeAmount && row != nil:
		n.Answer.Amount = new(row.Amount)
	case m == MutateNoticeOrder:
		n.Answer.GatewayOrderNo, n.Answer.Order = "", ""
	case m == MutateOtherTill && stray:
		for p := range each(x.w.ledger.payments) {
			if p.State == kiosk.StateWaiting {
				n.OrderNo, n.Answer.Order, n.Answer.GatewayOrderNo, n.Answer.Amount = p.OrderNo, "", "", new(p.Amount)
			}
		}
	}
}
