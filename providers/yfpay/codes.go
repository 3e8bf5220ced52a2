package yfpay

import "facepay/providers/wire"

var Codes = wire.Sheet{
	Name: "yfpay",
	About: []string{
		"JSON both ways, each message signed with the institution's key. return_code speaks of the request, result_code of the business, and the same word means something else in each call: " +
			"PAY_SUCCESS is \"order made\" from prepay and minipay, and \"paid\" from pay and queryorder.",
		"A payment is proven by `queryorder`, by the answer to `pay`, or by a notification: with the signature, the merchant, the order's number and the amount. " +
			"A reply that says success unsigned, or under a signature that does not fit, proves nothing.",
	},
	Tables: []*wire.ResultCodes{
		&busyWords,
		&prepayReturns, &prepayResults,
		&minipayReturns, &minipayResults,
		&payReturns, &payResults,
		&queryReturns, &queryResults, &queryStates,
		&closeReturns, &closeResults,
		&refundReturns, &refundResults, &refundDoubts,
		&noticeReturns, &noticeResults,
	},
}

// Sources of the rows.
const (
	docReturn   = "document: 返回参数, return_code"
	docResult   = "document: 返回参数, result_code"
	docV3       = "yfpay v3, the interface's own pages"
	wechatState = "WeChat Pay: trade_state"
)

// Reasons that many rows share.
const (
	whyRequest = "It speaks of the request alone; result_code tells."
	whyNoQR    = "Without a QR there is nothing that a customer could pay."
	whyRefused = "A refused request is no proof that nothing was taken."
	whyAsked   = "A refused question says nothing of the payment."
	whyMade    = "An order was made; it is never money."
	whyStrange = "No order is made half."
)

const (
	callPrepay, doesPrepay   = "prepay", "Open a QR"
	callMinipay, doesMinipay = "minipay", "Open a mini-program order"
	callPay, doesPay         = "pay", "Charge a code or a face"
	callQuery, doesQuery     = "queryorder", "Query"
	callClose, doesClose     = "closeorder", "Close"
	callRefund, doesRefund   = "refundorder, queryrefund", "Refund, and query a refund"
	callNotice, doesNotice   = "notification", "Notification"

	fieldReturn = "return_code"
	fieldResult = "result_code"
)

// returns are the two words of return_code, of which the second means c.
func returns(c wire.Class, why string) []wire.ResultCode {
	return []wire.ResultCode{
		wire.Row(returnSuccess, "request understood", wire.Read, whyRequest, docReturn),
		wire.Row(returnFail, "request refused", c, why, docReturn),
	}
}

// busyWords are looked for in whatever is neither a success nor in process.
var busyWords = wire.BusyWords("piece of return_msg")

