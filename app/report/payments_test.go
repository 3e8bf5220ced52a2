package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var (
	shanghai = time.FixedZone("CST", 8*60*60)
	noon     = time.Date(2026, 11, 20, 12, 0, 0, 0, shanghai)
)

func rowsOf(payments ...kiosk.Payment) iter.Seq2[kiosk.Payment, error] {
	return func(yield func(kiosk.Payment, error) bool) {
		for _, p := range payments {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// many are n payments with the numbers that gateways give.
func many(n int) iter.Seq2[kiosk.Payment, error] {
	return func(yield func(kiosk.Payment, error) bool) {
		p := made
		for i := range n {
			p.OrderNo = kiosk.OrderNo(fmt.Sprintf("20261120120000%010d", i))
			p.GatewayOrderNo, p.TradeNo = fmt.Sprintf("50100%023d", i), fmt.Sprintf("42000%023d", i)
			p.CreatedAt, p.PaidAt = p.CreatedAt.Add(time.Second), p.PaidAt.Add(time.Second)
			if !yield(p, nil) {
				return
			}
		}
	}
}

var made = kiosk.Payment{
	OrderNo: "ORDER0000000000000000001", CreatedAt: noon, Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "lepay",
	State: kiosk.StateCreated,
}

// hostile is a payment whose words would be formulas, and whose numbers have 28 digits.
func hostile() kiosk.Payment {
	p := made
	p.OrderNo, p.CreatedAt = "ORDER0000000000000000002", noon.Add(time.Hour)
	p.Amount, p.Wallet, p.Rail, p.Face = 1234567, kiosk.Alipay, kiosk.RailCode, true
	p.State, p.GatewayOrderNo, p.TradeNo = kiosk.StatePaid, "G7", "4200001234567890123456789012"
	p.PaidAt, p.Late, p.Refunded = noon.Add(time.Hour+time.Second), true, 5
	p.Payer, p.Cashier, p.Note = `=HYPERLINK("http://x.example")`, "王,五", "says \"no\"\nline two"
	return p
}

func TestPaymentsCSV_RowsByHand(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Payments{Rows: rowsOf(made, hostile()), Till: "01", Location: shanghai}.CSV(&out))
	require.Equal(t, "\ufefforder_no,created_at,amount,wallet,channel,provider,state,gateway_order_no,trade_no,paid_at,late,refunded,payer,till,cashier,note\n"+
		"ORDER0000000000000000001,2026-11-20T12:00:00+08:00,12.50,wechat,qr,lepay,created,,,,false,0.00,,01,,\n"+
		"ORDER0000000000000000002,2026-11-20T13:00:00+08:00,12345.67,alipay,face,lepay,paid,G7,4200001234567890123456789012,"+
		"2026-11-20T13:00:01+08:00,true,0.05,\"'=HYPERLINK(\"\"http://x.example\"\")\",01,\"王,五\",\"says \"\"no\"\"\nline two\"\n", out.String())
}

type brokenPipe struct{ left int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

var errBroken = errors.New("broken pipe")

func TestPayments_TellThatTheirReaderWentAway(t *testing.T) {
	for _, left := range []int{0, 10, 200} {
		require.ErrorIs(t, Payments{Rows: many(10), Location: shanghai}.CSV(&brokenPipe{left}), errBroken)
		require.ErrorIs(t, Payments{Rows: many(10), Location: shanghai}.XLSX(&brokenPipe{left}), errBroken)
	}
}

func TestPayments_EndAtTheLedgersError(t *testing.T) {
	broken := func(yield func(kiosk.Payment, error) bool) {
		_ = yield(made, nil) && yield(kiosk.Payment{}, errBroken)
	}
	require.ErrorIs(t, Payments{Rows: broken, Location: shanghai}.CSV(io.Discard), errBroken)
	require.ErrorIs(t, Payments{Rows: broken, Location: shanghai}.XLSX(io.Discard), errBroken)
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "张*": "张*", "138****0000": "138****0000", "a=b": "a=b", " ": " ",
		"=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\tx": "'\tx",
		" =1": "' =1", "\r\n@x": "'\r\n@x", "＝1": "'＝1", "\ufeff=1": "'\ufeff=1", "\u3000-1": "'\u3000-1",
	} {
		require.Equal(t, want, inert(in), "%q", in)
	}
}
