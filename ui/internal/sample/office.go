package sample

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
)

// Office is an owner's side whose reads are answered at once.
type Office struct {
	Machine *office.Office
	Ledger  office.Ledger
	Now     func() time.Time
	Told    []kiosk.Event // to the counter
	Shown   office.View
}

// NewOffice is an owner's side whose door was opened.
func NewOffice(now func() time.Time, ledger office.Ledger) *Office {
	o := &Office{Machine: office.New(office.Settings{Printer: true, Calendar: kiosk.Calendar{Location: time.Local}, Cash: true, Apps: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}}), Ledger: ledger, Now: now}
	o.Do(office.Door{Open: true})
	return o
}

// Do takes an event, and answers what is read because of it.
func (o *Office) Do(e office.Event) {
	for _, effect := range o.Machine.Step(o.Now(), e) {
		switch effect := effect.(type) {
		case office.Tell:
			o.Told = append(o.Told, effect.Event)
			if wanted, ok := effect.Event.(kiosk.RightWanted); ok {
				o.Do(office.RightGiven{RightGiven: kiosk.RightGiven{Right: wanted.Right}})
			}
		case office.WorkBegun, office.WorkCut: // nobody works
		case office.BillsRead:
			o.Do(bills)
		case office.ShiftAsk:
			o.Do(office.AnswerShift(context.Background(), shifts{now: o.Now()}, o.Now(), effect))
		case office.Show: // an answer below has more
		default:
			o.Do(office.Answer(context.Background(), o.Ledger, effect))
		}
	}
	o.Shown = o.Machine.View()
}

// compared is a day's bill with a difference of each kind.
var compared = kiosk.Reconciliation{Kind: kiosk.BillWeChat, Day: "2026-11-26", Matched: 108, OtherTills: 3, NotYet: 2,
	Till: kiosk.BillSums{Paid: 311_350, Refunded: 31_450}, Bill: kiosk.BillSums{Paid: 1_234_876_980, Refunded: 30_950}, Differences: []kiosk.Difference{
		{Kind: kiosk.MissingInBill, No: "20261126235612LP0100000001", Ledger: 3150, At: time.Date(2026, 11, 26, 23, 56, 12, 0, kiosk.Beijing), Hint: kiosk.HintMidnight},
		{Kind: kiosk.MissingInLedger, No: "4200002026112600000000000007", Bill: 1234567890, Hint: kiosk.HintForeign},
		{Kind: kiosk.AmountDiffers, No: "20261126100000LP0100000003", Ledger: 1250, Bill: 1260},
		{Kind: kiosk.StateDiffers, No: "20261126110000LP0100000004", Ledger: 880, Bill: 880, State: kiosk.StateUnknown},
		{Kind: kiosk.RefundDiffers, No: "20261126120000LP0100000005", Ledger: 500, Hint: kiosk.HintUnknown},
	}}

var bills = office.BillsAnswered{
	Files: []office.BillFile{
		{Name: "1900000109All2026-11-26_2026-11-26.csv", Stick: "KINGSTON", Path: "a", Size: 812_345}, {Name: "20887010001_20261126_业务明细.zip", Stick: "SanDisk Ultra USB 3.0 64GB", Path: "b", Size: 33 << 20},
		{Name: "november.csv", Path: "c", Size: 12_345},
	},
	Notes: []office.BillNote{
		{Said: kiosk.T("screen.bills.fetch.late", "day", "2026-11-26", "kind", "@screen.bills.kind.alipay", "next", "11-27 19:30"), Attention: true},
		{Said: kiosk.T("screen.bills.fetch.compared_differs", "day", "2026-11-26", "kind", "@screen.bills.kind.wechat", "time", "11-27 10:00", "n", strconv.Itoa(len(compared.Differences))), Attention: true},
	},
	Records: []kiosk.BillRecord{
		{SHA256: "several", Reconciliation: compared}, {SHA256: "several", Reconciliation: kiosk.Reconciliation{Kind: kiosk.BillAlipay, Day: "2026-11-25"}}, {Reconciliation: kiosk.Reconciliation{Kind: kiosk.BillCSV, Day: "2026-11-24"}},
	},
}