var (
	prepayReturns = wire.ResultCodes{Call: callPrepay, Does: doesPrepay, Field: fieldReturn, Rows: returns(wire.Failed, whyNoQR)}
	prepayResults = wire.ResultCodes{Call: callPrepay, Does: doesPrepay, Field: fieldResult, Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "order made", wire.Waiting, whyMade, docV3),
		wire.Row(wordFail, "not made", wire.Failed, whyNoQR, docV3),
		wire.Row(wordInProcess, "in process", wire.Unknown, whyStrange, docV3),
	}}

	minipayReturns = wire.ResultCodes{Call: callMinipay, Does: doesMinipay, Field: fieldReturn, Rows: returns(wire.Unknown, whyRefused)}
	minipayResults = wire.ResultCodes{Call: callMinipay, Does: doesMinipay, Field: fieldResult, Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "order made", wire.Waiting, whyMade, docResult),
		wire.Row(wordFail, "not made", wire.Failed, "No parameters came, so nothing can be paid.", docResult),
		wire.Row(wordInProcess, "in process", wire.Unknown, whyStrange, docResult),
	}}

	payReturns = wire.ResultCodes{Call: callPay, Does: doesPay, Field: fieldReturn, Rows: returns(wire.Unknown, whyRefused)}
	payResults = wire.ResultCodes{Call: callPay, Does: doesPay, Field: fieldResult, Note: "Paid and failed need the order's number; paid needs the amount too. A reply with a QR or payment parameters in it answers another call, and is unknown.", Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "paid", wire.Paid, "The documented word for it.", docV3),
		wire.Row(wordInProcess, "the customer types the password", wire.InProcess, "The till goes on asking.", docV3),
		wire.Row(wordFail, "the payment failed", wire.Failed, "Signed, and about this order.", docV3),
	}}

	queryReturns = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldReturn, Rows: returns(wire.Unknown, whyAsked)}
	queryResults = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldResult, Note: "Paid, failed and closed need the order's number; paid needs the amount too.", Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "paid", wire.Paid, "The documented word for it.", docV3),
		wire.Row(wordInProcess, "not paid yet", wire.InProcess, "It does not tell a password from a QR that nobody has scanned.", docV3),
		wire.Row(wordFail, "the payment failed", wire.Failed, "Signed, and about this order.", docV3),
	}}
	queryStates = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: "trade_state", Note: "Beside result_code or in its place. Where the two contradict each other the answer is unknown, else this one holds.", Rows: []wire.ResultCode{
		wire.Row("SUCCESS", "paid", wire.Paid, "WeChat's word for it.", wechatState),
		wire.Row("REFUND", "being given back", wire.Paid, "It was paid; what went back since is another matter.", wechatState),
		wire.Row("NOTPAY", "not paid yet", wire.Waiting, "WeChat knows the order and no payment.", wechatState),
		wire.Row("USERPAYING", "the customer types the password", wire.Confirming, "The till goes on asking.", wechatState),
		wire.Row("ACCEPT", "taken on, to be debited", wire.Confirming, "The till goes on asking.", wechatState),
		wire.Row("CLOSED", "closed", wire.Closed, "WeChat takes no more money for it.", wechatState),
		wire.Row("REVOKED", "reversed", wire.Closed, "A reversed order cannot be paid again.", wechatState),
		wire.Row("PAYERROR", "the payment failed", wire.Failed, "WeChat's word for a payment that took nothing.", wechatState),
	}}

	closeReturns = wire.ResultCodes{Call: callClose, Does: doesClose, Field: fieldReturn, Rows: returns(wire.Unknown, whyAsked)}
	closeResults = wire.ResultCodes{Call: callClose, Does: doesClose, Field: fieldResult, Note: "The till asks once more afterwards, whatever was said.", Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "closed", wire.Closed, "The documented word for it.", docV3),
		wire.Row(wordSucceess, "closed", wire.Closed, "The same word as the vendor's page also spells it.", docV3),
		wire.Row(wordInProcess, "in process", wire.Unknown, "It is not closed yet.", docV3),
		wire.Row(wordFail, "not closed", wire.Unknown, "A refusal to close says nothing of the payment.", docV3),
	}}

	refundReturns = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: fieldReturn, Rows: returns(wire.Unknown, whyRefused)}
	refundResults = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: fieldResult, Note: "Asked again under its number it is the same refund.", Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "given back", wire.RefundDone, "The documented word for it.", docV3),
		wire.Row(wordInProcess, "under way", wire.RefundPending, "It was taken on.", docV3),
		wire.Row(wordFail, "refused", wire.RefundRefused, "Signed, and about this refund; with a message that has none of the words below, else unknown.", docV3),
	}}
	refundDoubts = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "piece of return_msg", AnyCase: true, Phrases: true, Note: "Counts beside PAY_FAIL.",
		Rows: wire.RefundDoubts("The refund may have been made, by a first try of it.")}

	noticeReturns = wire.ResultCodes{Call: callNotice, Does: doesNotice, Field: fieldReturn, Note: "A notification that is not believed changes nothing.", Rows: []wire.ResultCode{
		wire.Row(returnSuccess, "as it should be", wire.Read, whyRequest, docV3),
		wire.Row(returnFail, "refused", wire.Unknown, "No notification is documented to say so.", docV3),
	}}
	noticeResults = wire.ResultCodes{Call: callNotice, Does: doesNotice, Field: fieldResult, Note: "Of QR and mini-program orders alone. Paid needs the amount.", Rows: []wire.ResultCode{
		wire.Row(wordSuccess, "paid", wire.Paid, "The documented word for it.", docV3),
		wire.Row(wordInProcess, "not paid yet", wire.InProcess, "It tells of an order that nobody has paid yet.", docV3),
		wire.Row(wordFail, "the payment failed", wire.Failed, "Signed, and about this order.", docV3),
		wire.Row(wordRefund, "money went back", wire.RefundNews, "It is no word on the payment; the refund is asked about.", docV3),
	}}
)
