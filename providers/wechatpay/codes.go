package wechatpay

import "facepay/providers/wire"

var Codes = wire.Sheet{
	Name: "wechatpay",
	About: []string{
		"JSON over https. The shop's own key signs each request (WECHATPAY2-SHA256-RSA2048), and WeChat signs each reply with a 2xx status and each notification, in the header, over the bytes as they came.",
		"A refusal (4xx) is signed by nobody: it never proves a payment, and it proves that none was taken only where the tables say so and a query, which is signed, knows of none either.",
		"A payment is proven by `query`, by the 200 of `codepay` or by a notification: with the signature, the merchant, the order's number and the amount. " +
			"What waits for the password is reversed after 45 s, and is closed when the query says REVOKED or CLOSED.",
		"With `code_api = \"v2\"` codes are charged, asked about and reversed by v2 (XML, HMAC-SHA256); all else stays v3.",
	},
	Live: []string{
		"On pay.weixin.qq.com (商户平台) the shop needs a merchant number of its own (普通商户) with the products Native支付 and 付款码支付, and an app (公众号 or 小程序) that is bound to it (产品中心, AppID账号管理): `merchant_id` and `app_id`.",
		"账户中心, API安全: apply for the API certificate with WeChat's tool (WXCertUtil). It makes `apiclient_key.pem` and `apiclient_cert.pem`; the key is the file in `private_key`, with chmod 600, and the serial number that the page shows is `certificate_serial`.",
		"Set the APIv3 key there: 32 letters and digits, for `api_v3_key`.",
		"There too: the public key of WeChat Pay (微信支付公钥). `pub_key.pem` is the file in `public_key`, the number beside it, PUB_KEY_ID_…, is `public_key_id`.",
		"A merchant of before 2024 who has only platform certificates (平台证书) puts the file, or a folder of them, into `platform_certificate`; while such a merchant changes over to the public key, both are set.",
		"A platform certificate holds five years; before its end WeChat signs under the next. Put that beside the old one, into the folder, and start the till again: both are believed. Of a reply under an unknown serial nothing is believed: the check (F12, F5) names the serial and what to do.",
		"`facepay check`: the files are read, key and certificate are a pair, the clock is within a minute, no certificate that is set ends within 30 days. It asks about an order of nobody's: a wrong key, serial number or merchant is told with WeChat's reason.",
		"Sell for 0.01 yuan by QR and by a scanned code. The site's 交易中心, 交易订单, shows both as 买家已支付 with the till's order number (商户订单号).",
		"Is every code refused with NO_AUTH, the contract has no code payment of API v3: set `code_api = \"v2\"`, the APIv2 key and `certificate`, and sell again.",
		"Cancel a QR, and a code of more than 1000 yuan while it waits for the password: nothing is paid, and the site shows 已关闭 and 已撤销. Give the two payments back: 退款成功, with the refund's number (商户退款单号).",
	},
	Tables: []*wire.ResultCodes{
		&busyCodes,
		&nativeCodes,
		&codepayCodes, &codepayStates, &takenStates,
		&queryCodes, &tradeStates,
		&closeCodes, &reverseCodes,
		&refundCodes, &refundQueryCodes, &refundStates,
		&noticeStates,
		&micropayCodes, &orderqueryCodes, &tradeStatesV2, &recalls,
	},
}

// Sources of the rows.
const (
	docErrors  = "WeChat Pay v3: 公共错误码"
	docNative  = "WeChat Pay v3: Native下单"
	docCode    = "WeChat Pay v3: 付款码支付"
	docQuery   = "WeChat Pay v3: 查询订单"
	docClose   = "WeChat Pay v3: 关闭订单"
	docReverse = "WeChat Pay v3: 撤销订单"
	docRefund  = "WeChat Pay v3: 退款申请"
	docNotice  = "WeChat Pay v3: 支付成功回调通知"
	docV2      = "WeChat Pay v2: 付款码支付"
	docV2Query = "WeChat Pay v2: 查询订单"
	docV2Back  = "WeChat Pay v2: 撤销订单"
)

