package alipayservice

import (
	"slices"

	"facepay/providers/wire"
)

var Codes = wire.Sheet{
	Name: "alipayservice",
	About: []string{
		"A small service on the shop's own network that holds the shop's Alipay keys: GET with a query string, JSON back, no signature. It hands Alipay's codes through, and says the bare word null when something went wrong that it does not tell.",
		"It has no route that asks about a payment. The proof is Alipay's own signed notification, a query route where the service has one (`query_path`), or a manager's word.",
	},
	Tables: []*wire.ResultCodes{
		&busyWords,
		&qrReplies, &qrCodes, &qrSubCodes,
		&queryReplies, &queryCodes, &querySubCodes, &queryStates,
		&refundReplies, &refundCodes, &refundSubCodes, &fundChanges,
		&refundQueryReplies, &refundQueryCodes, &refundStates,
		&noticeStates,
	},
}

// Sources of the rows.
const (
	docQRCode      = "document: 二维码生成接口, 响应"
	docRefundReply = "document: 通用退款接口, 响应"
	docRefundQuery = "document: 退款查询接口"
	seen           = "the service, seen at work"
	aliEnvelope    = "Alipay: gateway return codes"
	aliQuery       = "Alipay: alipay.trade.query"
	aliRefund      = "Alipay: alipay.trade.refund, error codes"
	aliNotice      = "Alipay: notification of a trade"
)

// Reasons that many rows share.
const (
	whyNoQR     = "No QR came back, so there is nothing that a customer could pay."
	whyAsked    = "It is the question that went wrong, not the payment."
	whyBusy     = "Alipay has not looked: it asks to be asked later."
	whyHidden   = "null hides whatever went wrong, before Alipay or after."
	whyNothing  = "Nothing went back, and no first try of this refund can be why."
	whyFirstTry = "It may be this refund's own first try that shows."
	whySubCode  = "sub_code tells why."
	whyBare     = "It may have come after the money went back."
)

const (
	callQR, doesQR                   = "/qrcode", "Open a QR"
	callQuery, doesQuery             = "query_path", "Query, where the service has a route for it"
	callRefund, doesRefund           = "/refund", "Refund"
	callRefundQuery, doesRefundQuery = "/refund_query", "Query a refund"
	callNotice, doesNotice           = "notification", "Notification, from Alipay itself"

	fieldReply = "the whole reply"
	fieldCode  = "code"
	fieldSub   = "sub_code"

	replyNull = "null"
	noteACQ   = "Counts beside code 40004, with or without the leading `ACQ.`."
)

// Codes of Alipay's envelope, which the service hands through.
const (
	codeDone     = "10000"
	codeBusiness = "40004" // Alipay understood the request and says no
)

// nullReply is the word null in answer to a call.
func nullReply(call, does string) wire.ResultCodes {
	row := wire.Row(replyNull, "failed", wire.Unknown, whyHidden, seen)
	return wire.ResultCodes{Call: call, Does: does, Field: fieldReply, Rows: []wire.ResultCode{row}}
}

// envelope are Alipay's return codes beside 10000 and 40004, in answer to a
// question of which they make c.
func envelope(c wire.Class, why string) []wire.ResultCode {
	return []wire.ResultCode{
		wire.Row("20000", "service not available", wire.Busy, whyBusy, aliEnvelope),
		wire.Row("20001", "no authority", wire.Unknown, "The service's own keys are at fault.", aliEnvelope),
		wire.Row("40001", "a parameter is missing", c, why, aliEnvelope),
		wire.Row("40002", "a parameter is wrong", c, why, aliEnvelope),
		wire.Row("40003", "a condition is not met", c, why, aliEnvelope),
		wire.Row("40005", "asked too often", wire.Busy, whyBusy, aliEnvelope),
		wire.Row("40006", "no right", c, why, aliEnvelope),
	}
}

// envelopeCodes are those that ask to be asked later, whatever the call.
var envelopeCodes = wire.ResultCodes{Rows: envelope(wire.Unknown, "")}

// tradeStates are Alipay's trade_status. A trade comes into being when the QR
// is scanned, so one that waits has its customer at it.
var tradeStates = []wire.ResultCode{
	wire.Row("WAIT_BUYER_PAY", "to be paid", wire.Confirming, "A trade begins with the scan: the customer is at it.", aliNotice),
	wire.Row("TRADE_SUCCESS", "paid", wire.Paid, "Alipay's word for it.", aliNotice),
	wire.Row("TRADE_FINISHED", "paid, past refunding", wire.Paid, "The money came, and stays.", aliNotice),
	wire.Row("TRADE_CLOSED", "timed out, or given back whole", wire.Closed, "Alipay takes no more money for it.", aliNotice),
}

// busyWords are looked for in whatever is no success.
var busyWords = wire.BusyWords("piece of msg or sub_msg")

