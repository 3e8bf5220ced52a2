package billfetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/alipay"
	alipaypractice "facepay/providers/alipay/practice"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
	"facepay/store"
)

const (
	provider = "alipay"
	till     = "01"
	soldOn   = kiosk.Date("2026-11-26")
)

// asked counts what a source is asked for.
type asked struct {
	bill.Source
	days   []kiosk.Date
	answer func(kiosk.Date) ([]byte, error) // nil: the source's own
}

func (a *asked) Name() string             { return provider }
func (a *asked) BillKind() kiosk.BillKind { return kiosk.BillAlipay }

func (a *asked) DownloadBill(ctx context.Context, day kiosk.Date) ([]byte, error) {
	a.days = append(a.days, day)
	if a.answer != nil {
		return a.answer(day)
	}
	return a.Source.DownloadBill(ctx, day)
}

// shop is a till that sold at the practice gateway, as Alipay's own client does.
type shop struct {
	*Fetcher
	t       *testing.T
	gateway *alipay.Gateway
	server  *practice.Server
	ledger  *store.Ledger
	source  *asked
	now     time.Time
	sold    int
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, now: at(soldOn, "12:00:00")}
	s.server = practicetest.Start(t, practice.Config{Now: func() time.Time { return s.now }}, alipaypractice.Dialect)
	cfg := alipay.Default()
	cfg.Practise(s.server.URL())
	s.gateway = alipay.New(provider, cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	s.source = &asked{Source: s.gateway}
	var err error
	s.ledger, err = store.Open(t.Context(), t.TempDir(), store.Options{Location: kiosk.Beijing})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.ledger.Close()) })
	s.Fetcher = s.fetcher(t.TempDir())
	return s
}

// fetcher is one that knows no more than what its folder and the ledger keep.
func (s *shop) fetcher(dir string) *Fetcher {
	f := &Fetcher{
		Sources: []bill.Source{s.source}, Ledger: s.ledger.Reader, Dir: dir, Till: till, Now: func() time.Time { return s.now },
		Location: kiosk.Beijing, Log: slog.New(slog.DiscardHandler),
	}
	f.load()
	return f
}

func at(day kiosk.Date, clock string) time.Time {
	at, err := time.ParseInLocation(time.DateTime, string(day)+" "+clock, kiosk.Beijing)
	if err != nil {
		panic(err)
	}
	return at
}

// charges sells at the gateway alone.
func (s *shop) charges(amount kiosk.Fen) kiosk.Payment {
	s.t.Helper()
	s.sold++
	p := kiosk.Payment{
		OrderNo: kiosk.OrderNo(fmt.Sprintf("%s01ABCDEF%04d", s.now.Format("20060102150405"), s.sold)), Amount: amount, Wallet: kiosk.Alipay,
		Rail: kiosk.RailCode, Provider: provider, State: kiosk.StatePaid, CreatedAt: s.now, PaidAt: s.now, Version: 1,
	}
	p.Sale = kiosk.SaleID("S" + string(p.OrderNo))
	said := wiretest.Call(s.gateway.Charge(s.t.Context(), p, kiosk.NewPayCode(fmt.Sprintf("28%016d", s.sold*1000+77)))).OK(s.t)
	require.Equal(s.t, kiosk.VerdictPaid, said.Verdict)
	p.TradeNo = said.TradeNo
	return p
}

// records puts a payment on the till's record.
func (s *shop) records(p kiosk.Payment) {
	s.t.Helper()
	sale := kiosk.Sale{ID: p.Sale, Amount: p.Amount, State: kiosk.SaleAbandoned, OpenedAt: p.CreatedAt, Version: 1}
	require.NoError(s.t, s.ledger.Save(s.t.Context(), kiosk.Write{Sales: []kiosk.Sale{sale}, Payments: []kiosk.Payment{p}}))
}

func (s *shop) sells(amounts ...kiosk.Fen) {
	s.t.Helper()
	for _, a := range amounts {
		s.records(s.charges(a))
	}
}

// on looks at a time.
func (s *shop) on(day kiosk.Date, clock string) {
	s.now = at(day, clock)
	s.look(s.t.Context())
}

