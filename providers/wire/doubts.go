package wire

// RefundDoubts are pieces of a refusal's words with which gateways also tell of
// a refund that may have been made: this one, or one before it. BusyWords are
// others. Words that
// honest refusals have too, such as 退款申请失败 and 仅支持全额退款, are left out.
func RefundDoubts(why string) []ResultCode {
	const wordings = "words that gateways use for it"
	doubt := func(piece, means string) ResultCode { return Row(piece, means, Unknown, why, wordings) }
	return []ResultCode{
		doubt("系统", "system"), doubt("超时", "timed out"), doubt("未知", "unknown"), doubt("异常", "abnormal"),
		doubt("稍后", "later"), doubt("稍候", "wait"), doubt("重试", "try again"), doubt("网络", "network"),
		doubt("请查询", "please query"), doubt("处理中", "being worked on"), doubt("进行中", "in progress"), doubt("退款中", "being refunded"),
		doubt("受理", "taken on"), doubt("提交", "handed in"), doubt("审核", "under review"), doubt("申请中", "being asked for"),
		doubt("已申请", "asked for already"), doubt("已发起", "begun already"), doubt("已退", "refunded already"), doubt("已经退", "refunded already"),
		doubt("退过", "refunded before"), doubt("已全", "all of it already"), doubt("已部分", "part of it already"), doubt("重复", "twice"),
		doubt("成功", "success"), doubt("完成", "done"),
		// It was paid: a gateway that does not find it has not looked.
		doubt("订单不存在", "no such order"), doubt("订单号不存在", "no such order"), doubt("交易不存在", "no such trade"), doubt("退款单不存在", "no such refund"),
		doubt("未查询到", "not found"), doubt("未找到", "not found"), doubt("ORDER NOT FOUND", "no such order"), doubt("ORDER NOT EXIST", "no such order"),
		doubt("ORDER DOES NOT EXIST", "no such order"), doubt("NO SUCH ORDER", "no such order"),
		doubt("SYSTEM", "system"), doubt("BUSY", "busy"), doubt("TIMEOUT", "timed out"), doubt("TIMED OUT", "timed out"), doubt("UNKNOWN", "unknown"),
		doubt("RETRY", "try again"), doubt("TRY AGAIN", "try again"), doubt("NETWORK", "network"), doubt("PROCESSING", "being worked on"),
		doubt("IN PROCESS", "in process"), doubt("IN PROGRESS", "in progress"), doubt("PENDING", "pending"), doubt("ACCEPTED", "taken on"),
		doubt("SUBMITTED", "handed in"), doubt("DUPLICATE", "twice"), doubt("REPEAT", "twice"), doubt("ALREADY", "already"),
		doubt("BEEN REFUNDED", "refunded already"), doubt("SUCCESS", "success"), doubt("COMPLETED", "done"),
	}
}