var (
	qrReplies = nullReply(callQR, doesQR)
	qrCodes   = wire.ResultCodes{Call: callQR, Does: doesQR, Field: fieldCode, Rows: append([]wire.ResultCode{
		wire.Row(codeDone, "order made", wire.Waiting, "There is a QR to scan; the order is not paid.", docQRCode),
		wire.Row(codeBusiness, "business failed", wire.Failed, whyNoQR, seen),
	}, envelope(wire.Failed, whyNoQR)...)}
	qrSubCodes = wire.ResultCodes{Call: callQR, Does: doesQR, Field: fieldSub, AnyCase: true, Note: "Without one, and with any other, code 40004 holds.",
		Rows: wire.Rows(wire.Unknown, "Alipay wants the same request again.", aliEnvelope, "SYSTEM_ERROR", "system error")}

	queryReplies = nullReply(callQuery, doesQuery)
	queryCodes   = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldCode, Rows: append([]wire.ResultCode{
		wire.Row(codeDone, "Success", wire.Read, "trade_status tells.", aliQuery),
		wire.Row(codeBusiness, "business failed", wire.Read, whySubCode, aliEnvelope),
	}, envelope(wire.Unknown, whyAsked)...)}
	querySubCodes = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldSub, AnyCase: true, Note: noteACQ, Rows: []wire.ResultCode{
		wire.Row("TRADE_NOT_EXIST", "no such trade", wire.Waiting, "A QR has no trade before it is scanned. Once its trade was heard of, it is unknown.", aliQuery),
		wire.Row("SYSTEM_ERROR", "system error", wire.Unknown, whyAsked, aliQuery),
		wire.Row("INVALID_PARAMETER", "a parameter is wrong", wire.Unknown, whyAsked, aliQuery),
	}}
	queryStates = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: "trade_status", AnyCase: true, Note: "Counts beside code 10000. Paid and closed only with out_trade_no, paid only with total_amount too.", Rows: tradeStates}

	noticeStates = wire.ResultCodes{Call: callNotice, Does: doesNotice, Field: "trade_status",
		Note: "After the signature, and the app's id where one is set. Paid only with total_amount. With gmt_refund or a refund_fee, or closed after it was paid, it is news of a refund and no word on the payment.",
		Rows: tradeStates}
)

// Refunds.
var (
	refundReplies = nullReply(callRefund, doesRefund)
	refundCodes   = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: fieldCode, Rows: append([]wire.ResultCode{
		wire.Row(codeDone, "Success", wire.Read, "fund_change tells.", docRefundReply),
		wire.Row(codeBusiness, "business failed", wire.Read, whySubCode, aliEnvelope),
	}, envelope(wire.Unknown, whyBare)...)}
	// refundSubCodes: a refusal is what leaves the money where it is and cannot
	// have been brought about by an earlier request of the same refund. Codes about
	// the trade's state or what is left of it are no refusals: with a service that
	// drops out_request_no they would be the till's own first try that shows.
	refundSubCodes = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: fieldSub, AnyCase: true, Note: noteACQ, Rows: slices.Concat(
		wire.Rows(wire.RefundRefused, whyNothing, aliRefund, "SELLER_BALANCE_NOT_ENOUGH", "the shop's balance is too low",
			"REASON_TRADE_BEEN_FREEZEN", "the trade is frozen"),
		wire.Rows(wire.Unknown, "It was paid: Alipay has looked in the wrong place.", aliRefund, "TRADE_NOT_EXIST", "no such trade"),
		wire.Rows(wire.RefundRefused, whyNothing, aliRefund, "BUYER_NOT_EXIST", "no such buyer",
			"BUYER_ERROR", "the buyer's account is odd"),
		wire.Rows(wire.Unknown, "Alipay wants the same request again.", aliRefund, "SYSTEM_ERROR", "system error"),
		wire.Rows(wire.Unknown, whyFirstTry, aliRefund, "INVALID_PARAMETER", "a parameter is wrong",
			"REFUND_AMT_NOT_EQUAL_TOTAL", "more than is left", "REASON_TRADE_REFUND_FEE_ERR", "the amount is wrong",
			"REFUND_FEE_ERROR", "the amount is wrong", "TRADE_HAS_FINISHED", "the trade is finished",
			"TRADE_STATUS_ERROR", "the trade's state forbids it", "TRADE_NOT_ALLOW_REFUND", "the trade allows no refund",
			"DISCORDANT_REPEAT_REQUEST", "differs from the first try"),
	)}
	fundChanges = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "fund_change", AnyCase: true, Note: "Counts beside code 10000, with the order's number and refund_fee, the total given back so far.", Rows: []wire.ResultCode{
		wire.Row(fundYes, "money moved", wire.RefundDone, "As far as the total can hold this refund.", docRefundReply),
		wire.Row(fundNo, "nothing moved this time", wire.RefundDone, "Only when the total is what the till knows of and this refund.", docRefundReply),
	}}

	refundQueryReplies = nullReply(callRefundQuery, doesRefundQuery)
	refundQueryCodes   = wire.ResultCodes{Call: callRefundQuery, Does: doesRefundQuery, Field: fieldCode, Rows: append([]wire.ResultCode{
		wire.Row(codeDone, "Success", wire.Read, "refund_amount tells: without it Alipay has no refund of this number, which is unknown.", docRefundQuery),
		wire.Row(codeBusiness, "business failed", wire.Unknown, whyAsked, aliEnvelope),
	}, envelope(wire.Unknown, whyAsked)...)}
	refundStates = wire.ResultCodes{Call: callRefundQuery, Does: doesRefundQuery, Field: "refund_status", AnyCase: true, Note: "May be missing. Done also needs refund_amount and the numbers of order and refund.", Rows: []wire.ResultCode{
		wire.Row("REFUND_SUCCESS", "given back", wire.RefundDone, "Alipay's later word for it.", aliRefund),
		wire.Row("REFUND_PROCESSING", "under way", wire.Unknown, "It is not finished; the till asks again.", aliRefund),
	}}
)

// Values of fund_change.
const (
	fundYes = "Y"
	fundNo  = "N"
)
