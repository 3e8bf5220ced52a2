package wire

// RefundDoubts are pieces of a refusal's words with which gateways also tell of
// a refund that may have been made: this one, or one before it. BusyWords are
// others. Words that honest refusals have too, such as 退款申请失败 and
// 仅支持全额退款, are left out.
func RefundDoubts(why string) []ResultCode {
	return Rows(Unknown, why, wordings,
		"系统", "system", "超时", "timed out", "未知", "unknown", "异常", "abnormal",
		"稍后", "later", "稍候", "wait", "重试", "try again", "网络", "network",
		"请查询", "please query", "处理中", "being worked on", "进行中", "in progress", "退款中", "being refunded",
		"受理", "taken on", "提交", "handed in", "审核", "under review", "申请中", "being asked for",
		"已申请", "asked for already", "已发起", "begun already", "已退", "refunded already", "已经退", "refunded already",
		"退过", "refunded before", "已全", "all of it already", "已部分", "part of it already", "重复", "twice",
		"成功", "success", "完成", "done",
		// It was paid: a gateway that does not find it has not looked.
		"订单不存在", "no such order", "订单号不存在", "no such order", "交易不存在", "no such trade", "退款单不存在", "no such refund",
		"未查询到", "not found", "未找到", "not found", "ORDER NOT FOUND", "no such order", "ORDER NOT EXIST", "no such order",
		"ORDER DOES NOT EXIST", "no such order", "NO SUCH ORDER", "no such order",
		"SYSTEM", "system", "BUSY", "busy", "TIMEOUT", "timed out", "TIMED OUT", "timed out", "UNKNOWN", "unknown",
		"RETRY", "try again", "TRY AGAIN", "try again", "NETWORK", "network", "PROCESSING", "being worked on",
		"IN PROCESS", "in process", "IN PROGRESS", "in progress", "PENDING", "pending", "ACCEPTED", "taken on",
		"SUBMITTED", "handed in", "DUPLICATE", "twice", "REPEAT", "twice", "ALREADY", "already",
		"BEEN REFUNDED", "refunded already", "SUCCESS", "success", "COMPLETED", "done",
	)
}