// ownTable has headers of its own.
var ownTable = kiosk.BillTable{
	Headers: []string{"单据编号", "商品", "应收（元）", "实收（元）", "优惠", "手续费率", "收银员", "支付方式", "交易完成时间", "A very long header that another gateway's export has for its remark"},
	Samples: [][]string{
		{"20261126100000LP01000000…", "珍珠奶茶（大杯）", "18.00", "16.00", "2.00", "0.38%", "王小明", "微信", "2026-11-26 10:00:00", ""},
		{"20261126100412LP01000000…", "拿铁", "22.00", "22.00", "0.00", "0.38%", "Li Na", "支付宝", "2026-11-26 10:04:12", "without sugar, please"},
		{"20261126101150LP01000000…", "柠檬茶", "12.50", "12.50", "0.00", "0.38%", "王小明", "微信", "2026-11-26 10:11:50", ""},
	},
}

// severalDays are those of a month's bill, with so many rows on its first.
func severalDays(rows int) office.DaysAsked {
	d := office.DaysAsked{SHA256: "several"}
	for at := time.Date(2026, 11, 1, 0, 0, 0, 0, kiosk.Beijing); at.Day() < 30; at = at.AddDate(0, 0, 1) {
		n := rows
		if rows >= 0 {
			n = rows * (at.Day() * 7 % 41)
		}
		d.Days = append(d.Days, office.DayOfBill{Day: kiosk.Date(at.Format(time.DateOnly)), Rows: n})
	}
	return d
}

// sold is the number of payments of a day.
func sold(at time.Time) int { return 120 + at.Day()*37%90 }

// split divides n by weights; the parts add up to it.
func split(n int, weights []int) (parts []int) {
	sum, until, done := 0, 0, 0
	for _, w := range weights {
		sum += w
	}
	for _, w := range weights {
		until += w
		parts = append(parts, n*until/sum-done)
		done = n * until / sum
	}
	return parts
}

// Report implements kiosk.Reports, with the same figures whatever they are divided by.
func (l Ledger) Report(_ context.Context, from, to kiosk.Date, by kiosk.Grouping) (kiosk.Report, error) {
	r := kiosk.Report{From: from, To: to, By: by}
	first, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return r, err
	}
	last, err := time.Parse(time.DateOnly, string(to))
	if err != nil {
		return r, err
	}
	n, closes := 0, 22
	if today := l.Now.Format(time.DateOnly); from == to && string(to) == today {
		closes = l.Now.Hour()
	}
	var keys []string
	var weights []int
	add := func(key string, weight int) { keys, weights = append(keys, key), append(weights, weight) }
	for at := first; !at.After(last); at = at.AddDate(0, 0, 1) {
		n += sold(at)
		if by == kiosk.ByDay {
			add(at.Format(time.DateOnly), sold(at))
		}
	}
	switch by {
	case kiosk.ByHour:
		for hour := 7; hour <= closes; hour++ {
			add(fmt.Sprintf("%02d", hour), 4+(hour*7+last.Day())%19)
		}
	case kiosk.ByMonth:
		add(last.Format("2006-01"), 1)
	case kiosk.ByWallet:
		add("wechat", 96)
		add("alipay", 58)
		add("unionpay", 7)
	case kiosk.ByChannel:
		add("qr", 70)
		add("code", 84)
		add("mini", 7)
	case kiosk.ByCashier:
		add("王小明", 90)
		add("Li Na", 71)
	case kiosk.ByShift:
		add("41", 80)
		add("42", 81)
	}
	paid, refunds, late, unknown := split(n, weights), split(n/20, weights), split(n/90, weights), split(n/150, weights)
	for i, key := range keys {
		t := kiosk.Totals{Count: paid[i], Paid: kiosk.Fen(paid[i]) * 2840, RefundCount: refunds[i], Refunded: kiosk.Fen(refunds[i]) * 1990, Late: late[i], Unknown: unknown[i]}
		r.Rows = append(r.Rows, kiosk.TotalsRow{Key: key, Totals: t})
		r.Total = r.Total.Add(t)
	}
	return r, nil
}

