package bill

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"facepay/kiosk"
)

// preambleMax is the number of lines above a table's headers.
const preambleMax = 30

// Columns name a table's headers by what they are, one of ColumnNames.
type Columns map[string]string

// The columns of a table.
const (
	columnOrder    = "order_no"
	columnGateway  = "gateway_order_no"
	columnTrade    = "trade_no"
	columnAmount   = "amount"
	columnRefunded = "refunded"
	columnPaidAt   = "paid_at"
	columnRefundNo = "refund_no"
	columnState    = "state"
)

// known are the headers that need no word of anybody, the likeliest first.
var known = map[string][]string{
	columnOrder:    {"order_no", "商户订单号", "商家订单号", "商户单号", "外部订单号", "out_trade_no", "pay_trace_no"},
	columnGateway:  {"gateway_order_no", "平台订单号", "平台流水号", "系统订单号"},
	columnTrade:    {"trade_no", "transaction_id", "微信订单号", "支付宝交易号", "渠道订单号", "第三方订单号", "交易单号", "交易号"},
	columnAmount:   {"amount", "订单金额", "交易金额", "支付金额", "金额", "total_amount"},
	columnRefunded: {"refunded", "退款金额", "refund_fee"},
	columnPaidAt:   {"paid_at", "交易时间", "支付时间", "付款时间", "完成时间", "end_time"},
	columnRefundNo: {"refund_no", "商户退款单号", "refund_trace_no"},
	columnState:    {"state", "交易状态", "订单状态", "支付状态", "状态"},
}

// inFen are yfpay's headers, whose money is fen.
var inFen = []string{"total_amount", "refund_fee"}

// unpaid are words of a state in which no money came.
var unpaid = []string{
	string(kiosk.StateCreated), string(kiosk.StateWaiting), string(kiosk.StateFailed), string(kiosk.StateClosed), string(kiosk.StateUnknown),
	"notpay", "userpaying", "未支付", "待支付", "支付中", "支付失败", "失败", "已关闭", "关闭", "未付款",
}

// footers begin the lines of sums below a table.
var footers = []string{"合计", "总计", "小计", "汇总", "#", "total"}

// ColumnNames are what a column of a table can be.
func ColumnNames() []string {
	return []string{columnOrder, columnGateway, columnTrade, columnAmount, columnRefunded, columnPaidAt, columnRefundNo, columnState}
}

// guess is the kind of a bill by its first line.
func guess(first string) kiosk.BillKind {
	h := headersOf(strings.Split(first, ","))
	switch {
	case strings.HasPrefix(first, "#") && strings.Contains(first, "支付宝"), isAlipay(h), h.find("交易订单总笔数") >= 0:
		return kiosk.BillAlipay
	case isWeChat(h):
		return kiosk.BillWeChat
	case h.find("pay_trace_no") >= 0:
		return kiosk.BillYfpay
	}
	return kiosk.BillCSV
}

// table reads a bill by the names of its columns: one row a payment, with what went
// back of it.
type table struct {
	bill    kiosk.Bill
	width   int
	fen     []bool // the column's money is fen
	columns map[string]int

	names   []string // the headers
	amounts kiosk.Fen
	line    int    // of the row at hand
	short   int    // the line that had too few columns, 0 for none; only the end may follow
	tails   [2]int // see tail, of the last row and the one before
	shown   []int  // the columns of bill.Table
}

func readTable(r *lines, kind kiosk.BillKind, o Options) (kiosk.Bill, error) {
	first, err := r.peek()
	if err != nil {
		return kiosk.Bill{}, err
	}
	end, before := &lastByte{r: r.rest()}, r.number-1
	in := csv.NewReader(end)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord, in.ReuseRecord = separator(first), true, -1, true
	t := table{bill: kiosk.Bill{Kind: kind, Payments: true}}
	var above [][]string // the lines while none of headers was found
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			if t.columns == nil {
				return t.unknown(above)
			}
			return t.done(end.last == '\n' || end.last == '\r')
		}
		if err != nil {
			return kiosk.Bill{}, tableError(err)
		}
		line, _ := in.FieldPos(0)
		t.line = before + line
		if t.columns == nil {
			if t.head(cells, o) {
				continue
			}
			if above = append(above, slices.Clone(cells)); len(above) > preambleMax {
				return t.unknown(above)
			}
			continue
		}
		if err := t.row(cells); err != nil {
			return t.bill, atLine(err, t.line)
		}
	}
}

