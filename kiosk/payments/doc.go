// Package payments holds the rules of money. Its Book knows the open sale, every payment
// and refund that the till still follows, and the gateway's light. It is pure: a step
// gives it one event and the time, and takes effects and facts out of it. It knows no
// screen, no words and no sound; what happens is told as a Fact, and the till makes
// lines and voices of those in one table.
//
//	book.Begin(now)               the step's time; see Turn
//	book.Answered(e), Charge, Show, Refund, Decide, Tick …
//	for f := range book.TakeFacts() …
//	book.Commit()                 one Save, the calls, the rest
//
// A payment's states, whose table of moves stands in package kiosk:
//
//	created ─▶ waiting ─▶ paid | failed | closed
//	   └─ answer lost ─▶ unknown ─▶ paid | failed | closed, by the gateway's word or a manager's
//	failed | closed ─▶ paid, late: an alarm, never silent
//
// The rules of money and their files:
//
//  1. Journal first: commit.go puts the one Save before all calls; restore.go finds out,
//     before the till sells again, what became of what was open.
//  2. A lost answer is not an answer: answer.go and refund_answer.go make unknown what
//     they cannot prove; silence.go does so for a QR that is released in a silence.
//  3. Paid needs proof, of this order and this amount: mismatch in answer.go,
//     refundMismatch in refund_answer.go, notification.go; decide.go for a manager's word.
//  4. One open attempt, a code is sent once: paycode.go, open.go.
//  5. Leaving is explicit: sale.go ends a sale, release.go lets its payments go, close.go
//     closes them at the gateway and lets them expire, paid.go raises the alarm for late
//     money and refund.go gives it back.
//  6. Polling: poll.go and refund_poll.go hold the schedules, calls.go sends what is due,
//     busy.go holds back from a gateway that says so, notification.go wakes a poll.
//
// Times whose name ends in Steady, and those that say nothing else, are of the steady
// clock, the only one that is measured with; a recorded time is wall time. Amounts are
// fen.
package payments
