package lepay

import (
	"slices"

	"facepay/providers/wire"
)

// tofastpay. Only words that nothing but a charge is answered with are a
// refusal: those about the customer's code, money, account and limits, and about
// a way of paying that the shop was not given. Words that another request would
// be answered with too (not signed, no right, no such merchant, order paid
// already, order number or code used before) stand under doubt: lepay may have
// charged the code and then asked the wallet again, and it is that question
// which went wrong.
var (
	chargeStatus = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "status",
		Note: "The answer to the one request that spends the code. Status 1 is paid unless something beside it says otherwise; status 0 is what the words beside it say.",
		Rows: []wire.ResultCode{
			wire.Row("1", "paid", wire.Paid, "The one word for it that clients know.", seen),
			wire.Row("0", "not paid", wire.Read, "Why not, or not yet, stand in the words beside it.", seen),
		}}

	chargeCodes = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "code in any field or sentence", AnyCase: true,
		Note: "Counts as a whole word, with or without a leading `ACQ.`. Where several fit, a doubt outweighs an \"in progress\", which outweighs a refusal. Beside status 1 a refusal is a doubt.",
		Rows: slices.Concat(
			wire.Rows(wire.Confirming, whyPassword, wechatPay, "USERPAYING", "the customer types the password"),
			wire.Rows(wire.Confirming, whyPassword, aliEnvelope, "10003", "in progress"),
			wire.Rows(wire.Confirming, whyPassword, alipayPay, "WAIT_BUYER_PAY", "to be paid"),
			wire.Rows(wire.Failed, whyRefused, wechatPay, "NOTENOUGH", "not enough money", "NOT_ENOUGH", "not enough money",
				"AUTHCODEEXPIRE", "the code has expired", "AUTH_CODE_EXPIRE", "the code has expired",
				"AUTH_CODE_ERROR", "the code is wrong", "AUTH_CODE_INVALID", "the code is not WeChat's",
				"NOTSUPORTCARD", "the card is not taken", "NOTSUPPORTCARD", "the card is not taken", "PAYERROR", "the payment failed"),
			wire.Rows(wire.Failed, whyRefused, alipayPay, "PAYMENT_AUTH_CODE_INVALID", "the code is not valid",
				"PAYMENT_FAIL", "the payment failed", "PAYMENT_REQUEST_HAS_RISK", "refused as a risk",
				"NO_PAYMENT_INSTRUMENTS_AVAILABLE", "nothing to pay with", "BUYER_BALANCE_NOT_ENOUGH", "not enough money",
				"BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "not enough money on the card",
				"ERROR_BALANCE_PAYMENT_DISABLE", "paying by balance is off", "BUYER_SELLER_EQUAL", "buyer and seller are the same",
				"BUYER_ENABLE_STATUS_FORBID", "the buyer's account is blocked", "PULL_MOBILE_CASHIER_FAIL", "the phone did not open",
				"MOBILE_PAYMENT_SWITCH_OFF", "paying by phone is off", "USER_FACE_PAYMENT_SWITCH_OFF", "paying by face is off",
				"TOTAL_FEE_EXCEED", "over the order's limit", "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "over the buyer's day limit",
				"BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR", "over the buyer's month limit",
				"BEYOND_PAY_RESTRICTION", "over the shop's limit",
				"BEYOND_PER_RECEIPT_RESTRICTION", "over the shop's limit for one sale", "SELLER_BEEN_BLOCKED", "the shop is blocked",
				"NOT_SUPPORT_PAYMENT_INST", "this way of paying is not open"),
			wire.Rows(wire.Unknown, "WeChat asks to query.", wechatPay, "SYSTEMERROR", "system error"),
			wire.Rows(wire.Unknown, "Both wallets ask to query.", wechatPay, "SYSTEM_ERROR", "system error"),
			wire.Rows(wire.Unknown, "WeChat asks to query.", wechatPay, "BANKERROR", "bank error", "BANK_ERROR", "bank error"),
			wire.Rows(wire.Unknown, whyAgain, wechatPay, "ORDERPAID", "the order is paid",
				"OUT_TRADE_NO_USED", "the order number was used"),
			wire.Rows(wire.Unknown, "Beside status 0 it contradicts itself.", wechatPay, "SUCCESS", "success of something"),
			wire.Rows(wire.Unknown, "Beside status 0 it contradicts itself.", alipayPay, "TRADE_SUCCESS", "paid",
				"TRADE_FINISHED", "paid"),
			wire.Rows(wire.Unknown, whyAgain, wechatPay, "ORDERCLOSED", "the order is closed", "ORDERREVERSED", "the order is reversed"),
			wire.Rows(wire.Unknown, "WeChat names many causes.", wechatPay, "TRADE_ERROR", "trade error"),
			wire.Rows(wire.Unknown, whyAgain, wechatPay, "BUYER_MISMATCH", "another buyer"),
			wire.Rows(wire.Unknown, "It may be that of a refund.", wechatPay, "USER_ACCOUNT_ABNORMAL", "the account is odd"),
			wire.Rows(wire.Unknown, whyRequest, wechatPay, "INVALID_TRANSACTIONID", "no such transaction",
				"ORDERNOTEXIST", "no such order", "REVERSE_EXPIRE", "too late to reverse", "NOAUTH", "no right", "NO_AUTH", "no right",
				"PARAM_ERROR", "a parameter is wrong", "LACK_PARAMS", "a parameter is missing", "SIGNERROR", "the signature is wrong",
				"SIGN_ERROR", "the signature is wrong", "INVALID_REQUEST", "the request is not valid",
				"XML_FORMAT_ERROR", "the request is malformed", "REQUIRE_POST_METHOD", "not a POST",
				"POST_DATA_EMPTY", "nothing was posted", "NOT_UTF8", "not UTF-8", "APPID_NOT_EXIST", "no such app",
				"MCHID_NOT_EXIST", "no such merchant", "MCH_NOT_EXISTS", "no such merchant",
				"APPID_MCHID_NOT_MATCH", "app and merchant differ", "FREQUENCY_LIMITED", "asked too often",
				"RATELIMIT_EXCEEDED", "asked too often"),
			wire.Rows(wire.Unknown, "Beside status 0 it contradicts itself.", aliEnvelope, "10000", "success of something"),
			wire.Rows(wire.Unknown, "Alipay asks to query.", aliEnvelope, "20000", "service not available"),
			wire.Rows(wire.Unknown, whyRequest, aliEnvelope, "20001", "no authority", "40001", "a parameter is missing",
				"40002", "a parameter is wrong", "40003", "a condition is not met", "40005", "asked too often", "40006", "no right"),
			wire.Rows(wire.Unknown, whyAgain, alipayPay, "TRADE_HAS_SUCCESS", "the trade is paid",
				"TRADE_HAS_CLOSE", "the trade is closed", "CONTEXT_INCONSISTENT", "differs from the first try",
				"TRADE_BUYER_NOT_MATCH", "another buyer"),
			wire.Rows(wire.Unknown, "It is a refund's answer.", alipayPay, "SELLER_BALANCE_NOT_ENOUGH", "the shop's balance is too low"),
			wire.Rows(wire.Unknown, whyRequest, alipayPay, "TRADE_NOT_EXIST", "no such trade",
				"TRADE_STATUS_ERROR", "the trade's state forbids it", "PARTNER_ERROR", "the app is not set up",
				"ACCESS_FORBIDDEN", "the product is not signed for", "INVALID_PARAMETER", "a parameter is wrong",
				"EXIST_FORBIDDEN_WORD", "a forbidden word", "SUB_MERCHANT_CREATE_FAIL", "the sub-merchant failed",
				"SUB_MERCHANT_TYPE_INVALID", "the sub-merchant is wrong", "AGREEMENT_NOT_EXIST", "no such agreement"),
			wire.Rows(wire.Unknown, whyAgain, wordings, "USED", "used", "AUTH_CODE_USED", "the code was used",
				"CODE_USED", "the code was used", "DUPLICATE", "sent twice", "DUPLICATED", "sent twice", "REPEATED", "sent twice"),
		)}

	chargePhrases = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "piece of a sentence", AnyCase: true, Phrases: true,
		Note: "Counts wherever it stands in a reply's words, weighed as the codes are.",
		Rows: chargePhraseRows,
	}
)

