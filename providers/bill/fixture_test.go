package bill

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"facepay/kiosk"
)

const weChatHeaders = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额," +
	"微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"

// weChatRow is a row of WeChat's bill by header; the rest is as WeChat leaves it.
func weChatRow(values map[string]string) string {
	usual := map[string]string{
		"交易时间": "2026-11-27 10:00:00", "公众账号ID": "wx1", "商户号": "1900000109", "特约商户号": "0", "交易类型": "NATIVE", "交易状态": "SUCCESS", "货币种类": "CNY",
		"应结订单金额": "0.00", "代金券金额": "0.00", "微信退款单号": "0", "商户退款单号": "0", "退款金额": "0.00", "充值券退款金额": "0.00", "手续费": "0.00000",
		"费率": "0.60%", "订单金额": "0.00", "申请退款金额": "0.00", "商品名称": `咖啡\ 和"糕点`,
	}
	var cells []string
	for _, h := range strings.Split(weChatHeaders, ",") {
		v, ok := values[h]
		if !ok {
			v = usual[h]
		}
		cells = append(cells, v)
	}
	return "`" + strings.Join(cells, ",`") + "\r\n"
}

// weChatBill is a bill of rows with the sums that are said about them.
func weChatBill(count int, orders, refunds string, rows ...string) string {
	return weChatHeaders + "\r\n" + strings.Join(rows, "") +
		"总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n" +
		fmt.Sprintf("`%d,`%s,`%s,`0.00,`0.00000,`%s,`%s\r\n", count, orders, refunds, orders, refunds)
}

const alipayHeaders = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）," +
	"支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"

func alipayRow(values map[string]string) string {
	var cells []string
	for _, h := range strings.Split(alipayHeaders, ",") {
		v, ok := values[strings.TrimSuffix(h, "（元）")]
		if !ok && strings.HasSuffix(h, "（元）") {
			v = "0.00"
		}
		cells = append(cells, v+"\t")
	}
	return strings.Join(cells, ",") + "\r\n"
}

func alipayBill(paid, refunds string, rows ...string) string {
	return "#支付宝业务明细查询\r\n#账号：[20880012345678900156]\r\n#起始日期：[2026年11月27日 00:00:00]   终止日期：[2026年11月28日 00:00:00]\r\n" +
		"#-----------------------------------------业务明细列表----------------------------------------\r\n" + alipayHeaders + "\r\n" + strings.Join(rows, "") +
		"#-----------------------------------------业务明细列表结束------------------------------------\r\n" + paid + refunds +
		"#导出时间：[2026年11月28日 10:30:00]\r\n"
}

func gbk(t testing.TB, text string) string {
	t.Helper()
	coded, err := simplifiedchinese.GBK.NewEncoder().String(text)
	require.NoError(t, err)
	return coded
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// zipped has a file for each name, text pair.
func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Deflate, NonUTF8: true})
		require.NoError(t, err)
		_, err = w.Write([]byte(files[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.String()
}

func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "账 单.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// readText is Read without a file.
func readText(text string, o Options) (kiosk.Bill, error) {
	if text == "" {
		return kiosk.Bill{}, kiosk.BillEmpty
	}
	return read(context.Background(), strings.NewReader(text), int64(len(text)), o)
}

// mustRead is readText for what must succeed.
func mustRead(t testing.TB, text string) kiosk.Bill {
	t.Helper()
	b, err := readText(text, Options{})
	require.NoError(t, err)
	return b
}
