package bill

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"facepay/kiosk"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, text, kiosk.Beijing)
	if err != nil {
		panic(err)
	}
	return t
}

var weChatDay = []string{
	weChatRow(map[string]string{"商户订单号": "20261127100000010123456789", "微信订单号": "4200000001", "订单金额": "12.50", "应结订单金额": "10.00", "代金券金额": "2.50"}),
	weChatRow(map[string]string{"商户订单号": "20261127110000010123456789", "微信订单号": "4200000002", "订单金额": "3.00", "应结订单金额": "3.00"}),
	weChatRow(map[string]string{"商户订单号": "20261127110000010123456789", "微信订单号": "4200000002", "交易状态": "REFUND", "交易时间": "2026-11-27 11:30:00",
		"微信退款单号": "50300001", "商户退款单号": "20261127113000010123456789", "退款金额": "0.80", "申请退款金额": "1.00", "退款状态": "PROCESSING"}),
	weChatRow(map[string]string{"商户订单号": "20261127120000010123456789", "微信订单号": "4200000003", "交易状态": "REVOKED", "退款金额": "7.00", "微信退款单号": "50300002"}),
}

var weChatRows = []kiosk.BillRow{
	{At: at("2026-11-27 10:00:00"), OrderNo: "20261127100000010123456789", TradeNo: "4200000001", Paid: true, Amount: 1250},
	{At: at("2026-11-27 10:00:00"), OrderNo: "20261127110000010123456789", TradeNo: "4200000002", Paid: true, Amount: 300},
	{At: at("2026-11-27 11:30:00"), OrderNo: "20261127110000010123456789", TradeNo: "4200000002", Refunded: 100, RefundNo: "20261127113000010123456789",
		RefundGw: "50300001", Pending: true},
	{At: at("2026-11-27 10:00:00"), OrderNo: "20261127120000010123456789", TradeNo: "4200000003", Refunded: 700, RefundGw: "50300002", Revoked: true},
}

func weChatWhole() string {
	whole := weChatBill(4, "15.50", "1.00", weChatDay...)
	return strings.Replace(whole, "`15.50,`1.00,`0.00,`0.00000", "`13.00,`7.80,`0.00,`0.00000", 1)
}

func TestWeChat_InEveryDress(t *testing.T) {
	whole := weChatWhole()
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(whole)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"as it comes":        whole,
		"with a mark":        "\ufeff" + whole,
		"without CR":         strings.ReplaceAll(whole, "\r\n", "\n"),
		"GBK":                gbk(t, whole),
		"UTF-16":             utf16,
		"gzip":               gzipped(t, whole),
		"zip":                zipped(t, "bill.csv", whole),
		"no end of the last": strings.TrimRight(whole, "\r\n"),
		"blank lines":        strings.ReplaceAll(whole, "\r\n", "\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			b := mustRead(t, text)
			require.Equal(t, kiosk.Bill{Kind: kiosk.BillWeChat, Merchant: "1900000109", Payments: true, Refunds: true, Rows: weChatRows}, b)
		})
	}
}

func TestWeChat_ColumnsInAnyOrder(t *testing.T) {
	reversed := func(line string) string {
		rest, ticked := strings.CutPrefix(line, "`")
		separator, before := ",", ""
		if ticked {
			separator, before = ",`", "`"
		}
		cells := strings.Split(rest, separator)
		for i, j := 0, len(cells)-1; i < j; i, j = i+1, j-1 {
			cells[i], cells[j] = cells[j], cells[i]
		}
		return before + strings.Join(cells, separator)
	}
	lines := strings.Split(strings.TrimRight(weChatWhole(), "\r\n"), "\r\n")
	for i := range lines[:len(lines)-2] {
		lines[i] = reversed(lines[i])
	}
	require.Equal(t, weChatRows, mustRead(t, strings.Join(lines, "\r\n")).Rows)
}

