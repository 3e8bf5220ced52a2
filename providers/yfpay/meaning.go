package yfpay

import (
	"slices"

	"facepay/kiosk"
	"facepay/providers/wire"
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

// orderMade is prepay's and minipay's: there is an order. It cannot say paid.
type orderMade struct{ order wire.Class }

// madeOf reads orderMade by the words of one call.
func madeOf(results *wire.ResultCodes) func(message) orderMade {
	return func(m message) orderMade { return orderMade{results.Class(m.text("result_code"))} }
}

func (o orderMade) made() bool { return o.order == wire.Waiting }

// verdict is waiting, failed or unknown.
func (o orderMade) verdict() kiosk.Verdict { return o.order.Verdict() }

// moneyTaken is pay's, queryorder's and notifications': whether money came.
type moneyTaken struct{ money wire.Class }

// orderFields stand only where an order was made. The signature does not cover which
// call a reply answers, so a reply with one of them is no word on money anywhere.
var orderFields = []string{"qrcode", "packages", "paySign", "miniapp_data"}

func chargedOf(m message) moneyTaken { return moneyOf(m, &payResults) }

func noticedOf(m message) moneyTaken { return moneyOf(m, &noticeResults) }

func moneyOf(m message, results *wire.ResultCodes) moneyTaken {
	if slices.ContainsFunc(orderFields, m.has) {
		return moneyTaken{wire.Unknown}
	}
	return moneyTaken{results.Class(m.text("result_code"))}
}

// queriedOf is moneyTaken of queryorder. Where result_code and trade_state both
// speak they must not contradict each other; the finer of the two counts.
func queriedOf(m message) moneyTaken {
	result := moneyOf(m, &queryResults)
	if !m.has("trade_state") {
		return result
	}
	state, unknown := moneyTaken{queryStates.Class(m.text("trade_state"))}, moneyTaken{wire.Unknown}
	if slices.ContainsFunc(orderFields, m.has) {
		return unknown
	}
	if !m.has("result_code") {
		return state
	}
	open := state.money == wire.Waiting || state.money == wire.Confirming
	switch {
	case state == result,
		result.money == wire.InProcess && open,
		result.money == wire.Failed && state.money == wire.Closed:
		return state
	}
	return unknown
}

func (t moneyTaken) taken() bool { return t.money == wire.Paid }

// verdict is the proof in the words on a payment by rail.
func (t moneyTaken) verdict(rail kiosk.Rail) kiosk.Verdict {
	switch {
	case t.money != wire.InProcess:
		return t.money.Verdict()
	case rail == kiosk.RailCode:
		return kiosk.VerdictConfirming
	}
	return kiosk.VerdictWaiting
}

// orderClosed is closeorder's. A refusal says nothing of the payment.
type orderClosed struct{ closing wire.Class }

func orderClosedOf(m message) orderClosed {
	return orderClosed{closeResults.Class(m.text("result_code"))}
}

// verdict is closed or unknown.
func (c orderClosed) verdict() kiosk.Verdict { return c.closing.Verdict() }

// moneyReturned is the word of refundorder and queryrefund.
type moneyReturned struct{ back wire.Class }

// moneyReturnedOf takes a refusal for one only when it has words, and they leave
// no doubt: it may be that the first try of the same refund was carried out.
func moneyReturnedOf(m message) moneyReturned {
	back, words := refundResults.Class(m.text("result_code")), m.text("return_msg")
	if back == wire.RefundRefused && (words == "" || refundDoubts.Lists(words)) {
		back = wire.Unknown
	}
	return moneyReturned{back}
}

// verdict is done, pending, refused or unknown.
func (r moneyReturned) verdict() kiosk.RefundVerdict { return r.back.Refund() }