// unknown asks what the columns below the likeliest line of headers are.
func (t *table) unknown(above [][]string) (kiosk.Bill, error) {
	best, most := -1, 1
	for i, cells := range above {
		words := 0
		for _, c := range cells {
			switch c = trim(c); {
			case strings.ContainsAny(c, "0123456789"):
				words = -len(cells) // a value's line
			case c != "":
				words++
			}
		}
		if words > most {
			best, most = i, words
		}
	}
	if best < 0 {
		return t.bill, kiosk.BillNone
	}
	if garbled(strings.Join(above[best], "")) {
		return t.bill, kiosk.BillEncoding
	}
	t.show(above[best])
	for _, cells := range above[best+1:] {
		t.sample(cells)
	}
	return t.bill, kiosk.BillColumns
}

// samplesMost are the rows of a table that people see.
const samplesMost = 3

// show takes a line of headers for bill.Table.
func (t *table) show(cells []string) {
	t.bill.Table = &kiosk.BillTable{Columns: map[string]string{}}
	h := headersOf(cells)
	for i, c := range cells {
		if h.find(header(c)) == i {
			t.shown = append(t.shown, i)
			t.bill.Table.Headers = append(t.bill.Table.Headers, trim(c))
		}
	}
	for _, name := range ColumnNames() {
		if i := h.find(known[name]...); i >= 0 {
			t.bill.Table.Columns[name] = trim(cells[i])
		}
	}
}

// sample keeps a row for bill.Table.
func (t *table) sample(cells []string) {
	if len(t.bill.Table.Samples) == samplesMost {
		return
	}
	var row []string
	for _, i := range t.shown {
		row = append(row, clipped(cell(cells, i)))
	}
	t.bill.Table.Samples = append(t.bill.Table.Samples, row)
}

// tableError leaves out what encoding/csv says around an error of its source.
func tableError(err error) error {
	if _, ok := errors.AsType[*csv.ParseError](err); ok {
		return kiosk.BillCut
	}
	return err
}

// separator is the character between the values of a line.
func separator(line string) rune {
	if !strings.Contains(line, ",") {
		for _, other := range []rune{'\t', ';', '，'} {
			if strings.ContainsRune(line, other) {
				return other
			}
		}
	}
	return ','
}

// head takes the line of headers; false for a line above it.
func (t *table) head(cells []string, o Options) bool {
	h := headersOf(cells)
	names, inFens := make([]string, len(cells)), make([]bool, len(cells))
	for i, c := range cells {
		names[i] = header(c)
		inFens[i] = slices.Contains(inFen, names[i]) || strings.ContainsAny(c, "(（") && strings.Contains(c, "分")
	}
	line := strings.Join(names, ",")
	said := o.Columns
	if len(said) == 0 && o.Remembered != nil {
		said = o.Remembered(line)
	}
	columns := map[string]int{}
	for _, name := range ColumnNames() {
		columns[name] = h.find(known[name]...)
		if of, ok := said[name]; ok {
			columns[name] = h.find(header(of))
			if columns[name] < 0 && of != "" {
				return false
			}
		}
	}
	if columns[columnOrder] < 0 && columns[columnGateway] < 0 && columns[columnTrade] < 0 || columns[columnAmount] < 0 {
		return false
	}
	t.names, t.width, t.fen, t.columns = slices.Clone(cells), len(cells), inFens, columns
	t.show(cells)
	maps.Copy(t.bill.Table.Columns, said)
	t.bill.Table.Named = len(said) > 0
	t.bill.Refunds = columns[columnRefunded] >= 0
	if len(o.Columns) > 0 && o.Remember != nil {
		o.Remember(line, o.Columns)
	}
	return true
}