func TestWeChat_OldFormAndRefundsAlone(t *testing.T) {
	old := "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,代金券或立减优惠金额,微信退款单号,商户退款单号,退款金额, 代金券或立减优惠退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率\n" +
		"`2026-11-27 16:33:45,`wx1,`10000100,`0,`1000,`1001690740,`1415640626,`u,`MICROPAY,`SUCCESS,`OTHERS,`CNY,`0.01,`0.0,`0,`0,`0,`0,`,`,`text,`more,`0,`0.60%\n" +
		"总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额\n`1,`0.01,`0.0,`0.0,`0\n"
	require.Equal(t, []kiosk.BillRow{{At: at("2026-11-27 16:33:45"), OrderNo: "1415640626", TradeNo: "1001690740", Paid: true, Amount: 1}}, mustRead(t, old).Rows)

	refunds := "交易时间,商户号,微信订单号,商户订单号,交易状态,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,退款状态\n" +
		"`2026-11-20 16:33:45,`1,`42,`14,`REFUND,`2026-11-27 09:00:00,`,`50,`r1,`1.50,`SUCCESS\n" +
		"`2026-11-20 16:33:45,`1,`43,`15,`REFUND,`2026-11-27 09:00:00,`,`51,`r2,`2.50,`FAIL\n" +
		"总交易单数,退款总金额\n`2,`1.50\n"
	b := mustRead(t, refunds)
	require.False(t, b.Payments)
	require.True(t, b.Refunds)
	require.Equal(t, []kiosk.BillRow{
		{At: at("2026-11-27 09:00:00"), OrderNo: "14", TradeNo: "42", Refunded: 150, RefundNo: "r1", RefundGw: "50"},
		{At: at("2026-11-27 09:00:00"), OrderNo: "15", TradeNo: "43", RefundNo: "r2", RefundGw: "51"},
	}, b.Rows)
}

func alipayWhole() string {
	return alipayBill("#交易合计：2笔，商家实收共11.00元，商家优惠共0.00元\r\n", "#退款合计：1笔，商家实收退款共-1.00元，商家优惠退款共0.00元\r\n",
		alipayRow(map[string]string{"支付宝交易号": "2026112722001", "商户订单号": "20261127100000010123456789", "业务类型": "交易", "商品名称": "茶, 两杯",
			"完成时间": "2026-11-27 10:00:01", "订单金额": "12.50", "商家实收": "10.00"}),
		alipayRow(map[string]string{"支付宝交易号": "2026112722002", "商户订单号": "20261127110000010123456789", "业务类型": "交易", "完成时间": "2026-11-27 11:00:01",
			"订单金额": "1.00", "商家实收": "1.00"}),
		alipayRow(map[string]string{"支付宝交易号": "2026112722002", "商户订单号": "20261127110000010123456789", "业务类型": "退款", "完成时间": "2026-11-27 12:00:01",
			"订单金额": "-1.00", "商家实收": "-1.00", "退款批次号/请求号": "r1"}))
}

const alipaySummary = "#支付宝业务汇总查询\r\n#账号：[20880012345678900156]\r\n门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\r\n合计\t,\t,2\t,1\t,12.50\t,10.00\t\r\n"

func TestAlipay_ZipOrDetailAlone(t *testing.T) {
	whole := alipayWhole()
	for name, text := range map[string]string{
		"detail":             gbk(t, whole),
		"detail in UTF-8":    whole,
		"zip":                zipped(t, gbk(t, "20880156_20261127_业务明细.csv"), gbk(t, whole), gbk(t, "20880156_20261127_业务明细(汇总).csv"), gbk(t, alipaySummary)),
		"zip, summary first": zipped(t, gbk(t, "汇总.csv"), gbk(t, alipaySummary), gbk(t, "明细.csv"), gbk(t, whole)),
		"half-width marks":   strings.NewReplacer("（", "(", "）", ")", "：", ":").Replace(whole),
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, kiosk.Bill{Kind: kiosk.BillAlipay, Merchant: "20880012345678900156", From: "2026-11-27", To: "2026-11-27", MadeAt: at("2026-11-28 10:30:00"),
				Payments: true, Refunds: true, Rows: []kiosk.BillRow{
					{At: at("2026-11-27 10:00:01"), OrderNo: "20261127100000010123456789", TradeNo: "2026112722001", Paid: true, Amount: 1250},
					{At: at("2026-11-27 11:00:01"), OrderNo: "20261127110000010123456789", TradeNo: "2026112722002", Paid: true, Amount: 100},
					{At: at("2026-11-27 12:00:01"), OrderNo: "20261127110000010123456789", TradeNo: "2026112722002", Refunded: 100, RefundNo: "r1"},
				}}, mustRead(t, text))
		})
	}
}

