package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRefundDoubts(t *testing.T) {
	table := ResultCodes{AnyCase: true, Phrases: true, Rows: RefundDoubts("")}
	for _, doubted := range []string{
		"退款受理中", "退款申请已提交", "退款审核中", "退款待审核", "退款进行中", "已申请退款", "退款申请中", "请求已受理", "退款已发起", "订单已全额退款", "订单已全部退款", "订单已部分退款", "该订单退过款",
		"成功", "退款成功", "退款已完成", "退款处理中", "订单已退款", "订单不存在", "未查询到订单", "order not found", "order does not exist", "订单已经退款", "退款流水号重复", "系统繁忙，请稍后查询", "请查询退款结果",
		"success", "Refund accepted", "refund pending", "Request submitted", "refund in progress", "Refund completed", "order has been refunded", "SystemError",
	} {
		require.True(t, table.Lists(doubted), doubted)
	}
	for _, refused := range []string{
		"余额不足", "商户余额不足，退款失败", "金额超限", "退款金额大于可退金额", "退款金额超过可退金额", "单笔退款金额超限", "签名错误", "参数错误refund_fee", "订单未支付",
		"订单已关闭", "已超过退款期限", "商户不支持退款", "仅支持全额退款", "未开通退款权限", "请先申请开通退款权限", "退款申请失败", "退款失败", "商户号不存在", "access_key不存在",
		"insufficient balance", "amount exceeds limit", "refund failed", "cannot be refunded", "invalid sign",
	} {
		require.False(t, table.Lists(refused), refused)
	}
}
