package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// shopLedger is a ledger with one paid payment, which a till keeps open.
func shopLedger(t *testing.T, data string) *store.Ledger {
	t.Helper()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	at := time.Now()
	s := kiosk.Sale{ID: "s1", Amount: 1250, State: kiosk.SalePaid, OpenedAt: at, Version: 1}
	p := kiosk.Payment{OrderNo: "ORDER0000000000000000001", Sale: "s1", Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR,
		Provider: "practice", State: kiosk.StatePaid, CreatedAt: at, PaidAt: at, Version: 1}
	require.NoError(t, ledger.Save(t.Context(), kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: at, Kind: kiosk.RecordCreated, Sale: "s1", OrderNo: p.OrderNo, To: kiosk.StatePaid}}}))
	return ledger
}

func TestAudit_WrittenAndVerifiedBesideATill(t *testing.T) {
	data := t.TempDir()
	ledger := shopLedger(t, data)
	text, told := done(t, "audit", "--data", data)
	require.Contains(t, text, `"paid":"12.50"`)
	require.Regexp(t, `^1 day, 2 events; key SHA256:\S{43} \S{44}\n$`, told)

	file := filepath.Join(t.TempDir(), "november.jsonl")
	told, stderr := done(t, "audit", "--data", data, "--output", file)
	require.Regexp(t, `^1 day, 2 events; key SHA256:\S{43} \S{44}\n$`, told)
	require.Empty(t, stderr)
	key := strings.Fields(told)[5]

	require.NoError(t, ledger.Save(t.Context(), kiosk.Write{Sales: []kiosk.Sale{{ID: "s2", Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1}}}))
	told, _ = done(t, "audit", "--data", data, "--verify", file)
	require.Regexp(t, `^\S+november.jsonl: .*, till .*, 1 day and 2 events agree with the ledger; signed \S+ by this till's key `+regexp.QuoteMeta(key)+`\n$`, told)
}

func TestAudit_WhatDoesNotAgreeIsALineEach(t *testing.T) {
	data, other := t.TempDir(), t.TempDir()
	shopLedger(t, data)
	shopLedger(t, other)
	file := filepath.Join(t.TempDir(), "summary")
	done(t, "audit", "--data", other, "--output", file)
	code, stdout, stderr := call(t, "", "audit", "--data", data, "--verify", file)
	require.Equal(t, exitFailed, code)
	require.Empty(t, stdout)
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	require.Len(t, lines, 2, stderr)
	require.Contains(t, lines[0], "facepay: "+file+": signed by the key SHA256:")
	require.Contains(t, lines[1], "facepay: "+file+": the chain has not the event 2 with which the summary ended")
}

func TestAudit_BadInputIsOneLine(t *testing.T) {
	data := t.TempDir()
	shopLedger(t, data)
	foreign := filepath.Join(t.TempDir(), "foreign")
	require.NoError(t, os.WriteFile(foreign, []byte("order_no,amount\n1,2\n3,4\n"), 0o600))
	summary := filepath.Join(t.TempDir(), "summary")
	done(t, "audit", "--data", data, "--output", summary)
	whole, err := os.ReadFile(summary)
	require.NoError(t, err)
	edited := filepath.Join(t.TempDir(), "edited")
	require.NoError(t, os.WriteFile(edited, []byte(strings.Replace(string(whole), "12.50", "92.50", 1)), 0o600))
	empty := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"no day":             {[]string{"--from", "2026-02-30"}, exitUsage, `facepay: --from "2026-02-30": is not a day such as 2026-11-30`},
		"days reversed":      {[]string{"--from", "2026-02-02", "--to", "2026-02-01"}, exitUsage, "facepay: --to 2026-02-01: lies before --from 2026-02-02"},
		"verify with days":   {[]string{"--verify", summary, "--from", "2026-02-02"}, exitUsage, "facepay: --verify cannot be used with --from: the file says which days it has"},
		"verify with output": {[]string{"--verify", summary, "--output", "x"}, exitUsage, "facepay: --verify cannot be used with --output: the file says which days it has"},
		"no such file":       {[]string{"--verify", "/nowhere/x"}, exitFailed, "facepay: /nowhere/x: there is no such file"},
		"verify nothing":     {[]string{"--verify", ""}, exitUsage, "facepay: --verify needs the name of a file"},
		"foreign file":       {[]string{"--verify", foreign}, exitFailed, "facepay: " + foreign + ": " + store.ErrNoAudit.Error()},
		"edited file":        {[]string{"--verify", edited}, exitFailed, "facepay: " + edited + ": " + store.ErrAuditEdited.Error()},
		"missing ledger":     {[]string{"--data", empty}, exitFailed, "facepay: open the ledger in " + empty + ": " + store.ErrMissing.Error()},
		"stray word":         {[]string{"november"}, exitUsage, `facepay: facepay audit takes no argument, but got "november"`},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"audit", "--data", data}, c.args...)
			code, stdout, stderr := call(t, "", args...)
			require.Equal(t, c.want+"\n", stderr)
			require.Empty(t, stdout)
			require.Equal(t, c.code, code)
		})
	}
	_, err = os.Stat(filepath.Join(empty, "audit.key"))
	require.ErrorIs(t, err, os.ErrNotExist, "no key for a ledger that is not there")
}