func (s *shop) compared() []kiosk.BillRecord {
	s.t.Helper()
	records, err := s.ledger.Reconciliations(s.t.Context(), "2026-01-01", "2027-12-31")
	require.NoError(s.t, err)
	return records
}

// says is the sentence that the owner reads first, in English.
func (s *shop) says() string {
	s.t.Helper()
	notes := s.Notes()
	require.NotEmpty(s.t, notes)
	return said(s.t, "en", notes[0])
}

func said(t *testing.T, language string, n office.BillNote) string {
	t.Helper()
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	return texts.Text(n.Said)
}

// The bill is asked for once, after 10:00 of the next day, and closes the day.
func TestFetcher_ABillClosesItsDay(t *testing.T) {
	s := newShop(t)
	s.on(soldOn, "12:00:00")
	s.sells(1250, 301)
	p := s.charges(1000)
	back := kiosk.Refund{No: "20261126120000R01ABCDEF01", OrderNo: p.OrderNo, Amount: 400, State: kiosk.RefundDone, AskedAt: s.now, DoneAt: s.now, Version: 1}
	require.Equal(t, kiosk.RefundSaidDone, wiretest.Call(s.gateway.Refund(t.Context(), p, back)).OK(t).Verdict)
	p.Refunded = 400
	s.records(p)
	require.NoError(t, s.ledger.Save(t.Context(), kiosk.Write{Refunds: []kiosk.Refund{back}}))

	s.on(soldOn, "23:00:00")
	require.Empty(t, s.Notes(), "the day is not over")
	s.on("2026-11-27", "09:59:00")
	require.Empty(t, s.source.days)
	require.Equal(t, "Alipay, 2026-11-26: the till fetches the bill after 10:00 Beijing time", s.says())
	s.on("2026-11-27", "10:00:30")
	require.Equal(t, []kiosk.Date{soldOn}, s.source.days)
	records := s.compared()
	require.Len(t, records, 1)
	require.Empty(t, records[0].Differences)
	require.Equal(t, 3, records[0].Matched)
	require.Equal(t, kiosk.BillSums{Paid: 2551, Refunded: 400}, records[0].Bill)
	require.Equal(t, records[0].Bill, records[0].Till)
	require.Equal(t, "Alipay, 2026-11-26: fetched and compared, 3 equal (11-27 10:00)", s.says())
	require.False(t, s.Notes()[0].Attention)
	require.NoFileExists(t, filepath.Join(s.Dir, scratchName))

	for range 3 { // nor is it after a restart, or without the file that the folder keeps
		s.on("2026-11-27", "15:00:00")
		s.Fetcher = s.fetcher(t.TempDir())
	}
	s.on("2026-11-27", "16:00:00")
	require.Len(t, s.source.days, 1)
	require.Len(t, s.compared(), 1)
	require.Equal(t, "Alipay, 2026-11-26: fetched and compared, 3 equal (11-27 10:00)", s.says(), "of the ledger")
}

// Each planted difference is named.
func TestFetcher_EachDifferenceIsNamed(t *testing.T) {
	s := newShop(t)
	s.sells(100)
	missingInBill := s.charges(200)
	missingInBill.OrderNo, missingInBill.TradeNo = missingInBill.OrderNo[:22]+"9999", ""
	s.records(missingInBill)
	other := s.charges(300)
	other.Amount = 301
	s.records(other)
	closed := s.charges(400)
	closed.State, closed.PaidAt = kiosk.StateClosed, time.Time{}
	s.records(closed)
	back := s.charges(500)
	require.Equal(t, kiosk.RefundSaidDone, wiretest.Call(s.gateway.Refund(t.Context(), back, kiosk.Refund{No: "R1", Amount: 50})).OK(t).Verdict)
	s.records(back)
	s.on("2026-11-27", "10:01:00")
	records := s.compared()
	require.Len(t, records, 1)
	require.Equal(t, 1, records[0].Matched)
	kinds := map[kiosk.DifferenceKind]int{}
	for _, d := range records[0].Differences {
		kinds[d.Kind]++
	}
	require.Equal(t, map[kiosk.DifferenceKind]int{
		kiosk.MissingInBill: 1, kiosk.MissingInLedger: 1, kiosk.AmountDiffers: 1, kiosk.StateDiffers: 1, kiosk.RefundDiffers: 1,
	}, kinds)
	require.Equal(t, "Alipay, 2026-11-26: fetched and compared, differences: 5 (11-27 10:01)", s.says())
	require.True(t, s.Notes()[0].Attention)
}

