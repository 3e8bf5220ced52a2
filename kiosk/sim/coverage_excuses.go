package sim

import (
	"path"
	"strings"
)

// excuse is the reason for which pairs do not come up. The patterns are
// alternatives parted by |, with a * at either end for anything.
type excuse struct {
	often        frequency
	rows, events string
	why          string
}

type frequency bool

const (
	never frequency = false // it cannot be
	rare  frequency = true  // it can, and long runs make it; a short one need not
)

// excuse is the reason for which p does not come up, nil when it has to.
func (p pair) excuse() *excuse {
	for e := range each(excuses[p.about]) {
		if matches(e.rows, p.row) && matches(e.events, p.event) {
			return e
		}
	}
	return nil
}

// matches reports whether one of patterns fits s.
func matches(patterns, s string) bool {
	for one := range strings.SplitSeq(patterns, "|") {
		if fits, _ := path.Match(one, s); fits && s != "" { // errors are of brackets, of which there are none
			return true
		}
	}
	return false
}

// excuses is the one table of them, by what they are about; the first that fits
// counts.
var excuses = map[string][]excuse{
	aboutPayment: {
		{never, "paid", "*", "a payment that is paid ends its sale in the same step"},
		{never, "*", "qr: paid|qr: confirming|qr: closed|mini: paid|mini: confirming|mini: closed|mini: failed",
			"no gateway answers the making of an order so"},
		{never, "*", "charge: waiting|charge: closed", "no gateway answers a code so"},
		{never, "*", "close: waiting|close: confirming|close: another order", "no gateway answers closing so"},
		{never, "created*", "query: *|close: *", "what is only created is not asked about"},
		{never, "waiting*", "qr: *|charge: *|mini: *", "the answer to its first request is what makes a payment waiting"},
		{never, "created*", "notice: *|a notice is noted", "nobody can scan what is not on show yet"},
		{never, "created*|waiting*|failed*|closed*|unknown*", "late money*|notice: refund",
			"only money that came is accepted or given back"},
		{never, "*left|failed|closed", "left: *", "it was let go already, or has ended"},
		{rare, "created", "left: parked|mini: unknown",
			"only a gateway that answers nonsense answers so, or has a sale parked while another QR is on its way"},
		{never, "unknown", "left: other rail|left: timed out", "a doubt holds its sale open"},
		{never, "created|waiting|paid*|failed*|closed*|unknown*", "its QR is shown again",
			"only a QR that was left and can still be paid is shown again"},
		{never, "created left|waiting*|paid*|failed*|closed*|unknown*", "a phone opens it",
			"a link dies with its sale, and is opened once"},
		{never, "waiting*|paid*|failed*|closed*", "is given a number", "the number comes with the answer to the first request"},
		{never, "paid*|failed*|closed*", "is to be closed", "what has ended is not closed"},
		{never, "created*|paid*|failed*|closed*|unknown*", "its deadline passes",
			"a call ends before the deadline of its code, and what is known or in doubt has none"},
		{rare, "unknown left", "its watch ends",
			"a QR parked in a silence of a gateway that only notifies, and a notification of another payment since " +
				"(kiosk: TestSilent_AParkedQRThatOnlyANotificationProves)"},
		{rare, "failed left|closed left", "its watch ends",
			"only when the shop's order that it was for is entered again (kiosk: TestOrderAgain_AFailedOneIsHeardOfNoMore)"},
		{never, "created*|waiting|paid*|failed|closed|unknown", "its watch ends", "only what was left is watched to an end"},
		{never, "paid*|failed*|closed*", "its gateway is not in use", "a start leaves to people what is open, not what has ended"},
		{rare, "*", "its gateway is not in use", "the config seldom names another gateway"},
		{never, "paid*", "an answer contradicts it|its money is late|manager: paid|a notice is noted", "what is proven stays so"},
		{never, "created*|waiting left", "manager: *", "a manager decides about doubts, and about a QR on show that nobody can ask about"},
		{never, "waiting|unknown|failed", "notice: closed", "a QR is closed at the gateway after it was left"},
		{never, "paid*|failed*|unknown*", "qr: *|mini: *",
			"before its first request is answered nobody can pay, refuse or doubt it; it can only be closed"},
		{never, "paid*|failed*|closed*|unknown", "charge: *",
			"the call ends before the deadline, no notification here is about a code, " +
				"and a ledger that is read anew leaves the sale and makes the code unknown"},
		{never, "failed*", "close: *", "while it is closed nothing else is asked about it, and no notification here says failed"},
		{rare, "closed*|unknown left", "qr: *|charge: *|mini: *",
			"only when the ledger is read anew, or its order is paid otherwise, in the second that its first request takes " +
				"(kiosk: TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow)"},
		{rare, "created left", "qr: *|charge: *|mini: *|an answer contradicts it|is to be closed|its money is late",
			"only when it is let go within the second that its request takes"},
		{rare, "unknown*", "is given a number", "only when the ledger was read anew while the first request was under way"},
		{rare, "paid left|failed*|closed*", "query: *|close: *|an answer contradicts it",
			"it ended while the question was under way, or the till still follows it"},
		{rare, "*", "close: *", "the answer to closing finds what it left seldom changed"},
		{rare, "*", "notice: another order|manager: *", "two rare things have to meet"},
		{rare, "paid left|failed*|closed*", "notice: *|a notice is noted|its money is late",
			"a notification finds a payment that has ended"},
	},
	aboutRefund: {
		{rare, "*", "refund: unknown|refund_query: unknown", "only a gateway that answers nonsense answers so"},
		{never, "asked|done|refused", "manager: *", "a manager decides what nobody knows"},
		{never, "refused", "refund: *", "it is called refused only when no request is under way, and then not asked for again"},
		{rare, "refused", "refund_query: *",
			"only a notification has a refused refund asked about again (kiosk: TestRefund_RefusedAndDoneAfterAll)"},
		{rare, "done", "refund*", "only when a manager says that it went back while the question is under way"},
		{rare, "*", "*: another amount|*: another order|manager: *|the clock is set|the ledger fails",
			"two rare things have to meet"},
	},
	aboutScreen: {
		{never, "*", "anything else", "the simulator gives the till nothing else"},
		{never, "amount|panel|alarm|doubts|pin|order|refund|history|help|check|settling", "the ledger's content",
			"a till that works reads its ledger no more"},
		{never, "amount|pin|order|history|settling", "a button's key", "the keys of this screen are its own"},
		{never, "order", "a notification|deaf, or hearing again|a mini-program",
			"the gateway that takes order numbers sends no notifications, and its mini-program is a page of its own"},
		{rare, "*", "a PIN's answer", "the pad goes, by a stop or its sale's end, in the third of a second in which the PIN is compared"},
		{rare, "*", "a payment of a list", "the cashier picks where the list stands: it has to go in that very instant"},
		{rare, "doubts|order|refund|help|check|settling", "*", "this screen stands for moments, and meets the rest by chance"},
		{rare, "alarm|pin|history|stopped", "a payment that was looked up|a day is counted|a mini-program|an answer about a refund|" +
			"the ledger fails|the clock is set|the scanner comes or goes",
			"two rare things have to meet"},
	},
}
