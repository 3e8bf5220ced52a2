//go:build spreadsheet

package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// A workbook goes through LibreOffice and back to CSV: numbers of 28 digits are equal,
// and what begins as a formula is text. `make spreadsheet` installs LibreOffice, which
// is 0.3 GB, and is therefore no part of `make test`.
func TestSpreadsheet_LibreOfficeReadsEveryDigit(t *testing.T) {
	const rows = 500
	words := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "007", "1e5", "2026-11-20", "TRUE", "=HYPERLINK(\"http://x.example\")", "王,五\n\"x\"", " a  b ", "_x000D_"}
	var payments []kiosk.Payment
	for i := range rows {
		p := hostile()
		p.OrderNo, p.TradeNo, p.GatewayOrderNo = kiosk.OrderNo(fmt.Sprintf("2026112012%014d", i)), fmt.Sprintf("4200001234%018d", i), fmt.Sprintf("9%027d", i)
		p.Payer, p.Cashier = words[i%len(words)], words[(i+1)%len(words)]
		payments = append(payments, p)
	}
	dir := t.TempDir()
	var book, want bytes.Buffer
	export := Payments{Rows: rowsOf(payments...), Till: "=01", Location: shanghai}
	require.NoError(t, export.XLSX(&book))
	file := filepath.Join(dir, "history.xlsx")
	require.NoError(t, os.WriteFile(file, book.Bytes(), 0o600))
	out, err := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", dir, file).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, export.CSV(&want))

	read := func(text string) [][]string {
		all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
		require.NoError(t, err)
		return all
	}
	converted, err := os.ReadFile(filepath.Join(dir, "history.csv"))
	require.NoError(t, err)
	got, expected := read(string(converted)), read(want.String())
	require.Len(t, got, rows+1)
	for i, row := range expected {
		for j := range row {
			if i > 0 && (j == 12 || j == 13 || j == 14) { // the CSV has an apostrophe before what would be a formula
				row[j] = strings.TrimPrefix(row[j], "'")
			}
		}
		require.Equal(t, row, got[i])
	}
}