// Whatever comes instead of a bill is on no record, is told in words of its own, and is
// asked for again after a pause, also after a restart in it; the bill then closes the day.
func TestFetcher_WhatIsNoBillIsAskedForAgain(t *testing.T) {
	const head = "Alipay, 2026-11-26: "
	file := func(text string) func(kiosk.Date) ([]byte, error) {
		return func(kiosk.Date) ([]byte, error) { return []byte(text), nil }
	}
	fails := func(err error) func(kiosk.Date) ([]byte, error) {
		return func(kiosk.Date) ([]byte, error) { return nil, err }
	}
	for name, c := range map[string]struct {
		answer func(kiosk.Date) ([]byte, error)
		fault  practice.Fault // of the practice gateway, where answer is nil
		says   string
		again  string // of the same day
	}{
		"not made yet":    {answer: fails(bill.ErrLater), says: "the bill is not made yet; asked again 11-27 10:30", again: "10:30:00"},
		"none or not yet": {answer: fails(bill.ErrNoneYet), says: "the bill is not made yet; asked again 11-27 10:30", again: "10:30:00"},
		"refused": {
			answer: fails(&bill.Refused{Why: "权限不足"}), says: "the bill is not given: “权限不足”; asked again 11-27 16:00", again: "16:00:00",
		},
		"HTML": {
			answer: file("<!DOCTYPE html>\n<html><body>Login, please</body></html>\n"), again: "10:30:00",
			says: "what came is not compared: this is no bill: it has no table; take the CSV or zip file as it comes. Asked again 11-27 10:30",
		},
		"a page of a proxy":   {fault: practice.Fault{Kind: practice.FaultHTML502, Route: "bill_file"}, says: "no answer about the bill; asked again 11-27 10:05", again: "10:05:00"},
		"truncated":           {fault: practice.Fault{Kind: practice.FaultTruncated, Route: "bill_file"}, says: "what came is not compared: the bill was cut off: get it once more, whole. Asked again 11-27 10:30", again: "10:30:00"},
		"empty":               {fault: practice.Fault{Kind: practice.FaultEmpty, Route: "bill_file"}, says: "no answer about the bill; asked again 11-27 10:05", again: "10:05:00"},
		"1 GiB":               {fault: practice.Fault{Kind: practice.FaultHuge, Route: "bill_file"}, says: "what came is not compared: it is larger than any bill. Asked again 11-27 10:30", again: "10:30:00"},
		"1 GiB for its place": {fault: practice.Fault{Kind: practice.FaultHuge, Route: "bill"}, says: "what came is not compared: it is larger than any bill. Asked again 11-27 10:30", again: "10:30:00"},
		"forged":              {fault: practice.Fault{Kind: practice.FaultForged, Route: "bill"}, says: "no answer about the bill; asked again 11-27 10:05", again: "10:05:00"},
		"lost":                {fault: practice.Fault{Kind: practice.FaultLoseAnswer, Route: "bill_file"}, says: "no answer about the bill; asked again 11-27 10:05", again: "10:05:00"},
		"silence": {
			answer: fails(&kiosk.Unanswered{Err: context.DeadlineExceeded}), says: "no answer about the bill; asked again 11-27 10:05", again: "10:05:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.sells(1250)
			s.source.answer = c.answer
			if c.answer == nil {
				c.fault = wiretest.Call(s.server.AddFault(c.fault)).OK(t)
			}
			s.on("2026-11-27", "10:00:00")
			require.Equal(t, head+c.says, s.says())
			require.Contains(t, said(t, "zh-CN", s.Notes()[0]), "支付宝 2026-11-26：")
			require.Empty(t, s.compared())
			before := len(s.source.days)
			s.Fetcher = s.fetcher(s.Dir)
			require.Equal(t, head+c.says, s.says(), "after a restart")
			again := at("2026-11-27", c.again)
			s.on("2026-11-27", again.Add(-time.Second).Format(time.TimeOnly))
			require.Len(t, s.source.days, before, "too soon")
			s.on("2026-11-27", c.again)
			require.Len(t, s.source.days, before+1)
			require.Empty(t, s.compared())
			s.source.answer = nil
			if c.fault.ID > 0 {
				require.True(t, s.server.ClearFault(c.fault.ID))
			}
			s.on("2026-11-27", "23:00:00")
			require.Len(t, s.compared(), 1)
			require.Empty(t, s.compared()[0].Differences)
			require.Equal(t, head+"fetched and compared, 1 equal (11-27 23:00)", s.says())
			require.NoFileExists(t, filepath.Join(s.Dir, scratchName))
		})
	}
}

