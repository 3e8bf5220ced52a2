package reconcile

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"facepay/kiosk"
	"facepay/store"
)

var update = flag.Bool("update", false, "write the golden bills anew")

const (
	day  = kiosk.Date("2026-11-27")
	till = "01"
)

// clock is a time of the bill's day; 24:00:10 is of the next.
func clock(text string) time.Time {
	var h, m, s int
	if _, err := fmt.Sscanf(text, "%d:%d:%d", &h, &m, &s); err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 27, h, m, s, 0, kiosk.Beijing)
}

// deal is a payment as the ledger and a bill have it.
type deal struct {
	no      string    // its random part; ours begins with the day and the till's tag
	at      string    // when it was paid
	amount  kiosk.Fen // in the ledger; 0: not there
	state   kiosk.State
	late    bool
	wallet  kiosk.Wallet // "": the bill's
	refunds []kiosk.Refund

	billed  kiosk.Fen // in the bill; 0: not there
	billAt  string    // "": as at
	coupon  kiosk.Fen // of billed, what a coupon paid
	back    []giveBack
	revoked bool
	foreign string // the number in the bill in place of ours
	byTrade bool   // the bill has the wallet's number alone
	want    kiosk.DifferenceKind
}

// giveBack is a refund in the bill.
type giveBack struct {
	no      string
	amount  kiosk.Fen
	at      string
	pending bool
	failed  bool
}

func (d *deal) order() string { return "20261127100000" + till + d.no }
func (d *deal) trade() string { return "42000000" + d.no }
func (d *deal) number() string {
	switch {
	case d.foreign != "":
		return d.foreign
	case d.byTrade:
		return ""
	}
	return d.order()
}

// refund is one of the ledger; done "" is one that is not.
func refund(no string, amount kiosk.Fen, state kiosk.RefundState, asked, done string) kiosk.Refund {
	r := kiosk.Refund{No: kiosk.RefundNo(no), Amount: amount, State: state, Reason: "冷了", AskedAt: clock(asked), Version: 1}
	if done != "" {
		r.DoneAt = clock(done)
	}
	return r
}

