//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// Two answers are lost. Both are parked, the next customer is served, and then
// the list leads to a manager's decision about each.
func TestParkedPaymentsAreListedAndDecided(t *testing.T) {
	t.Parallel()
	s := newSerialScanner(t)
	g := newGateway(t)
	g.set(func(s *practice.Settings) { s.PasswordReply = practice.PasswordBare })
	tl := newTill(t, g, s.config())
	for i, yuan := range []string{"25", "31"} {
		g.fails(practice.FaultLoseAnswer, "tofastpay")
		tl.scansFor(s, yuan, paymentCode(kiosk.WeChat, i+1))
		tl.awaitPanel("panel.unknown.title")
		tl.keys("F6")
		tl.awaitNext()
		require.Equal(t, i+1, tl.view().Open)
	}
	tl.types("8")
	tl.keys("F1")
	o := g.newest(2) // the two codes made an order each
	tl.shows(o)
	g.pays(o.No)
	tl.awaitAnswer()

	tl.keys("F10")
	tl.awaitPanel("doubts.title")
	require.Equal(t, kiosk.ScreenAttention, tl.view().Screen)
	tl.picture("doubts")
	tl.keys("Down", "F7")
	tl.entersPIN()
	tl.awaitPanel("decide.title")
	tl.decides("F5")
	tl.awaitPanel("doubts.title") // the other is left
	require.Equal(t, 1, tl.view().Open)
	tl.answers("F7") // it has come under the choice by itself, so a key in haste is not taken for it
	tl.entersPIN()
	tl.awaitPanel("decide.title")
	tl.decides("F6")
	tl.awaitNext()
	require.Zero(t, tl.view().Open)

	rows := tl.export()
	require.Len(t, rows, 3)
	require.Equal(t, []string{"25.00", "paid", "manager merchant_app"}, []string{rows[0]["amount"], rows[0]["state"], rows[0]["note"]}, "the older one")
	require.Equal(t, []string{"31.00", "closed", "manager not_in_app"}, []string{rows[1]["amount"], rows[1]["state"], rows[1]["note"]})
	g.onceOnly()
}