var chargePhraseRows = slices.Concat(
	wire.Rows(wire.Confirming, whyPassword, seen, "支付中", "paying", "输入密码", "type the password", "支付密码", "payment password", "处理中", "in progress",
		"等待用户", "waiting for the user", "等待买家", "waiting for the buyer", "等待付款", "waiting for payment", "支付确认中", "being confirmed",
		"INPROCESS", "in process"),
	wire.Rows(wire.Failed, whyRefused, wordings, "余额不足", "not enough money", "付款码无效", "the code is not valid", "付款码错误", "the code is wrong",
		"付款码已过期", "the code has expired", "付款码过期", "the code has expired", "付款码已失效", "the code is void", "支付码已过期", "the code has expired",
		"支付码无效", "the code is not valid", "授权码无效", "the code is not valid", "授权码已过期", "the code has expired", "授权码过期", "the code has expired",
		"条码已过期", "the code has expired", "条码无效", "the code is not valid", "二维码已过期", "the code has expired", "用户取消", "cancelled by the user",
		"用户已取消", "cancelled by the user", "超过限额", "over a limit", "超出限额", "over a limit", "银行卡已达限额", "the card's limit is reached",
		"商户未开通", "not open for this shop"),
	wire.Rows(wire.Unknown, "The sentence asks to query, or tells of trouble on the way.", wordings, "系统", "system", "超时", "timed out", "未知", "unknown",
		"异常", "abnormal", "稍后", "later", "稍候", "wait", "查询", "query", "网络", "network"),
	wire.Rows(wire.Unknown, whyAgain, wordings, "已支付", "paid already", "已被支付", "paid already", "支付成功", "paid", "重复", "twice", "使用一次", "used once",
		"已使用", "used", "已被使用", "used", "已经使用", "used", "已经被使用", "used", "使用过", "used before"),
	wire.Rows(wire.Unknown, "It speaks of money going back, not of this charge.", wordings, "退款", "refund", "撤销", "revoked", "冲正", "reversed",
		"卖家余额", "the shop's balance", "商户余额", "the shop's balance"),
	wire.Rows(wire.Unknown, whyRequest, wordings, "参数", "parameter", "签名", "signature", "验签", "signature check", "鉴权", "authentication",
		"无权限", "no right", "没有权限", "no right", "权限不足", "not enough rights", "未授权", "not authorised", "频繁", "too often",
		"商户不存在", "no such merchant", "商户已禁用", "merchant disabled", "商户被禁用", "merchant disabled", "门店不存在", "no such shop",
		"金额错误", "wrong amount", "金额有误", "wrong amount"),
	wire.Rows(wire.Unknown, whyRequest, alipayPay, "ISV.", "an app's error", "ISP.", "a service's error", "AOP.", "a gateway's error"),
)