// deals are a day with twelve differences, and much that is none.
func deals() []deal {
	all := []deal{
		// What agrees.
		{no: "0000A001", at: "09:00:00", amount: 1250, billed: 1250},
		{no: "0000A002", at: "09:05:00", amount: 3000, billed: 3000, coupon: 500},
		{no: "0000A003", at: "23:59:59", amount: 700, billed: 700},
		{no: "0000A004", at: "10:00:00", amount: 800, billed: 800, late: true},
		{no: "0000A005", at: "10:10:00", amount: 900, billed: 900, refunds: []kiosk.Refund{refund("R0005", 900, kiosk.RefundDone, "11:00:00", "11:00:05")},
			back: []giveBack{{no: "R0005", amount: 900, at: "11:00:00"}}},
		{no: "0000A006", at: "10:20:00", amount: 1000, billed: 1000, byTrade: true},
		// Paid yesterday, given back today; and given back tomorrow.
		{no: "0000A007", at: "-15:00:00", amount: 1100, refunds: []kiosk.Refund{refund("R0007", 100, kiosk.RefundDone, "12:00:00", "12:00:05")},
			back: []giveBack{{no: "R0007", amount: 100, at: "12:00:00"}}},
		{no: "0000A008", at: "13:00:00", amount: 1200, billed: 1200, refunds: []kiosk.Refund{refund("R0008", 100, kiosk.RefundDone, "33:00:00", "33:00:05")}},
		// Asked for at 23:59:50, done at 00:00:20 of the next day.
		{no: "0000A009", at: "13:10:00", amount: 1300, billed: 1300, refunds: []kiosk.Refund{refund("R0009", 100, kiosk.RefundDone, "23:59:50", "24:00:20")},
			back: []giveBack{{no: "R0009", amount: 100, at: "23:59:50"}}},
		// The wallet's midnight was not the till's.
		{no: "0000A010", at: "24:00:02", amount: 1400, billed: 1400, billAt: "23:59:59"},
		// Not paid here, not paid there.
		{no: "0000A011", at: "14:00:00", amount: 1500, state: kiosk.StateClosed},
		{no: "0000A012", at: "14:10:00", amount: 1600, state: kiosk.StateUnknown},

		// The twelve.
		{no: "0000B001", at: "15:00:00", amount: 2100, want: kiosk.MissingInBill},
		{no: "0000B002", at: "15:10:00", amount: 2200, late: true, want: kiosk.MissingInBill},
		{no: "0000B003", at: "15:20:00", billed: 2300, want: kiosk.MissingInLedger},
		{no: "0000B004", at: "15:30:00", billed: 2400, foreign: "POS-778-1", want: kiosk.MissingInLedger},
		{no: "0000B005", at: "15:40:00", amount: 2500, billed: 2501, want: kiosk.AmountDiffers},
		{no: "0000B006", at: "15:50:00", amount: 2600, billed: 260, want: kiosk.AmountDiffers},
		{no: "0000B007", at: "16:00:00", amount: 2700, state: kiosk.StateUnknown, billed: 2700, want: kiosk.StateDiffers},
		{no: "0000B008", at: "16:10:00", amount: 2800, state: kiosk.StateClosed, billed: 2800, want: kiosk.StateDiffers},
		{no: "0000B009", at: "16:20:00", amount: 2900, billed: 2900, refunds: []kiosk.Refund{refund("R1009", 500, kiosk.RefundDone, "17:00:00", "17:00:05")},
			want: kiosk.RefundDiffers},
		{no: "0000B010", at: "16:30:00", amount: 3000, billed: 3000, back: []giveBack{{no: "R1010", amount: 600, at: "17:10:00"}}, want: kiosk.RefundDiffers},
		{no: "0000B011", at: "16:40:00", amount: 3100, billed: 3100, refunds: []kiosk.Refund{refund("R1011", 700, kiosk.RefundDone, "17:20:00", "17:20:05")},
			back: []giveBack{{no: "R1011", amount: 70, at: "17:20:00"}}, want: kiosk.RefundDiffers},
		{no: "0000B012", at: "16:50:00", amount: 3200, billed: 3200, refunds: []kiosk.Refund{refund("R1012", 800, kiosk.RefundUnknown, "17:30:00", "")},
			back: []giveBack{{no: "R1012", amount: 800, at: "17:30:00"}}, want: kiosk.RefundDiffers},
	}
	for i := range 3 { // other tills
		all = append(all, deal{at: "18:00:00", billed: 5000, foreign: fmt.Sprintf("2026112718000%d02ABCDEFGH", i)})
	}
	return all
}

// weChatOnly are deals that no other kind of bill can tell.
func weChatOnly() []deal {
	return []deal{
		{no: "0000C001", at: "19:00:00", amount: 1000, billed: 1000, refunds: []kiosk.Refund{refund("R2001", 400, kiosk.RefundAsked, "19:30:00", "")},
			back: []giveBack{{no: "R2001", amount: 400, at: "19:30:00", pending: true}}},
		{no: "0000C002", at: "19:10:00", amount: 1000, billed: 1000, refunds: []kiosk.Refund{refund("R2002", 400, kiosk.RefundRefused, "19:40:00", "")},
			back: []giveBack{{no: "R2002", amount: 400, at: "19:40:00", failed: true}}},
		{no: "0000C003", at: "19:20:00", amount: 1700, state: kiosk.StateClosed, revoked: true},
	}
}

