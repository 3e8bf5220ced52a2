package alipay

import "facepay/providers/wire"

var (
	refundCodes = codesOf(methodRefund, doesRefund, docRefund,
		wire.Row(codeDone, "Success", wire.Read, "fund_change tells.", docRefund), wire.Unknown, "It may have come after the money went back.")
	refundSubCodes = subCodesOf(methodRefund, doesRefund, limits.Rows,
		wire.Rows(wire.Unknown, "Alipay wants the same request again.", docRefund, "SYSTEM_ERROR", "system error"),
		wire.Rows(wire.Unknown, whyFirstTry, docRefund, "REFUND_AMT_NOT_EQUAL_TOTAL", "more than is left", "TRADE_STATUS_ERROR", "its state does not allow that",
			"TRADE_HAS_CLOSE", "the trade is closed", "DISCORDANT_REPEAT_REQUEST", "the same number with another amount",
			"REASON_TRADE_REFUND_FEE_ERR", "the amount is wrong", "REFUND_FEE_ERROR", "the amount is wrong", "TRADE_NOT_EXIST", "no such trade",
			"INVALID_PARAMETER", "a parameter is wrong"),
		wire.Rows(wire.RefundRefused, "Nothing went back; with money in the shop's account the same number may go.", docRefund,
			"SELLER_BALANCE_NOT_ENOUGH", "the shop's balance is too small"),
		wire.Rows(wire.RefundRefused, whyNothing, docRefund, "REASON_TRADE_BEEN_FREEZEN", "the trade is frozen", "TRADE_HAS_FINISHED", "the trade is past refunding",
			"TRADE_NOT_ALLOW_REFUND", "not to be given back", "NOT_ALLOW_PARTIAL_REFUND", "not to be given back in part",
			"BUYER_ENABLE_STATUS_FORBID", "the buyer's account is not in order", "BUYER_ERROR", "the buyer is wrong", "BUYER_NOT_EXIST", "no such buyer"))
	fundChanges = wire.ResultCodes{Call: methodRefund, Does: doesRefund, Field: "fund_change", AnyCase: true,
		Note: "Counts beside code 10000 with out_trade_no and a refund_fee, the sum so far, that can hold this refund.", Rows: []wire.ResultCode{
			wire.Row("Y", "money moved", wire.RefundDone, "Alipay's word for it.", docRefund),
			wire.Row("N", "no money moved this time", wire.Read, "A repetition says so; alipay.trade.fastpay.refund.query is asked.", docRefund),
		}}

	refundQueryCodes = codesOf(methodRefundQuery, doesRefundQuery, docRefundQuery,
		wire.Row(codeDone, "Success", wire.Read, "refund_status tells. Without one there is no such refund, or not yet.", docRefundQuery), wire.Unknown, whyAsked)
	refundQuerySubCodes = subCodesOf(methodRefundQuery, doesRefundQuery, limits.Rows, wire.Rows(wire.Unknown, whyAsked, docRefundQuery,
		"SYSTEM_ERROR", "system error", "INVALID_PARAMETER", "a parameter is wrong", "TRADE_NOT_EXIST", "no such trade"))
	refundStates = wire.ResultCodes{Call: methodRefundQuery, Does: doesRefundQuery, Field: "refund_status", AnyCase: true,
		Note: "Counts beside code 10000 with out_trade_no, out_request_no and refund_amount.",
		Rows: []wire.ResultCode{wire.Row("REFUND_SUCCESS", "given back", wire.RefundDone, "Alipay's word for it.", docRefundQuery)}}
)
