package practice_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

// hostGateway is this test binary as a process of its own, to be killed.
func hostGateway(journal string) {
	s, err := practice.Start(context.Background(), practice.Config{Journal: journal}, dialects...)
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(s.URL())
	select {}
}

// spawn starts a gateway process on a journal and returns its URL and its end.
func spawn(t *testing.T, journal string) (url string, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "PRACTICE_TEST_JOURNAL="+journal)
	out := wiretest.Call(cmd.StdoutPipe()).OK(t)
	require.NoError(t, cmd.Start())
	dead := false
	kill = func() {
		if !dead {
			dead = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait() // killed: its status says nothing
		}
	}
	t.Cleanup(kill)
	line := wiretest.Call(bufio.NewReader(out).ReadString('\n')).OK(t)
	return strings.TrimSpace(line), kill
}

func TestJournal_SurvivesKill(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	url, kill := spawn(t, journal)
	c := &practicetest.Client{URL: url}
	code := practicetest.NewCode(t, kiosk.WeChat, "")
	require.Equal(t, 1.0, practicetest.Ask(t, url+practicetest.FastPay, "money", "12.50", "code", code, "merchantid", "15", "storeid", "460")["status"])
	waiting := practicetest.Ask(t, url+practicetest.QRCode, "type", "1", "money", "3.00", "stats", "0", "storeid", "460")["data"].(map[string]any)["out_trade_no"].(string)
	paid := practicetest.Ask(t, url+practicetest.QRCode, "type", "2", "money", "4.00", "stats", "0", "storeid", "460")["result"].(map[string]any)["out_trade_no"].(string)
	wiretest.Call(c.Act(t.Context(), practice.ActionPay, paid)).OK(t)
	before := wiretest.Call(c.Ledger(t.Context())).OK(t)
	kill()

	url, _ = spawn(t, journal)
	c = &practicetest.Client{URL: url}
	after := wiretest.Call(c.Ledger(t.Context())).OK(t)
	require.Equal(t, before.Orders, after.Orders)
	require.Equal(t, before.Codes, after.Codes)
	require.Equal(t, kiosk.Fen(1650), after.Taken)
	again := practicetest.Ask(t, url+practicetest.FastPay, "money", "12.50", "code", code, "merchantid", "15", "storeid", "460")
	require.Contains(t, again["msg"], "已被使用", "a spent code stays spent")
	require.Equal(t, waiting, wiretest.Call(c.Act(t.Context(), practice.ActionPay, "")).OK(t).No)
}

func TestJournal_HoldsNoPaymentCode(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	s := start(t, practice.Config{Journal: journal})
	code := practicetest.NewCode(t, kiosk.Alipay, "")
	practicetest.Charge(t, s, code, "1.00")
	text := wiretest.Call(os.ReadFile(journal)).OK(t)
	require.NotContains(t, string(text), code)
	require.Contains(t, string(text), code[14:])
}

func TestJournal_ALineCutShortIsDroppedAndTheFileGoesOn(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	s := wiretest.Call(practice.Start(t.Context(), practice.Config{Journal: journal}, dialects...)).OK(t)
	first := practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	practicetest.OpenQR(t, s, kiosk.WeChat, "2.00")
	require.NoError(t, s.Close())
	text := wiretest.Call(os.ReadFile(journal)).OK(t)
	require.NoError(t, os.WriteFile(journal, text[:len(text)-10], 0o600))

	s = start(t, practice.Config{Journal: journal})
	require.Equal(t, []string{first}, numbers(t, s))
	third := practicetest.OpenQR(t, s, kiosk.WeChat, "3.00")
	require.NoError(t, s.Close())
	s = start(t, practice.Config{Journal: journal})
	require.Equal(t, []string{first, third}, numbers(t, s))
}

func numbers(t *testing.T, s *practice.Server) (list []string) {
	t.Helper()
	for _, o := range practicetest.Ledger(t, s).Orders {
		list = append(list, o.No)
	}
	return list
}

func TestJournal_DamageIsToldWithItsLine(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	for _, text := range []string{
		"{}\nnonsense\n", "{}\n{\"orders\":[{\"no\":\"1\",\"state\":\"rich\"}]}\n", "{}\n{\"surprise\":1}\n",
		"{}\n{\"orders\":[{\"no\":\"1\",\"state\":\"paid\",\"amount_fen\":5,\"refunded_fen\":6}]}\n",
	} {
		require.NoError(t, os.WriteFile(journal, []byte(text), 0o600))
		_, err := practice.Start(t.Context(), practice.Config{Journal: journal}, dialects...)
		require.ErrorContains(t, err, "line 2")
		require.Equal(t, text, string(wiretest.Call(os.ReadFile(journal)).OK(t)), "it is left as it was")
	}
}

func TestJournal_OneGatewayAtATime(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	s := start(t, practice.Config{Journal: journal})
	wiretest.Call(practice.Start(t.Context(), practice.Config{Journal: journal}, dialects...)).Fails(t, practice.ErrJournalInUse)
	require.NoError(t, s.Close())
	start(t, practice.Config{Journal: journal})
}

func TestJournal_ResetSurvivesToo(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	s := start(t, practice.Config{Journal: journal})
	practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	require.NoError(t, s.Reset())
	kept := practicetest.OpenQR(t, s, kiosk.WeChat, "2.00")
	require.NoError(t, s.Close())
	s = start(t, practice.Config{Journal: journal})
	require.Equal(t, []string{kept}, numbers(t, s))
	require.NoError(t, s.Close())
	require.Equal(t, 1, strings.Count(string(wiretest.Call(os.ReadFile(journal)).OK(t)), "\n"), "a start rewrites what was overtaken")
}
