package sim

import "strings"

// excuse is the reason for which pairs do not come up. The patterns are
// alternatives parted by |, with a * at either end for anything.
type excuse struct {
	about, rows, events string
	why                 string
	// rare: the pair can be, and long runs make it; a short one need not.
	rare bool
}

// excuse is the reason for which p does not come up, nil when it has to.
func (p pair) excuse() *excuse {
	for i := range excuses {
		if e := &excuses[i]; e.about == p.about && matches(e.rows, p.row) && matches(e.events, p.event) {
			return e
		}
	}
	return nil
}

func matches(patterns, s string) bool {
	for patterns != "" {
		var one string
		one, patterns, _ = strings.Cut(patterns, "|")
		head, anyHead := strings.CutPrefix(one, "*")
		part, anyTail := strings.CutSuffix(head, "*")
		switch {
		case anyHead && anyTail && strings.Contains(s, part),
			anyHead && !anyTail && strings.HasSuffix(s, part),
			!anyHead && anyTail && strings.HasPrefix(s, part),
			s == part && !anyHead && !anyTail:
			return true
		}
	}
	return false
}

// excuses is the one table of them; the first that fits counts.
var excuses = []excuse{
	// A payment.
	{about: aboutPayment, rows: "paid", events: "*", why: "a payment that is paid ends its sale in the same step"},
	{about: aboutPayment, rows: "*", events: "qr: paid|qr: confirming|qr: closed|mini: paid|mini: confirming|mini: closed|mini: failed", why: "no gateway answers the making of an order so"},
	{about: aboutPayment, rows: "*", events: "charge: waiting|charge: closed", why: "no gateway answers a code so"},
	{about: aboutPayment, rows: "*", events: "close: waiting|close: confirming|close: another order", why: "no gateway answers closing so"},
	{about: aboutPayment, rows: "created*", events: "query: *|close: *", why: "what is only created is not asked about"},
	{about: aboutPayment, rows: "waiting*", events: "qr: *|charge: *|mini: *", why: "the answer to its first request is what makes a payment waiting"},
	{about: aboutPayment, rows: "created*", events: "notice: *|a notice is noted", why: "nobody can scan what is not on show yet"},
	{about: aboutPayment, rows: "created*|waiting*|failed*|closed*|unknown*", events: "late money*|notice: refund", why: "only money that came is accepted or given back"},
	{about: aboutPayment, rows: "*left|failed|closed", events: "left: *", why: "it was let go already, or has ended"},
	{about: aboutPayment, rows: "created", events: "left: parked|mini: unknown", rare: true, why: "only a gateway that answers nonsense answers so, or has a sale parked while another QR is on its way"},
	{about: aboutPayment, rows: "unknown", events: "left: other rail|left: timed out", why: "a doubt holds its sale open"},
	{about: aboutPayment, rows: "created|waiting|paid*|failed*|closed*|unknown*", events: "its QR is shown again", why: "only a QR that was left and can still be paid is shown again"},
	{about: aboutPayment, rows: "created left|waiting*|paid*|failed*|closed*|unknown*", events: "a phone opens it", why: "a link dies with its sale, and is opened once"},
	{about: aboutPayment, rows: "waiting*|paid*|failed*|closed*", events: "is given a number", why: "the number comes with the answer to the first request"},
	{about: aboutPayment, rows: "paid*|failed*|closed*", events: "is to be closed", why: "what has ended is not closed"},
	{about: aboutPayment, rows: "created*|paid*|failed*|closed*|unknown*", events: "its deadline passes", why: "a call ends before the deadline of its code, and what is known or in doubt has none"},
	{about: aboutPayment, rows: "unknown left", events: "its watch ends", rare: true, why: "a QR parked in a silence of a gateway that only notifies, and a notification of another payment since (kiosk: TestSilent_AParkedQRThatOnlyANotificationProves)"},
	{about: aboutPayment, rows: "failed left|closed left", events: "its watch ends", rare: true, why: "only when the shop's order that it was for is entered again (kiosk: TestOrderAgain_AFailedOneIsHeardOfNoMore)"},
	{about: aboutPayment, rows: "created*|waiting|paid*|failed|closed|unknown", events: "its watch ends", why: "only what was left is watched to an end"},
	{about: aboutPayment, rows: "paid*|failed*|closed*", events: "its gateway is not in use", why: "a start leaves to people what is open, not what has ended"},
	{about: aboutPayment, rows: "*", events: "its gateway is not in use", rare: true, why: "the config seldom names another gateway"},
	{about: aboutPayment, rows: "paid*", events: "an answer contradicts it|its money is late|manager: paid|a notice is noted", why: "what is proven stays so"},
	{about: aboutPayment, rows: "created*|waiting left", events: "manager: *", why: "a manager decides about doubts, and about a QR on show that nobody can ask about"},
	{about: aboutPayment, rows: "waiting|unknown|failed", events: "notice: closed", why: "a QR is closed at the gateway after it was left"},
	{about: aboutPayment, rows: "paid*|failed*|unknown*", events: "qr: *|mini: *", why: "before its first request is answered nobody can pay, refuse or doubt it; it can only be closed"},
	{about: aboutPayment, rows: "paid*|failed*|closed*|unknown", events: "charge: *", why: "the call ends before the deadline, no notification here is about a code, and a ledger that is read anew leaves the sale and makes the code unknown"},
	{about: aboutPayment, rows: "failed*", events: "close: *", why: "while it is closed nothing else is asked about it, and no notification here says failed"},
	{about: aboutPayment, rows: "closed*|unknown left", events: "qr: *|charge: *|mini: *", rare: true, why: "only when the ledger is read anew, or its order is paid otherwise, in the second that its first request takes (kiosk: TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow)"},
	{about: aboutPayment, rows: "created left", events: "qr: *|charge: *|mini: *|an answer contradicts it|is to be closed|its money is late", rare: true, why: "only when it is let go within the second that its request takes"},
	{about: aboutPayment, rows: "unknown*", events: "is given a number", rare: true, why: "only when the ledger was read anew while the first request was under way"},
	{about: aboutPayment, rows: "paid left|failed*|closed*", events: "query: *|close: *|an answer contradicts it", rare: true, why: "it ended while the question was under way, or the till still follows it"},
	{about: aboutPayment, rows: "*", events: "close: *", rare: true, why: "the answer to closing finds what it left seldom changed"},
	{about: aboutPayment, rows: "*", events: "notice: another order|manager: *", rare: true, why: "two rare things have to meet"},
	{about: aboutPayment, rows: "paid left|failed*|closed*", events: "notice: *|a notice is noted|its money is late", rare: true, why: "a notification finds a payment that has ended"},
	// A refund.
	{about: aboutRefund, rows: "*", events: "refund: unknown|refund_query: unknown", rare: true, why: "only a gateway that answers nonsense answers so"},
	{about: aboutRefund, rows: "asked|done|refused", events: "manager: *", why: "a manager decides what nobody knows"},
	{about: aboutRefund, rows: "refused", events: "refund: *", why: "it is called refused only when no request is under way, and then not asked for again"},
	{about: aboutRefund, rows: "refused", events: "refund_query: *", rare: true, why: "only a notification has a refused refund asked about again (kiosk: TestRefund_RefusedAndDoneAfterAll)"},
	{about: aboutRefund, rows: "done", events: "refund*", rare: true, why: "only when a manager says that it went back while the question is under way"},
	{about: aboutRefund, rows: "*", events: "*: another amount|*: another order|refund_query: unknown|manager: *|the clock is set|the ledger fails", rare: true, why: "two rare things have to meet"},
	// The till's screens.
	{about: aboutScreen, rows: "*", events: "anything else", why: "the simulator gives the till nothing else"},
	{about: aboutScreen, rows: "amount|panel|alarm|doubts|pin|order|refund|history|help|check|settling", events: "the ledger's content", why: "a till that works reads its ledger no more"},
	{about: aboutScreen, rows: "amount|pin|order|history|settling", events: "a button's key", why: "the keys of this screen are its own"},
	{about: aboutScreen, rows: "order", events: "a notification|deaf, or hearing again|a mini-program", why: "the gateway that takes order numbers sends no notifications, and its mini-program is a page of its own"},
	{about: aboutScreen, rows: "*", events: "a PIN's answer", rare: true, why: "the pad goes, by a stop or its sale's end, in the third of a second in which the PIN is compared"},
	{about: aboutScreen, rows: "*", events: "a payment of a list", rare: true, why: "the cashier picks where the list stands: it has to go in that very instant"},
	{about: aboutScreen, rows: "doubts|order|refund|help|check|settling", events: "*", rare: true, why: "this screen stands for moments, and meets the rest by chance"},
	{about: aboutScreen, rows: "alarm|pin|history|stopped", events: "a payment that was looked up|a day is counted|a mini-program|an answer about a refund|the ledger fails|the clock is set|the scanner comes or goes", rare: true, why: "two rare things have to meet"},
}
