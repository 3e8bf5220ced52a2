package store

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// reckoning adds up rows without the ledger.
type reckoning struct {
	t        *testing.T
	l        *Ledger
	calendar kiosk.Calendar
	payments map[kiosk.OrderNo]kiosk.Payment
	refunds  map[kiosk.RefundNo]kiosk.Refund
}

func reckon(t *testing.T, l *Ledger) *reckoning {
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("S")}})
	return &reckoning{t, l, l.opts.calendar(), map[kiosk.OrderNo]kiosk.Payment{}, map[kiosk.RefundNo]kiosk.Refund{}}
}

func (r *reckoning) save(w kiosk.Write) {
	r.t.Helper()
	save(r.t, r.l, w)
	for _, p := range w.Payments {
		r.payments[p.OrderNo] = p
	}
	for _, f := range w.Refunds {
		r.refunds[f.No] = f
	}
}

// shop is the day by name and the hour at a moment, by the clock on the shop's wall.
func (r *reckoning) shop(at time.Time) (day, hour string) {
	wall := at.In(r.calendar.Location)
	since := time.Duration(wall.Hour())*time.Hour + time.Duration(wall.Minute())*time.Minute
	date := time.Date(wall.Year(), wall.Month(), wall.Day(), 12, 0, 0, 0, time.UTC)
	if since < r.calendar.DayStart {
		date = date.AddDate(0, 0, -1)
	}
	return date.Format(time.DateOnly), fmt.Sprintf("%02d", wall.Hour())
}

func (r *reckoning) report(from, to kiosk.Date, by kiosk.Grouping) kiosk.Report {
	rows := map[string]kiosk.Totals{}
	add := func(at time.Time, p kiosk.Payment, t kiosk.Totals) {
		day, hour := r.shop(at)
		if day < string(from) || day > string(to) {
			return
		}
		key := map[kiosk.Grouping]string{kiosk.ByDay: day, kiosk.ByHour: hour, kiosk.ByMonth: day[:7], kiosk.ByWallet: string(p.Wallet),
			kiosk.ByChannel: p.Channel(), kiosk.ByCashier: p.Cashier, kiosk.ByShift: "1"}[by]
		rows[key] = rows[key].Add(t)
	}
	for _, p := range r.payments {
		switch {
		case p.State == kiosk.StatePaid:
			one := kiosk.Totals{Count: 1, Paid: p.Amount}
			if p.Late {
				one.Late = 1
			}
			add(p.PaidAt, p, one)
		case p.State == kiosk.StateUnknown:
			add(p.CreatedAt, p, kiosk.Totals{Unknown: 1})
		}
	}
	for _, f := range r.refunds {
		if f.State == kiosk.RefundDone {
			add(f.DoneAt, r.payments[f.OrderNo], kiosk.Totals{RefundCount: 1, Refunded: f.Amount})
		}
	}
	report := kiosk.Report{From: from, To: to, By: by}
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		report.Rows = append(report.Rows, kiosk.TotalsRow{Key: key, Totals: rows[key]})
		report.Total = report.Total.Add(rows[key])
	}
	return report
}

var groupings = []kiosk.Grouping{kiosk.ByHour, kiosk.ByDay, kiosk.ByMonth, kiosk.ByWallet, kiosk.ByChannel, kiosk.ByCashier, kiosk.ByShift}

// agree requires that the ledger says the same of a period, and that its sums are those
// of its rows.
func (r *reckoning) agree(from, to kiosk.Date) {
	r.t.Helper()
	require.NoError(r.t, r.l.Recount(r.t.Context(), ""))
	for _, by := range groupings {
		got, err := r.l.Report(r.t.Context(), from, to, by)
		require.NoError(r.t, err)
		require.Equal(r.t, r.report(from, to, by), got, "by %s", by)
	}
}