// ledgerOf puts the deals' side of the till on record.
func ledgerOf(t testing.TB, wallet kiosk.Wallet, all []deal) *store.Ledger {
	t.Helper()
	l, err := store.Open(context.Background(), t.TempDir(), store.Options{Location: kiosk.Beijing})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	for i := range all {
		d := &all[i]
		if d.amount == 0 {
			continue
		}
		p := kiosk.Payment{
			OrderNo: kiosk.OrderNo(d.order()), Sale: kiosk.SaleID("S" + d.no), Amount: d.amount, Wallet: wallet, Rail: kiosk.RailQR, Provider: "lepay",
			State: d.state, GatewayOrderNo: "G" + d.no, TradeNo: d.trade(), CreatedAt: clock(d.at).Add(-20 * time.Second), Late: d.late, Version: 1,
		}
		if d.wallet != "" {
			p.Wallet = d.wallet
		}
		if p.State == "" {
			p.State, p.PaidAt = kiosk.StatePaid, clock(d.at).Add(999*time.Millisecond)
		}
		s := kiosk.Sale{ID: p.Sale, Amount: p.Amount, State: kiosk.SaleAbandoned, OpenedAt: p.CreatedAt, Version: 1}
		w := kiosk.Write{Sales: []kiosk.Sale{s}}
		for _, f := range d.refunds {
			f.OrderNo = p.OrderNo
			if f.State == kiosk.RefundDone {
				p.Refunded += f.Amount
			}
			w.Refunds = append(w.Refunds, f)
		}
		w.Payments = []kiosk.Payment{p}
		require.NoError(t, l.Save(context.Background(), w))
	}
	return l
}

func (d *deal) billedAt() string {
	if d.billAt != "" {
		return clock(d.billAt).Format(time.DateTime)
	}
	return clock(d.at).Format(time.DateTime)
}

func weChatText(all []deal) string {
	headers := "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号," +
		"退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
	var b strings.Builder
	b.WriteString("\ufeff" + headers + "\r\n")
	rows, orders, refunds := 0, kiosk.Fen(0), kiosk.Fen(0)
	line := func(at, trade, order, state string, amount, coupon kiosk.Fen, r giveBack, refundState string) {
		rows, orders, refunds = rows+1, orders+amount, refunds+r.amount
		gw, no := "0", "0"
		if r.no != "" {
			gw, no = "5030"+r.no, r.no
		}
		fmt.Fprintf(&b, "`%s,`wx8888,`1900000109,`0,`,`%s,`%s,`oUser,`NATIVE,`%s,`OTHERS,`CNY,`%s,`%s,`%s,`%s,`%s,`0.00,`ORIGINAL,`%s,`咖啡\\ 和“糕点”,`,`0.00000,`0.60%%,`%s,`%s,`\r\n",
			at, trade, order, state, (amount - coupon).Yuan(), coupon.Yuan(), gw, no, r.amount.Yuan(), refundState, amount.Yuan(), r.amount.Yuan())
	}
	for i := range all {
		d := &all[i]
		if d.billed > 0 {
			line(d.billedAt(), d.trade(), d.number(), "SUCCESS", d.billed, d.coupon, giveBack{}, "")
		}
		if d.revoked {
			line(d.billedAt(), d.trade(), d.number(), "REVOKED", 0, 0, giveBack{no: "RV", amount: d.amount}, "SUCCESS")
		}
		for _, r := range d.back {
			state := "SUCCESS"
			if r.pending {
				state = "PROCESSING"
			} else if r.failed {
				state = "FAIL"
			}
			line(clock(r.at).Format(time.DateTime), d.trade(), d.number(), "REFUND", 0, 0, r, state)
		}
	}
	b.WriteString("总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n")
	fmt.Fprintf(&b, "`%d,`%s,`%s,`0.00,`0.00000,`%s,`%s\r\n", rows, orders.Yuan(), refunds.Yuan(), orders.Yuan(), refunds.Yuan())
	return b.String()
}