// Calls, by WeChat's names.
const (
	callNative, doesNative           = "native", "Open a QR"
	callCodepay, doesCodepay         = "codepay", "Charge a code or a face"
	callQuery, doesQuery             = "query", "Query"
	callClose, doesClose             = "close", "Close a QR"
	callReverse, doesReverse         = "reverse", "Reverse a code payment"
	callRefund, doesRefund           = "refund", "Refund"
	callRefundQuery, doesRefundQuery = "refund query", "Query a refund"
	callNotice, doesNotice           = "notification", "Notification"
	callBill                         = "tradebill"
	callMicropay                     = "micropay"
	callOrderquery                   = "orderquery"
	callReverseV2                    = "secapi/pay/reverse"

	fieldCode  = "code"
	fieldState = "trade_state"
	fieldErr   = "err_code"
)

const (
	stateRevoked = "REVOKED"
	codeSign     = "SIGN_ERROR"
)

// Reasons that many rows share.
const (
	whyNoQR    = "Without a QR there is nothing that a customer could pay."
	whyRefused = "WeChat's no; it counts when a query knows of no money either."
	whyAsked   = "A refused question says nothing of the payment."
	whySystem  = "WeChat may have done it: the till asks."
	whyOther   = "The number stands for something: the query tells."
	whyFirst   = "It counts when WeChat knows of no refund of that number either."
)

// setup are refusals of the request or of the shop's set-up.
var setup = []string{
	"PARAM_ERROR", "a parameter is wrong", "INVALID_REQUEST", "the request does not fit", "APPID_MCHID_NOT_MATCH", "app and merchant do not belong together",
	"MCH_NOT_EXISTS", "no such merchant", codeSign, "the signature is wrong, or the clock", "NO_AUTH", "no right to this call",
}

