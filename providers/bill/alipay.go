package bill

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

// alipay reads Alipay's 业务明细: lines that begin with # around a table.
type alipay struct {
	bill    kiosk.Bill
	headers headers // nil before their line
	names   []string
	columns int
	ended   bool // the line that ends the table came

	paid, refunds sums // of 商家实收
	said          []saidSums
}

// saidSums is a line of sums below the table.
type saidSums struct {
	refunds bool
	count   int
	amount  kiosk.Fen
}

var (
	alipayAccount = regexp.MustCompile(`^#\s*账号[:：]\s*\[([^\]]*)\]`)
	alipayPeriod  = regexp.MustCompile(`起始日期[:：]\s*\[([^\]]*)\]\s*终止日期[:：]\s*\[([^\]]*)\]`)
	alipayMadeAt  = regexp.MustCompile(`^#\s*导出时间[:：]\s*\[([^\]]*)\]`)
	alipaySums    = regexp.MustCompile(`^#\s*(交易|退款)合计[:：]\s*(\d+)笔，商家实收(?:退款)?共(-?[\d.,]+)元`)
	alipayDate    = strings.NewReplacer("年", "-", "月", "-", "日", "")
)

func isAlipay(h headers) bool { return h.has("支付宝交易号", "商户订单号", "业务类型") }

func readAlipay(r *lines) (kiosk.Bill, error) {
	a := alipay{bill: kiosk.Bill{Kind: kiosk.BillAlipay, Payments: true, Refunds: true}}
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return a.bill, a.check()
		}
		if err != nil {
			return kiosk.Bill{}, err
		}
		if strings.HasPrefix(line, "#") {
			a.frame(line)
			continue
		}
		if err := a.row(line); err != nil {
			if !r.whole {
				err = kiosk.BillCut
			}
			if !errors.Is(err, kiosk.BillSumsAlone) {
				err = atLine(err, r.number)
			}
			return kiosk.Bill{}, err
		}
	}
}

// frame reads a line around the table.
func (a *alipay) frame(line string) {
	if m := alipayAccount.FindStringSubmatch(line); m != nil {
		a.bill.Merchant = trim(m[1])
	}
	if m := alipayPeriod.FindStringSubmatch(line); m != nil {
		from, err := moment(trim(alipayDate.Replace(m[1])))
		until, untilErr := moment(trim(alipayDate.Replace(m[2])))
		if err == nil && untilErr == nil && !until.Before(from) {
			if until.After(from) {
				until = until.Add(-time.Second) // midnight is of the day before
			}
			a.bill.From, a.bill.To = kiosk.Date(from.Format(time.DateOnly)), kiosk.Date(until.Format(time.DateOnly))
		}
	}
	if m := alipayMadeAt.FindStringSubmatch(line); m != nil {
		a.bill.MadeAt, _ = moment(trim(alipayDate.Replace(m[1]))) // else it does not tell
	}
	if strings.Contains(line, "列表结束") {
		a.ended = true
	}
	if m := alipaySums.FindStringSubmatch(line); m != nil {
		count, err := strconv.Atoi(m[2])
		amount, amountErr := yuan(m[3])
		if err == nil && amountErr == nil {
			a.said = append(a.said, saidSums{m[1] == "退款", count, amount})
		}
	}
}

// cells of a row: a tab follows each value, so that a comma in a shop's text ends none.
func (a *alipay) cells(line string) []string {
	if strings.Count(line, "\t,") == a.columns-1 {
		return strings.Split(line, "\t,")
	}
	return strings.Split(line, ",")
}

func (a *alipay) row(line string) error {
	if a.headers == nil {
		cells := strings.Split(line, ",")
		a.headers, a.names, a.columns = headersOf(cells), cells, len(cells)
		switch {
		case isAlipay(a.headers):
			return nil
		case a.headers.find("交易订单总笔数") >= 0:
			return kiosk.BillSumsAlone
		}
		return kiosk.BillNone
	}
	cells := a.cells(line)
	if len(cells) != a.columns || a.ended {
		return kiosk.BillWidth
	}
	if len(a.bill.Rows) >= RowsMax {
		return kiosk.BillLarge
	}
	h, v := a.headers, values{a.names, cells}
	amount, err := v.yuan(h.find("订单金额"))
	if err != nil {
		return err
	}
	received, err := v.yuan(h.find("商家实收"))
	if err != nil {
		return err
	}
	at, err := v.moment(h.find("完成时间"))
	if err != nil {
		return err
	}
	row := kiosk.BillRow{At: at, OrderNo: kept(cells, h.find("商户订单号")), TradeNo: kept(cells, h.find("支付宝交易号"))}
	if strings.Contains(cell(cells, h.find("业务类型")), "退款") {
		a.refunds.add(received)
		row.Refunded, row.RefundNo = max(amount, -amount), kept(cells, h.find("退款批次号/请求号"))
	} else {
		a.paid.add(received)
		row.Paid, row.Amount = true, amount
	}
	a.bill.Rows = append(a.bill.Rows, row)
	return nil
}

// check holds the rows to the lines below them.
func (a *alipay) check() error {
	if a.headers == nil || !a.ended {
		return kiosk.BillCut
	}
	for _, said := range a.said {
		rows := a.paid
		if said.refunds {
			rows = a.refunds
		}
		if said.count != rows.count || said.amount != rows.amount && said.amount != -rows.amount {
			return kiosk.BillSumsDiffer
		}
	}
	return nil
}