func alipayText(all []deal) string {
	headers := "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）," +
		"支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
	var b strings.Builder
	b.WriteString("#支付宝业务明细查询\r\n#账号：[20880012345678900156]\r\n#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]\r\n" +
		"#-----------------------------------------业务明细列表----------------------------------------\r\n" + headers + "\r\n")
	line := func(d *deal, kind, at string, amount, received, coupon kiosk.Fen, refundNo string) {
		cells := []string{d.trade(), d.number(), kind, "咖啡, 和糕点", at, at, "", "示例小店", "", "", "*三(138******00)", amount.Yuan(), received.Yuan(), "0.00", "0.00",
			coupon.Yuan(), "0.00", "0.00", "", "0.00", "0.00", refundNo, "0.00", "0.00", ""}
		b.WriteString(strings.Join(cells, "\t,") + "\t\r\n")
	}
	var paid, back struct {
		count int
		sum   kiosk.Fen
	}
	for i := range all {
		d := &all[i]
		if d.billed > 0 {
			line(d, "交易", d.billedAt(), d.billed, d.billed-d.coupon, d.coupon, "")
			paid.count, paid.sum = paid.count+1, paid.sum+d.billed-d.coupon
		}
		for _, r := range d.back {
			line(d, "退款", clock(r.at).Format(time.DateTime), -r.amount, -r.amount, 0, r.no)
			back.count, back.sum = back.count+1, back.sum-r.amount
		}
	}
	b.WriteString("#-----------------------------------------业务明细列表结束------------------------------------\r\n")
	fmt.Fprintf(&b, "#交易合计：%d笔，商家实收共%s元，商家优惠共0.00元\r\n#退款合计：%d笔，商家实收退款共%s元，商家优惠退款共0.00元\r\n#导出时间：[2026年11月28日 10:30:00]\r\n",
		paid.count, paid.sum.Yuan(), back.count, back.sum.Yuan())
	return b.String()
}

func alipayZip(t *testing.T, all []deal) string {
	gbk := func(text string) string {
		coded, err := simplifiedchinese.GBK.NewEncoder().String(text)
		require.NoError(t, err)
		return coded
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"20880012345678900156_20261127_业务明细(汇总).csv", "#支付宝业务汇总查询\r\n门店编号,门店名称,交易订单总笔数,退款订单总笔数\r\n合计\t,\t,1\t,1\t\r\n"},
		{"20880012345678900156_20261127_业务明细.csv", alipayText(all)},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: gbk(f[0]), NonUTF8: true, Method: zip.Deflate})
		require.NoError(t, err)
		_, err = w.Write([]byte(gbk(f[1])))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.String()
}

