package yfpay

import (
	"slices"

	"facepay/kiosk"
)

// The vendor has one set of words for results, and each call means something
// else by them: PAY_SUCCESS is "order made" when an order is asked for and
// "money taken" when a payment is. So each meaning is a type of its own, made
// from the words by its own function and holding its own verdict. Their fields
// are named apart so that none converts to another: an order that was made
// cannot be passed where money is asked about.

// Words of result_code.
const (
	wordSuccess   = "PAY_SUCCESS"
	wordSucceess  = "PAY_SUCEESS" // closeorder's other spelling
	wordInProcess = "PAY_IN_PROCESS"
	wordFail      = "PAY_FAIL"
	wordRefund    = "TRADE_REFUND" // of notifications
)

// Words of return_code: whether the request was understood, nothing more.
const (
	returnSuccess = "SUCCESS"
	returnFail    = "FAIL"
)

// orderMade is what prepay and minipay say: whether there is an order now. It
// has no way to say paid.
type orderMade struct{ order kiosk.Verdict }

func orderMadeOf(m message) orderMade {
	switch m.text("result_code") {
	case wordSuccess:
		return orderMade{kiosk.VerdictWaiting}
	case wordFail:
		return orderMade{kiosk.VerdictFailed}
	}
	return orderMade{kiosk.VerdictUnknown}
}

// made reports whether there is an order.
func (o orderMade) made() bool { return o.order == kiosk.VerdictWaiting }

// verdict is waiting, failed or unknown.
func (o orderMade) verdict() kiosk.Verdict {
	if o.order == "" {
		return kiosk.VerdictUnknown
	}
	return o.order
}

// moneyTaken is what pay, queryorder and notifications say: whether the money
// came.
type moneyTaken struct {
	money kiosk.Verdict
	// atIt: the customer is known to be typing a password. The vendor's own
	// "in process" does not tell that from a QR that nobody has scanned.
	atIt bool
}

// orderFields stand only where an order was made. The signature does not cover
// which call a reply answers, so a reply with one of them is no word on money,
// wherever it turns up.
var orderFields = []string{"qrcode", "packages", "paySign", "miniapp_data"}

// chargedOf is moneyTaken of pay and of notifications.
func chargedOf(m message) moneyTaken {
	if slices.ContainsFunc(orderFields, m.has) {
		return moneyTaken{}
	}
	return moneyTaken{money: moneyWords[m.text("result_code")]}
}

var moneyWords = map[string]kiosk.Verdict{
	wordSuccess:   kiosk.VerdictPaid,
	wordInProcess: kiosk.VerdictConfirming,
	wordFail:      kiosk.VerdictFailed,
}

// tradeStates are WeChat's words, which queryorder may have beside or in the
// place of result_code.
var tradeStates = map[string]kiosk.Verdict{
	"SUCCESS":    kiosk.VerdictPaid,
	"REFUND":     kiosk.VerdictPaid, // it was, and some of it went back
	"NOTPAY":     kiosk.VerdictWaiting,
	"USERPAYING": kiosk.VerdictConfirming,
	"ACCEPT":     kiosk.VerdictConfirming,
	"CLOSED":     kiosk.VerdictClosed,
	"REVOKED":    kiosk.VerdictClosed,
	"PAYERROR":   kiosk.VerdictFailed,
}

// queriedOf is moneyTaken of queryorder. Where result_code and trade_state both
// speak they must not contradict each other; the finer of the two counts.
func queriedOf(m message) moneyTaken {
	if !m.has("trade_state") {
		return chargedOf(m)
	}
	state, listed := tradeStates[m.text("trade_state")]
	said := moneyTaken{state, state == kiosk.VerdictConfirming}
	if !listed || slices.ContainsFunc(orderFields, m.has) {
		return moneyTaken{}
	}
	if !m.has("result_code") {
		return said
	}
	result := moneyWords[m.text("result_code")]
	switch {
	case state == result,
		result == kiosk.VerdictConfirming && state == kiosk.VerdictWaiting,
		result == kiosk.VerdictFailed && state == kiosk.VerdictClosed:
		return said
	}
	return moneyTaken{}
}

// taken reports whether the money came.
func (t moneyTaken) taken() bool { return t.money == kiosk.VerdictPaid }

// verdict is what the words prove of a payment by rail.
func (t moneyTaken) verdict(rail kiosk.Rail) kiosk.Verdict {
	switch {
	case t.money == "":
		return kiosk.VerdictUnknown
	case t.money == kiosk.VerdictConfirming && rail != kiosk.RailCode && !t.atIt:
		return kiosk.VerdictWaiting
	}
	return t.money
}

// orderClosed is what closeorder says. A refusal to close says nothing of the
// payment.
type orderClosed struct{ closed bool }

func orderClosedOf(m message) orderClosed {
	w := m.text("result_code")
	return orderClosed{w == wordSuccess || w == wordSucceess}
}

// verdict is closed or unknown.
func (c orderClosed) verdict() kiosk.Verdict {
	if c.closed {
		return kiosk.VerdictClosed
	}
	return kiosk.VerdictUnknown
}

// moneyReturned is what refundorder and queryrefund say.
type moneyReturned struct{ back kiosk.RefundVerdict }

func moneyReturnedOf(m message) moneyReturned {
	return moneyReturned{map[string]kiosk.RefundVerdict{
		wordSuccess:   kiosk.RefundSaidDone,
		wordInProcess: kiosk.RefundSaidPending,
		wordFail:      kiosk.RefundSaidRefused,
	}[m.text("result_code")]}
}

// verdict is done, pending, refused or unknown.
func (r moneyReturned) verdict() kiosk.RefundVerdict {
	if r.back == "" {
		return kiosk.RefundSaidUnknown
	}
	return r.back
}