func TestTable_ByHeaderName(t *testing.T) {
	want := []kiosk.BillRow{
		{At: at("2026-11-27 10:00:00"), OrderNo: "A1", Paid: true, Amount: 1250},
		{At: at("2026-11-27 11:00:00"), OrderNo: "A2", Paid: true, Amount: 300, Refunded: 100},
	}
	for name, text := range map[string]string{
		"our words":      "order_no,amount,refunded,paid_at\nA1,12.50,0.00,2026-11-27T10:00:00+08:00\nA2,3.00,1.00,2026-11-27T11:00:00+08:00\n",
		"Chinese, GBK":   gbk(t, "商户订单号,订单金额,退款金额,交易时间\r\n`A1,`12.50,`0,`2026-11-27 10:00:00\r\n`A2,`3.00,`1.00,`2026-11-27 11:00:00\r\n"),
		"another order":  "交易时间,退款金额,备注,订单金额（元）,商户订单号\n2026/11/27 10:00:00,,x,12.5,A1\n2026/11/27 11:00:00,1,y,3,A2\n",
		"title and sums": "某某支付对账单\n2026年11月27日\n\"商户订单号\",\"订单金额\",\"退款金额\",\"交易时间\"\n\"A1\",\"12.50\",\"0\",\"20261127100000\"\n\"A2\",\"3.00\",\"1.00\",\"20261127110000\"\n合计,15.50,1.00,\n",
		"blanks behind":  "order_no,amount,refunded,paid_at\nA1,12.50,0.00,2026-11-27 10:00:00,, \nA2,3.00,1.00,2026-11-27 11:00:00,\n",
		"tabs":           "order_no\tamount\trefunded\tpaid_at\nA1\t12.50\t\t2026-11-27 10:00:00\nA2\t3.00\t1.00\t2026-11-27 11:00:00\n",
		"semicolons":     "order_no;amount;refunded;paid_at\nA1;12.50;;2026-11-27 10:00:00\nA2;3.00;1.00;2026-11-27 11:00:00",
		"fen":            "pay_trace_no,total_amount,refund_fee,end_time\nA1,1250,0,20261127100000\nA2,300,100,20261127110000\n",
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, want, mustRead(t, text).Rows) })
	}
}

func TestTable_RowsThatAreNoPayment(t *testing.T) {
	b := mustRead(t, "order_no,amount,state\nA1,1.00,paid\nA2,2.00,closed\nA3,-3.00,\nA4,4.00,已关闭\n")
	require.Equal(t, []kiosk.BillRow{{OrderNo: "A1", Paid: true, Amount: 100}, {OrderNo: "A3", Refunded: 300}}, b.Rows)
}

func TestTable_ColumnsAreSaidOnceAndRemembered(t *testing.T) {
	const text = "单据,实付,日期\nA1,12.50,2026-11-27 10:00:00\n"
	_, err := readText(text, Options{})
	require.ErrorIs(t, err, kiosk.BillColumns)
	kept := map[string]Columns{}
	said := Columns{"order_no": "单据", "amount": "实付", "paid_at": "日期"}
	_, err = readText(text, Options{Columns: said, Remember: func(headers string, c Columns) { kept[headers] = c }})
	require.NoError(t, err)
	b, err := readText(text, Options{Remembered: func(headers string) Columns { return kept[headers] }})
	require.NoError(t, err)
	require.Equal(t, []kiosk.BillRow{{At: at("2026-11-27 10:00:00"), OrderNo: "A1", Paid: true, Amount: 1250}}, b.Rows)
}

