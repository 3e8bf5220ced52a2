package report

import (
	"io"
	"iter"
	"time"

	"facepay/kiosk"
)

// Payments are the history for an export.
type Payments struct {
	Rows     iter.Seq2[kiosk.Payment, error] // newest last
	Till     string                          // the till's name, for the column of that name
	Location *time.Location                  // the shop's, for times
}

// byteOrderMark tells spreadsheet programs that a file is UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes the payments as CSV with a byte order mark and a line of column names.
func (p Payments) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	return writeCSV(w, p.table())
}

// XLSX writes the payments as a workbook: amounts are numbers, all else is text. A
// sheet that is full goes on in another.
func (p Payments) XLSX(w io.Writer) error { return writeXLSX(w, p.table()) }

var paymentColumns = []string{"order_no", "created_at", "amount", "wallet", "channel", "provider", "state",
	"gateway_order_no", "trade_no", "paid_at", "late", "refunded", "payer", "till", "cashier", "note"}

func (p Payments) table() table {
	return table{name: "payments", head: paymentColumns, rows: func(yield func([]cell, error) bool) {
		row := make([]cell, 0, len(paymentColumns))
		for payment, err := range p.Rows {
			if err == nil {
				row = p.cells(row[:0], &payment)
			}
			if !yield(row, err) {
				return
			}
		}
	}}
}

// cells appends the cells of one payment, in the order of paymentColumns. Times are RFC
// 3339 with the shop's offset, empty when there is none.
func (p Payments) cells(row []cell, of *kiosk.Payment) []cell {
	return append(row,
		text(string(of.OrderNo)), p.time(of.CreatedAt), amount(of.Amount), text(string(of.Wallet)), text(of.Channel()), text(of.Provider), text(string(of.State)),
		text(of.GatewayOrderNo), text(of.TradeNo), p.time(of.PaidAt), truth(of.Late), amount(of.Refunded), text(of.Payer), text(p.Till), text(of.Cashier), text(string(of.Note)))
}

func (p Payments) time(t time.Time) cell {
	if t.IsZero() {
		return text("")
	}
	return text(t.In(p.Location).Format(time.RFC3339))
}
