package providers_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers"
	"facepay/providers/wire"
)

// documented are the words that the vendors' documents and the wallets' own
// pages name, copied from there by hand: the section, then a word and what the
// till must make of it, which the code's tables are held to.
var documented = []struct {
	gateway, section string
	call, field      string
	words            map[string]wire.Class
}{
	{"lepay", "支付宝二维码接口: status", "qrCodePay", "status", map[string]wire.Class{"1": wire.Waiting}},
	{"lepay", "支付宝二维码接口: result.code", "qrCodePay", "code in result or data", map[string]wire.Class{"10000": wire.Read}},
	{"lepay", "wx二维码接口: code", "qrCodePay", "code", map[string]wire.Class{"000000": wire.Waiting}},
	{"lepay", "支付接口, seen in clients: status", "tofastpay", "status", map[string]wire.Class{"1": wire.Paid, "0": wire.Read}},
	{"lepay", "支付接口, seen in clients: msg", "tofastpay", "piece of a sentence", map[string]wire.Class{"支付中": wire.Confirming, "输入密码": wire.Confirming}},
	{"lepay", "WeChat Pay, micropay: error codes", "tofastpay", "code in any field or sentence", map[string]wire.Class{
		"USERPAYING": wire.Confirming, "SYSTEMERROR": wire.Unknown, "BANKERROR": wire.Unknown, "ORDERPAID": wire.Unknown, "NOAUTH": wire.Unknown,
		"AUTHCODEEXPIRE": wire.Failed, "NOTENOUGH": wire.Failed, "NOTSUPORTCARD": wire.Failed, "ORDERCLOSED": wire.Unknown, "ORDERREVERSED": wire.Unknown,
		"AUTH_CODE_ERROR": wire.Failed, "AUTH_CODE_INVALID": wire.Failed, "XML_FORMAT_ERROR": wire.Unknown, "REQUIRE_POST_METHOD": wire.Unknown,
		"SIGNERROR": wire.Unknown, "LACK_PARAMS": wire.Unknown, "NOT_UTF8": wire.Unknown, "BUYER_MISMATCH": wire.Unknown, "APPID_NOT_EXIST": wire.Unknown,
		"MCHID_NOT_EXIST": wire.Unknown, "OUT_TRADE_NO_USED": wire.Unknown, "APPID_MCHID_NOT_MATCH": wire.Unknown, "INVALID_REQUEST": wire.Unknown, "TRADE_ERROR": wire.Unknown,
	}},
	{"lepay", "Alipay, gateway return codes", "tofastpay", "code in any field or sentence", map[string]wire.Class{"10003": wire.Confirming, "20000": wire.Unknown}},
	{"lepay", "Alipay, alipay.trade.pay: error codes", "tofastpay", "code in any field or sentence", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "INVALID_PARAMETER": wire.Unknown, "ACCESS_FORBIDDEN": wire.Unknown, "EXIST_FORBIDDEN_WORD": wire.Unknown,
		"PARTNER_ERROR": wire.Unknown, "TOTAL_FEE_EXCEED": wire.Failed, "PAYMENT_AUTH_CODE_INVALID": wire.Failed, "CONTEXT_INCONSISTENT": wire.Unknown,
		"TRADE_HAS_SUCCESS": wire.Unknown, "TRADE_HAS_CLOSE": wire.Unknown, "BUYER_BALANCE_NOT_ENOUGH": wire.Failed, "BUYER_BANKCARD_BALANCE_NOT_ENOUGH": wire.Failed,
		"ERROR_BALANCE_PAYMENT_DISABLE": wire.Failed, "BUYER_SELLER_EQUAL": wire.Failed, "TRADE_BUYER_NOT_MATCH": wire.Unknown, "BUYER_ENABLE_STATUS_FORBID": wire.Failed,
		"PULL_MOBILE_CASHIER_FAIL": wire.Failed, "MOBILE_PAYMENT_SWITCH_OFF": wire.Failed, "PAYMENT_FAIL": wire.Failed, "PAYMENT_REQUEST_HAS_RISK": wire.Failed,
		"NO_PAYMENT_INSTRUMENTS_AVAILABLE": wire.Failed, "BEYOND_PAY_RESTRICTION": wire.Failed, "BEYOND_PER_RECEIPT_RESTRICTION": wire.Failed,
		"BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": wire.Failed, "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": wire.Failed, "SELLER_BEEN_BLOCKED": wire.Failed,
		"USER_FACE_PAYMENT_SWITCH_OFF": wire.Failed, "AGREEMENT_NOT_EXIST": wire.Unknown, "NOT_SUPPORT_PAYMENT_INST": wire.Failed,
	}},
	{"lepay", "微信订单查询: code", "queryOrder", "code", map[string]wire.Class{"000000": wire.Read}},
	{"lepay", "微信订单查询: order_state, with WeChat's trade_state", "queryOrder", "order_state", wechatStates},
	{"lepay", "支付宝订单查询: code", "aliQueryOrder", "code", map[string]wire.Class{"000000": wire.Read}},
	{"lepay", "支付宝订单查询: data.code", "aliQueryOrder", "code in data", map[string]wire.Class{"10000": wire.Read, "10003": wire.Confirming, "20000": wire.Busy, "40004": wire.Unknown}},
	{"lepay", "Alipay, alipay.trade.query: not yet scanned", "aliQueryOrder", "sub_code in data", map[string]wire.Class{"TRADE_NOT_EXIST": wire.Waiting}},
	{"lepay", "支付宝订单查询: data.trade_status", "aliQueryOrder", "trade_status in data", alipayStates},

	{"smallsaas", "微信支付码生成: status_code", "push_order", "status_code", map[string]wire.Class{"0": wire.Waiting, "1": wire.Failed}},
	{"smallsaas", "create order: status_code", "create order", "status_code", map[string]wire.Class{"0": wire.Read, "1": wire.Failed}},
	{"smallsaas", "order: status_code", "order", "status_code", map[string]wire.Class{"0": wire.Read, "1": wire.Unknown}},
	{"smallsaas", "order action cancel: status_code", "cancel order", "status_code", map[string]wire.Class{"0": wire.Read, "1": wire.Unknown}},
	{"smallsaas", "after-sales ticket: status_code", "refund ticket", "status_code", map[string]wire.Class{"0": wire.RefundPending, "1": wire.RefundRefused}},
	{"smallsaas", "order: status", "order", "status", map[string]wire.Class{
		"CREATED_PAY_PENDING": wire.Waiting, "PAID_CONFIRM_PENDING": wire.Paid, "CONFIRMED_DELIVER_PENDING": wire.Paid, "CONFIRMED_PICK_PENDING": wire.Paid,
		"DELIVERING": wire.Paid, "DELIVERED_CONFIRM_PENDING": wire.Paid, "CLOSED_CONFIRMED": wire.Paid, "CLOSED_PAY_TIMEOUT": wire.Closed, "CLOSED_CANCELED": wire.Closed,
		"CANCELED_RETURN_PENDING": wire.Paid, "CANCELED_REFUND_PENDING": wire.Paid, "CLOSED_REFUNDED": wire.Paid,
	}},
	{"smallsaas", "order: status, of a refund", "order, for its refund", "status", map[string]wire.Class{
		"CREATED_PAY_PENDING": wire.Unknown, "PAID_CONFIRM_PENDING": wire.Read, "CONFIRMED_DELIVER_PENDING": wire.Read, "CONFIRMED_PICK_PENDING": wire.Read,
		"DELIVERING": wire.Read, "DELIVERED_CONFIRM_PENDING": wire.Read, "CLOSED_CONFIRMED": wire.Read, "CLOSED_PAY_TIMEOUT": wire.Unknown,
		"CLOSED_CANCELED": wire.Unknown, "CANCELED_RETURN_PENDING": wire.RefundPending, "CANCELED_REFUND_PENDING": wire.RefundPending, "CLOSED_REFUNDED": wire.RefundDone,
	}},
	{"smallsaas", "after-sales ticket: status", "order, for its refund", "status of a ticket", map[string]wire.Class{
		"CREATED": wire.RefundPending, "REFUND_PENDING": wire.RefundPending, "RETURN_PENDING": wire.RefundPending, "REFUNDED": wire.RefundDone, "CANCELED": wire.RefundRefused,
	}},
	{"smallsaas", "token: HTTP status", "every call", "HTTP status", map[string]wire.Class{"401": wire.LogIn, "403": wire.LogIn}},

	{"yfpay", "prepay: return_code", "prepay", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Failed}},
	{"yfpay", "prepay: result_code", "prepay", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Waiting, "PAY_IN_PROCESS": wire.Unknown, "PAY_FAIL": wire.Failed}},
	{"yfpay", "返回参数: return_code", "minipay", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Unknown}},
	{"yfpay", "返回参数: result_code", "minipay", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Waiting, "PAY_IN_PROCESS": wire.Unknown, "PAY_FAIL": wire.Failed}},
	{"yfpay", "pay: return_code", "pay", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Unknown}},
	{"yfpay", "pay: result_code", "pay", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Paid, "PAY_IN_PROCESS": wire.InProcess, "PAY_FAIL": wire.Failed}},
	{"yfpay", "queryorder: return_code", "queryorder", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Unknown}},
	{"yfpay", "queryorder: result_code", "queryorder", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Paid, "PAY_IN_PROCESS": wire.InProcess, "PAY_FAIL": wire.Failed}},
	{"yfpay", "queryorder: trade_state, WeChat's", "queryorder", "trade_state", wechatStates},
	{"yfpay", "closeorder: return_code", "closeorder", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Unknown}},
	{"yfpay", "closeorder: result_code", "closeorder", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Closed, "PAY_SUCEESS": wire.Closed, "PAY_IN_PROCESS": wire.Unknown, "PAY_FAIL": wire.Unknown}},
	{"yfpay", "refundorder: return_code", "refundorder, queryrefund", "return_code", map[string]wire.Class{"SUCCESS": wire.Read, "FAIL": wire.Unknown}},
	{"yfpay", "refundorder: result_code", "refundorder, queryrefund", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.RefundDone, "PAY_IN_PROCESS": wire.RefundPending, "PAY_FAIL": wire.RefundRefused}},
	{"yfpay", "notification: return_code", "notification", "return_code", map[string]wire.Class{"SUCCESS": wire.Read}},
	{"yfpay", "notification: result_code", "notification", "result_code", map[string]wire.Class{"PAY_SUCCESS": wire.Paid, "PAY_FAIL": wire.Failed, "TRADE_REFUND": wire.RefundNews}},

	{"alipayservice", "二维码生成接口, 响应: code", "/qrcode", "code", map[string]wire.Class{"10000": wire.Waiting, "40004": wire.Failed, "20000": wire.Busy}},
	{"alipayservice", "二维码生成接口: failure", "/qrcode", "the whole reply", map[string]wire.Class{"null": wire.Unknown}},
	{"alipayservice", "通用退款接口, 响应: code", "/refund", "code", map[string]wire.Class{"10000": wire.Read, "40004": wire.Read, "20000": wire.Busy}},
	{"alipayservice", "通用退款接口, 响应: fund_change (Y/N)", "/refund", "fund_change", map[string]wire.Class{"Y": wire.RefundDone, "N": wire.RefundDone}},
	{"alipayservice", "通用退款接口: failure", "/refund", "the whole reply", map[string]wire.Class{"null": wire.Unknown}},
	{"alipayservice", "Alipay, alipay.trade.refund: error codes", "/refund", "sub_code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "INVALID_PARAMETER": wire.Unknown, "SELLER_BALANCE_NOT_ENOUGH": wire.RefundRefused, "REFUND_AMT_NOT_EQUAL_TOTAL": wire.Unknown,
		"REASON_TRADE_BEEN_FREEZEN": wire.RefundRefused, "TRADE_NOT_EXIST": wire.Unknown, "TRADE_HAS_FINISHED": wire.Unknown, "TRADE_STATUS_ERROR": wire.Unknown,
		"DISCORDANT_REPEAT_REQUEST": wire.Unknown, "REASON_TRADE_REFUND_FEE_ERR": wire.Unknown, "TRADE_NOT_ALLOW_REFUND": wire.Unknown,
	}},
	{"alipayservice", "退款查询接口: code", "/refund_query", "code", map[string]wire.Class{"10000": wire.Read, "40004": wire.Unknown}},
	{"alipayservice", "退款查询接口: failure", "/refund_query", "the whole reply", map[string]wire.Class{"null": wire.Unknown}},
	{"alipayservice", "支付回调: trade_status", "notification", "trade_status", alipayStates},
	{"alipayservice", "Alipay, alipay.trade.query: code", "query_path", "code", map[string]wire.Class{"10000": wire.Read, "20000": wire.Busy, "40004": wire.Read}},
	{"alipayservice", "Alipay, alipay.trade.query: sub_code", "query_path", "sub_code", map[string]wire.Class{"TRADE_NOT_EXIST": wire.Waiting, "SYSTEM_ERROR": wire.Unknown}},
	{"alipayservice", "Alipay, alipay.trade.query: trade_status", "query_path", "trade_status", alipayStates},

	{"weidoufu", "返回参数(微信), 返回参数(支付宝): code", "pay/miniapp", "code", map[string]wire.Class{"1": wire.Waiting, "0": wire.Failed}},
	{"weidoufu", "pay/native, seen in clients: code", "pay/native", "code", map[string]wire.Class{"1": wire.Waiting, "0": wire.Failed}},
	{"weidoufu", "pay/refund, seen in clients: code", "pay/refund", "code", map[string]wire.Class{"1": wire.RefundDone, "0": wire.RefundRefused}},
	{"weidoufu", "notification: status", "notification", "status", map[string]wire.Class{"1": wire.Waiting, "2": wire.Paid, "3": wire.Closed}},
	{"weidoufu", "返回参数: code, on the paths that the shop was told", "code_path, query_path, close_path", "code", map[string]wire.Class{"1": wire.Read, "0": wire.Unknown}},

	{"alipay", "alipay.trade.precreate: code", "alipay.trade.precreate", "code", alipayCodes(wire.Waiting, wire.Failed)},
	{"alipay", "alipay.trade.precreate: error codes", "alipay.trade.precreate", "sub_code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "TRADE_HAS_SUCCESS": wire.Unknown, "TRADE_HAS_CLOSE": wire.Closed, "CONTEXT_INCONSISTENT": wire.Failed, "INVALID_PARAMETER": wire.Failed,
		"ACCESS_FORBIDDEN": wire.Failed, "APPLY_PC_MERCHANT_CODE_ERROR": wire.Failed, "TOTAL_FEE_EXCEED": wire.Failed,
	}},
	{"alipay", "alipay.trade.pay: code", "alipay.trade.pay", "code", alipayCodes(wire.Paid, wire.Failed)},
	{"alipay", "alipay.trade.pay: code 10003", "alipay.trade.pay", "code", map[string]wire.Class{"10003": wire.Confirming}},
	{"alipay", "alipay.trade.pay: error codes", "alipay.trade.pay", "sub_code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "TRADE_HAS_SUCCESS": wire.Unknown, "CONTEXT_INCONSISTENT": wire.Unknown, "TRADE_STATUS_ERROR": wire.Unknown, "TRADE_BUYER_NOT_MATCH": wire.Unknown,
		"TRADE_HAS_CLOSE": wire.Closed, "NOW_TIME_AFTER_EXPIRE_TIME_ERROR": wire.Closed,
		"PAYMENT_AUTH_CODE_INVALID": wire.Failed, "INVALID_PARAMETER": wire.Failed, "ACCESS_FORBIDDEN": wire.Failed, "EXIST_FORBIDDEN_WORD": wire.Failed, "PARTNER_ERROR": wire.Failed,
		"TOTAL_FEE_EXCEED": wire.Failed, "BUYER_BALANCE_NOT_ENOUGH": wire.Failed, "BUYER_BANKCARD_BALANCE_NOT_ENOUGH": wire.Failed, "ERROR_BALANCE_PAYMENT_DISABLE": wire.Failed,
		"BUYER_SELLER_EQUAL": wire.Failed, "BUYER_ENABLE_STATUS_FORBID": wire.Failed, "PULL_MOBILE_CASHIER_FAIL": wire.Failed, "MOBILE_PAYMENT_SWITCH_OFF": wire.Failed, "PAYMENT_FAIL": wire.Failed,
		"BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": wire.Failed, "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": wire.Failed, "BEYOND_PAY_RESTRICTION": wire.Failed,
		"BEYOND_PER_RECEIPT_RESTRICTION": wire.Failed, "BEYOND_PER_RECEIPT_DAY_RESTRICTION": wire.Failed, "BEYOND_PER_RECEIPT_SINGLE_RESTRICTION": wire.Failed,
		"SELLER_BEEN_BLOCKED": wire.Failed, "ERROR_BUYER_CERTIFY_LEVEL_LIMIT": wire.Failed, "PAYMENT_REQUEST_HAS_RISK": wire.Failed, "NO_PAYMENT_INSTRUMENTS_AVAILABLE": wire.Failed,
		"USER_FACE_PAYMENT_SWITCH_OFF": wire.Failed, "SMILE_PAY_MERCHANT_NOT_MATCH": wire.Failed, "NOT_CERTIFIED_USER": wire.Failed, "INVALID_STORE_ID": wire.Failed,
		"PRODUCT_AMOUNT_LIMIT_ERROR": wire.Failed, "RISK_MERCHANT_IP_NOT_EXIST": wire.Failed, "BUYER_BANKCARD_INVALID": wire.Failed, "BUYER_LIMIT_EXCEEDED": wire.Failed,
	}},
	{"alipay", "alipay.trade.pay: error codes of families", "alipay.trade.pay", "sub_code", map[string]wire.Class{
		"SUB_MERCHANT_CREATE_FAIL": wire.Failed, "SUB_MERCHANT_TYPE_INVALID": wire.Failed, "AGREEMENT_NOT_EXIST": wire.Failed, "AGREEMENT_INVALID": wire.Failed,
		"AGREEMENT_STATUS_NOT_NORMAL": wire.Failed, "CARD_USER_NOT_MATCH": wire.Failed, "CARD_TYPE_ERROR": wire.Failed, "MERCHANT_AGREEMENT_NOT_EXIST": wire.Failed,
		"MERCHANT_AGREEMENT_INVALID": wire.Failed, "MERCHANT_STATUS_NOT_NORMAL": wire.Failed,
	}},
	{"alipay", "alipay.trade.query: code", "alipay.trade.query", "code", alipayCodes(wire.Read, wire.Unknown)},
	{"alipay", "alipay.trade.query: error codes", "alipay.trade.query", "sub_code", map[string]wire.Class{"TRADE_NOT_EXIST": wire.Waiting, "SYSTEM_ERROR": wire.Unknown}},
	{"alipay", "alipay.trade.query: trade_status", "alipay.trade.query", "trade_status", alipayStates},
	{"alipay", "alipay.trade.cancel: code", "alipay.trade.cancel", "code", alipayCodes(wire.Read, wire.Unknown)},
	{"alipay", "alipay.trade.close: code", "alipay.trade.close", "code", alipayCodes(wire.Closed, wire.Unknown)},
	{"alipay", "alipay.trade.refund: code", "alipay.trade.refund", "code", alipayCodes(wire.Read, wire.Unknown)},
	{"alipay", "alipay.trade.fastpay.refund.query: code", "alipay.trade.fastpay.refund.query", "code", alipayCodes(wire.Read, wire.Unknown)},
	{"alipay", "alipay.trade.cancel: retry_flag", "alipay.trade.cancel", "retry_flag", map[string]wire.Class{"Y": wire.Unknown, "N": wire.Read}},
	{"alipay", "alipay.trade.cancel: action", "alipay.trade.cancel", "action", map[string]wire.Class{"close": wire.Closed, "refund": wire.Closed}},
	{"alipay", "alipay.trade.cancel: error codes", "alipay.trade.cancel", "sub_code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "SELLER_BALANCE_NOT_ENOUGH": wire.Unknown, "REASON_TRADE_BEEN_FREEZEN": wire.Unknown, "TRADE_HAS_FINISHED": wire.Unknown,
		"TRADE_CANCEL_TIME_OUT": wire.Unknown, "CANCEL_NOT_ALLOWED": wire.Unknown,
	}},
	{"alipay", "alipay.trade.close: error codes", "alipay.trade.close", "sub_code", map[string]wire.Class{
		"TRADE_NOT_EXIST": wire.NotFound, "TRADE_STATUS_ERROR": wire.Unknown, "REASON_TRADE_STATUS_INVALID": wire.Unknown, "REASON_ILLEGAL_STATUS": wire.Unknown,
	}},
	{"alipay", "alipay.trade.refund: fund_change", "alipay.trade.refund", "fund_change", map[string]wire.Class{"Y": wire.RefundDone, "N": wire.Read}},
	{"alipay", "alipay.trade.refund: error codes", "alipay.trade.refund", "sub_code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "SELLER_BALANCE_NOT_ENOUGH": wire.RefundRefused, "REASON_TRADE_BEEN_FREEZEN": wire.RefundRefused, "TRADE_HAS_FINISHED": wire.RefundRefused,
		"TRADE_NOT_ALLOW_REFUND": wire.RefundRefused, "NOT_ALLOW_PARTIAL_REFUND": wire.RefundRefused, "REFUND_AMT_NOT_EQUAL_TOTAL": wire.Unknown, "TRADE_STATUS_ERROR": wire.Unknown,
		"TRADE_HAS_CLOSE": wire.Unknown, "DISCORDANT_REPEAT_REQUEST": wire.Unknown, "REASON_TRADE_REFUND_FEE_ERR": wire.Unknown, "REFUND_FEE_ERROR": wire.Unknown, "TRADE_NOT_EXIST": wire.Unknown,
		"BUYER_ERROR": wire.RefundRefused, "BUYER_NOT_EXIST": wire.RefundRefused, "BUYER_ENABLE_STATUS_FORBID": wire.RefundRefused,
	}},
	{"alipay", "alipay.trade.fastpay.refund.query: refund_status", "alipay.trade.fastpay.refund.query", "refund_status", map[string]wire.Class{"REFUND_SUCCESS": wire.RefundDone}},
	{"alipay", "notification: trade_status", "notification", "trade_status", alipayStates},

	{"wechatpay", "公共错误码, 429", "any call", "code", map[string]wire.Class{"FREQUENCY_LIMITED": wire.Busy, "RATELIMIT_EXCEEDED": wire.Busy}},
	{"wechatpay", "公共错误码", "native", "code", wechatSetup(wire.Failed)},
	{"wechatpay", "Native下单: 业务错误码", "native", "code", map[string]wire.Class{
		"ORDER_CLOSED": wire.Closed, "OUT_TRADE_NO_USED": wire.Unknown, "ORDERPAID": wire.Unknown, "RULE_LIMIT": wire.Failed, "SYSTEM_ERROR": wire.Unknown,
	}},
	{"wechatpay", "公共错误码", "codepay", "code", wechatSetup(wire.Failed)},
	{"wechatpay", "付款码支付 v2: 错误码, as v3 writes them", "codepay", "code", map[string]wire.Class{
		"SYSTEM_ERROR": wire.Unknown, "BANK_ERROR": wire.Unknown, "TRADE_ERROR": wire.Unknown, "RULE_LIMIT": wire.Unknown, "ORDERPAID": wire.Unknown, "OUT_TRADE_NO_USED": wire.Unknown,
		"ORDER_CLOSED": wire.Closed, "ORDERREVERSED": wire.Closed, "NOT_ENOUGH": wire.Failed, "AUTH_CODE_EXPIRE": wire.Failed, "AUTH_CODE_ERROR": wire.Failed,
		"AUTH_CODE_INVALID": wire.Failed, "NOTSUPORTCARD": wire.Failed, "ACCOUNTERROR": wire.Failed, "BUYER_MISMATCH": wire.Failed,
		"BANKERROR": wire.Unknown, "USERPAYING": wire.Unknown, "ORDERCLOSED": wire.Closed, "NOTENOUGH": wire.Failed, "AUTHCODEEXPIRE": wire.Failed,
	}},
	{"wechatpay", "付款码支付: trade_state", "codepay", "trade_state", wechatStates},
	{"wechatpay", "付款码支付, 202: trade_state", "codepay, status 202", "trade_state", map[string]wire.Class{"USERPAYING": wire.Confirming}},
	{"wechatpay", "公共错误码", "query", "code", wechatSetup(wire.Unknown)},
	{"wechatpay", "公共错误码", "close", "code", wechatSetup(wire.Unknown)},
	{"wechatpay", "公共错误码", "reverse", "code", wechatSetup(wire.Unknown)},
	{"wechatpay", "公共错误码", "refund", "code", wechatSetup(wire.RefundRefused)},
	{"wechatpay", "公共错误码", "refund query", "code", wechatSetup(wire.Unknown)},
	{"wechatpay", "查询订单: 错误码", "query", "code", map[string]wire.Class{"ORDER_NOT_EXIST": wire.NotFound, "TRADE_ERROR": wire.Unknown, "SYSTEM_ERROR": wire.Unknown}},
	{"wechatpay", "查询订单: trade_state", "query", "trade_state", wechatStates},
	{"wechatpay", "关闭订单: 错误码", "close", "code", map[string]wire.Class{"ORDERPAID": wire.Unknown, "ORDER_PAID": wire.Unknown, "TRADE_ERROR": wire.Unknown, "RULE_LIMIT": wire.Unknown}},
	{"wechatpay", "撤销订单: 错误码", "reverse", "code", map[string]wire.Class{"SYSTEM_ERROR": wire.Unknown, "INVALID_REQUEST": wire.Unknown}},
	{"wechatpay", "退款申请: 错误码", "refund", "code", map[string]wire.Class{
		"NOT_ENOUGH": wire.RefundRefused, "USER_ACCOUNT_ABNORMAL": wire.RefundRefused, "TRADE_OVERDUE": wire.RefundRefused, "REFUND_FEE_MISMATCH": wire.RefundRefused,
		"INVALID_REQUEST": wire.RefundRefused, "PARAM_ERROR": wire.RefundRefused, "RESOURCE_NOT_EXISTS": wire.RefundRefused, "SYSTEM_ERROR": wire.Unknown,
	}},
	{"wechatpay", "查询单笔退款: 错误码", "refund query", "code", map[string]wire.Class{"RESOURCE_NOT_EXISTS": wire.NotFound, "SYSTEM_ERROR": wire.Unknown}},
	{"wechatpay", "退款申请, 查询单笔退款: status", "refund, refund query", "status", map[string]wire.Class{
		"SUCCESS": wire.RefundDone, "PROCESSING": wire.RefundPending, "ABNORMAL": wire.RefundStuck, "CLOSED": wire.RefundRefused,
	}},
	{"wechatpay", "支付成功回调通知: trade_state", "notification", "trade_state", wechatStates},
	{"wechatpay", "付款码支付 v2: err_code", "micropay", "err_code", map[string]wire.Class{
		"USERPAYING": wire.Confirming, "SYSTEMERROR": wire.Unknown, "BANKERROR": wire.Unknown, "TRADE_ERROR": wire.Unknown, "RULELIMIT": wire.Unknown, "ORDERPAID": wire.Unknown,
		"OUT_TRADE_NO_USED": wire.Unknown, "ORDERCLOSED": wire.Closed, "ORDERREVERSED": wire.Closed, "PARAM_ERROR": wire.Failed, "NOAUTH": wire.Failed, "AUTHCODEEXPIRE": wire.Failed,
		"NOTENOUGH": wire.Failed, "NOTSUPORTCARD": wire.Failed, "AUTH_CODE_ERROR": wire.Failed, "AUTH_CODE_INVALID": wire.Failed, "XML_FORMAT_ERROR": wire.Failed,
		"REQUIRE_POST_METHOD": wire.Failed, "SIGNERROR": wire.Failed, "LACK_PARAMS": wire.Failed, "NOT_UTF8": wire.Failed, "BUYER_MISMATCH": wire.Failed, "APPID_NOT_EXIST": wire.Failed,
		"MCHID_NOT_EXIST": wire.Failed, "APPID_MCHID_NOT_MATCH": wire.Failed, "INVALID_REQUEST": wire.Failed,
	}},
	{"wechatpay", "查询订单 v2: err_code", "orderquery", "err_code", map[string]wire.Class{"ORDERNOTEXIST": wire.NotFound, "SYSTEMERROR": wire.Unknown}},
	{"wechatpay", "查询订单 v2: trade_state", "orderquery", "trade_state", wechatStates},
	{"wechatpay", "撤销订单 v2: recall", "secapi/pay/reverse", "recall", map[string]wire.Class{"Y": wire.Unknown, "N": wire.Read}},
}

