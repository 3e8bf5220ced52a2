package lepay

import (
	"strings"

	"facepay/kiosk"
)

// Rule is one line of the table by which the words of a refused code payment
// are understood.
type Rule struct {
	// Word is a code (matched as a whole word, case ignored, a leading "ACQ."
	// ignored) or, with Phrase, a piece of the message.
	Word    string
	Phrase  bool
	Verdict kiosk.Verdict
	Source  string // who documents it
}

const (
	sourceFacts  = "lepay, seen in working clients"
	sourceWeChat = "WeChat Pay, micropay, error codes"
	sourceAlipay = "Alipay, alipay.trade.pay, error codes"
	sourceWords  = "the wallets' own sentences for the codes above"
)

// Rules says what the words beside a tofastpay status 0 prove. The strongest
// line that fits holds: a doubt outweighs an "in progress", which outweighs a
// refusal. Nothing that fits means VerdictUnknown: failed needs proof.
//
// Only words that nothing but a charge is answered with are a refusal: those
// about the customer's code, money, account and limits, and about a way of
// paying that the shop was not given. Words that another request would be
// answered with too (not signed, no right, no such merchant, order paid already,
// order number or code used before) stand under doubt: lepay may have charged
// the code and then asked the wallet again, and it is that question which went
// wrong.
var Rules = concat(
	codes(kiosk.VerdictUnknown, sourceWeChat, "SYSTEMERROR", "SYSTEM_ERROR", "BANKERROR", "BANK_ERROR", "ORDERPAID", "OUT_TRADE_NO_USED", "SUCCESS",
		"ORDERCLOSED", "ORDERREVERSED", "TRADE_ERROR", "BUYER_MISMATCH", "USER_ACCOUNT_ABNORMAL", "INVALID_TRANSACTIONID", "ORDERNOTEXIST", "REVERSE_EXPIRE"),
	codes(kiosk.VerdictUnknown, sourceWeChat, "NOAUTH", "NO_AUTH", "PARAM_ERROR", "LACK_PARAMS", "SIGNERROR", "SIGN_ERROR", "INVALID_REQUEST", "XML_FORMAT_ERROR",
		"REQUIRE_POST_METHOD", "POST_DATA_EMPTY", "NOT_UTF8", "APPID_NOT_EXIST", "MCHID_NOT_EXIST", "MCH_NOT_EXISTS", "APPID_MCHID_NOT_MATCH",
		"FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED"),
	codes(kiosk.VerdictUnknown, sourceAlipay, "20000", "TRADE_HAS_SUCCESS", "TRADE_HAS_CLOSE", "CONTEXT_INCONSISTENT", "10000", "TRADE_BUYER_NOT_MATCH",
		"SELLER_BALANCE_NOT_ENOUGH", "TRADE_NOT_EXIST", "TRADE_STATUS_ERROR"),
	codes(kiosk.VerdictUnknown, sourceAlipay, "20001", "40001", "40002", "40003", "40005", "40006", "PARTNER_ERROR", "ACCESS_FORBIDDEN", "INVALID_PARAMETER",
		"EXIST_FORBIDDEN_WORD", "SUB_MERCHANT_CREATE_FAIL", "SUB_MERCHANT_TYPE_INVALID", "AGREEMENT_NOT_EXIST"),
	phrases(kiosk.VerdictUnknown, sourceAlipay, "ISV.", "ISP.", "AOP."),
	codes(kiosk.VerdictUnknown, sourceWords, "USED", "AUTH_CODE_USED", "CODE_USED", "DUPLICATE", "DUPLICATED", "REPEATED"),
	phrases(kiosk.VerdictUnknown, sourceWords, "系统", "超时", "未知", "异常", "稍后", "稍候", "查询", "网络", "已支付", "已被支付", "支付成功", "重复", "使用一次",
		"已使用", "已被使用", "已经使用", "已经被使用", "使用过", "退款", "撤销", "冲正", "卖家余额", "商户余额"),
	phrases(kiosk.VerdictUnknown, sourceWords, "参数", "签名", "验签", "鉴权", "无权限", "没有权限", "权限不足", "未授权", "频繁", "商户不存在", "商户已禁用", "商户被禁用",
		"门店不存在", "金额错误", "金额有误"),

	codes(kiosk.VerdictConfirming, sourceFacts, "USERPAYING", "10003", "WAIT_BUYER_PAY"),
	phrases(kiosk.VerdictConfirming, sourceFacts, "支付中", "输入密码", "支付密码", "处理中", "等待用户", "等待买家", "等待付款", "支付确认中", "INPROCESS"),

	codes(kiosk.VerdictFailed, sourceWeChat, "NOTENOUGH", "NOT_ENOUGH", "AUTHCODEEXPIRE", "AUTH_CODE_EXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID",
		"NOTSUPORTCARD", "NOTSUPPORTCARD", "PAYERROR"),
	codes(kiosk.VerdictFailed, sourceAlipay, "PAYMENT_AUTH_CODE_INVALID", "PAYMENT_FAIL", "PAYMENT_REQUEST_HAS_RISK", "NO_PAYMENT_INSTRUMENTS_AVAILABLE",
		"BUYER_BALANCE_NOT_ENOUGH", "BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "ERROR_BALANCE_PAYMENT_DISABLE", "BUYER_SELLER_EQUAL", "BUYER_ENABLE_STATUS_FORBID",
		"PULL_MOBILE_CASHIER_FAIL", "MOBILE_PAYMENT_SWITCH_OFF", "USER_FACE_PAYMENT_SWITCH_OFF", "TOTAL_FEE_EXCEED",
		"BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR", "BEYOND_PAY_RESTRICTION", "BEYOND_PER_RECEIPT_RESTRICTION",
		"SELLER_BEEN_BLOCKED", "NOT_SUPPORT_PAYMENT_INST"),
	phrases(kiosk.VerdictFailed, sourceWords, "余额不足", "付款码无效", "付款码错误", "付款码已过期", "付款码过期", "付款码已失效", "支付码已过期", "支付码无效",
		"授权码无效", "授权码已过期", "授权码过期", "条码已过期", "条码无效", "二维码已过期", "用户取消", "用户已取消", "超过限额", "超出限额", "银行卡已达限额",
		"商户未开通"),
)

