package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// layYears makes a ledger of that many payments, a thousand a day up to noon, each paid
// in its sale's first breath. Rows and events are written past Save, which takes a minute
// for each hundred thousand, and are what Save would have written.
func layYears(t testing.TB, payments int) string {
	t.Helper()
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), strconv.Itoa(payments))
	l, err := Open(ctx, dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, LedgerName)+"?_journal_mode=OFF&_synchronous=OFF&_cache_size=-65536")
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(t, err)
	prepare := func(text string) *sql.Stmt {
		s, err := tx.PrepareContext(ctx, text)
		require.NoError(t, err)
		return s
	}
	inserts := [...]*sql.Stmt{atSales: prepare(tables[atSales].insert()), atPayments: prepare(tables[atPayments].insert())}
	tell := prepare(`INSERT INTO events (` + eventColumns + `) VALUES (?,?,?,nullif(?,''),nullif(?,''),nullif(?,''),?,?,?,?,?,?,?,?)`)
	exec := func(s *sql.Stmt, args ...any) {
		if _, err := s.Exec(args...); err != nil {
			require.NoError(t, err)
		}
	}
	var head chainHead
	const pace = 14 * time.Hour / 1000 // a shop's day
	for i := range payments {
		day, turn := (payments-1-i)/1000, i%1000
		when := time.Date(2026, 11, 20-day, 8, 0, 0, 0, shanghai).Add(time.Duration(turn) * pace)
		w := yearsSale(i, when)
		in := booking{shift: 1 + int64(i/1000)}.at(when, testOptions.calendar())
		rows := rowsOf(&w)
		in.into(rows[1].values)
		for _, row := range rows {
			exec(inserts[row.table], row.values...)
		}
		for _, e := range eventsOf(&w, rows) {
			e.seq, e.prev = head.seq+1, head.hash
			e.hash = e.computeHash()
			head = chainHead{e.seq, e.hash}
			r := &e.record
			exec(tell, e.seq, stamp(r.At), string(r.Kind), string(r.Sale), string(r.OrderNo), "", "", string(r.To), "", int64(e.amount), e.rowVersion, e.rowHash, e.prev[:], e.hash[:])
		}
	}
	for _, s := range []*sql.Stmt{inserts[atSales], inserts[atPayments], tell} {
		require.NoError(t, s.Close())
	}
	require.NoError(t, rebuild(ctx, tx))
	days := (payments + 999) / 1000
	_, err = tx.ExecContext(ctx, `INSERT INTO shifts (number, opened_at, opened_by, closed_at) VALUES (?, 1, '', 0)`, days)
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	require.NoError(t, db.Close())
	return dir
}

// yearsSale is the write of sale i, with numbers like a gateway's and a wallet's.
func yearsSale(i int, when time.Time) kiosk.Write {
	spread := uint64(i+1) * 0x9E3779B97F4A7C15
	no := kiosk.OrderNo(when.Format("20060102150405") + "01" + strings.ToUpper(fmt.Sprintf("%08s", strconv.FormatUint(spread%(1<<40), 36))))
	s := kiosk.Sale{ID: kiosk.SaleID("S" + no), Amount: kiosk.Fen(100 + spread%9000), State: kiosk.SalePaid, PaidBy: no, OpenedAt: when, Version: 1}
	p := kiosk.Payment{OrderNo: no, Sale: s.ID, Amount: s.Amount, Wallet: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[i%2], Rail: []kiosk.Rail{kiosk.RailQR, kiosk.RailCode}[i/2%2],
		Provider: "lepay", State: kiosk.StatePaid, GatewayOrderNo: fmt.Sprintf("%020d", spread), TradeNo: fmt.Sprintf("42000018%020d", spread*7),
		Payer: "o***7", CreatedAt: when, SentAt: when, PaidAt: when, Version: 1}
	return kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: when, Kind: kiosk.RecordSaleOpened, Sale: s.ID}, {At: when, Kind: kiosk.RecordCreated, Sale: s.ID, OrderNo: no, To: kiosk.StatePaid}}}
}

func TestLayYears_AreALedgerLikeAnyOther(t *testing.T) {
	l := openLedger(t, layYears(t, 3000))
	require.NoError(t, l.Check(t.Context()))
}

// BenchmarkYears measures what an owner waits for in a ledger of 200,000 payments, or of
// as many as the variable PAYMENTS says, against the same in one of 10,000, turn by turn
// in one run; and a start against that of an empty one. Each x is a ratio of medians.
func BenchmarkYears(b *testing.B) {
	payments, err := strconv.Atoi(cmp.Or(os.Getenv("PAYMENTS"), "200000"))
	require.NoError(b, err)
	ctx := context.Background()
	const few = 10_000
	dirs := []string{layYears(b, few), layYears(b, payments)}
	empty := filepath.Join(b.TempDir(), "empty")
	sizes := []int{few, payments}
	var ledgers []*Ledger
	open := func(dir string) *Ledger {
		l, err := Open(ctx, dir, testOptions)
		require.NoError(b, err)
		_, err = l.Load(ctx, noon)
		require.NoError(b, err)
		return l
	}
	start := func(dir string) { require.NoError(b, open(dir).Close()) }
	start(empty)
	took := map[string][]time.Duration{}
	measure := func(what string, do func()) {
		begin := time.Now()
		do()
		took[what] = append(took[what], time.Since(begin))
	}
	for _, dir := range dirs {
		ledgers = append(ledgers, open(dir))
	}
	for n := 0; b.Loop(); n++ {
		for turn := range ledgers {
			i := (turn + n) % len(ledgers)
			l := ledgers[i]
			page := func(what string, f kiosk.HistoryFilter, rows int) {
				measure(fmt.Sprint(what, i), func() {
					page, err := l.Payments(ctx, f, "", 60)
					require.NoError(b, err)
					require.GreaterOrEqual(b, len(page), rows, what)
				})
			}
			wanted := sizes[i] - 1 - n*7919%few
			day := (sizes[i] - 1 - wanted) / 1000
			no := yearsSale(wanted, time.Date(2026, 11, 20-day, 8, 0, 0, 0, shanghai).Add(time.Duration(wanted%1000)*14*time.Hour/1000)).Payments[0].OrderNo
			page("page", kiosk.HistoryFilter{}, 60)
			page("search", kiosk.HistoryFilter{Ending: string(no[len(no)-4:])}, 1)
			page("filter", kiosk.HistoryFilter{Wallet: kiosk.Alipay, From: "2026-11-11", To: "2026-11-19"}, 60)
			measure(fmt.Sprint("month", i), func() {
				report, err := l.Report(ctx, "2026-11-11", "2026-11-20", kiosk.ByDay) // all that both have
				require.NoError(b, err)
				require.Equal(b, few, report.Total.Count)
			})
		}
	}
	for _, l := range ledgers {
		require.NoError(b, l.Close())
	}
	for range 200 {
		measure("start0", func() { start(empty) })
		measure("start1", func() { start(dirs[1]) })
	}
	for _, what := range []string{"page", "search", "filter", "month", "start"} {
		before, after := median(took[what+"0"]), median(took[what+"1"])
		b.ReportMetric(float64(after.Nanoseconds()), what+"-ns")
		b.ReportMetric(float64(after)/float64(before), "x-"+what)
	}
}