// tableText is an aggregator's bill: one row a payment, with what went back on the day.
func tableText(all []deal, headers []string, money func(kiosk.Fen) string, layout string) string {
	lines := []string{strings.Join(headers, ",")}
	for i := range all {
		d := &all[i]
		var back kiosk.Fen
		for _, r := range d.back {
			back += r.amount
		}
		amount, at := d.billed, clock(d.at)
		if d.billAt != "" {
			at = clock(d.billAt)
		}
		if amount == 0 && back == 0 {
			continue
		}
		if amount == 0 {
			amount = d.amount // of yesterday
		}
		trade := ""
		if d.byTrade {
			trade = d.trade()
		}
		lines = append(lines, strings.Join([]string{at.Format(layout), money(back), trade, money(amount), d.number()}, ","))
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

func TestGolden_TwelveDifferencesAreNamedAndNoneThatIsNot(t *testing.T) {
	inFen := func(f kiosk.Fen) string { return fmt.Sprint(int64(f)) }
	for name, golden := range map[string]struct {
		kind   kiosk.BillKind
		wallet kiosk.Wallet
		deals  []deal
		text   func([]deal) string
	}{
		"wechat.csv": {kiosk.BillWeChat, kiosk.WeChat, append(append(deals(), weChatOnly()...), deal{no: "0000D001", at: "20:00:00", amount: 9900, wallet: kiosk.Alipay}), weChatText},
		"alipay.zip": {kiosk.BillAlipay, kiosk.Alipay, append(deals(), deal{no: "0000D001", at: "20:00:00", amount: 9900, wallet: kiosk.WeChat}),
			func(all []deal) string { return alipayZip(t, all) }},
		"yfpay.csv": {kiosk.BillYfpay, kiosk.UnionPay, append(deals(), deal{no: "0000D001", at: "20:00:00", amount: 9900, wallet: kiosk.Cash}), func(all []deal) string {
			return tableText(all, []string{"end_time", "refund_fee", "trade_no", "total_amount", "pay_trace_no"}, inFen, "20060102150405")
		}},
		"any.csv": {kiosk.BillCSV, kiosk.WeChat, append(deals(), deal{no: "0000D001", at: "20:00:00", amount: 9900, wallet: kiosk.Cash}), func(all []deal) string {
			return tableText(all, []string{"交易时间", "退款金额", "交易号", "订单金额（元）", "商户订单号"}, kiosk.Fen.Yuan, time.DateTime)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(golden.text(golden.deals)), 0o644))
			}
			l := ledgerOf(t, golden.wallet, golden.deals)
			res, err := Import(context.Background(), l.Reader, Request{Path: path, Till: till, Now: clock("34:00:00")})
			require.NoError(t, err)
			require.NoError(t, res.NotRecorded)

			var named, want []string
			matched := 0
			for _, d := range res.Differences {
				named = append(named, string(d.Kind)+" "+d.No)
			}
			for i := range golden.deals {
				switch d := &golden.deals[i]; {
				case d.want != "" && d.foreign != "":
					want = append(want, string(d.want)+" "+d.foreign)
				case d.want != "":
					want = append(want, string(d.want)+" "+d.order())
				case d.foreign == "" && (d.billed > 0 || len(d.back) > 0):
					matched++
				}
			}
			slices.Sort(named)
			slices.Sort(want)
			require.Len(t, want, 12)
			require.Equal(t, want, named)
			require.Equal(t, 3, res.OtherTills)
			require.Equal(t, matched, res.Matched)
			require.Equal(t, golden.kind, res.Kind)
			require.Equal(t, day, res.Day)
			var elsewhere []kiosk.OrderNo // and what is decided later
			for _, no := range []string{"A010", "B007", "B008"} {
				elsewhere = append(elsewhere, kiosk.OrderNo("20261127100000"+till+"0000"+no))
			}
			require.Equal(t, elsewhere, res.Elsewhere)

			require.Equal(t, sumsOff(&res.Reconciliation), kiosk.BillSums{Paid: res.Till.Paid - res.Bill.Paid, Refunded: res.Till.Refunded - res.Bill.Refunded}, "the sums differ by the differences")
			var bill kiosk.BillSums
			for i := range golden.deals {
				if d := &golden.deals[i]; d.foreign == "" || d.want != "" { // of no other till
					bill.Paid += d.billed
					for _, b := range d.back {
						if !b.failed {
							bill.Refunded += b.amount
						}
					}
				}
			}
			require.Equal(t, bill, res.Bill)

			again, err := Import(context.Background(), l.Reader, Request{Path: path, Till: till, Now: clock("35:00:00")})
			require.NoError(t, err)
			require.True(t, again.AlreadyImported)
			require.Empty(t, again.Settled)
			again.AlreadyImported = false
			require.Equal(t, res, again)
			records, err := l.Reconciliations(context.Background(), day, day)
			require.NoError(t, err)
			require.Len(t, records, 1)
			require.NoError(t, l.Check(context.Background()))
		})
	}
}

// sumsOff is by how much the till's sums are above the bill's, by the differences alone.
func sumsOff(r *kiosk.Reconciliation) (off kiosk.BillSums) {
	for _, d := range r.Differences {
		switch d.Kind {
		case kiosk.RefundDiffers:
			off.Refunded += d.Ledger - d.Bill
		case kiosk.StateDiffers:
			off.Paid -= d.Bill
		default:
			off.Paid += d.Ledger - d.Bill
		}
	}
	return off
}
