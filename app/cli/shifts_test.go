package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// closedShifts is the data folder of a till that runs on: a shift of yesterday that was
// closed, one of 40 days ago, and one that is open.
func closedShifts(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	for n, days := range []int{-40, -1, 0} {
		at := time.Now().AddDate(0, 0, days)
		id := kiosk.SaleID(rune('A' + n))
		p := kiosk.Payment{OrderNo: kiosk.OrderNo("20261120120000010000000" + string(id)), Sale: id, Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "practice",
			State: kiosk.StatePaid, CreatedAt: at, PaidAt: at, Version: 1}
		require.NoError(t, ledger.Save(t.Context(), kiosk.Write{
			Sales:    []kiosk.Sale{{ID: id, Amount: 1250, State: kiosk.SalePaid, OpenedAt: at, Version: 1}},
			Payments: []kiosk.Payment{p},
		}))
		if days < 0 {
			_, err := ledger.CloseShift(t.Context(), kiosk.ShiftClose{After: n, At: at})
			require.NoError(t, err)
		}
	}
	return data
}

type listedShift struct {
	Number   int     `json:"number"`
	OpenedAt *string `json:"opened_at"`
	ClosedAt *string `json:"closed_at"`
	Count    int     `json:"count"`
	Paid     string  `json:"paid"`
	Net      string  `json:"net"`
	Cash     *struct {
		Opening    string  `json:"opening"`
		Taken      string  `json:"taken"`
		Counted    *string `json:"counted"`
		Difference *string `json:"difference"`
	} `json:"cash"`
	ByWallet map[string]struct {
		Count int    `json:"count"`
		Paid  string `json:"paid"`
	} `json:"by_wallet"`
	Carried []string         `json:"carried"`
	Later   []map[string]any `json:"later"`
}

func TestShifts_ListsThoseOfAMonthAndTheOpenOne(t *testing.T) {
	data := closedShifts(t)
	numbers := func(args ...string) (all []int) {
		stdout, stderr := done(t, append([]string{"shifts", "--practice", "--data", data, "--format", "json"}, args...)...)
		require.Empty(t, stderr)
		var list []listedShift
		require.NoError(t, json.Unmarshal([]byte(stdout), &list), stdout)
		for _, s := range list {
			all = append(all, s.Number)
			require.Equal(t, s.Number == 0, s.ClosedAt == nil)
			require.Equal(t, "12.50", s.Paid)
			require.Equal(t, 1, s.ByWallet["wechat"].Count)
			require.Nil(t, s.Cash)
			require.NotNil(t, s.Carried)
			require.NotNil(t, s.Later)
		}
		return all
	}
	day := func(d int) string { return time.Now().AddDate(0, 0, d).Format(time.DateOnly) }
	require.Equal(t, []int{2, 0}, numbers())
	require.Equal(t, []int{1, 2, 0}, numbers("--from", day(-60)))
	require.Equal(t, []int{1, 0}, numbers("--from", day(-60), "--to", day(-39)))

	stdout, _ := done(t, "shifts", "--practice", "--data", data)
	require.Regexp(t, `(?m)^2 .* 1 +12\.50 +0 +0\.00 +12\.50$`, stdout)
	require.Len(t, strings.Split(strings.TrimSpace(stdout), "\n"), 3)
}

func TestShifts_OneZ(t *testing.T) {
	data := closedShifts(t)
	for _, number := range []string{"2", "0"} {
		stdout, _ := done(t, "shifts", "--practice", "--data", data, "--z", number, "--format", "json")
		var z listedShift
		require.NoError(t, json.Unmarshal([]byte(stdout), &z))
		require.Equal(t, 1, z.Count)
		again, _ := done(t, "shifts", "--practice", "--data", data, "--z", number, "--format", "json")
		require.Equal(t, stdout, again)
	}
	file := filepath.Join(t.TempDir(), "z.txt")
	_, _ = done(t, "shifts", "--practice", "--data", data, "--z", "2", "--output", file)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "第 2 号结班单 · 副本")
	pdf := filepath.Join(t.TempDir(), "z.pdf")
	_, _ = done(t, "shifts", "--practice", "--data", data, "--z", "2", "--format", "pdf", "--output", pdf)
	text, err = os.ReadFile(pdf)
	require.NoError(t, err)
	require.Equal(t, "%PDF", string(text[:4]))
	x, _ := done(t, "shifts", "--practice", "--data", data, "--z", "0")
	require.NotContains(t, x, "副本")
	require.Contains(t, x, "12.50")

	for _, wrong := range [][]string{{"--z", "-1"}, {"--z", "x"}, {"--z", "1", "--from", "2026-11-01"}, {"--format", "csv"}, {"--format", "pdf"}, {"--from", "yesterday"}, {"--from", "2026-11-02", "--to", "2026-11-01"}} {
		code, _, stderr := call(t, "", append([]string{"shifts", "--practice", "--data", data}, wrong...)...)
		require.Equal(t, exitUsage, code, wrong)
		require.Len(t, strings.Split(strings.TrimSpace(stderr), "\n"), 1)
	}
	code, _, stderr := call(t, "", "shifts", "--practice", "--data", data, "--z", "3")
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "no shift of this number was closed")
}