func (t *table) row(cells []string) error {
	if t.short > 0 {
		t.line = t.short
		return kiosk.BillWidth
	}
	switch first := strings.ToLower(cell(cells, 0)); {
	case slices.ContainsFunc(footers, func(f string) bool { return strings.HasPrefix(first, f) }):
		return t.footer(cells)
	case len(cells) < t.width:
		t.short = t.line // cut, if it is the last
		return nil
	case slices.ContainsFunc(cells[t.width:], func(c string) bool { return trim(c) != "" }):
		return kiosk.BillWidth // one in the midst may be two, and what follows stands in other columns
	}
	if len(t.bill.Rows) >= RowsMax {
		return kiosk.BillLarge
	}
	t.sample(cells)
	row := kiosk.BillRow{
		OrderNo: kept(cells, t.columns[columnOrder]), GatewayNo: kept(cells, t.columns[columnGateway]), TradeNo: kept(cells, t.columns[columnTrade]),
		RefundNo: kept(cells, t.columns[columnRefundNo]),
	}
	if row.OrderNo == "" && row.GatewayNo == "" && row.TradeNo == "" {
		return kiosk.BillNoNumber
	}
	var err error
	if row.At, err = (values{t.names, cells}).moment(t.columns[columnPaidAt]); err != nil {
		return err
	}
	if row.Amount, err = t.money(cells, columnAmount); err != nil {
		return err
	}
	if row.Refunded, err = t.money(cells, columnRefunded); err != nil {
		return err
	}
	t.amounts += row.Amount
	row.Refunded = max(row.Refunded, -row.Refunded)
	if row.Amount < 0 { // a refund as a row of its own
		row.Refunded, row.Amount = max(row.Refunded, -row.Amount), 0
		t.bill.Refunds = true
	}
	row.Paid = row.Amount > 0
	if slices.Contains(unpaid, strings.ToLower(cell(cells, t.columns[columnState]))) {
		row.Paid, row.Amount = false, 0
	}
	t.tails[1], t.tails[0] = t.tails[0], t.tail(cells)
	if row.Paid || row.Refunded > 0 {
		t.bill.Rows = append(t.bill.Rows, row)
	}
	return nil
}

func (t *table) money(cells []string, column string) (kiosk.Fen, error) {
	i := t.columns[column]
	read := yuan
	if i >= 0 && t.fen[i] {
		read = fen
	}
	return values{t.names, cells}.money(i, read)
}

// footer holds the rows to a line of sums, where that has one below the amounts.
func (t *table) footer(cells []string) error {
	said, err := t.money(cells, columnAmount)
	if text := cell(cells, t.columns[columnAmount]); err == nil && text != "" && t.columns[columnAmount] > 0 && said != t.amounts {
		return kiosk.BillSumsDiffer
	}
	return nil
}

// done ends the bill. A table has no end of its own, so that one which was cut shows
// only by a last line that is shorter than the one before.
func (t *table) done(ended bool) (kiosk.Bill, error) {
	switch {
	case t.short > 0:
		return kiosk.Bill{}, atLine(kiosk.BillCut, t.short)
	case !ended && t.cutInside():
		return kiosk.Bill{}, atLine(kiosk.BillCut, t.line)
	}
	return t.bill, nil
}

// tail measures a row's last value where all rows have it of one length: a time, or
// the decimals of an amount. Else it is 0.
func (t *table) tail(cells []string) int {
	last := t.width - 1
	switch value := cell(cells, last); last {
	case t.columns[columnPaidAt]:
		return len(value)
	case t.columns[columnAmount], t.columns[columnRefunded]:
		_, decimals, _ := strings.Cut(value, ".")
		return len(decimals)
	}
	return 0
}

// cutInside reports whether the last row ends within its last value.
func (t *table) cutInside() bool { return t.tails[0] < t.tails[1] }

// lastByte remembers the last byte of a text.
type lastByte struct {
	r    io.Reader
	last byte
}

func (l *lastByte) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if n > 0 {
		l.last = p[n-1]
	}
	return n, err
}
