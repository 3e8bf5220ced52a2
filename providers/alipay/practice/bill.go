package practice

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/alipaytrade"
)

// billPath is the path of the bills' zips, which are fetched unsigned.
const billPath = "/alipay/bill/"

// bill names the address of a day's bill. There is one of a day that is over, if anybody
// paid on it or got money back.
func (a alipay) bill(r practice.Request, c content) node {
	day, err := time.ParseInLocation(time.DateOnly, c.BillDate, practice.China)
	switch {
	case c.BillType != "trade" || err != nil:
		return no("isv.invalid_arguments", "参数有误")
	case !r.Orders.Now().After(day.AddDate(0, 0, 1)) || len(rows(r.Orders.All(), day)) == 0:
		return no("isp.bill_not_exist", "账单不存在")
	}
	return done(node{BillURL: r.Base + billPath + c.BillDate + ".zip"})
}

// billFile is a day's zip: the rows and the sums, in GBK, with names in GBK.
func (a alipay) billFile(r practice.Request) practice.Reply {
	day, err := time.ParseInLocation(time.DateOnly, strings.TrimSuffix(r.Rest, ".zip"), practice.China)
	if err != nil {
		return practice.Reply{Status: http.StatusNotFound}
	}
	detail, sums := texts(rows(r.Orders.All(), day), day, r.Orders.Now())
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, file := range []struct{ name, text string }{{"业务明细(汇总)", sums}, {"业务明细", detail}} {
		name := gbk(SellerID + "0156_" + day.Format("20060102") + "_" + file.name + ".csv")
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate, Modified: r.Orders.Now()})
		if err == nil {
			_, err = w.Write([]byte(gbk(file.text)))
		}
		if err != nil {
			return practice.ReplyError(err)
		}
	}
	if err := z.Close(); err != nil {
		return practice.ReplyError(err)
	}
	return practice.Reply{Status: http.StatusOK, Body: out.Bytes(), Header: http.Header{"Content-Type": {"application/zip"}}}
}

// gbk is s in GBK. The texts of a bill have no letter that it lacks.
func gbk(s string) string {
	text, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic("practice: a bill's text is not GBK: " + err.Error())
	}
	return text
}

// row is a line of a bill: a payment, or money that went back.
type row struct {
	order  practice.Order
	refund *practice.Refund
	at     time.Time
}

func rows(orders []practice.Order, day time.Time) (list []row) {
	on := func(at time.Time) bool { return !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) }
	for _, o := range orders {
		if o.State != practice.StatePaid {
			continue
		}
		if on(o.SettledAt) {
			list = append(list, row{o, nil, o.SettledAt})
		}
		for i, back := range o.Refunds {
			if on(back.At) {
				list = append(list, row{o, &o.Refunds[i], back.At})
			}
		}
	}
	return list
}

const (
	detailHead = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）," +
		"集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
	sumsHead = "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)

// texts are the two files of a day's bill.
func texts(list []row, day, now time.Time) (detail, sums string) {
	const chinese = "2006年01月02日 15:04:05"
	var b strings.Builder
	fmt.Fprintf(&b, "#支付宝业务明细查询\r\n#账号：[%s0156]\r\n#起始日期：[%s]   终止日期：[%s]\r\n", SellerID, day.Format(chinese), day.AddDate(0, 0, 1).Format(chinese))
	fmt.Fprintf(&b, "#-----------------------------------------业务明细列表----------------------------------------\r\n%s\r\n", detailHead)
	var paid, back kiosk.Fen
	payments, refunds := 0, 0
	for _, each := range list {
		kind, amount, number := "交易", each.order.Amount, ""
		if each.refund != nil {
			kind, amount, number = "退款", -each.refund.Amount, each.refund.No
			back, refunds = back+amount, refunds+1
		} else {
			paid, payments = paid+amount, payments+1
		}
		created := alipaytrade.Time(each.order.CreatedAt)
		cells := []string{
			each.order.TradeNo, each.order.Own, kind, "练习订单", created, alipaytrade.Time(each.at), "", "", "", "", alipaytrade.BuyerLogon, amount.Yuan(), amount.Yuan(),
			"0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00", number, "0.00", "0.00", "",
		}
		b.WriteString(strings.Join(cells, "\t,") + "\t\r\n")
	}
	b.WriteString("#-----------------------------------------业务明细列表结束------------------------------------\r\n")
	fmt.Fprintf(&b, "#交易合计：%d笔，商家实收共%s元，商家优惠共0.00元\r\n#退款合计：%d笔，商家实收退款共%s元，商家优惠退款共0.00元\r\n", payments, paid.Yuan(), refunds, back.Yuan())
	fmt.Fprintf(&b, "#导出时间：[%s]\r\n", now.In(practice.China).Format(chinese))
	sums = fmt.Sprintf("#支付宝业务汇总查询\r\n%s\r\n合计\t,\t,%d\t,%d\t,%s\t,%s\t,0.00\t,0.00\t,0.00\t,0.00\t,0.00\t,%s\t\r\n",
		sumsHead, payments, refunds, (paid + back).Yuan(), (paid + back).Yuan(), (paid + back).Yuan())
	return b.String(), sums
}
