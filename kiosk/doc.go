// Package kiosk has the words of the till: its money, payments and refunds, what
// goes in and out of it, and the interfaces that the outside fulfils. It decides
// nothing and imports nothing of facepay, so that everybody can speak it.
//
// A till is a pure state machine in a shell. Every key, scan, answer and deadline
// is an [Event]; a step takes one and returns [Effect] values in order: one Save,
// then calls of the gateway, then the rest, then the [View] to draw. Nothing else
// happens, so that a run can be played again, and nothing is sent that is not on
// record. The rooms, from the words outward:
//
//   - kiosk/payments is the book of open payments and refunds: every rule of money.
//     It knows no screen and tells what happened as facts.
//   - kiosk/till is the counter: Step, a stack of screens with a file for each,
//     the wedge's typing told from a person's, and the sentences made of facts.
//   - kiosk/health runs the checks of machine and network and keeps their warnings.
//   - kiosk/wedge tells the keys of a keyboard scanner from a person's by time.
//   - kiosk/office is the owner's side: the history and what is chosen in it.
//   - kiosk/runner is the shell: the one goroutine that carries effects out.
//   - kiosk/sim plays whole shops against a till in virtual time, and a second
//     book of its own judges every step. kiosk/gatewaytest and kiosk/ledgertest
//     hold real gateways and ledgers to what it assumes of them.
//
// The outside fulfils three interfaces: providers/… a [Gateway] each, many of them
// a [Notifier] too; store a [Ledger]. ui draws the View and sends events; app puts
// it all together. architecture_test.go holds who may import whom.
//
// To begin with: [Payment] and its table of moves, [Gateway] with the three kinds
// of error and what each proves, [Write] and [Snapshot]; then [View].
package kiosk