// A bill of another day, and one that was made before its day was over, are on no record.
func TestFetcher_ABillOfAnotherTimeIsNotTaken(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	s.now = at("2026-11-27", "11:00:00")
	s.sells(300)
	s.now = at("2026-11-28", "01:00:00")
	right := func(day kiosk.Date) []byte { return wiretest.Call(s.gateway.DownloadBill(t.Context(), day)).OK(t) }
	s.source.answer = func(kiosk.Date) ([]byte, error) { return right("2026-11-27"), nil }
	s.now = at("2026-11-28", "09:00:00")
	s.look(t.Context())
	require.Equal(t, "Alipay, 2026-11-26: what came is not compared: the bill is of another day: it is of 2026-11-27, not of 2026-11-26. Asked again 11-28 09:30", s.note26())
	require.Empty(t, s.compared())

	early := right(soldOn)
	s.now = at(soldOn, "23:00:00")
	s.source.answer = func(day kiosk.Date) ([]byte, error) {
		if day == soldOn {
			return s.billMade(early), nil
		}
		return nil, bill.ErrLater
	}
	s.on("2026-11-28", "09:30:00")
	require.Equal(t, "Alipay, 2026-11-26: the bill was made before the day was over; asked again 11-28 10:00", s.note26())
	require.Empty(t, s.compared())
}

// note26 is the sentence about the day of the sales.
func (s *shop) note26() string {
	s.t.Helper()
	for _, n := range s.Notes() {
		if text := said(s.t, "en", n); len(text) > 18 && text[8:18] == string(soldOn) {
			return text
		}
	}
	return ""
}

// billMade is the text of a bill that says it was made at 23:00 of its day.
func (s *shop) billMade([]byte) []byte {
	const head = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,订单金额（元）,退款批次号/请求号\n"
	return []byte("#支付宝业务明细查询\n#账号：[20880000000000010156]\n#起始日期：[2026年11月26日 00:00:00]   终止日期：[2026年11月27日 00:00:00]\n" +
		"#---业务明细列表---\n" + head + "#---业务明细列表结束---\n#交易合计：0笔，商家实收共0.00元，商家优惠共0.00元\n#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元\n" +
		"#导出时间：[2026年11月26日 23:00:00]\n")
}

// A bill that stays away is told as late at 14:00, is asked for less and less, and after
// three days counts as one without a row: what was sold is missing in it.
func TestFetcher_ABillThatStaysAwayIsLateAndThenMissing(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	s.source.answer = func(kiosk.Date) ([]byte, error) { return nil, bill.ErrNoneYet }
	for now := at("2026-11-27", "10:00:00"); now.Before(at("2026-11-30", "10:00:00")); now = now.Add(10 * time.Minute) {
		s.now = now
		s.look(t.Context())
		if now.Equal(at("2026-11-27", "13:30:00")) {
			require.Equal(t, "Alipay, 2026-11-26: the bill is not made yet; asked again 11-27 14:00", s.says())
			require.False(t, s.Notes()[0].Attention)
		}
		if now.Equal(at("2026-11-27", "14:00:00")) {
			require.Equal(t, "Alipay, 2026-11-26: the bill is late; asked again 11-27 17:00. It is on the merchant's page, too", s.says())
			require.True(t, s.Notes()[0].Attention)
		}
	}
	asks := 0
	for _, day := range s.source.days {
		if day == soldOn {
			asks++
		}
	}
	require.LessOrEqual(t, asks, 9+23, "each half hour until 14:00, then every three hours")
	require.Empty(t, withDifferences(s.compared()))
	s.on("2026-11-30", "13:30:00")
	missing := withDifferences(s.compared())
	require.Len(t, missing, 1)
	require.Equal(t, soldOn, missing[0].Day)
	require.Equal(t, kiosk.MissingInBill, missing[0].Differences[0].Kind)
}

