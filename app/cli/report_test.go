package cli

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"facepay/kiosk"
	"facepay/store"
)

// sold is a data folder whose till runs on, with one payment of each of the times.
func sold(t *testing.T, at ...time.Time) (data string) {
	t.Helper()
	return soldBy(t, store.Options{}, at...)
}

func soldBy(t *testing.T, opts store.Options, at ...time.Time) (data string) {
	t.Helper()
	data = t.TempDir()
	ledger, err := store.Open(t.Context(), data, opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	w := kiosk.Write{Sales: []kiosk.Sale{{ID: "s", Amount: 1250, State: kiosk.SalePaid, OpenedAt: at[0], Version: 1}}}
	for i, paid := range at {
		w.Payments = append(w.Payments, kiosk.Payment{
			OrderNo: kiosk.OrderNo("20261120120000010000000" + string(rune('A'+i))), Sale: "s", Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "practice",
			State: kiosk.StatePaid, TradeNo: "4200001234567890123456789012", CreatedAt: paid, PaidAt: paid, Version: 1,
		})
	}
	require.NoError(t, ledger.Save(t.Context(), w))
	return data
}

func TestReport_IsTodaysTextUnlessSaidOtherwise(t *testing.T) {
	data := sold(t, time.Now(), time.Now().AddDate(0, 0, -3))
	stdout, stderr := done(t, "report", "--practice", "--data", data)
	require.Empty(t, stderr)
	day := time.Now().Format(time.DateOnly)
	require.Regexp(t, `(?m)^`+day+` +1 +12\.50 +0 +0 +0 +0\.00 +12\.50$`, stdout)
}

func TestReport_ASpanInEveryFormat(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 12, 0, 0, 0, time.Local) }
	data := sold(t, day(1), day(2), day(2), day(4))
	span := []string{"report", "--data", data, "--from", "2026-11-01", "--to", "2026-11-03"}
	var got struct {
		From, To, By string
		Rows         []map[string]any
		Total        map[string]any
	}
	stdout, _ := done(t, append(span, "--format", "json")...)
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	require.Equal(t, []string{"2026-11-01", "2026-11-03", "day"}, []string{got.From, got.To, got.By})
	require.Len(t, got.Rows, 2)
	require.Equal(t, "2026-11-02", got.Rows[1]["key"])
	require.Equal(t, "25.00", got.Rows[1]["paid"])
	require.Equal(t, "37.50", got.Total["net"])

	stdout, _ = done(t, append(span, "--by", "wallet", "--format", "csv")...)
	require.Equal(t, "key,count,paid,late,unknown,refund_count,refunded,net\nwechat,3,37.50,0,0,0,0.00,37.50\n", stdout)

	file := filepath.Join(t.TempDir(), "r.xlsx")
	stdout, _ = done(t, append(span, "--format", "xlsx", "--output", file)...)
	require.Empty(t, stdout)
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	rows, err := book.GetRows("report")
	require.NoError(t, err)
	require.Equal(t, []string{"2026-11-01", "1", "12.50", "0", "0", "0", "0.00", "12.50"}, rows[1])
	require.NoError(t, book.Close())
}

// In a shop whose day ends at four, report, export and audit have the same days.
func TestDays_AreBusinessDaysInAllThatIsPrinted(t *testing.T) {
	four := time.Date(2026, 11, 2, 4, 0, 0, 0, time.Local)
	data := soldBy(t, store.Options{DayStart: 4 * time.Hour}, four.Add(-time.Second), four, four.Add(time.Hour))
	flags := []string{"--config", writeConfig(t, "provider = \"practice\"\n[shop]\nday_start = \"04:00\"\n"), "--data", data, "--from", "2026-11-02", "--to", "2026-11-02"}
	stdout, _ := done(t, append([]string{"report", "--format", "csv"}, flags...)...)
	require.Contains(t, stdout, "2026-11-02,2,25.00")
	stdout, _ = done(t, append([]string{"export"}, flags...)...)
	require.Equal(t, 1+2, strings.Count(stdout, "\n"))
	stdout, _ = done(t, append([]string{"audit"}, flags...)...)
	require.Contains(t, stdout, `"day":"2026-11-02","begins":"2026-11-02T04:00:00`)
	require.Contains(t, stdout, `"payments":2,`)
}

func TestReport_PDFIsOne(t *testing.T) {
	data := sold(t, time.Now())
	stdout, _ := done(t, "report", "--data", data, "--format", "pdf")
	require.True(t, strings.HasPrefix(stdout, "%PDF-"))
	require.Contains(t, stdout, "/Lang (zh-CN)")
}

func TestExport_XLSXHasTheCellsOfTheCSV(t *testing.T) {
	data := sold(t, time.Now(), time.Now())
	stdout, _ := done(t, "export", "--data", data)
	want, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(stdout, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "history.xlsx")
	done(t, "export", "--data", data, "--format", "xlsx", "--output", file)
	book, err := excelize.OpenFile(file)
	require.NoError(t, err)
	rows, err := book.GetRows("payments")
	require.NoError(t, err)
	require.Len(t, rows, len(want))
	for i := range rows {
		for len(rows[i]) < len(want[i]) { // what is empty at the end is not there
			rows[i] = append(rows[i], "")
		}
		require.Equal(t, want[i], rows[i])
	}
	require.NoError(t, book.Close())
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}
