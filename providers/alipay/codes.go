package alipay

import (
	"slices"
	"strings"

	"facepay/providers/wire"
)

var Codes = wire.Sheet{
	Name: "alipay",
	About: []string{
		"Alipay itself (开放平台, 当面付): a form over https, signed with the shop's own key by RSA2, and JSON back, signed by Alipay. A reply whose signature does not fit, or that has none, proves nothing.",
		"The proof of a payment is the reply to pay or query, or Alipay's signed notification. A refusal that may leave a trade behind counts once Alipay has cancelled that trade and the query says so.",
	},
	Live: []string{
		"On open.alipay.com (控制台) make an app (网页/移动应用) for the shop's account, sign 当面付 for it (刷脸付 beside it where faces pay), and let it go online (上线). Its number is `app_id`.",
		"In 开发设置, 接口加签方式, choose RSA2 and give it the public half of a pair made by Alipay's key tool. The private half goes to the till as the file in `private_key`, with chmod 600.",
		"With a key: Alipay's own public key, which the page shows then, is `alipay_public_key`. With certificates: `appCertPublicKey_….crt`, `alipayCertPublicKey_RSA2.crt` and `alipayRootCert.crt` are the three certificates' files.",
		"The seller's account (PID, 2088…) is `seller_id`; with it, notifications for another seller are refused.",
		"`facepay check`: the keys are read, the clock is within a minute, no certificate ends within 30 days. It asks about a trade of nobody's, whose signed answer proves both keys; else Alipay's reason is told.",
		"Sell for 0.01 yuan by QR and by a scanned code. b.alipay.com, 交易订单, shows both as 交易成功 with the till's order number (商户订单号).",
		"Open a QR and scan it, open another by a code that asks for the password, and cancel both: the site shows 交易关闭. Give the two payments back: it shows 退款成功 with the refund's number.",
	},
	Tables: []*wire.ResultCodes{
		&precreateCodes, &precreateSubCodes,
		&payCodes, &paySubCodes,
		&queryCodes, &querySubCodes, &tradeStates,
		&cancelCodes, &cancelSubCodes, &retryFlags, &cancelActions,
		&closeCodes, &closeSubCodes,
		&refundCodes, &refundSubCodes, &fundChanges,
		&refundQueryCodes, &refundQuerySubCodes, &refundStates,
		&noticeStates,
	},
}

// Sources of the rows.
const (
	docGateway     = "Alipay: gateway return codes"
	docPrecreate   = "Alipay: alipay.trade.precreate"
	docPay         = "Alipay: alipay.trade.pay"
	docQuery       = "Alipay: alipay.trade.query"
	docCancel      = "Alipay: alipay.trade.cancel"
	docClose       = "Alipay: alipay.trade.close"
	docRefund      = "Alipay: alipay.trade.refund"
	docRefundQuery = "Alipay: alipay.trade.fastpay.refund.query"
	docNotice      = "Alipay: notification of a trade"
)

// Reasons that many rows share.
const (
	whyNoQR     = "No QR came back, so there is nothing that a customer could pay."
	whyAsked    = "It is the question that went wrong, not the payment."
	whyBusy     = "Alipay has not looked: it asks to be asked later."
	whySubCode  = "sub_code tells why."
	whySystem   = "Alipay's own failure; the query tells, and the cancel ends it."
	whyOther    = "The number stands for something else at Alipay; the query tells."
	whyRefused  = "Alipay refused it; the trade that it may have left is cancelled first, and the query must say so."
	whyAtOnce   = "Refused before there was a trade."
	whyClosed   = "Alipay takes no more money for it."
	whyNotDone  = "It was not cancelled; the query tells, and a manager."
	whyNothing  = "Nothing went back."
	whyFirstTry = "It may be this refund's own first try that shows; the refund query tells."
)

// The methods, with the till's use of each.
const (
	methodPrecreate, doesPrecreate     = "alipay.trade.precreate", "Open a QR"
	methodPay, doesPay                 = "alipay.trade.pay", "Charge a scanned code, or a face"
	methodQuery, doesQuery             = "alipay.trade.query", "Query"
	methodCancel, doesCancel           = "alipay.trade.cancel", "Give a code's payment up, or a QR that nobody scanned"
	methodClose, doesClose             = "alipay.trade.close", "Close a QR that was scanned"
	methodRefund, doesRefund           = "alipay.trade.refund", "Refund"
	methodRefundQuery, doesRefundQuery = "alipay.trade.fastpay.refund.query", "Query a refund"
	methodBill                         = "alipay.data.dataservice.bill.downloadurl.query"
	callNotice, doesNotice             = "notification", "Notification"
)

