package alipay

import "facepay/providers/wire"

// requestRefusals are refusals of the code, the request or the shop's right: there is no
// trade that a customer could pay.
var requestRefusals = []string{
	"PAYMENT_AUTH_CODE_INVALID", "the code is wrong, used or too old", "INVALID_PARAMETER", "a parameter is wrong",
	"ACCESS_FORBIDDEN", "no right", "EXIST_FORBIDDEN_WORD", "a word that is not allowed", "PARTNER_ERROR", "the app's id is wrong",
	"INVALID_STORE_ID", "the store's number is wrong", "SMILE_PAY_MERCHANT_NOT_MATCH", "the face was read for another shop",
}

// refusals of the customer, the wallet or the shop's contract. Each may leave a trade
// that the customer can still pay on the phone.
var refusals = []string{
	"TOTAL_FEE_EXCEED", "over the limit of an order", "BUYER_BALANCE_NOT_ENOUGH", "balance too small",
	"BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "the card's balance is too small", "ERROR_BALANCE_PAYMENT_DISABLE", "paying by balance is switched off",
	"BUYER_SELLER_EQUAL", "buyer and seller are one", "BUYER_ENABLE_STATUS_FORBID", "the buyer's account is not in order",
	"PULL_MOBILE_CASHIER_FAIL", "the phone could not be reached", "MOBILE_PAYMENT_SWITCH_OFF", "paying by phone is switched off",
	"PAYMENT_FAIL", "payment failed", "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "over the buyer's limit of a day",
	"BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR", "over the buyer's limit of a month", "BEYOND_PAY_RESTRICTION", "over the shop's limit",
	"BEYOND_PER_RECEIPT_RESTRICTION", "over the shop's limit of a month", "BEYOND_PER_RECEIPT_DAY_RESTRICTION", "over the shop's limit of a day",
	"BEYOND_PER_RECEIPT_SINGLE_RESTRICTION", "over the shop's limit of a payment", "SELLER_BEEN_BLOCKED", "the shop's account is blocked",
	"ERROR_BUYER_CERTIFY_LEVEL_LIMIT", "the buyer is not certified enough", "PAYMENT_REQUEST_HAS_RISK", "refused as a risk",
	"NO_PAYMENT_INSTRUMENTS_AVAILABLE", "nothing to pay with", "USER_FACE_PAYMENT_SWITCH_OFF", "paying at the counter is switched off",
	"NOT_CERTIFIED_USER", "the buyer is not certified", "SUB_MERCHANT_CREATE_FAIL", "the sub-merchant could not be made",
	"SUB_MERCHANT_TYPE_INVALID", "the sub-merchant is of a wrong kind", "AGREEMENT_NOT_EXIST", "no agreement with the buyer",
	"AGREEMENT_INVALID", "the agreement with the buyer ended", "AGREEMENT_STATUS_NOT_NORMAL", "the agreement with the buyer is not in order",
	"MERCHANT_AGREEMENT_NOT_EXIST", "no agreement with the shop", "MERCHANT_AGREEMENT_INVALID", "the agreement with the shop ended",
	"MERCHANT_STATUS_NOT_NORMAL", "the agreement with the shop is not in order", "CARD_USER_NOT_MATCH", "the card is another's",
	"CARD_TYPE_ERROR", "the card is of a wrong kind", "PRODUCT_AMOUNT_LIMIT_ERROR", "over the product's limit",
	"RISK_MERCHANT_IP_NOT_EXIST", "the shop's address is missing", "BUYER_BANKCARD_INVALID", "the card is not valid", "BUYER_LIMIT_EXCEEDED", "over the buyer's limit",
}

var (
	payCodes = codesOf(methodPay, doesPay, docPay,
		wire.Row(codeDone, "paid", wire.Paid, "This very request took the money.", docPay), wire.Failed, whyAtOnce,
		wire.Row("10003", "the customer is asked for the password", wire.Confirming, "Nothing is paid yet, and nothing failed.", docPay))
	paySubCodes = subCodesOf(methodPay, doesPay, limits.Rows,
		wire.Rows(wire.Unknown, whySystem, docPay, "SYSTEM_ERROR", "system error"),
		wire.Rows(wire.Unknown, whyOther, docPay, "TRADE_HAS_SUCCESS", "it is paid", "CONTEXT_INCONSISTENT", "the number has other data",
			"TRADE_STATUS_ERROR", "its state does not allow that", "TRADE_BUYER_NOT_MATCH", "another buyer's"),
		wire.Rows(wire.Closed, whyClosed, docPay, "TRADE_HAS_CLOSE", "the trade is closed", "NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "its time is over"),
		wire.Rows(wire.Failed, whyAtOnce, docPay, requestRefusals...),
		wire.Rows(wire.Failed, whyRefused, docPay, refusals...))
)

// leavesTrade reports whether a refusal of pay may have left a trade behind.
func leavesTrade(sub string) bool {
	row, listed := paySubCodes.Row(sub)
	return listed && row.Why == whyRefused
}
