package bill

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"facepay/kiosk"
)

// weChatSums begins the line of headers of the summary at a bill's end.
const weChatSums = "总交易单数"

// weChat reads WeChat's bill: of all, of payments alone or of refunds alone, with 24
// columns of old or 27, in any order.
type weChat struct {
	bill    kiosk.Bill
	names   []string
	columns int
	at, merchant, subMerchant, trade, order, state, amount,
	refundGw, refundNo, refund, asked, refundState int

	all, paid         sums // of 订单金额
	refunds, accepted kiosk.Fen
	failed            kiosk.Fen // of the refunds, what came to nothing
}

func isWeChat(h headers) bool { return h.has("微信订单号", "商户订单号", "交易时间") }

func readWeChat(r *lines) (kiosk.Bill, error) {
	first, err := r.next()
	if err != nil {
		return kiosk.Bill{}, err
	}
	cells := strings.Split(first, ",")
	h := headersOf(cells)
	w := weChat{
		names: cells, columns: len(cells), at: h.find("退款申请时间", "交易时间"), merchant: h.find("商户号"), subMerchant: h.find("特约商户号", "子商户号"),
		trade: h.find("微信订单号"), order: h.find("商户订单号"), state: h.find("交易状态"), amount: h.find("订单金额", "总金额", "应结订单金额"),
		refundGw: h.find("微信退款单号"), refundNo: h.find("商户退款单号"), refund: h.find("退款金额"), asked: h.find("申请退款金额"), refundState: h.find("退款状态"),
	}
	if w.amount < 0 && w.refund < 0 {
		return kiosk.Bill{}, kiosk.BillNone
	}
	w.bill = kiosk.Bill{Kind: kiosk.BillWeChat, Payments: h.find("退款申请时间") < 0, Refunds: w.refund >= 0}
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return kiosk.Bill{}, kiosk.BillCut // the summary is the end of each
		}
		if err != nil {
			return kiosk.Bill{}, err
		}
		if strings.HasPrefix(trim(line), weChatSums) {
			return w.bill, w.check(headersOf(strings.Split(line, ",")), r)
		}
		if err := w.row(weChatCells(line)); err != nil {
			if !r.whole {
				err = kiosk.BillCut
			}
			return kiosk.Bill{}, atLine(err, r.number)
		}
	}
}

// weChatCells are a row's values. Each begins with a backtick, so that a comma in a
// shop's text ends none; a row that was saved by a spreadsheet has none of them.
func weChatCells(line string) []string {
	if rest, ticked := strings.CutPrefix(line, "`"); ticked {
		return strings.Split(rest, ",`")
	}
	return strings.Split(line, ",")
}

func (w *weChat) row(cells []string) error {
	if len(cells) != w.columns {
		return kiosk.BillWidth
	}
	if len(w.bill.Rows) >= RowsMax {
		return kiosk.BillLarge
	}
	v := values{w.names, cells}
	at, err := v.moment(w.at)
	if err != nil {
		return err
	}
	amount, err := v.yuan(w.amount)
	if err != nil {
		return err
	}
	refund, err := v.yuan(w.refund)
	if err != nil {
		return err
	}
	asked, err := v.yuan(w.asked)
	if err != nil {
		return err
	}
	row := kiosk.BillRow{
		At: at, OrderNo: kept(cells, w.order), TradeNo: kept(cells, w.trade), RefundNo: kept(cells, w.refundNo), RefundGw: kept(cells, w.refundGw),
	}
	if w.bill.Merchant == "" {
		w.bill.Merchant = kept(cells, w.subMerchant)
		if w.bill.Merchant == "" {
			w.bill.Merchant = kept(cells, w.merchant)
		}
	}
	w.all.add(amount)
	w.refunds += refund
	w.accepted += asked
	gone := asked // what the order gives back, where the other is less by coupons
	if gone == 0 {
		gone = refund
	}
	state, refundState := strings.ToUpper(cell(cells, w.state)), strings.ToUpper(cell(cells, w.refundState))
	switch {
	case state == "REVOKED":
		row.Revoked, row.Refunded = true, gone
		if gone == 0 {
			row.Refunded = amount
		}
	case state == "REFUND", state != "SUCCESS" && row.RefundGw != "", !w.bill.Payments:
		if refundState == "FAIL" {
			w.failed += gone
			gone = 0
		}
		row.Refunded, row.Pending = gone, refundState == "PROCESSING"
	default:
		w.paid.add(amount)
		row.Paid, row.Amount = true, amount
	}
	w.bill.Rows = append(w.bill.Rows, row)
	return nil
}

// check holds the rows to the summary, which is the file's last line.
func (w *weChat) check(h headers, r *lines) error {
	line, err := r.next()
	if errors.Is(err, io.EOF) {
		return kiosk.BillCut
	}
	if err != nil {
		return err
	}
	cells := weChatCells(line)
	if len(cells) < len(h) {
		return kiosk.BillCut
	}
	count, err := strconv.Atoi(cell(cells, h.find(weChatSums)))
	if err != nil {
		return kiosk.BillCut
	}
	// WeChat's page does not say whether refunds count; its samples have them counted.
	if count != w.all.count && count != w.paid.count {
		return kiosk.BillSumsDiffer
	}
	for _, sum := range []struct {
		column int
		rows   kiosk.Fen
	}{
		{h.find("订单总金额", "总交易额"), w.all.amount},
		{h.find("申请退款总金额"), w.accepted},
		{h.find("退款总金额", "总退款金额"), w.refunds},
	} {
		if sum.column < 0 || w.amount < 0 {
			continue
		}
		said, err := yuan(cell(cells, sum.column))
		if err != nil {
			return kiosk.BillCut
		}
		// Nor does it say whether refunds that failed are in their sum.
		if said != sum.rows && said != sum.rows-w.failed {
			return kiosk.BillSumsDiffer
		}
	}
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		return kiosk.BillSumsDiffer
	}
	return nil
}
