package wechatpay

import "facepay/providers/wire"

var (
	refundCodes = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: fieldCode, Note: "Unsigned. Refused counts when a query knows of no refund of that number; else the answer is the query's.", Rows: rows(
		wire.Rows(wire.RefundRefused, whyFirst, docErrors, setup...),
		wire.Rows(wire.RefundRefused, whyFirst, docRefund, "NOT_ENOUGH", "the shop's balance is too small", "USER_ACCOUNT_ABNORMAL", "the buyer's account is closed",
			"TRADE_OVERDUE", "more than a year has passed", "REFUND_FEE_MISMATCH", "the amount is wrong", "RESOURCE_NOT_EXISTS", "no such payment"),
		wire.Rows(wire.Unknown, whySystem, docErrors, "SYSTEM_ERROR", "system error", "RULE_LIMIT", "against a rule"))}
	refundQueryCodes = wire.ResultCodes{Call: callRefundQuery, Does: doesRefundQuery, Field: fieldCode, Rows: rows(
		wire.Rows(wire.NotFound, "The refund may be on its way.", docRefund, "RESOURCE_NOT_EXISTS", "no such refund"),
		wire.Rows(wire.Unknown, whyAsked, docErrors, setup...),
		wire.Rows(wire.Unknown, whyAsked, docErrors, "SYSTEM_ERROR", "system error"))}
	refundStates = wire.ResultCodes{Call: callRefund + ", " + callRefundQuery, Does: doesRefund, Field: "status",
		Note: "Counts with the numbers of the payment and the refund, the refund's amount and the payment's.", Rows: []wire.ResultCode{
			wire.Row("SUCCESS", "given back", wire.RefundDone, "WeChat's word for it.", docRefund),
			wire.Row("PROCESSING", "under way", wire.RefundPending, "It was taken on.", docRefund),
			wire.Row("ABNORMAL", "waits for a person, on the merchant platform", wire.RefundStuck, "The money has left the shop and not reached the customer.", docRefund),
			wire.Row("CLOSED", "came to nothing, for want of money", wire.RefundRefused, "Nothing went back; a new try needs a new number.", docRefund),
		}}

	micropayCodes = wire.ResultCodes{Call: callMicropay, Does: doesCodepay + " (v2)", Field: fieldErr,
		Note: "Signed. Failed and closed count when a query says ORDERNOTEXIST, PAYERROR, CLOSED or REVOKED. A return_code FAIL is unsigned and proves nothing.", Rows: rows(
			wire.Rows(wire.Confirming, "The till goes on asking.", docV2, "USERPAYING", "the customer types the password"),
			wire.Rows(wire.Unknown, whySystem, docV2, "SYSTEMERROR", "system error", "BANKERROR", "the bank's fault", "TRADE_ERROR", "the trade went wrong", "RULELIMIT", "against a rule"),
			wire.Rows(wire.Unknown, whyOther, docV2, "ORDERPAID", "it is paid", "OUT_TRADE_NO_USED", "the number was used"),
			wire.Rows(wire.Closed, whyRefused, docV2, "ORDERCLOSED", "the order is closed", "ORDERREVERSED", "the order is reversed"),
			wire.Rows(wire.Failed, whyRefused, docV2, "PARAM_ERROR", "a parameter is wrong", "NOAUTH", "no right", "AUTHCODEEXPIRE", "the code is too old", "NOTENOUGH", "balance too small",
				"NOTSUPORTCARD", "the card is not taken", "AUTH_CODE_ERROR", "the code is wrong", "AUTH_CODE_INVALID", "the code is not WeChat's, or used",
				"XML_FORMAT_ERROR", "no XML", "REQUIRE_POST_METHOD", "no POST", "SIGNERROR", "the signature is wrong", "LACK_PARAMS", "a parameter is missing",
				"NOT_UTF8", "no UTF-8", "BUYER_MISMATCH", "the buyer is another", "APPID_NOT_EXIST", "no such app", "MCHID_NOT_EXIST", "no such merchant",
				"APPID_MCHID_NOT_MATCH", "app and merchant do not belong together", "INVALID_REQUEST", "the request does not fit"))}
	orderqueryCodes = wire.ResultCodes{Call: callOrderquery, Does: doesQuery + " (v2)", Field: fieldErr, Rows: rows(
		wire.Rows(wire.NotFound, "As query's ORDER_NOT_EXIST.", docV2Query, "ORDERNOTEXIST", "no such order"),
		wire.Rows(wire.Unknown, whyAsked, docV2Query, "SYSTEMERROR", "system error"))}
	tradeStatesV2 = wire.ResultCodes{Call: callOrderquery, Does: doesQuery + " (v2)", Field: fieldState, Note: "As query's trade_state.", Rows: states(docV2Query)}
	recalls       = wire.ResultCodes{Call: callReverseV2, Does: doesReverse + " (v2)", Field: "recall",
		Note: "Beside result_code SUCCESS. The query must say REVOKED or CLOSED.", Rows: []wire.ResultCode{
			wire.Row("N", "done", wire.Read, "The query tells.", docV2Back),
			wire.Row("Y", "call again", wire.Unknown, "It is asked again.", docV2Back),
		}}
)
