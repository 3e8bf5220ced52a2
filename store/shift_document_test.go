package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestShiftJSON_IsReadBackByteForByte(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	counted := kiosk.Fen(0)
	full := kiosk.Shift{
		Number: 7, After: 6, OpenedAt: noon, ClosedAt: noon.Add(9 * time.Hour), OpenedBy: `<王> & "Li"`, ClosedBy: "店长",
		Totals:    kiosk.Totals{Count: 3, Paid: 100, Late: 1, Unknown: 2, RefundCount: 2, Refunded: 250},
		ByWallet:  map[kiosk.Wallet]kiosk.Totals{kiosk.Cash: {Count: 1, Paid: 40, RefundCount: 1, Refunded: 240}, kiosk.WeChat: {Count: 2, Paid: 60}},
		ByCashier: map[string]kiosk.Totals{"": {Count: 1, Paid: 40}, "王": {Count: 2, Paid: 60}},
		Cash:      &kiosk.CashCount{Opening: 50000, Taken: -200, Counted: &counted},
		Counted:   map[kiosk.Wallet]kiosk.Fen{kiosk.Alipay: 0, kiosk.WeChat: 60},
		Carried:   []kiosk.OrderNo{"A", "B"}, Returning: []kiosk.OrderNo{"C"},
		Later: []kiosk.ShiftLater{{OrderNo: "D", What: kiosk.LaterPaid, From: 5}, {OrderNo: "D", What: kiosk.LaterRefunded, From: 5}},
		Notes: []kiosk.ShiftNote{kiosk.ShiftNoteLate},
	}
	for name, s := range map[string]kiosk.Shift{"full": full, "of nothing": {Number: 1, OpenedAt: noon, ClosedAt: noon}, "open": {OpenedAt: noon}} {
		for place, loc := range map[string]*time.Location{"UTC": time.UTC, "Shanghai": shanghai} {
			written, err := ShiftJSON(&s, loc)
			require.NoError(t, err, name)
			read, err := ReadShift(written)
			require.NoError(t, err, name)
			again, err := ShiftJSON(&read, loc)
			require.NoError(t, err)
			require.Equal(t, string(written), string(again), "%s in %s", name, place)
			require.Equal(t, s.Totals, read.Totals)
		}
	}
	written, err := ShiftJSON(&full, shanghai)
	require.NoError(t, err)
	require.Equal(t, `{"number":7,"opened_at":"2026-11-20T12:00:00+08:00","closed_at":"2026-11-20T21:00:00+08:00","opened_by":"<王> & \"Li\"","closed_by":"店长",`+
		`"count":3,"paid":"1.00","refund_count":2,"refunded":"2.50","net":"-1.50","late":1,"unknown":2,`+
		`"cash":{"opening":"500.00","taken":"-2.00","counted":"0.00","difference":"-498.00"},`+
		`"by_wallet":{"cash":{"count":1,"paid":"0.40","refund_count":1,"refunded":"2.40","net":"-2.00"},"wechat":{"count":2,"paid":"0.60","refund_count":0,"refunded":"0.00","net":"0.60"}},`+
		`"by_cashier":{"":{"count":1,"paid":"0.40","refund_count":0,"refunded":"0.00","net":"0.40"},"王":{"count":2,"paid":"0.60","refund_count":0,"refunded":"0.00","net":"0.60"}},`+
		`"counted":{"alipay":"0.00","wechat":"0.60"},"carried":["A","B"],"refunds_open":["C"],`+
		`"later":[{"order_no":"D","what":"paid","from":5},{"order_no":"D","what":"refunded","from":5}],"notes":["late"]}`, string(written))
	_, err = ReadShift([]byte(`{"number":1,"paid":"1.5.5"}`))
	require.ErrorIs(t, err, ErrRow)
}
