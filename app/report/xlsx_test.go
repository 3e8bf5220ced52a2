package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"facepay/kiosk"
)

// opened reads a workbook with a library of its own, which shares no code with the writer.
func opened(t *testing.T, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func sheet(t *testing.T, f *excelize.File, name string) [][]string {
	t.Helper()
	rows, err := f.GetRows(name)
	require.NoError(t, err)
	return rows
}

func TestPaymentsXLSX_ReadsBackAsItWas(t *testing.T) {
	var book bytes.Buffer
	p := hostile()
	require.NoError(t, Payments{Rows: rowsOf(made, p), Till: "=01", Location: shanghai}.XLSX(&book))
	f := opened(t, book.Bytes())
	require.Equal(t, []string{"payments"}, f.GetSheetList())
	rows := sheet(t, f, "payments")
	require.Equal(t, paymentColumns, rows[0])
	require.Equal(t, []string{"ORDER0000000000000000001", "2026-11-20T12:00:00+08:00", "12.50", "wechat", "qr", "lepay", "created", "", "", "", "false", "0.00", "", "=01"}, rows[1])
	require.Equal(t, []string{"ORDER0000000000000000002", "2026-11-20T13:00:00+08:00", "12345.67", "alipay", "face", "lepay", "paid", "G7", "4200001234567890123456789012",
		"2026-11-20T13:00:01+08:00", "true", "0.05", `=HYPERLINK("http://x.example")`, "=01", "王,五", "says \"no\"\nline two"}, rows[2])
	for cell, want := range map[string]excelize.CellType{"A3": excelize.CellTypeInlineString, "I3": excelize.CellTypeInlineString, "M3": excelize.CellTypeInlineString, "C3": excelize.CellTypeUnset} {
		kind, err := f.GetCellType("payments", cell)
		require.NoError(t, err)
		require.Equal(t, want, kind, cell)
		formula, err := f.GetCellFormula("payments", cell)
		require.NoError(t, err)
		require.Empty(t, formula, cell)
	}
}

func TestXLSX_GoesOnInAnotherSheetWhenOneIsFull(t *testing.T) {
	var book bytes.Buffer
	b := newWorkbook(&book)
	b.rowsMax = 4
	require.NoError(t, b.add(Payments{Rows: many(7), Location: shanghai}.table()))
	require.NoError(t, b.close())
	f := opened(t, book.Bytes())
	require.Equal(t, []string{"payments", "payments 2", "payments 3"}, f.GetSheetList())
	var numbers []string
	for i, name := range f.GetSheetList() {
		rows := sheet(t, f, name)
		require.Equal(t, paymentColumns, rows[0])
		require.Len(t, rows, []int{4, 4, 2}[i])
		for _, row := range rows[1:] {
			numbers = append(numbers, row[0])
		}
	}
	require.Len(t, numbers, 7)
	require.Equal(t, "202611201200000000000006", numbers[6])
}

func TestXLSX_AnyTextIsText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "=1+1", "+1": "+1", "-1": "-1", "@x": "@x", "<&>\"'": "<&>\"'", " a  b ": " a  b ", "\tx\ny": "\tx\ny",
		"_x000D_": "_x000D_", "_x00": "_x00", "〓𠮷": "〓𠮷", "\uffff": "\ufffd", "a\xffb": "a\ufffdb", "007": "007",
		strings.Repeat("长", cellMax+1): strings.Repeat("长", cellMax), strings.Repeat("𠮷", 20_000): strings.Repeat("𠮷", cellMax/2),
	} {
		p := made
		p.Note = kiosk.Reason(in)
		var book bytes.Buffer
		require.NoError(t, Payments{Rows: rowsOf(p), Location: shanghai}.XLSX(&book))
		got, err := opened(t, book.Bytes()).GetCellValue("payments", "P2")
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.Equal(t, "a_x0000__x000D_\nb", string(appendText(nil, "a\x00\r\nb")))
}

func TestXLSX_AmountsOfTooManyDigitsAreText(t *testing.T) {
	report := kiosk.Report{From: "2026-11-20", To: "2026-11-20", By: kiosk.ByDay, Rows: []kiosk.TotalsRow{{Key: "2026-11-20", Totals: kiosk.Totals{Count: 1, Paid: 1234567890123456789}}}}
	var book bytes.Buffer
	require.NoError(t, XLSX(&book, report))
	require.Equal(t, "12345678901234567.89", sheet(t, opened(t, book.Bytes()), "report")[1][2])
}

func TestColumnNames(t *testing.T) {
	names := columnNames(703)
	require.Equal(t, []string{"A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"}, []string{names[0], names[25], names[26], names[51], names[52], names[701], names[702]})
}