// OwnersPage is one state of the owner's side.
type OwnersPage struct {
	Name string
	View office.View
	// Settings is the view of the page Settings, on which this is that page.
	Settings kiosk.SetupView
}

// OwnersPages are all states of the owner's side, with a counter's View behind them.
func OwnersPages(now time.Time) (pages []OwnersPage) {
	page := func(name string, events ...office.Event) {
		o := NewOffice(func() time.Time { return now }, Ledger{Now: now, Size: 300})
		o.Do(office.Resized{Lines: 8})
		for _, e := range events {
			o.Do(e)
		}
		pages = append(pages, OwnersPage{Name: name, View: o.Shown})
	}
	press := func(keys ...kiosk.Key) (events []office.Event) {
		for _, k := range keys {
			events = append(events, office.Input{Event: kiosk.Pressed{Key: k}})
		}
		return events
	}
	page("today", press(kiosk.KeyF1)...)
	shift := func(keys ...kiosk.Key) []office.Event { return press(append([]kiosk.Key{kiosk.KeyF2}, keys...)...) }
	counted := []kiosk.Key{kiosk.KeyEnter, "1", "3", "6", "2", kiosk.KeyDot, "5", "0", kiosk.KeyDown, "3", "0", "0"}
	apps := append(slices.Clone(counted), kiosk.KeyEnter, "2", "7", "2", "6", kiosk.KeyDot, "4")
	page("shift", shift()...)
	page("shift-z", shift(kiosk.KeyDown, kiosk.KeyDown)...)
	long := shift(kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyDown)
	page("shift-long", long...)
	sized := office.SheetSized{Lines: 500, Fits: 15}
	page("shift-long-keyed", append(append(slices.Clone(long), sized), press(kiosk.KeyTab, kiosk.KeyPageDown, kiosk.KeyDown)...)...)
	page("shift-long-end", append(append(slices.Clone(long), sized), press(kiosk.KeyEnter, kiosk.KeyEnd)...)...)
	page("shift-oldest", shift(kiosk.KeyEnd)...)
	page("shift-written", append(shift(kiosk.KeyDown, kiosk.KeyF5), office.WorkEnded{Job: office.ShiftJob{Number: 41}, Outcome: office.Outcome{Said: kiosk.T("screen.work.written", "file", "/media/shop/KINGSTON/"+Shop+"-01-Z41.pdf")}})...)
	page("shift-drawer", shift(counted...)...)
	page("shift-scanned", append(shift(counted...), office.Input{Event: kiosk.Scanned{}})...)
	page("shift-apps", shift(apps...)...)
	page("shift-confirm", shift(append(apps, kiosk.KeyEnter)...)...)
	page("shift-closed", shift(append(apps, kiosk.KeyEnter, kiosk.KeyEnter)...)...)
	page("reports", press(kiosk.KeyF3)...)
	page("reports-wallets", append(press(kiosk.KeyF3), office.GroupingChosen{By: kiosk.ByWallet}, office.PeriodChosen{Period: "week"})...)
	export := office.ExportJob{Format: office.FormatXLSX}
	page("reports-export", append(press(kiosk.KeyF3, kiosk.KeyF6), office.WorkMoved{Section: office.SectionReports, Done: 2, Total: 3})...)
	page("reports-exported", append(press(kiosk.KeyF3, kiosk.KeyF6), office.WorkEnded{Job: export, Outcome: office.Outcome{Said: kiosk.T("screen.work.written", "file", "/home/shop/.local/share/facepay/reports/"+Shop+"-01-2026-11-01-2026-11-27-day (2).xlsx")}})...)
	page("reports-failed", append(press(kiosk.KeyF3, kiosk.KeyF6), office.WorkEnded{Job: export, Outcome: office.Outcome{Said: kiosk.T("report.read_only"), Failed: true}})...)
	page("reports-range", press(kiosk.KeyF3, "2", "0", "2", "6", "1", "1", "3", "1", kiosk.KeyEnter)...)
	page("today-backup", append(press(kiosk.KeyF1, kiosk.KeyF5), office.WorkMoved{Section: office.SectionToday, Done: 57, Total: 100})...)
	page("today-backed-up", append(press(kiosk.KeyF1, kiosk.KeyF5), office.WorkEnded{Job: office.KeepJob{}, Outcome: office.Outcome{Said: kiosk.T("screen.work.backed_up", "n", "11826", "file", "/media/shop/KINGSTON/facepay-01-3fb2c6aa-"+now.Format("20060102-150405")+".db")}})...)
	reads := press(kiosk.KeyF4, kiosk.KeyEnter)
	ends := func(of office.Outcome, keys ...kiosk.Key) []office.Event {
		return append(append(slices.Clone(reads), office.WorkEnded{Job: office.BillJob{File: bills.Files[0]}, Outcome: of}), press(keys...)...)
	}
	refused := func(err error) kiosk.Text {
		return kiosk.T("screen.bills.refused", "file", bills.Files[0].Name, "why", kiosk.BillText(err).Arg())
	}
	asks := office.Outcome{Result: office.BillAnswer{Table: &ownTable}}
	wrong := ownTable
	wrong.Columns = map[string]string{"order_no": "单据编号", "amount": "商品"}
	noMoney := &kiosk.BillError{Cause: kiosk.BillNoMoney, Line: 2, Args: []string{"value", "珍珠奶茶（大杯）", "column", "商品"}}
	page("reconcile", press(kiosk.KeyF4)...)
	page("reconcile-none", append(press(kiosk.KeyF4), office.BillsAnswered{})...)
	page("reconcile-reading", append(slices.Clone(reads), office.WorkMoved{Section: office.SectionReconcile, Done: 2, Total: 5})...)
	page("reconcile-refused", ends(office.Outcome{Said: refused(&kiosk.BillError{Cause: kiosk.BillWidth, Line: 1203}), Failed: true})...)
	page("reconcile-columns", ends(asks)...)
	page("reconcile-columns-amount", ends(asks, kiosk.KeyEnter, kiosk.KeyDown, kiosk.KeyDown)...)
	page("reconcile-columns-time", ends(asks, kiosk.KeyEnter, kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyEnter, kiosk.KeyEnter)...)
	page("reconcile-columns-taken", ends(asks, kiosk.KeyEnter, kiosk.KeyEnter)...)
	page("reconcile-columns-wrong", ends(office.Outcome{Said: refused(noMoney), Failed: true, Result: office.BillAnswer{Table: &wrong, Column: "商品"}})...)
	page("reconcile-days", ends(office.Outcome{Result: office.BillAnswer{Days: severalDays(30)}}, kiosk.KeyEnd, kiosk.KeyUp, kiosk.KeyUp, kiosk.KeyUp)...)
	page("reconcile-what-day", ends(office.Outcome{Result: office.BillAnswer{Days: severalDays(-1)}})...)
	page("reconcile-compared", ends(office.Outcome{Result: office.BillAnswer{Reconciliation: &compared}})...)
	page("reconcile-equal", ends(office.Outcome{Result: office.BillAnswer{Table: &ownTable, Reconciliation: &kiosk.Reconciliation{Kind: kiosk.BillAlipay, Day: "2026-11-25", Matched: 88, AlreadyImported: true}}})...)
	page("history", press(kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyDown)...)
	page("history-unknown", press(kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyDown, kiosk.KeyDown)...)
	page("history-search", press("0", "0", "0", "7")...)
	page("history-filter", append(press(kiosk.KeyTab), office.FilterChosen{Row: 1, Choice: 1}, office.FilterChosen{Row: 6}, office.Input{Event: kiosk.Pressed{Key: "9"}}, office.Input{Event: kiosk.Pressed{Key: "8"}})...)
	views := settings()
	for _, name := range slices.Sorted(maps.Keys(views)) {
		page(name, press(kiosk.KeyF8)...)
		pages[len(pages)-1].Settings = views[name]
	}
	return pages
}