func TestReport_OfRandomSales(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	d := rand.New(rand.NewPCG(seed, 1))
	l := newLedger(t)
	l.opts.DayStart = 4 * time.Hour
	r := reckon(t, l)
	pick := func(words ...string) string { return words[d.IntN(len(words))] }
	at := func() time.Time {
		return noon.Add(time.Duration(d.Int64N(int64(90 * 24 * time.Hour)))).Truncate(time.Millisecond).UTC()
	}
	states := map[kiosk.State][]kiosk.State{
		kiosk.StateCreated: {kiosk.StateWaiting, kiosk.StateUnknown, kiosk.StateFailed}, kiosk.StateWaiting: {kiosk.StatePaid, kiosk.StateUnknown, kiosk.StateClosed},
		kiosk.StateUnknown: {kiosk.StatePaid, kiosk.StateFailed}, kiosk.StateClosed: {kiosk.StatePaid}, kiosk.StateFailed: {kiosk.StatePaid}, kiosk.StatePaid: {kiosk.StatePaid},
	}
	for i := range 400 {
		p := benchPayment(i)
		p.Sale, p.CreatedAt, p.Amount = "S", at(), kiosk.Fen(1+d.IntN(5000))
		p.Wallet, p.Rail, p.Cashier = kiosk.Wallet(pick("wechat", "alipay")), kiosk.Rail(pick("qr", "code")), pick("", "李", "王")
		p.Face = p.Rail == kiosk.RailCode && d.IntN(2) == 0
		r.save(another(p))
		for range d.IntN(5) {
			to := states[p.State][d.IntN(len(states[p.State]))]
			becamePaid := to == kiosk.StatePaid && p.State != to
			var w kiosk.Write
			p, w = moved(p, to)
			p.PaidAt = w.Payments[0].PaidAt
			if old := r.payments[p.OrderNo]; to == kiosk.StatePaid && !becamePaid {
				p.PaidAt = old.PaidAt
				if d.IntN(3) == 0 { // refunds move along
					p.Wallet, p.Cashier = kiosk.Wallet(pick("wechat", "alipay")), pick("", "李", "王")
				}
			} else if becamePaid {
				p.PaidAt, p.Late = at(), d.IntN(3) == 0
			}
			w.Payments[0] = p
			if p.State == kiosk.StatePaid && d.IntN(2) == 0 && p.Amount > 10 {
				f := refund(fmt.Sprintf("R%d-%d", i, p.Version), p, 1)
				f.AskedAt = at()
				w.Refunds = append(w.Refunds, f)
			}
			r.save(w)
			for _, f := range w.Refunds {
				f, w := refundMoved(f, kiosk.RefundState(pick("done", "refused", "unknown")))
				f.DoneAt = at()
				w.Refunds[0] = f
				if f.State == kiosk.RefundDone {
					p.Refunded, p.Version = p.Refunded+1, p.Version+1
					w.Payments = []kiosk.Payment{p}
				}
				r.save(w)
			}
		}
	}
	r.agree("2026-11-01", "2027-12-31")
	r.agree("2026-12-01", "2026-12-31")
	r.agree("2026-12-05", "2026-12-05")
	require.NoError(t, l.Rebuild(t.Context()))
	r.agree("2026-11-01", "2027-12-31")
	require.NoError(t, l.Check(t.Context()))
}

