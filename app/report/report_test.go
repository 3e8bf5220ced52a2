package report

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

func head(t *testing.T, language string) Head {
	t.Helper()
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	return Head{Shop: "示例小店", Till: "01", Made: noon, Texts: texts}
}

func totalsRowOf(key string, n int, paid kiosk.Fen) kiosk.TotalsRow {
	return kiosk.TotalsRow{Key: key, Totals: kiosk.Totals{Count: n, Paid: paid}}
}

// byWallet has every column filled.
func byWallet() kiosk.Report {
	r := kiosk.Report{From: "2026-11-20", To: "2026-11-20", By: kiosk.ByWallet, Rows: []kiosk.TotalsRow{
		{Key: "alipay", Totals: kiosk.Totals{Count: 2, Paid: 123456, Late: 1, Unknown: 1}},
		{Key: "wechat", Totals: kiosk.Totals{Count: 11, Paid: 100000005, RefundCount: 1, Refunded: 1250}},
	}}
	for _, row := range r.Rows {
		r.Total = r.Total.Add(row.Totals)
	}
	return r
}

func TestJSON_ByHand(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, JSON(&out, byWallet()))
	require.JSONEq(t, `{"from":"2026-11-20","to":"2026-11-20","by":"wallet","rows":[
		{"key":"alipay","count":2,"paid":"1234.56","late":1,"unknown":1,"refund_count":0,"refunded":"0.00","net":"1234.56"},
		{"key":"wechat","count":11,"paid":"1000000.05","late":0,"unknown":0,"refund_count":1,"refunded":"12.50","net":"999987.55"}],
		"total":{"count":13,"paid":"1001234.61","late":1,"unknown":1,"refund_count":1,"refunded":"12.50","net":"1001222.11"}}`, out.String())

	out.Reset()
	require.NoError(t, JSON(&out, kiosk.Report{From: "2026-11-20", To: "2026-11-20", By: kiosk.ByDay}))
	require.Contains(t, out.String(), `"rows": []`)
}

func TestCSV_ByHand(t *testing.T) {
	r := byWallet()
	r.Rows[0].Key = "=1+1"
	var out bytes.Buffer
	require.NoError(t, CSV(&out, r))
	require.Equal(t, "key,count,paid,late,unknown,refund_count,refunded,net\n'=1+1,2,1234.56,1,1,0,0.00,1234.56\nwechat,11,1000000.05,0,0,1,12.50,999987.55\n", out.String())
}

func TestXLSX_HasTheRowsAndTheirSum(t *testing.T) {
	var book bytes.Buffer
	require.NoError(t, XLSX(&book, byWallet()))
	f := opened(t, book.Bytes())
	require.Equal(t, []string{"report", "total"}, f.GetSheetList())
	require.Equal(t, [][]string{
		{"key", "count", "paid", "late", "unknown", "refund_count", "refunded", "net"},
		{"alipay", "2", "1234.56", "1", "1", "0", "0.00", "1234.56"}, {"wechat", "11", "1000000.05", "0", "0", "1", "12.50", "999987.55"},
	}, sheet(t, f, "report"))
	require.Equal(t, []string{"2026-11-20", "2026-11-20", "13", "1001234.61", "1", "1", "1", "12.50", "1001222.11"}, sheet(t, f, "total")[1])
}

func TestText_StandsInColumns(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Text(&out, head(t, "zh-CN"), byWallet()))
	require.Equal(t, strings.TrimPrefix(`
示例小店 · 收银台 01
2026-11-20

支付方式  笔数          收款  迟到账  待确认  退款笔数   退款          净额
支付宝       2      1,234.56       1       1         0   0.00      1,234.56
微信        11  1,000,000.05       0       0         1  12.50    999,987.55
合计        13  1,001,234.61       1       1         1  12.50  1,001,222.11
`, "\n"), out.String())

	out.Reset()
	h := head(t, "en")
	h.Shop, h.Practice = "\x1b[31mShop\u202e", true
	require.NoError(t, Text(&out, h, kiosk.Report{From: "2026-11-01", To: "2026-11-20", By: kiosk.ByCashier, Rows: []kiosk.TotalsRow{totalsRowOf("", 1, 5)}, Total: kiosk.Totals{Count: 1, Paid: 5}}))
	require.Equal(t, strings.TrimPrefix(`
[31mShop · Till 01
2026-11-01 to 2026-11-20
Practice mode · no money moves

Cashier  Payments  Paid  Late  Unknown  Refunds  Refunded   Net
–               1  0.05     0        0        0      0.00  0.05
Total           1  0.05     0        0        0      0.00  0.05
`, "\n"), out.String())
}

