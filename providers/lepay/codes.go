package lepay

import (
	"cmp"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var Codes = wire.Sheet{
	Name: "lepay",
	About: []string{
		"Form posts without a signature; JSON back. lepay passes the wallets' own words on, so most of what it says is WeChat's or Alipay's.",
		"A payment by QR is proven by `queryOrder` (WeChat) or `aliQueryOrder` (Alipay) on the number that lepay gave the order.",
		"A code is proven by the answer to `tofastpay` itself: " +
			"that request names no number of the till's, so an answer that is lost, or in doubt, cannot be asked about unless it named an order.",
	},
	Tables: []*wire.ResultCodes{
		&qrStatus, &qrCode, &qrWallet,
		&chargeStatus, &chargeCodes, &chargePhrases, &chargeAgrees, &chargeAgreesPhrases, &chargeDenials,
		&queryCode, &queryInner, &orderStates,
		&aliQueryCode, &aliCodes, &aliSubCodes, &tradeStates,
		&busyWords,
	},
}

// Sources of the rows.
const (
	docQRAlipay = "document: 支付宝二维码接口"
	docQRWeChat = "document: wx二维码接口"
	docQuery    = "document: 微信订单查询"
	docAliQuery = "document: 支付宝订单查询"
	seen        = "lepay, seen in working clients"
	wechatState = "WeChat Pay: trade_state"
	aliEnvelope = "Alipay: gateway return codes"
	aliQuery    = "Alipay: alipay.trade.query"
	wechatPay   = "WeChat Pay: micropay, error codes"
	alipayPay   = "Alipay: alipay.trade.pay, error codes"
	wordings    = "the wallets' own sentences for the codes above"
)

// Reasons that many rows share.
const (
	whyNoQR     = "No QR came back, so there is nothing that a customer could pay."
	whyState    = "The state itself stands in another field."
	whyScanned  = "An Alipay QR has no trade before it is scanned: the customer is at it."
	whyBusy     = "Alipay has not looked: it asks to be asked later."
	whyAsked    = "It is the query that went wrong, not the payment."
	whyAgain    = "lepay may have taken the money and then asked once more."
	whyRequest  = "It refuses a request, and that may have been a second one."
	whyPassword = "The customer is at it; the till goes on asking."
	whyRefused  = "Nothing but a charge is answered so, and it moved no money."
)

const (
	callQR, doesQR       = "qrCodePay", "Open a QR"
	callCharge, doesCode = "tofastpay", "Charge a code or a face"
	callQuery, doesQuery = "queryOrder", "Query a WeChat order"
	callAli, doesAli     = "aliQueryOrder", "Query an Alipay order"
)

// busyWords are looked for in all words of a reply that is no success.
var busyWords = wire.BusyWords("piece of msg or sub_msg")

// qrCodePay.
var (
	qrStatus = wire.ResultCodes{Call: callQR, Does: doesQR, Field: "status", Note: "Status 1 or code 000000 is a success, whichever of the two is there.", Rows: []wire.ResultCode{
		wire.Row("1", "order made", wire.Waiting, "There is a QR to scan; the order is not paid.", docQRAlipay),
		wire.Row("0", "not made", wire.Failed, whyNoQR, seen),
	}}
	qrCode = wire.ResultCodes{Call: callQR, Does: doesQR, Field: "code",
		Rows: wire.Rows(wire.Waiting, "There is a QR to scan; the order is not paid.", docQRWeChat, codeOK, "order made")}
	qrWallet = wire.ResultCodes{Call: callQR, Does: doesQR, Field: "code in result or data", Note: "Alipay's own code inside lepay's success. It counts where no QR came with it.", Rows: slices.Concat(
		wire.Rows(wire.Read, "The QR stands beside it.", docQRAlipay, alipayOK, "order made"),
		wire.Rows(wire.Busy, whyBusy, aliEnvelope, "20000", "service not available"),
		wire.Rows(wire.Failed, whyNoQR, aliEnvelope, "20001", "no authority", "40001", "a parameter is missing",
			"40002", "a parameter is wrong", "40003", "a condition is not met", "40004", "business failed"),
		wire.Rows(wire.Busy, whyBusy, aliEnvelope, "40005", "asked too often"),
		wire.Rows(wire.Failed, whyNoQR, aliEnvelope, "40006", "no right"),
	)}
)

// queryOrder.
var (
	queryCode = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: "code",
		Rows: wire.Rows(wire.Read, whyState, docQuery, codeOK, "answered")}
	queryInner = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: "code, err_code or sub_code in data", AnyCase: true,
		Note: "The wallet's own code inside lepay's success. Without one order_state holds; beside any that is no success it proves nothing. An err_code of 0 is none.",
		Rows: slices.Concat(
			wire.Rows(wire.Read, whyState, seen, codeOK, "success", alipayOK, "success", "SUCCESS", "success"),
			wire.Rows(wire.Busy, whyBusy, aliEnvelope, "20000", "service not available", "40005", "asked too often"),
			wire.Rows(wire.Busy, "WeChat has not looked: it asks to be asked later.", wechatPay, "FREQUENCY_LIMITED", "asked too often",
				"RATELIMIT_EXCEEDED", "asked too often"),
		)}
	orderStates = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: "order_state", AnyCase: true, Note: "Paid, failed and closed only with an order number; an amount that is told must be the sale's.", Rows: []wire.ResultCode{
		wire.Row("SUCCESS", "paid", wire.Paid, "The documented word for it.", docQuery),
		wire.Row("REFUND", "being given back", wire.Paid, "It was paid; what went back since is another matter.", wechatState),
		wire.Row("NOTPAY", "not paid yet", wire.Waiting, "WeChat knows the order and no payment.", wechatState),
		wire.Row("USERPAYING", "the customer types the password", wire.Confirming, whyPassword, wechatState),
		wire.Row("ACCEPT", "taken on, to be debited", wire.Confirming, whyPassword, wechatState),
		wire.Row("CLOSED", "closed", wire.Closed, "WeChat takes no more money for it.", wechatState),
		wire.Row("REVOKED", "reversed", wire.Closed, "A reversed order cannot be paid again.", wechatState),
		wire.Row("PAYERROR", "the payment failed", wire.Failed, "WeChat's word for a payment that took nothing.", wechatState),
	}}
)

