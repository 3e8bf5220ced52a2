package i18n

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestRecord_SpeaksInPeoplesWords(t *testing.T) {
	texts, err := Load("zh-CN")
	require.NoError(t, err)
	moved := func(to kiosk.State, why kiosk.Reason) kiosk.Record {
		return kiosk.Record{Kind: kiosk.RecordMoved, From: kiosk.StateWaiting, To: to, Note: string(why)}
	}
	for want, record := range map[string]kiosk.Record{
		"开始收款 · ¥ 128.50":                    {Kind: kiosk.RecordSaleOpened, Note: "128.50"},
		"收款结束 · 收银员取消":                       {Kind: kiosk.RecordSaleEnded, Note: "left cancelled"},
		"收款结束 · 挂起，先收下一位":                    {Kind: kiosk.RecordSaleEnded, Note: "parked parked"},
		"订单已建立 · 微信二维码":                      {Kind: kiosk.RecordCreated, To: kiosk.StateCreated, Note: "qr wechat"},
		"订单已建立 · 付款码":                        {Kind: kiosk.RecordCreated, To: kiosk.StateCreated, Note: "code unknown"},
		"订单已建立 · 小程序":                        {Kind: kiosk.RecordCreated, To: kiosk.StateCreated, Note: "mini wechat"},
		"等待付款 → 已收款":                         moved(kiosk.StatePaid, ""),
		"等待付款 → 结果未知 · 没有收到回复":               moved(kiosk.StateUnknown, "no_answer"),
		"等待付款 → 未成功 · 网关：余额不足":               moved(kiosk.StateFailed, kiosk.GatewaySaid("余额不足")),
		"等待付款 → 未成功 · 网关：no_answer":          moved(kiosk.StateFailed, kiosk.GatewaySaid("no_answer")),
		"等待付款 → 未成功 · 网关：of the first tills": moved(kiosk.StateFailed, "of the first tills"),
		"再次显示二维码":                            {Kind: kiosk.RecordMoved, Note: "shown_again"},
		"已关闭 → 已收款 · 店长说过没有收到":               {Kind: kiosk.RecordMoved, From: kiosk.StateClosed, To: kiosk.StatePaid, Note: "paid_after_all"},
		"不再查询 · 结果未知 · 属于已停用的网关":             {Kind: kiosk.RecordPollingEnded, From: kiosk.StateWaiting, To: kiosk.StateUnknown, Note: "other_gateway"},
		"不再查询 · 同一个订单号已重新输入":                 {Kind: kiosk.RecordPollingEnded, Note: "entered_again"},
		"收到网关通知 · 顾客正在付款":                    {Kind: kiosk.RecordNotified, Note: "confirming"},
		"收款结束 · 已收款":                         {Kind: kiosk.RecordSaleEnded, Note: "paid"},
		"已放下，继续查询 · 顾客改用别的方式":                {Kind: kiosk.RecordReleased, Note: "other_rail"},
		"已放下，继续查询":                           {Kind: kiosk.RecordReleased, Note: "left"},
		"网关给出订单号 · L42":                      {Kind: kiosk.RecordNumbered, Note: "L42"},
		"后来到账 · 同一笔收款付了两次":                   {Kind: kiosk.RecordLate, Note: string(kiosk.IncidentDoubled)},
		"店长已决定 · 已关闭":                        {Kind: kiosk.RecordDecided, From: kiosk.StateUnknown, To: kiosk.StateClosed, Note: "manager"},
		"店长已决定 · 已关闭 · 顾客没有账单":               {Kind: kiosk.RecordDecided, From: kiosk.StateUnknown, To: kiosk.StateClosed, Note: "顾客没有账单"},
		"不再查询 · 结果未知 · 查询期限已过":               {Kind: kiosk.RecordPollingEnded, From: kiosk.StateWaiting, To: kiosk.StateUnknown, Note: "expired"},
		"后来到账已处理 · 已在收银台外退款":                 {Kind: kiosk.RecordLateDone, Note: string(kiosk.LateByHand)},
		"回复与订单不符 · 网关回答的金额不同":                {Kind: kiosk.RecordIncident, Note: string(kiosk.IncidentAmount)},
		"收到网关通知 · 已收款":                       {Kind: kiosk.RecordNotified, Note: "paid"},
		"退款 · ¥ 4.00":                        {Kind: kiosk.RecordRefund, To: kiosk.State(kiosk.RefundAsked), Note: "4.00"},
		"已请求网关关闭":                            {Kind: kiosk.RecordCloseAsked},
		"后来到账 · something of an older till":  {Kind: kiosk.RecordLate, Note: "something of an older till"},
	} {
		require.Equal(t, want, texts.Record(record))
	}
}
