//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// The gateway takes three codes and its answers are lost. Nobody can be asked, so
// the till says that it does not know, and nothing that people press or scan sends
// anything again. Two are parked, the next customer is served, and a manager who
// has looked at the customers' phones decides about each.
func TestLostAnswersAreParkedListedAndDecided(t *testing.T) {
	t.Parallel()
	s := newSerialScanner(t)
	g := newGateway(t)
	g.set(func(s *practice.Settings) { s.PasswordReply = practice.PasswordBare })
	tl := openManagedTill(t, g, g.lepay()+s.config())
	loses := func(yuan string, n int) {
		g.fails(practice.FaultLoseAnswer, "tofastpay")
		tl.scansFor(s, yuan, paymentCode(kiosk.WeChat, n))
		tl.awaitPanel("panel.unknown.title")
		require.Equal(t, kiosk.CustomerAskHelp, tl.view().Stage)
	}
	decides := func(what string) {
		tl.entersPIN()
		tl.awaitPanel("decide.title")
		tl.decides(what)
	}
	for i, yuan := range []string{"25", "31"} {
		loses(yuan, i+1)
		tl.keys("F6")
		tl.awaitNext()
		require.Equal(t, i+1, tl.view().Open)
	}

	loses("40", 3)
	for _, again := range []struct {
		problem string
		try     func()
	}{
		{"problem.code_sent_once", func() { s.sends(paymentCode(kiosk.WeChat, 3) + "\r") }},
		{"problem.unknown_stays", func() { tl.keys("Escape") }},
		{"problem.code_sent_once", func() { s.sends(paymentCode(kiosk.Alipay, 4) + "\r") }},
		{"problem.one_at_a_time", func() { tl.keys("Return", "F1", "F2") }},
	} {
		again.try()
		tl.awaitProblem(again.problem)
	}
	require.Equal(t, 3, g.requests("tofastpay"))
	require.Zero(t, g.requests("qrCodePay"))
	tl.keys("F7")
	decides("F5")
	tl.awaitAnswer()
	tl.keys("Return")
	tl.awaitNext()

	tl.types("8")
	tl.keys("F1")
	o := g.newest(3) // the codes made an order each
	tl.isPaid(o)

	tl.keys("F10")
	tl.awaitPanel("doubts.title")
	require.Equal(t, kiosk.ScreenAttention, tl.view().Screen)
	tl.keys("Down", "F7")
	decides("F5")
	tl.awaitPanel("doubts.title") // the other is left
	require.Equal(t, 1, tl.view().Open)
	tl.answers("F7") // it has come under the choice by itself, so a key in haste is not taken for it
	decides("F6")
	tl.awaitNext()
	require.Zero(t, tl.view().Open)

	var rows [][]string
	for _, r := range tl.export() {
		rows = append(rows, []string{r["amount"], r["channel"], r["state"], r["late"], r["note"]})
	}
	require.Equal(t, [][]string{
		{"25.00", "code", "paid", "true", "manager merchant_app"}, // the older one
		{"31.00", "code", "closed", "false", "manager not_in_app"},
		{"40.00", "code", "paid", "false", "manager merchant_app"},
		{"8.00", "qr", "paid", "false", ""},
	}, rows)
	require.Len(t, g.book().Codes, 3, "no other code was sent")
	g.onceOnly()
}