// aliQueryOrder, whose data is Alipay's own reply.
var (
	aliQueryCode = wire.ResultCodes{Call: callAli, Does: doesAli, Field: "code",
		Rows: wire.Rows(wire.Read, whyState, docAliQuery, codeOK, "answered")}
	aliCodes = wire.ResultCodes{Call: callAli, Does: doesAli, Field: "code in data", Rows: []wire.ResultCode{
		wire.Row(alipayOK, "Success", wire.Read, whyState, docAliQuery),
		wire.Row("10003", "in progress", wire.Confirming, "The customer types the password.", aliEnvelope),
		wire.Row("20000", "service not available", wire.Busy, whyBusy, aliEnvelope),
		wire.Row("20001", "no authority", wire.Unknown, whyAsked, aliEnvelope),
		wire.Row("40001", "a parameter is missing", wire.Unknown, whyAsked, aliEnvelope),
		wire.Row("40002", "a parameter is wrong", wire.Unknown, whyAsked, aliEnvelope),
		wire.Row(alipayBusiness, "business failed", wire.Unknown, "sub_code may tell more.", aliEnvelope),
		wire.Row("40005", "asked too often", wire.Busy, whyBusy, aliEnvelope),
		wire.Row("40006", "no right to ask", wire.Unknown, whyAsked, aliEnvelope),
	}}
	aliSubCodes = wire.ResultCodes{Call: callAli, Does: doesAli, Field: "sub_code in data", Note: "Counts beside 40004, with or without the leading `ACQ.`.", Rows: []wire.ResultCode{
		wire.Row("TRADE_NOT_EXIST", "no such trade", wire.Waiting, "An Alipay QR has no trade before it is scanned. Once its trade was heard of, it is unknown.", aliQuery),
		wire.Row("SYSTEM_ERROR", "system error", wire.Unknown, whyAsked, aliQuery),
		wire.Row("INVALID_PARAMETER", "a parameter is wrong", wire.Unknown, whyAsked, aliQuery),
	}}
	tradeStates = wire.ResultCodes{Call: callAli, Does: doesAli, Field: "trade_status in data", AnyCase: true, Note: "Counts beside 000000 and 10000 alone. Paid and closed only with an order number, paid only with total_amount too.", Rows: []wire.ResultCode{
		wire.Row("TRADE_SUCCESS", "paid", wire.Paid, "The documented word for it.", docAliQuery),
		wire.Row("TRADE_FINISHED", "paid, past refunding", wire.Paid, "The money came, and stays.", aliQuery),
		wire.Row("WAIT_BUYER_PAY", "to be paid", wire.Confirming, whyScanned, aliQuery),
		wire.Row("TRADE_CLOSED", "timed out, or given back whole", wire.Closed, "Alipay takes no more money for it.", aliQuery),
	}}
)

// weight orders verdicts by how carefully a payment must then be treated.
var weight = map[kiosk.Verdict]int{kiosk.VerdictFailed: 1, kiosk.VerdictConfirming: 2, kiosk.VerdictUnknown: 3}

// classify is the verdict of a reply to a refused code payment, by its texts.
// Nothing that fits means VerdictUnknown: failed needs proof.
func classify(texts []string) kiosk.Verdict {
	return cmp.Or(match(texts, func(wire.ResultCode) bool { return true }), kiosk.VerdictUnknown)
}

// alipayInProgress is Alipay's sentence for 10003. Its "success" is that of the
// order, not of the payment.
const alipayInProgress = "ORDER SUCCESS PAY INPROCESS"

// match is the verdict of the strongest row among those that count and fit texts, ""
// for none: a doubt outweighs an "in progress", which outweighs a refusal.
func match(texts []string, counts func(wire.ResultCode) bool) kiosk.Verdict {
	all := wire.Capitals(strings.Join(texts, "\n"))
	all = strings.ReplaceAll(all, alipayInProgress, "INPROCESS")
	var verdict kiosk.Verdict
	weigh := func(r wire.ResultCode) {
		if v := r.Class.Verdict(); counts(r) && weight[v] > weight[verdict] {
			verdict = v
		}
	}
	for _, w := range strings.FieldsFunc(all, notOfCode) {
		if r, listed := chargeCodes.Row(strings.TrimPrefix(strings.Trim(w, ".-"), "ACQ.")); listed {
			weigh(r)
		}
	}
	for _, r := range chargePhrases.Rows {
		if strings.Contains(all, r.Code) {
			weigh(r)
		}
	}
	return verdict
}

// notOfCode separates the words among which codes are looked for.
func notOfCode(r rune) bool {
	code := r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-'
	return !code
}