func TestRead_BadBillsAreOneSentence(t *testing.T) {
	weChat, alipay := weChatWhole(), alipayWhole()
	const table = "order_no,amount,refunded,paid_at\nA1,12.50,0.00,2026-11-27 10:00:00\nA2,3.00,1.00,2026-11-27 11:00:00\n"
	lastLineOf := func(s string) int { return strings.LastIndexByte(strings.TrimRight(s, "\r\n"), '\n') + 1 }
	for name, bad := range map[string]struct {
		text string
		kind kiosk.BillKind
		want error
	}{
		"nothing":                    {"", "", kiosk.BillEmpty},
		"blank":                      {"\r\n \r\n", "", kiosk.BillEmpty},
		"no bill":                    {"hello", "", kiosk.BillNone},
		"binary":                     {string(bytes.Repeat([]byte{0, 1, 2, '\n', 255}, 1000)), "", kiosk.BillEncoding},
		"headers alone":              {weChatHeaders + "\r\n", "", kiosk.BillCut},
		"no summary":                 {weChat[:strings.Index(weChat, "总交易单数")], "", kiosk.BillCut},
		"half":                       {weChat[:len(weChat)/2], "", kiosk.BillCut},
		"summary without its values": {weChat[:lastLineOf(weChat)], "", kiosk.BillCut},
		"summary cut":                {weChat[:lastLineOf(weChat)+8], "", kiosk.BillCut},
		"another count":              {strings.Replace(weChat, "`4,`13.00", "`5,`13.00", 1), "", kiosk.BillSumsDiffer},
		"another sum":                {strings.Replace(weChat, "`15.50,`1.00", "`15.51,`1.00", 1), "", kiosk.BillSumsDiffer},
		"another sum of refunds":     {strings.Replace(weChat, "`15.50,`1.00", "`15.50,`1.01", 1), "", kiosk.BillSumsDiffer},
		"two in one":                 {weChat + weChat, "", kiosk.BillSumsDiffer},
		"a column too many":          {strings.Replace(weChat, "`CNY", "`CNY,`CNY", 1), "", kiosk.BillWidth},
		"no amount":                  {strings.Replace(weChat, "`12.50", "`zwölf", 1), "", kiosk.BillNoMoney},
		"no time":                    {strings.Replace(weChat, "`2026-11-27 10:00:00", "`gestern", 1), "", kiosk.BillNoTime},
		"gzip cut":                   {gzipped(t, weChat)[:200], "", kiosk.BillCut},
		"zip cut":                    {zipped(t, "a.csv", weChat)[:200], "", kiosk.BillCut},
		"zip without a bill":         {zipped(t, "a.jpg", weChat), "", kiosk.BillPacked},
		"zip with the sums alone":    {zipped(t, "a.csv", gbk(t, alipaySummary)), "", kiosk.BillSumsAlone},
		"workbook":                   {zipped(t, "xl/workbook.xml", "<workbook/>"), "", kiosk.BillWorkbook},
		"old workbook":               {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", kiosk.BillWorkbook},
		"Alipay's sums alone":        {gbk(t, alipaySummary), "", kiosk.BillSumsAlone},
		"Alipay's cut":               {alipay[:strings.Index(alipay, "#-----------------------------------------业务明细列表结束")], "", kiosk.BillCut},
		"Alipay's half":              {gbk(t, alipay)[:len(gbk(t, alipay))/2], "", kiosk.BillCut},
		"Alipay's count":             {strings.Replace(alipay, "交易合计：2笔", "交易合计：3笔", 1), "", kiosk.BillSumsDiffer},
		"Alipay's sum":               {strings.Replace(alipay, "退款共-1.00元", "退款共-1.10元", 1), "", kiosk.BillSumsDiffer},
		"table without money":        {"order_no,paid_at\nA1,2026-11-27\n", "", kiosk.BillColumns},
		"table cut in a row":         {table[:len(table)-30], "", kiosk.BillCut},
		"table cut in a time":        {table[:len(table)-4], "", kiosk.BillCut},
		"table with a short row":     {"order_no,amount\nA1\nA2,3.00\n", "", kiosk.BillWidth},
		"table with a wide row":      {"order_no,amount\nA1,1,250.00\n", "", kiosk.BillWidth},
		"table with other sums":      {"日期,order_no,amount\n1,A1,1.00\n合计,,2.00\n", "", kiosk.BillSumsDiffer},
		"a line without end":         {"order_no,amount\n" + strings.Repeat("9", 3<<20), "", kiosk.BillNone},
		"a first line without end":   {strings.Repeat("9", 3<<20), "", kiosk.BillNone},
		"WeChat's as Alipay's":       {weChat, kiosk.BillAlipay, kiosk.BillOtherKind},
		"a table as WeChat's":        {table, kiosk.BillWeChat, kiosk.BillOtherKind},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readText(bad.text, Options{Kind: bad.kind})
			require.ErrorIs(t, err, bad.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// blanks are the lines of a bomb, which have no letter.
type blanks struct{ left int }

func (z *blanks) Read(p []byte) (int, error) {
	if z.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = ' '
	}
	p[len(p)-1] = '\n'
	z.left -= len(p)
	return len(p), nil
}

func TestRead_BombsAndGigabytes(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := io.Copy(z, &blanks{left: BytesMax + BytesMax/4})
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.Less(t, packed.Len(), 1<<20)
	_, err = readText(packed.String(), Options{})
	require.ErrorIs(t, err, kiosk.BillBomb)

	huge := file(t, "x")
	require.NoError(t, os.Truncate(huge, 1<<30))
	_, err = Read(context.Background(), huge, Options{})
	require.ErrorIs(t, err, kiosk.BillLarge)

	_, err = Read(context.Background(), t.TempDir(), Options{})
	require.ErrorIs(t, err, kiosk.BillNoFile)
	_, err = Read(context.Background(), t.TempDir()+"/none.csv", Options{})
	require.ErrorIs(t, err, kiosk.BillMissing)
}

func TestBound_EndsWhereverItIsReadFrom(t *testing.T) {
	n, err := io.Copy(io.Discard, bounded(&blanks{left: 2 * BytesMax}, kiosk.BillBomb))
	require.ErrorIs(t, err, kiosk.BillBomb)
	require.EqualValues(t, BytesMax, n)
}

func TestRead_CanBeCutOffAndTellsHowFarItIs(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	rows := strings.Repeat(weChatDay[0], 5000)
	path := file(t, weChatHeaders+"\r\n"+rows)
	var last, all int64
	_, err := Read(ctx, path, Options{Progress: func(done, total int64) {
		last, all = done, total
		if done > total/2 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Greater(t, last, all/2)
	require.Less(t, last, all)
}

// FuzzRead: whatever a stick has, the reader ends, and says an error or a bill within
// bounds.
func FuzzRead(f *testing.F) {
	weChat, alipay := weChatWhole(), alipayWhole()
	for _, seed := range []string{
		weChat, "\ufeff" + weChat, gzipped(f, weChat), gbk(f, alipay), zipped(f, "a.csv", gbk(f, alipay)),
		"order_no,amount,refunded,paid_at\nA1,12.50,0.00,2026-11-27T10:00:00+08:00\n", "商户订单号;订单金额\nA1;1\n合计;1", "pay_trace_no,total_amount\nA1,1250\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := readText(string(text), Options{})
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.LessOrEqual(t, len(b.Rows), RowsMax)
		for _, r := range b.Rows {
			require.GreaterOrEqual(t, r.Refunded, kiosk.Fen(0), fmt.Sprint(r))
			require.False(t, r.OrderNo == "" && r.GatewayNo == "" && r.TradeNo == "" && b.Kind != kiosk.BillWeChat && b.Kind != kiosk.BillAlipay)
		}
	})
}