const (
	fieldCode = "code"
	fieldSub  = "sub_code"

	noteACQ = "Counts beside code 40004, with or without the leading `ACQ.`."
)

// Codes of the gateway itself.
const (
	codeDone     = "10000"
	codeBusiness = "40004" // understood, and refused
)

// codesOf are a call's return codes; refused is the class of a request that Alipay's
// gateway did not take.
func codesOf(call, does, source string, done wire.ResultCode, refused wire.Class, why string, more ...wire.ResultCode) wire.ResultCodes {
	rows := append([]wire.ResultCode{done}, more...)
	rows = append(rows, wire.Row(codeBusiness, "business failed", wire.Read, whySubCode, docGateway),
		wire.Row("20000", "service not available", wire.Unknown, "It may have been done.", docGateway),
		wire.Row("40005", "asked too often", wire.Busy, whyBusy, docGateway))
	rows = append(rows, wire.Rows(refused, why, docGateway,
		"20001", "no authority", "40001", "a parameter is missing", "40002", "a parameter is wrong", "40003", "a condition is not met", "40006", "no right")...)
	return wire.ResultCodes{Call: call, Does: does, Field: fieldCode, Rows: rows}
}

// subCodesOf are a call's business codes.
func subCodesOf(call, does string, rows ...[]wire.ResultCode) wire.ResultCodes {
	return wire.ResultCodes{Call: call, Does: does, Field: fieldSub, AnyCase: true, Note: noteACQ, Rows: slices.Concat(rows...)}
}

// limits are the sub_codes of a shop, or an app, that asked too often.
var limits = wire.ResultCodes{AnyCase: true, Rows: wire.Rows(wire.Busy, whyBusy, docGateway,
	"ISV.APP-CALL-LIMITED", "the app asks too often", "ISV.METHOD-CALL-LIMITED", "this is asked too often")}

// subCode is Alipay's precise reason without the API's prefix, of which one page of
// Alipay's has another spelling.
func subCode(o object) string {
	code := wire.Capitals(o.Text(fieldSub))
	for _, prefix := range []string{"ACQ.", "AQC."} {
		code = strings.TrimPrefix(code, prefix)
	}
	return code
}

// Opening a QR.
var (
	precreateCodes = codesOf(methodPrecreate, doesPrecreate, docPrecreate,
		wire.Row(codeDone, "QR made", wire.Waiting, "There is a QR to scan, and no trade yet.", docPrecreate), wire.Failed, whyNoQR)
	precreateSubCodes = subCodesOf(methodPrecreate, doesPrecreate, limits.Rows,
		wire.Rows(wire.Unknown, "Alipay wants the same request again.", docPrecreate, "SYSTEM_ERROR", "system error"),
		wire.Rows(wire.Unknown, whyOther, docPrecreate, "TRADE_HAS_SUCCESS", "it is paid"),
		wire.Rows(wire.Closed, whyClosed, docPrecreate, "TRADE_HAS_CLOSE", "the trade is closed"),
		wire.Rows(wire.Failed, whyNoQR, docPrecreate, append(slices.Clone(refusals), "CONTEXT_INCONSISTENT", "the number has other data", "APPLY_PC_MERCHANT_CODE_ERROR", "no QR could be had")...),
		wire.Rows(wire.Failed, whyNoQR, docPrecreate, requestRefusals...))
)

