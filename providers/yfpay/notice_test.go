package yfpay

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire"
)

func listener() *Gateway { return New("yfpay", config("https://open.gdyfsk.com/yfpay"), nil) }

func TestReadNotice(t *testing.T) {
	at := time.Date(2018, 11, 16, 15, 56, 25, 0, wire.China)
	paid := kiosk.Notification{OrderNo: ownNum, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(100), TradeNo: tradeNo, PaidAt: at}}
	body := func(result string) string {
		return signed(ok(result, echoes("end_time", "20181116155625", "attach", "1234")...)...)
	}
	forged, notice := kiosk.ErrForged, kiosk.ErrNotification
	tests := []struct {
		name, body string
		want       any
	}{
		{"facts, notification: PAY_SUCCESS", body("PAY_SUCCESS"), paid},
		{"with the amount as a number", strings.Replace(body("PAY_SUCCESS"), `"100"`, "100", 1), paid},
		{"facts, notification: PAY_FAIL", signed("return_code", "SUCCESS", "return_msg", "支付失败", "result_code", "PAY_FAIL", "mch_no", mchNo, "pay_trace_no", ownNum),
			kiosk.Notification{OrderNo: ownNum, Answer: kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: ownNum, Reason: "支付失败"}}},
		{"facts, notification: TRADE_REFUND tells nothing of the payment", body("TRADE_REFUND"),
			kiosk.Notification{OrderNo: ownNum, Refund: true, Answer: kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: ownNum}}},
		{"PAY_IN_PROCESS", body("PAY_IN_PROCESS"), kiosk.Notification{OrderNo: ownNum, Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: ownNum, Amount: fen(100), TradeNo: tradeNo, Reason: "支付成功"}}},
		{"another amount, for the till to see", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "1")...),
			kiosk.Notification{OrderNo: ownNum, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(1)}}},
		{"unlisted result", body("PAID"), notice},
		{"no result", body(""), notice},
		{"FAIL", signed("return_code", "FAIL", "mch_no", mchNo, "result_code", "PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100"), notice},
		{"no return_code", signed("mch_no", mchNo, "result_code", "PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100"), notice},
		{"no merchant", signed("return_code", "SUCCESS", "result_code", "PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100"), notice},
		{"another merchant", signed("return_code", "SUCCESS", "mch_no", "Y52211090005", "result_code", "PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100"), notice},
		{"no order", signed(ok("PAY_SUCCESS", "total_amount", "100")...), notice},
		{"paid, amount not told", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum)...), notice},
		{"too long", signed(ok("PAY_SUCCESS", echoes("attach", strings.Repeat("x", noticeBytesMax))...)...), notice},
		{"a form", "return_code=SUCCESS&result_code=PAY_SUCCESS", notice},
	}
	for name, reply := range broken {
		if name != "signed, and no return" && name != "neither SUCCESS nor FAIL" && name != "an empty object" {
			tests = append(tests, struct {
				name, body string
				want       any
			}{"broken: " + name, reply, notice})
		}
	}
	for _, d := range distrusted {
		want := forged
		if d.want == "other merchant" {
			want = notice
		}
		tests = append(tests, struct {
			name, body string
			want       any
		}{"distrusted: " + d.name, d.reply, want})
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, err := listener().ReadNotification("application/json", []byte(c.body))
			if want, fails := c.want.(error); fails {
				require.ErrorIs(t, err, want)
				require.Zero(t, n)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, n)
		})
	}
}

func TestReadNotice_FromManyGoroutines(t *testing.T) {
	g := listener()
	body := []byte(signed(ok("PAY_SUCCESS", echoes()...)...))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			n, err := g.ReadNotification("", body)
			if err != nil || n.OrderNo != ownNum {
				t.Errorf("%v %v", n, err)
			}
		})
	}
	wg.Wait()
}

func TestNoticeAck(t *testing.T) {
	kind, body := listener().NotificationAck()
	require.Equal(t, "application/json; charset=utf-8", kind)
	require.Equal(t, `{"return_code":"SUCCESS","return_msg":"成功"}`, string(body))
}