// What a status of 1 may be accompanied by. Replies of lepay with more than a
// status and words are documented nowhere, so this is what the wallets' own
// replies and lepay's other calls say of a success.
var (
	chargeAgrees = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "code beside status 1", AnyCase: true,
		Note: "Any other code beside status 1 makes the payment unknown, or \"in progress\" where the tables above say so and the reply names an order.",
		Rows: wire.Rows(wire.Paid, "It agrees with status 1.", seen, codeOK, "lepay's success", alipayOK, "Alipay's success", "1", "success", "200", "success",
			"OK", "success", "SUCCESS", "success", "TRADE_SUCCESS", "paid", "TRADE_FINISHED", "paid")}
	chargeAgreesPhrases = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "sentence beside status 1", Phrases: true,
		Rows: wire.Rows(wire.Paid, "It agrees with status 1.", wordings, "已支付成功", "paid", "支付成功", "paid", "付款成功", "paid", "收款成功", "received", "交易成功", "done")}
	chargeDenials = wire.ResultCodes{Call: callCharge, Does: doesCode, Field: "piece of a sentence beside status 1", AnyCase: true, Phrases: true,
		Note: "Words that a success is never told in. Beside status 0 they are not needed.",
		Rows: wire.Rows(wire.Unknown, "It contradicts status 1.", wordings, "失败", "failed", "未", "not yet", "不成功", "no success", "没有成功", "no success", "无效", "void",
			"错误", "wrong", "取消", "cancelled", "关闭", "closed", "拒绝", "refused", "待", "waiting", "FAIL", "failed", "ERROR", "wrong", "INVALID", "void",
			"REFUSE", "refused", "REJECT", "refused", "DENIED", "refused", "DECLINE", "refused", "CANCEL", "cancelled", "CLOSED", "closed", "PENDING", "waiting",
			"UNSUCCESS", "no success", "UNPAID", "not paid", "NOT ", "not")}
)