// Asking about a payment.
var (
	queryCodes = codesOf(methodQuery, doesQuery, docQuery,
		wire.Row(codeDone, "Success", wire.Read, "trade_status tells.", docQuery), wire.Unknown, whyAsked)
	querySubCodes = subCodesOf(methodQuery, doesQuery, limits.Rows, []wire.ResultCode{
		wire.Row("TRADE_NOT_EXIST", "no such trade", wire.Waiting, "A QR has no trade before it is scanned. A code's payment, and one whose trade was heard of, is unknown; once Alipay was made to cancel it, it is closed.", docQuery),
		wire.Row("SYSTEM_ERROR", "system error", wire.Unknown, whyAsked, docQuery),
		wire.Row("INVALID_PARAMETER", "a parameter is wrong", wire.Unknown, whyAsked, docQuery),
	})
	tradeStates = wire.ResultCodes{Call: methodQuery, Does: doesQuery, Field: "trade_status", AnyCase: true,
		Note: "Counts beside code 10000. Paid and closed only with out_trade_no, paid only with total_amount too.", Rows: states}
	noticeStates = wire.ResultCodes{Call: callNotice, Does: doesNotice, Field: "trade_status",
		Note: "After the signature, the app's id and the seller's where one is set. Paid only with total_amount. With gmt_refund or a refund_fee, or closed after it was paid, it is news of a refund and no word on the payment.",
		Rows: states}

	// A trade comes into being when the QR is scanned, so one that waits has its customer at it.
	states = []wire.ResultCode{
		wire.Row("WAIT_BUYER_PAY", "to be paid", wire.Confirming, "A trade begins with the scan: the customer is at it.", docNotice),
		wire.Row("TRADE_SUCCESS", "paid", wire.Paid, "Alipay's word for it.", docNotice),
		wire.Row("TRADE_FINISHED", "paid, past refunding", wire.Paid, "The money came, and stays.", docNotice),
		wire.Row("TRADE_CLOSED", "timed out, cancelled, or given back whole", wire.Closed, "Alipay takes no more money for it. With send_pay_date it was paid, and the money went back.", docNotice),
	}
)

// Giving up.
var (
	cancelCodes = codesOf(methodCancel, doesCancel, docCancel,
		wire.Row(codeDone, "Success", wire.Read, "retry_flag and action tell.", docCancel), wire.Unknown, whyNotDone)
	cancelSubCodes = subCodesOf(methodCancel, doesCancel, limits.Rows,
		wire.Rows(wire.Unknown, "It is asked again until retry_flag is N.", docCancel, "SYSTEM_ERROR", "system error"),
		wire.Rows(wire.Unknown, whyNotDone, docCancel, "INVALID_PARAMETER", "a parameter is wrong", "SELLER_BALANCE_NOT_ENOUGH", "the shop's balance is too small",
			"REASON_TRADE_BEEN_FREEZEN", "the trade is frozen", "TRADE_HAS_FINISHED", "the trade is past refunding",
			"TRADE_CANCEL_TIME_OUT", "more than a day has passed", "CANCEL_NOT_ALLOWED", "not to be cancelled"))
	retryFlags = wire.ResultCodes{Call: methodCancel, Does: doesCancel, Field: "retry_flag", Rows: []wire.ResultCode{
		wire.Row("N", "done", wire.Read, "action tells.", docCancel),
		wire.Row("Y", "ask again", wire.Unknown, "It is asked again until this is N.", docCancel),
	}}
	cancelActions = wire.ResultCodes{Call: methodCancel, Does: doesCancel, Field: "action",
		Note: "Without one Alipay knows of no trade: a request may still be on its way, so that it is cancelled once more.", Rows: []wire.ResultCode{
			wire.Row("close", "was not paid, and cannot be any more", wire.Closed, whyClosed, docCancel),
			wire.Row("refund", "was paid; the money goes back", wire.Closed, "The customer has the money back.", docCancel),
		}}

	closeCodes = codesOf(methodClose, doesClose, docClose,
		wire.Row(codeDone, "closed", wire.Closed, whyClosed, docClose), wire.Unknown, "It was not closed; the query tells.")
	closeSubCodes = subCodesOf(methodClose, doesClose, limits.Rows, []wire.ResultCode{
		wire.Row("TRADE_NOT_EXIST", "no such trade", wire.NotFound, "Nobody has scanned it: it is cancelled instead, and asked about until its end.", docClose),
		wire.Row("TRADE_STATUS_ERROR", "its state does not allow that", wire.Unknown, whyOther, docClose),
		wire.Row("REASON_TRADE_STATUS_INVALID", "its state does not allow that", wire.Unknown, whyOther, docClose),
		wire.Row("REASON_ILLEGAL_STATUS", "its state does not allow that", wire.Unknown, whyOther, docClose),
		wire.Row("SYSTEM_ERROR", "system error", wire.Unknown, whyAsked, docClose),
		wire.Row("INVALID_PARAMETER", "a parameter is wrong", wire.Unknown, whyAsked, docClose),
	})
)