// What a status of 1 may be accompanied by. Replies of lepay with more than a
// status and words are documented nowhere, so this is what the wallets' own
// replies and lepay's other calls say of a success.
var (
	successCodes = map[string]bool{
		codeOK: true, alipayOK: true, "1": true, "200": true, "OK": true, "SUCCESS": true, "TRADE_SUCCESS": true, "TRADE_FINISHED": true,
	}
	successPhrases = []string{"已支付成功", "支付成功", "付款成功", "收款成功", "交易成功"}
)

// denials are words that a success is never told in. A status of 1 beside one
// proves nothing; a status of 0 needs none of them.
var denials = []string{"失败", "未", "不成功", "没有成功", "无效", "错误", "取消", "关闭", "拒绝", "待", "FAIL", "ERROR", "INVALID", "REFUSE", "REJECT", "DENIED",
	"DECLINE", "CANCEL", "CLOSED", "PENDING", "UNSUCCESS", "UNPAID", "NOT "}

func codes(v kiosk.Verdict, source string, words ...string) []Rule {
	return rules(v, source, false, words)
}

func phrases(v kiosk.Verdict, source string, words ...string) []Rule {
	return rules(v, source, true, words)
}

func rules(v kiosk.Verdict, source string, phrase bool, words []string) []Rule {
	var list []Rule
	for _, w := range words {
		list = append(list, Rule{Word: w, Phrase: phrase, Verdict: v, Source: source})
	}
	return list
}

func concat(lists ...[]Rule) []Rule {
	var all []Rule
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// weight orders verdicts by how carefully a payment must then be treated.
var weight = map[kiosk.Verdict]int{kiosk.VerdictFailed: 1, kiosk.VerdictConfirming: 2, kiosk.VerdictUnknown: 3}

// classify says what the texts of a reply to a refused code payment prove.
func classify(texts []string) kiosk.Verdict {
	if v := match(texts, func(Rule) bool { return true }); v != "" {
		return v
	}
	return kiosk.VerdictUnknown
}

// alipayInProgress is Alipay's sentence for 10003. Its "success" is that of the
// order, not of the payment.
const alipayInProgress = "ORDER SUCCESS PAY INPROCESS"

// match is the verdict of the strongest line among those that count and fit
// texts, "" when none does.
func match(texts []string, counts func(Rule) bool) kiosk.Verdict {
	all := strings.ToUpper(strings.Join(texts, "\n"))
	all = strings.ReplaceAll(all, alipayInProgress, "INPROCESS")
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(all, notOfCode) {
		words[strings.TrimPrefix(strings.Trim(w, ".-"), "ACQ.")] = true
	}
	var verdict kiosk.Verdict
	for _, r := range Rules {
		fits := words[r.Word]
		if r.Phrase {
			fits = strings.Contains(all, r.Word)
		}
		if fits && counts(r) && weight[r.Verdict] > weight[verdict] {
			verdict = r.Verdict
		}
	}
	return verdict
}

// notOfCode separates the words among which codes are looked for.
func notOfCode(r rune) bool {
	code := r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-'
	return !code
}

// wechatStates are WeChat's trade_state names, which queryOrder's order_state
// is taken to use. A state that is not here proves nothing; the till goes on
// asking.
var wechatStates = map[string]kiosk.Verdict{
	"SUCCESS":    kiosk.VerdictPaid,
	"REFUND":     kiosk.VerdictPaid, // it was paid; what went back since is another matter
	"NOTPAY":     kiosk.VerdictWaiting,
	"USERPAYING": kiosk.VerdictConfirming,
	"ACCEPT":     kiosk.VerdictConfirming,
	"CLOSED":     kiosk.VerdictClosed,
	"REVOKED":    kiosk.VerdictClosed,
	"PAYERROR":   kiosk.VerdictFailed,
}

// alipayStates are Alipay's trade_status names in aliQueryOrder. An Alipay QR
// has no trade before it was scanned, so WAIT_BUYER_PAY means that the customer
// is at it.
var alipayStates = map[string]kiosk.Verdict{
	"TRADE_SUCCESS":  kiosk.VerdictPaid,
	"TRADE_FINISHED": kiosk.VerdictPaid,
	"WAIT_BUYER_PAY": kiosk.VerdictConfirming,
	"TRADE_CLOSED":   kiosk.VerdictClosed,
}
