package sim

import (
	"path"
	"strings"

	"facepay/kiosk"
)

// excuse is the reason for which pairs do not come up. The patterns are
// alternatives parted by |, with a * at either end for anything.
type excuse struct {
	rare         bool // long runs make it; a short one need not
	rows, events string
	why          string
}

const (
	never = false
	rare  = true
)

// excuse is the reason for which p does not come up, nil when it has to.
func (p pair) excuse() *excuse {
	if p.about == aboutPaymentMove && !kiosk.CanMove(kiosk.State(p.row), kiosk.State(p.event)) ||
		p.about == aboutRefundMove && !kiosk.CanRefundMove(kiosk.RefundState(p.row), kiosk.RefundState(p.event)) {
		return &excuse{why: "kiosk's table of moves has it not"}
	}
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
	aboutReversal: {
		{rare, "*", reversalThen + "|" + reversalStray, "a request that comes late or twice, and at a moment that matters"},
	},
	aboutPayment: {
		{never, "paid", "*", "a payment that is paid ends its sale in the same step"},
		{never, "*", "qr: paid|qr: confirming|qr: closed|mini: paid|mini: confirming|mini: closed|mini: failed|charge: waiting|charge: closed|" +
			"close: waiting|close: confirming|close: another order", "no gateway answers so"},
		{never, "created*", "query: *|close: *", "what is only created is not asked about"},
		{never, "waiting*", "qr: *|charge: *|mini: *", "the answer to its first request is what makes a payment waiting"},
		{never, "created*", "notice: *|noticed", "nobody can scan what is not on show yet"},
		{never, "created*|waiting*|failed*|closed*|unknown*", "late_answered*|notice: refund", "only money that came is accepted or given back"},
		{never, "*left|failed|closed", "left*", "it was let go already, or has ended"},
		{rare, "created", "left: parked|mini: unknown",
			"only a gateway that answers nonsense answers so, or has a sale parked while another QR is on its way"},
		{never, "unknown", "left: other_rail|left: timeout", "a doubt holds its sale open"},
		{never, "created|waiting|paid*|failed*|closed*|unknown*", "moved: shown_again", "only a QR that was left and can be paid is shown again"},
		{never, "created left|waiting*|paid*|failed*|closed*|unknown*", "buyer", "a link dies with its sale, and is opened once"},
		{never, "waiting*|paid*|failed*|closed*", "numbered", "the number comes with the answer to the first request"},
		{never, "paid*|failed*|closed*", "close_asked", "what has ended is not closed"},
		{never, "created*|paid*|failed*|closed*|unknown*", "moved: deadline",
			"a call ends before the deadline of its code, and what is known or in doubt has none"},
		{rare, "unknown left", "watched_out", "a QR parked in a silence of a gateway that only notifies, and a notification of another " +
			"payment since (kiosk: TestSilent_AParkedQRThatOnlyANotificationProves)"},
		{rare, "failed left|closed left", "watched_out",
			"only when the shop's order that it was for is entered again (kiosk: TestOrderAgain_AFailedOneIsHeardOfNoMore)"},
		{never, "created*|waiting|paid*|failed|closed|unknown", "watched_out", "only what was left is watched to an end"},
		{never, "paid*|failed*|closed*", "watched_out: other_gateway", "a start leaves to people what is open, not what has ended"},
		{rare, "*", "watched_out: other_gateway", "the config seldom names another gateway"},
		{never, "paid*", "incident|late|decided: paid|noticed", "what is proven stays so"},
		{never, "created*|waiting left", "decided*", "a manager decides about doubts, and about a QR on show that nobody can ask about"},
		{never, "waiting|unknown|failed", "notice: closed", "a QR is closed at the gateway after it was left"},
		{never, "paid*|failed*|unknown*", "qr: *|mini: *",
			"before its first request is answered nobody can pay, refuse or doubt it; it can only be closed"},
		{never, "paid*|failed*|closed*|unknown", "charge: *", "the call ends before the deadline, no notification here is about a code, " +
			"and a ledger that is read anew leaves the sale and makes the code unknown"},
		{never, "failed*", "close: *", "while it is closed nothing else is asked about it, and no notification here says failed"},
		{rare, "closed*|unknown left", "qr: *|charge: *|mini: *", "only when the ledger is read anew, or its order is paid otherwise, " +
			"while its first request is under way (kiosk: TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow)"},
		{rare, "created left", "qr: *|charge: *|mini: *|incident|close_asked|late", "only when it is let go while its first request is under way"},
		{rare, "unknown*", "numbered", "only when the ledger was read anew while the first request was under way"},
		{rare, "paid left|failed*|closed*", "query: *|close: *|incident",
			"it ended while the question was under way, or the till still follows it"},
		{rare, "*", "close: *", "the answer to closing finds what it left seldom changed"},
		{rare, "*", "notice: another order|decided*", twoRare},
		{rare, "paid left|failed*|closed*", "notice: *|noticed|late", "a notification finds a payment that has ended"},
	},
	aboutRefund: {
		{never, "*", "refund: stuck|refund_query: stuck", "no gateway here answers so (kiosk: TestRefund_PendingThenStuckNeedsPeople)"},
		{rare, "*", "refund: unknown|refund_query: unknown", "only a gateway that answers nonsense answers so"},
		{never, "asked|done|refused", "refund_decided*", "a manager decides what nobody knows"},
		{never, "refused", "refund: *", "it is called refused only when no request is under way, and then not asked for again"},
		{rare, "refused", "refund_query: *",
			"only a notification has a refused refund asked about again (kiosk: TestRefund_RefusedAndDoneAfterAll)"},
		{rare, "done", "refund*", "only when a manager says that it went back while the question is under way"},
		{rare, "*", "*: another amount|*: another order|refund_decided*|ClockChanged|SaveFailed", twoRare},
	},
	aboutScreen: {
		{never, "amount|panel|alarm|doubts|pin|order|refund|history|help|rights|check|settling", "Loaded", "a till that works reads its ledger no more"},
		{never, "amount|pin|order|history|settling", pressedButton, "the keys of this screen are its own"},
		{never, "order", "NotificationReceived|ListenerChanged|NotificationsRefused|MiniAsked",
			"the gateway that takes order numbers sends no notifications, and its mini-program is a page of its own"},
		{rare, "*", "PINChecked", "the pad goes, by a stop or its sale's end, in the third of a second in which the PIN is compared"},
		{rare, "*", "Picked", "the cashier picks where the list stands: it has to go in that very instant"},
		{rare, "doubts|order|refund|help|rights|check|settling", "*", "this screen stands for moments, and meets the rest by chance"},
		{rare, "alarm|pin|history|stopped",
			"Found|DayCounted|MiniAsked|" + answeredRefund + "|SaveFailed|ClockChanged|ScannerChanged", twoRare},
	},
}

const twoRare = "two rare things have to meet"
