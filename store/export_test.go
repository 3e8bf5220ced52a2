package store

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func exported(t *testing.T, r *Reader, f Filter) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, r.WriteCSV(context.Background(), &out, f))
	return out.String()
}

func TestWriteCSV_RowsByHand(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	qr := payment("ORDER0000000000000000001", "s")
	face := payment("ORDER0000000000000000002", "s")
	face.CreatedAt = noon.Add(time.Hour)
	face.Amount, face.Wallet, face.Rail, face.Face, face.CodeTail = 1234567, kiosk.Alipay, kiosk.RailCode, true, "1234"
	face.State, face.GatewayOrderNo, face.TradeNo = kiosk.StatePaid, "G7", "2026112022001"
	face.PaidAt, face.Late, face.Refunded = noon.Add(time.Hour+time.Second), true, 5
	face.Payer, face.Cashier, face.Note = `=HYPERLINK("http://x.example")`, "王,五", "says \"no\"\nline two"
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{face, qr}})
	const header = "\ufefforder_no,created_at,amount,wallet,channel,provider,state,gateway_order_no,trade_no,paid_at,late,refunded,payer,till,cashier,note\n"
	const one = "ORDER0000000000000000001,2026-11-20T12:00:00+08:00,12.50,wechat,qr,lepay,created,,,,false,0.00,,01,,\n"
	const two = "ORDER0000000000000000002,2026-11-20T13:00:00+08:00,12345.67,alipay,face,lepay,paid,G7,2026112022001," +
		"2026-11-20T13:00:01+08:00,true,0.05,\"'=HYPERLINK(\"\"http://x.example\"\")\",01,\"王,五\",\"says \"\"no\"\"\nline two\"\n"
	require.Equal(t, header+one+two, exported(t, l.Reader, Filter{Till: "01"}))

	r := besideTill(t, l.dir)
	require.Equal(t, header+one+two, exported(t, r, Filter{Till: "01"}), "beside the till")
}

func TestWriteCSV_DaysAreTheShopsAndInclusive(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, shanghai)
	for name, at := range map[string]time.Time{
		"19 last": midnight.Add(-time.Millisecond), "20 first": midnight,
		"20 last": midnight.Add(24*time.Hour - time.Millisecond), "21 first": midnight.Add(24 * time.Hour),
	} {
		p := payment(name, "s")
		p.CreatedAt = at
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	}
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		from, to time.Time
		want     string
	}{
		"one day":        {day(20), day(20), "20 first 20 last"},
		"no first day":   {time.Time{}, day(20), "19 last 20 first 20 last"},
		"no last day":    {day(21), time.Time{}, "21 first"},
		"all":            {time.Time{}, time.Time{}, "19 last 20 first 20 last 21 first"},
		"none that day":  {day(25), day(26), ""},
		"before the era": {time.Date(1, 2, 1, 0, 0, 0, 0, time.UTC), day(19), "19 last"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for p, err := range l.Export(context.Background(), Filter{From: c.from, To: c.to}) {
				require.NoError(t, err)
				got = append(got, string(p.OrderNo))
			}
			require.Equal(t, c.want, strings.Join(got, " "))
		})
	}
	var out bytes.Buffer
	require.ErrorIs(t, l.WriteCSV(context.Background(), &out, Filter{From: day(21), To: day(20)}), ErrPeriod)
	require.Zero(t, out.Len())
}

func TestWriteCSV_ManyPagesMissAndRepeatNothing(t *testing.T) {
	l := newLedger(t)
	const payments = 2*exportPage + 7
	w := kiosk.Write{Sales: []kiosk.Sale{sale("s")}}
	for i := range payments {
		p := payment(fmt.Sprintf("ORDER%019d", i), "s")
		p.CreatedAt = noon.Add(time.Duration(i/700) * time.Millisecond) // a page ends among equal times
		w.Payments = append(w.Payments, p)
	}
	save(t, l, w)
	rows, err := csv.NewReader(strings.NewReader(exported(t, l.Reader, Filter{}))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, payments+1)
	for i, row := range rows[1:] {
		require.Equal(t, fmt.Sprintf("ORDER%019d", i), row[0])
	}
	seen := 0
	for range l.Export(context.Background(), Filter{}) {
		if seen++; seen == 3 {
			break // no connection stays behind: Close would not return
		}
	}
}

type brokenPipe struct{ left int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

var errBroken = errors.New("broken pipe")

func TestWriteCSV_TellsThatItsReaderWentAway(t *testing.T) {
	l := oneSale(t)
	for _, bytes := range []int{0, 10, 200} {
		require.ErrorIs(t, l.WriteCSV(context.Background(), &brokenPipe{bytes}, Filter{}), errBroken)
	}
}

func TestPlainCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "张*": "张*", "138****0000": "138****0000", "a=b": "a=b", " ": " ",
		"=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\tx": "'\tx",
		" =1": "' =1", "\r\n@x": "'\r\n@x", "＝1": "'＝1", "\ufeff=1": "'\ufeff=1", "\u3000-1": "'\u3000-1",
	} {
		require.Equal(t, want, plainCell(in), "%q", in)
	}
}