// Payments, unknown ones and refunds a millisecond before, at and after the ends of days
// and months, where clocks are changed too.
func TestReport_AtTheEdgesOfDays(t *testing.T) {
	for _, zone := range []string{"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"} {
		for _, start := range []time.Duration{0, 4 * time.Hour, 23*time.Hour + 59*time.Minute} {
			t.Run(fmt.Sprint(zone, " ", start), func(t *testing.T) {
				where, err := time.LoadLocation(zone)
				require.NoError(t, err)
				l, err := Open(t.Context(), filepath.Join(t.TempDir(), "data"), Options{Location: where, DayStart: start})
				require.NoError(t, err)
				defer func() { require.NoError(t, l.Close()) }()
				r := reckon(t, l)
				n := 0
				for _, date := range [][3]int{{2026, 11, 27}, {2026, 12, 1}, {2027, 1, 1}, {2026, 3, 8}, {2026, 11, 1}, {2026, 4, 5}, {2026, 10, 4}} { // clocks are changed on the last four
					for _, clock := range []time.Duration{0, 4 * time.Hour, start} {
						edge := time.Date(date[0], time.Month(date[1]), date[2], int(clock.Hours()), int(clock.Minutes())%60, 0, 0, where)
						for _, off := range []time.Duration{-time.Millisecond, 0, time.Millisecond} {
							at := edge.Add(off).UTC()
							n++
							p := benchPayment(n)
							p.Sale, p.CreatedAt, p.Amount = "S", at, kiosk.Fen(1000+n)
							r.save(another(p))
							p, w := moved(p, kiosk.StateUnknown)
							r.save(w)
							if n%3 == 0 {
								continue
							}
							p, w = moved(p, kiosk.StatePaid)
							p.PaidAt = at.Add(time.Duration(n%2) * 24 * time.Hour)
							w.Payments[0] = p
							f := refund("R"+strconv.Itoa(n), p, kiosk.Fen(n))
							w.Refunds = append(w.Refunds, f)
							r.save(w)
							f, w = refundMoved(f, kiosk.RefundDone)
							f.DoneAt = at
							w.Refunds[0] = f
							r.save(w)
						}
					}
				}
				r.agree("2026-01-01", "2027-12-31")
				for _, day := range []kiosk.Date{"2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"} {
					r.agree(day, day)
				}
				r.agree("2026-11-01", "2026-11-30")
				r.agree("2026-12-01", "2026-12-31")
			})
		}
	}
}

func TestReport_NoLaterCalendarMovesAPastDay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	open := func(o Options) *Ledger {
		l, err := Open(t.Context(), dir, o)
		require.NoError(t, err)
		return l
	}
	report := func(l *Ledger) kiosk.Report {
		found, err := l.Report(t.Context(), "2026-11-01", "2026-11-30", kiosk.ByHour)
		require.NoError(t, err)
		return found
	}
	l := open(testOptions)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("S")}})
	p := benchPayment(1)
	p.Sale = "S"
	save(t, l, another(p))
	p, w := moved(p, kiosk.StateWaiting)
	save(t, l, w)
	p, w = moved(p, kiosk.StatePaid)
	save(t, l, w)
	before := report(l)
	require.Equal(t, 1, before.Total.Count)
	require.NoError(t, l.Close())
	l = open(Options{Location: time.FixedZone("", -9*60*60), DayStart: 15 * time.Hour})
	p.Version++
	p.Refunded = 1
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	require.NoError(t, l.Rebuild(t.Context()))
	require.Equal(t, before, report(l))
	require.NoError(t, l.Recount(t.Context(), ""))
	require.NoError(t, l.Close())
}

func TestReport_RefusesWhatIsNoPeriod(t *testing.T) {
	l := newLedger(t)
	for _, period := range [][2]kiosk.Date{{"2026-11-02", "2026-11-01"}, {"", "2026-11-01"}, {"2026-11-01", "2026-11-31"}, {"2026-11-1", "2026-11-02"}} {
		_, err := l.Report(t.Context(), period[0], period[1], kiosk.ByDay)
		require.Error(t, err, period)
	}
	_, err := l.Report(t.Context(), "2026-11-01", "2026-11-01", "weather")
	require.Error(t, err)
}

