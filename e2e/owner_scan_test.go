//go:build e2e

package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// A payment code that is scanned at the owner's PIN, in a field of Settings or in a count
// lands nowhere, from a serial line, from a scanner that types, and from a slow one.
func TestOwnersSide_AScanLandsInNoField(t *testing.T) {
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := newTill(t, g, s.config(), "[cashier]\ncash = true\n")
	code := paymentCode(kiosk.WeChat, 1)
	scans := func() {
		s.sends(code + "\r\n")
		tl.wedges(code)
		tl.wedgesAt(slowPause, code)
		tl.display.hand(t, "sleep", "1")
	}
	tl.keys(append(amountKeys("9.50"), "F4")...)
	tl.next()
	tl.opensHistory()
	tl.keys("Escape")
	tl.awaitScreen(kiosk.ScreenAmount)

	tl.keys("F9")
	tl.awaitScreen(kiosk.ScreenPIN)
	scans()
	tl.keys("2", "4")
	scans()
	tl.entersPIN()
	tl.awaitHistory()
	require.NotContains(t, strings.Join(tl.facts(0), "\n"), "locked")

	tl.keys("F2")
	tl.awaits("the open shift", func() bool { return tl.window.shows(inCloseKey, ink) })
	tl.answers("Return")
	tl.keys(amountKeys("209.5")...)
	scans()
	tl.keys("0", "Return")
	tl.answers("Return")
	tl.awaits("a closed shift", func() bool { return tl.shifts()[0].ClosedAt != nil })
	require.Equal(t, "209.50", tl.shifts()[0].Cash.Counted)
	tl.answers("Return")

	tl.keys("F8")
	tl.awaits("Settings", func() bool { return tl.window.shows(tl.inSettingsKey(), ink) })
	tl.keys("Down", "Down", "Return", "Return", "x")
	scans()
	tl.keys("y", "Return", "F7")
	saved := func() string {
		text, err := os.ReadFile(tl.config)
		require.NoError(t, err)
		return string(text)
	}
	tl.awaits("the shop's name", func() bool { return strings.Contains(saved(), `name = "Tea Housexy"`) })
	require.NotContains(t, saved(), code)
	require.Empty(t, g.book().Orders)
}