func TestText_EveryGroupingAndChannelHasAWord(t *testing.T) {
	for _, language := range i18n.Languages() {
		h := head(t, language)
		for _, by := range Groupings {
			require.True(t, h.Texts.Has("report.by."+string(by)), by)
		}
		for _, channel := range []string{"qr", "code", "face", "mini", "cash"} {
			require.NotEqual(t, channel, h.key(kiosk.ByChannel, channel))
		}
		require.Equal(t, "pigeon", h.key(kiosk.ByChannel, "pigeon"))
	}
}

// days is a slow and honest source: a payment an hour, by its own sums.
type days struct {
	paid  map[kiosk.Date]map[string]kiosk.Fen // day, then hour
	asked []string
}

func (d *days) Report(_ context.Context, from, to kiosk.Date, by kiosk.Grouping) (kiosk.Report, error) {
	d.asked = append(d.asked, string(from)+" "+string(to)+" "+string(by))
	r := kiosk.Report{From: from, To: to, By: by}
	sums := map[string]kiosk.Totals{}
	for day, hours := range d.paid {
		if day < from || day > to {
			continue
		}
		for hour, paid := range hours {
			key := map[kiosk.Grouping]string{kiosk.ByHour: hour, kiosk.ByDay: string(day), kiosk.ByMonth: string(day[:7]), kiosk.ByWallet: "wechat"}[by]
			sums[key] = sums[key].Add(kiosk.Totals{Count: 1, Paid: paid})
		}
	}
	for key, sum := range sums {
		r.Rows = append(r.Rows, kiosk.TotalsRow{Key: key, Totals: sum})
		r.Total = r.Total.Add(sum)
	}
	slices.SortFunc(r.Rows, func(a, b kiosk.TotalsRow) int { return strings.Compare(a.Key, b.Key) })
	return r, nil
}

func TestGather_ADaysHoursStandBesideTheMeanOfTheSameWeekday(t *testing.T) {
	source := &days{paid: map[kiosk.Date]map[string]kiosk.Fen{
		"2026-11-20": {"09": 500},
		"2026-11-19": {"09": 70000},
		"2026-11-13": {"09": 100, "10": 300},
		"2026-11-06": {"09": 200},
		"2026-09-25": {"09": 300}, // eight weeks
		"2026-09-18": {"09": 90000},
	}}
	p, err := Gather(t.Context(), source, "2026-11-20", "2026-11-20", kiosk.ByHour, 4)
	require.NoError(t, err)
	require.Equal(t, map[string]kiosk.Fen{"09": 200, "10": 100}, p.Usual)
	require.Equal(t, []kiosk.TotalsRow{totalsRowOf("09", 1, 500)}, p.Hours)
	require.Equal(t, 4, p.HourStart)
	require.Equal(t, kiosk.Date("2026-11-07"), p.DaysFrom)
	require.Equal(t, []string{"2026-11-13", "2026-11-19", "2026-11-20"}, keysOf(p.Days))
	require.Equal(t, kiosk.Fen(500), p.Total.Paid)
}

func keysOf(rows []kiosk.TotalsRow) (keys []string) {
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	return keys
}

func TestGather_AYearShowsItsMonths(t *testing.T) {
	source := &days{paid: map[kiosk.Date]map[string]kiosk.Fen{"2026-01-20": {"09": 500}, "2026-11-20": {"09": 500}}}
	p, err := Gather(t.Context(), source, "2026-01-01", "2026-12-31", kiosk.ByMonth, 0)
	require.NoError(t, err)
	require.Nil(t, p.Usual)
	require.True(t, p.Months)
	require.Equal(t, []string{"2026-01", "2026-11"}, keysOf(p.Days))
	_, err = Gather(t.Context(), source, "yesterday", "2026-12-31", kiosk.ByMonth, 0)
	require.Error(t, err)
}