// sold has payments in three states and two refunds; see verify_test.go.
func TestRecount_NamesWhatDiffers(t *testing.T) {
	for name, c := range map[string]struct{ spoil, want string }{
		"a sum edited":         {`UPDATE sums SET amount = amount + 1 WHERE state = 'paid'`, "2026-11-20 12 h, shift 1, wechat qr lepay paid: the sums have"},
		"a refund forgotten":   {`DELETE FROM sums WHERE state = 'refunded'`, "refunded: the sums have 0 of 0.00, the rows 1 of"},
		"a sum put in":         {`INSERT INTO sums VALUES ('2001-01-01', 1, 1, 'x', 'wechat', 'qr', 'lepay', 'paid', 1, 100, 0, 0)`, "2001-01-01 01 h, shift 1, x wechat qr lepay paid: the sums have 1 of 1.00, the rows 0 of 0.00"},
		"a payment's day":      {`UPDATE payments SET day = '2026-10-01' WHERE state = 'paid'`, "2026-10-01"},
		"a payment's state":    {`UPDATE payments SET state = 'closed' WHERE state = 'paid'`, "closed: the sums have 0"},
		"a payment's number":   {`UPDATE payments SET trade_no = 'NUMBER' WHERE id = 2`, "payment …00P2 is not found by all of its numbers"},
		"an ending taken away": {`DELETE FROM endings WHERE payment = 1`, "payment …00P1 is not found by all of its numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			require.NoError(t, l.Recount(t.Context(), ""))
			byOtherHands(t, l.dir, c.spoil)
			err := l.Recount(t.Context(), "")
			require.ErrorIs(t, err, ErrSums)
			require.ErrorContains(t, err, c.want)
			require.Equal(t, kiosk.HealthFailed, LedgerResult(err).Health)
			require.NoError(t, l.Rebuild(t.Context()))
			require.NoError(t, l.Recount(t.Context(), ""))
		})
	}
}

// A payment under way stands in no sum, and is found all the same.
func TestPayments_UnderWayAreFoundWithoutSums(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("S")}})
	made, waits := benchPayment(1), benchPayment(2)
	made.Sale, made.CreatedAt = "S", noon.AddDate(0, 0, -9)
	waits.Sale, waits.CreatedAt, waits.Wallet = "S", noon.AddDate(0, 0, -5), kiosk.Alipay
	save(t, l, another(made))
	save(t, l, another(waits))
	_, w := moved(waits, kiosk.StateWaiting)
	save(t, l, w)
	require.Zero(t, count(t, l.Reader, "sums"))
	day := func(p *kiosk.Payment) kiosk.Date { _, d := l.opts.calendar().Of(p.CreatedAt); return d }
	for _, c := range []struct {
		filter kiosk.HistoryFilter
		want   []kiosk.OrderNo
	}{
		{kiosk.HistoryFilter{From: day(&made)}, []kiosk.OrderNo{waits.OrderNo, made.OrderNo}},
		{kiosk.HistoryFilter{From: day(&waits)}, []kiosk.OrderNo{waits.OrderNo}},
		{kiosk.HistoryFilter{To: day(&made)}, []kiosk.OrderNo{made.OrderNo}},
		{kiosk.HistoryFilter{Wallet: kiosk.WeChat}, []kiosk.OrderNo{made.OrderNo}},
		{kiosk.HistoryFilter{State: kiosk.StateWaiting, Shift: 1}, []kiosk.OrderNo{waits.OrderNo}},
		{kiosk.HistoryFilter{State: kiosk.StatePaid}, nil},
	} {
		page, err := l.Payments(t.Context(), c.filter, "", 10)
		require.NoError(t, err)
		var found []kiosk.OrderNo
		for _, p := range page {
			found = append(found, p.OrderNo)
		}
		require.Equal(t, c.want, found, "%+v", c.filter)
	}
	require.NoError(t, l.Rebuild(t.Context()))
	require.Zero(t, count(t, l.Reader, "sums"))
	require.NoError(t, l.Recount(t.Context(), ""))
}

func TestCheck_CountsAgain(t *testing.T) {
	l := sold(t)
	byOtherHands(t, l.dir, `UPDATE sums SET count = count + 1`)
	require.ErrorIs(t, l.Check(t.Context()), ErrSums)
}

func TestKeepVerifying_CountsAgain(t *testing.T) {
	l := sold(t)
	byOtherHands(t, l.dir, `UPDATE sums SET count = count + 1 WHERE state = 'paid'`)
	var said []error
	passes := 0
	v := verifier{ledger: l, report: func(err error) { said = append(said, err) }, pause: func(_ context.Context, d time.Duration) bool {
		if d >= verifyFirst {
			passes++
		}
		return passes < 2
	}}
	v.run(t.Context())
	require.Len(t, said, 1, "once")
	require.ErrorIs(t, said[0], ErrSums)
}