func withDifferences(records []kiosk.BillRecord) (some []kiosk.BillRecord) {
	for _, r := range records {
		if len(r.Differences) > 0 {
			some = append(some, r)
		}
	}
	return some
}

// A day on which nobody sold has no bill, and is closed by that; a till that never sold
// at the source asks for nothing.
func TestFetcher_ADayWithoutSales(t *testing.T) {
	s := newShop(t)
	s.on("2026-11-27", "12:00:00")
	require.Empty(t, s.source.days, "nothing was ever sold")
	s.now = at("2026-11-27", "12:00:00")
	s.sells(1250)
	s.source.answer = func(day kiosk.Date) ([]byte, error) {
		if day == "2026-11-27" {
			return s.gateway.DownloadBill(t.Context(), day)
		}
		return nil, bill.ErrNone
	}
	s.on("2026-11-28", "10:00:00")
	s.on("2026-11-29", "10:00:00")
	require.Equal(t, []kiosk.Date{"2026-11-27", "2026-11-28"}, s.source.days)
	records := s.compared()
	require.Len(t, records, 2)
	require.Zero(t, records[1].Rows)
	require.Empty(t, records[1].Differences)
	require.Equal(t, "Alipay, 2026-11-28: there is no bill, and nothing was sold here (11-29 10:00)", s.says())
}

// A till that was off for days fetches what it lacks, a day that another program sold on
// too; no answer for one day is none for the others.
func TestFetcher_DaysThatWereMissedAreMadeUpFor(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	s.now = at("2026-11-27", "12:00:00")
	s.charges(700) // not on this till's record
	s.now = at("2026-11-29", "10:05:00")
	s.source.answer = func(kiosk.Date) ([]byte, error) { return nil, &kiosk.NotSent{Err: errors.New("no route")} }
	s.look(t.Context())
	require.Equal(t, []kiosk.Date{"2026-11-28"}, s.source.days, "there is no network")
	s.on("2026-11-29", "10:09:00")
	require.Len(t, s.source.days, 1)
	s.source.answer = nil
	s.on("2026-11-29", "10:10:00")
	require.Equal(t, []kiosk.Date{"2026-11-28", "2026-11-28", "2026-11-27", soldOn}, s.source.days)
	records := s.compared()
	require.Len(t, records, 2, "there is no bill of the 28th")
	require.Empty(t, records[0].Differences)
	require.Equal(t, kiosk.MissingInLedger, records[1].Differences[0].Kind)
}

// A sale on screen comes first, a while.
func TestFetcher_ASaleComesFirst(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	s.Busy = func() bool { return true }
	for range busyMost {
		s.on("2026-11-27", "10:00:00")
		require.Empty(t, s.source.days)
	}
	s.on("2026-11-27", "10:20:00")
	require.Len(t, s.source.days, 1)
}

// A disk that takes nothing loses no bill.
func TestFetcher_WhatCannotBeKeptIsFetchedAgain(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	require.NoError(t, os.Mkdir(filepath.Join(s.Dir, scratchName), 0o700))
	s.on("2026-11-27", "10:00:00")
	require.Equal(t, "Alipay, 2026-11-26: the bill is there, and the disk takes nothing; asked again 11-27 10:30", s.says())
	require.NoError(t, os.RemoveAll(filepath.Join(s.Dir, scratchName)))
	s.on("2026-11-27", "10:30:00")
	require.Len(t, s.compared(), 1)
}

// A clock that was set wrong for a while leaves no bill unasked for until then.
func TestFetcher_AClockThatWasSet(t *testing.T) {
	s := newShop(t)
	s.sells(1250)
	s.source.answer = func(kiosk.Date) ([]byte, error) { return nil, bill.ErrLater }
	s.on("2026-12-06", "10:00:00")
	require.NotEmpty(t, s.source.days)
	s.source.answer = nil
	s.on("2026-11-27", "10:00:00")
	require.Len(t, s.compared(), 1)
}