// alipayCodes are the gateway's own codes: a success read as done, and a request that was not
// taken as refused.
func alipayCodes(done, refused wire.Class) map[string]wire.Class {
	words := map[string]wire.Class{"10000": done, "20000": wire.Unknown, "40004": wire.Read, "40005": wire.Busy}
	for _, word := range []string{"20001", "40001", "40002", "40003", "40006"} {
		words[word] = refused
	}
	return words
}

// wechatSetup are the codes by which WeChat Pay refuses a request or a shop's set-up.
func wechatSetup(c wire.Class) map[string]wire.Class {
	words := map[string]wire.Class{}
	for _, word := range []string{"PARAM_ERROR", "INVALID_REQUEST", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS", "SIGN_ERROR", "NO_AUTH"} {
		words[word] = c
	}
	return words
}

// wechatStates are WeChat's trade_state, alipayStates Alipay's trade_status.
var (
	wechatStates = map[string]wire.Class{
		"SUCCESS": wire.Paid, "REFUND": wire.Paid, "NOTPAY": wire.Waiting, "USERPAYING": wire.Confirming, "ACCEPT": wire.Confirming,
		"CLOSED": wire.Closed, "REVOKED": wire.Closed, "PAYERROR": wire.Failed,
	}
	alipayStates = map[string]wire.Class{
		"WAIT_BUYER_PAY": wire.Confirming, "TRADE_SUCCESS": wire.Paid, "TRADE_FINISHED": wire.Paid, "TRADE_CLOSED": wire.Closed,
	}
)

