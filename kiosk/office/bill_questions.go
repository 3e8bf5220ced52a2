package office

import (
	"cmp"
	"maps"

	"facepay/kiosk"
)

// BillColumnsKey names the columns of the bill on screen otherwise.
const BillColumnsKey = kiosk.KeyF5

// billColumns are the columns that are asked for, in that order, by the names that the
// ledger keeps them under.
var billColumns = []string{"order_no", "amount", "refunded", "paid_at"}

// needed of them every table has.
const needed = 2

// ColumnsAsked asks which columns of a table are what, one after the other.
type ColumnsAsked struct {
	Table  kiosk.BillTable
	At     int
	Chosen map[string]string // headers by what they are, "" for none
}

// Asked is the column asked for, such as amount.
func (c *ColumnsAsked) Asked() string { return billColumns[c.At] }

// Headers are those that can be chosen; "" is none.
func (c *ColumnsAsked) Headers() []string {
	if c.At < needed {
		return c.Table.Headers
	}
	return append([]string{""}, c.Table.Headers...)
}

// As is the column as which a header was chosen before, "" for none.
func (c *ColumnsAsked) As(header string) string {
	for _, name := range billColumns[:c.At] {
		if header != "" && c.Chosen[name] == header {
			return name
		}
	}
	return ""
}

// DaysAsked asks which day of a bill is to be compared.
type DaysAsked struct {
	Days   []DayOfBill
	SHA256 string // by which those that were compared stand among the records
	// Read is the table that was read of the bill, for the one who reads it; nil where it is read again.
	Read any
}

// Record is the comparison of a day, nil if there was none.
func (b *Bills) Record(d DayOfBill) *kiosk.BillRecord {
	for i := range b.Records {
		if r := &b.Records[i]; r.SHA256 == b.Days.SHA256 && r.Day == d.Day {
			return r
		}
	}
	return nil
}

// askColumns begins with the first column, or with the one that holds what it should not.
func (b *Bills) askColumns(wrong string) {
	known := b.table.Columns
	chosen := map[string]string{}
	for _, name := range billColumns {
		chosen[name] = known[name]
	}
	// Whichever number a row has, it is looked up as each.
	chosen[billColumns[0]] = cmp.Or(chosen[billColumns[0]], known["gateway_order_no"], known["trade_no"])
	b.Columns, b.Days = ColumnsAsked{Table: *b.table, Chosen: chosen}, DaysAsked{}
	at := 0
	for i, name := range billColumns {
		if wrong != "" && chosen[name] == wrong {
			at = i
		}
	}
	b.question(at)
}

// question asks for a column, on the row of the one that was chosen before.
func (b *Bills) question(at int) {
	b.Columns.At = at
	row := 0
	for i, h := range b.Columns.Headers() {
		if h == b.Columns.Chosen[b.Columns.Asked()] {
			row = i
		}
	}
	b.stage(BillsColumns, row)
}

// takeColumn takes a row as the column that is asked for, and reports whether it was the
// last one. A column is one thing.
func (b *Bills) takeColumn(row int) bool {
	c := &b.Columns
	header := c.Headers()[row]
	if as := c.As(header); as != "" {
		b.Reading.Outcome = Outcome{Said: kiosk.T("screen.bills.column.taken", "column", header, "as", "@screen.bills.column."+as), Failed: true}
		return false
	}
	b.Reading.Outcome = Outcome{}
	c.Chosen = maps.Clone(c.Chosen) // a View has the one of before
	c.Chosen[c.Asked()] = header
	if c.At == len(billColumns)-1 {
		return true
	}
	b.question(c.At + 1)
	return false
}