var (
	busyCodes = wire.ResultCodes{Call: "any call", Does: "Any call", Field: fieldCode,
		Rows: wire.Rows(wire.Busy, "It asks to be asked later, and may have done it.", docErrors, "FREQUENCY_LIMITED", "too often", "RATELIMIT_EXCEEDED", "too often")}

	nativeCodes = wire.ResultCodes{Call: callNative, Does: doesNative, Field: fieldCode, Rows: rows(
		wire.Rows(wire.Failed, whyNoQR, docErrors, setup...),
		wire.Rows(wire.Failed, whyNoQR, docErrors, "RULE_LIMIT", "against a rule of the shop's"),
		wire.Rows(wire.Closed, "The order is closed.", docNative, "ORDER_CLOSED", "the order is closed"),
		wire.Rows(wire.Unknown, whyOther, docNative, "OUT_TRADE_NO_USED", "the number was used with other content", "ORDERPAID", "it is paid"),
		wire.Rows(wire.Unknown, whySystem, docErrors, "SYSTEM_ERROR", "system error"))}

	codepayCodes = wire.ResultCodes{Call: callCodepay, Does: doesCodepay, Field: fieldCode,
		Note: "Unsigned. Failed and closed count when a signed query says NOT_EXIST, PAYERROR, CLOSED or REVOKED; else the answer is the query's.", Rows: rows(
			wire.Rows(wire.Failed, whyRefused, docErrors, setup...),
			wire.Rows(wire.Failed, whyRefused, docV2, "NOT_ENOUGH", "balance too small", "NOTENOUGH", "balance too small",
				"AUTH_CODE_EXPIRE", "the code is too old", "AUTHCODEEXPIRE", "the code is too old", "AUTH_CODE_ERROR", "the code is wrong",
				"AUTH_CODE_INVALID", "the code is not WeChat's, or used", "NOTSUPORTCARD", "the card is not taken", "ACCOUNTERROR", "the account is not in order",
				"BUYER_MISMATCH", "the buyer is another"),
			wire.Rows(wire.Closed, whyRefused, docV2, "ORDER_CLOSED", "the order is closed", "ORDERCLOSED", "the order is closed", "ORDERREVERSED", "the order is reversed"),
			wire.Rows(wire.Unknown, whyOther, docV2, "ORDERPAID", "it is paid", "OUT_TRADE_NO_USED", "the number was used"),
			wire.Rows(wire.Unknown, whySystem, docV2, "SYSTEM_ERROR", "system error", "BANK_ERROR", "the bank's fault", "BANKERROR", "the bank's fault",
				"TRADE_ERROR", "the trade went wrong", "RULE_LIMIT", "against a rule", "USERPAYING", "the customer types the password"))}
	codepayStates = wire.ResultCodes{Call: callCodepay, Does: doesCodepay, Field: fieldState, Note: "Of a 200. Paid needs the merchant, the order's number and the amount.",
		Rows: states(docCode)}
	takenStates = wire.ResultCodes{Call: callCodepay + ", status 202", Does: doesCodepay, Field: fieldState, Note: "Signed, with nothing else in it.",
		Rows: []wire.ResultCode{wire.Row("USERPAYING", "the customer types the password", wire.Confirming, "The till goes on asking.", docCode)}}

	queryCodes = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldCode,
		Note: "Not found: of a QR it waits; of a code it is unknown, since the request may be on its way, and failed once WeChat has refused or reversed it.", Rows: rows(
			wire.Rows(wire.NotFound, "See above.", docQuery, "ORDER_NOT_EXIST", "no such order"),
			wire.Rows(wire.Unknown, whyAsked, docErrors, setup...),
			wire.Rows(wire.Unknown, whyAsked, docErrors, "RULE_LIMIT", "against a rule", "TRADE_ERROR", "the trade went wrong", "SYSTEM_ERROR", "system error"))}
	tradeStates = wire.ResultCodes{Call: callQuery, Does: doesQuery, Field: fieldState,
		Note: "Paid and closed need the merchant and the order's number, paid the amount too. PAYERROR is unknown until WeChat has refused or reversed the payment.", Rows: states(docQuery)}
	noticeStates = wire.ResultCodes{Call: callNotice, Does: doesNotice, Field: fieldState,
		Note: "After the header's signature, and opened with api_v3_key. Paid needs the merchant, the order's number and the amount.", Rows: states(docNotice)}

	closeCodes = wire.ResultCodes{Call: callClose, Does: doesClose, Field: fieldCode, Note: "Closed is status 204, signed and without content.", Rows: rows(
		wire.Rows(wire.Unknown, whyOther, docClose, "ORDERPAID", "it is paid", "ORDER_PAID", "it is paid", "ORDER_CLOSED", "it is closed",
			"ORDER_NOT_EXIST", "no such order", "TRADE_ERROR", "the customer is at it", "RULE_LIMIT", "against a rule"),
		wire.Rows(wire.Unknown, whyAsked, docErrors, setup...))}
	reverseCodes = wire.ResultCodes{Call: callReverse, Does: doesReverse, Field: fieldCode,
		Note: "200 is not the end: the query must say REVOKED or CLOSED. Whatever else is said, it is asked again.",
		Rows: rows(wire.Rows(wire.Unknown, "It is asked again.", docReverse, setup...),
			wire.Rows(wire.Unknown, "It is asked again.", docReverse, "TRADE_ERROR", "the customer is at it", "ORDER_NOT_EXIST", "no such order", "SYSTEM_ERROR", "system error"))}
)

// states are the meanings of trade_state.
func states(source string) []wire.ResultCode {
	return []wire.ResultCode{
		wire.Row("SUCCESS", "paid", wire.Paid, "WeChat's word for it.", source),
		wire.Row("REFUND", "given back, in part or whole", wire.Paid, "It was paid; what went back since is another matter.", source),
		wire.Row("NOTPAY", "not paid yet", wire.Waiting, "It is never failed before it is closed.", source),
		wire.Row("USERPAYING", "the customer types the password", wire.Confirming, "The till goes on asking.", source),
		wire.Row("ACCEPT", "taken on, to be debited", wire.Confirming, "The till goes on asking.", source),
		wire.Row("CLOSED", "closed", wire.Closed, "WeChat takes no more money for it.", source),
		wire.Row(stateRevoked, "reversed", wire.Closed, "WeChat takes no more money for it; if it was paid the money goes back, which the words tell.", source),
		wire.Row("PAYERROR", "the payment failed", wire.Failed, "It is reversed before it is called failed.", source),
	}
}

func rows(lists ...[]wire.ResultCode) (all []wire.ResultCode) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