func TestCodes_EachDocumentedWordStandsInItsTable(t *testing.T) {
	for _, d := range documented {
		table := tableOf(t, frame{gateway: d.gateway, call: d.call, field: d.field})
		for word, class := range d.words {
			row, listed := table.Row(word)
			require.True(t, listed, "%s, %s: %s", d.gateway, d.section, word)
			require.Equal(t, word, row.Code, "%s, %s", d.gateway, d.section)
			require.Equal(t, class, row.Class, "%s, %s: %s", d.gateway, d.section, word)
		}
	}
}

// Money is believed by few words, and all of them stand above: a row that is
// added here as paid, or as given back, is seen by whoever reads this list.
func TestCodes_NoUndocumentedWordIsMoney(t *testing.T) {
	known := map[string]bool{}
	for _, d := range documented {
		for word := range d.words {
			known[d.gateway+" "+d.call+" "+d.field+" "+word] = true
		}
	}
	for _, sheet := range providers.Codes() {
		for _, table := range sheet.Tables {
			for _, r := range table.Rows {
				beside := strings.HasSuffix(table.Field, "beside status 1") // they only leave a status of 1 what it is
				later := r.Code == "REFUND_SUCCESS"                         // beside an amount, which proves it by itself
				if beside || later || r.Class != wire.Paid && r.Class != wire.RefundDone {
					continue
				}
				require.True(t, known[sheet.Name+" "+table.Call+" "+table.Field+" "+r.Code], "%s %s %s: %s", sheet.Name, table.Call, table.Field, r.Code)
			}
		}
	}
}
