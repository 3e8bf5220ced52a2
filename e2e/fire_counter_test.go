//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// amount is that of the next sale, which no other has.
func (m *mortal) amount() string {
	m.sales++
	return fmt.Sprintf("%d.%02d", 1+m.sales/100, m.sales%100)
}

func (m *mortal) code() string {
	m.codes++
	return paymentCode([]kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[m.codes%2], m.codes)
}

// enters types the amount of a new sale.
func (m *mortal) enters() bool {
	m.t.Helper()
	yuan := m.amount()
	return m.hits(amountKeys(yuan)...) &&
		m.waits("amount "+yuan, func() bool { v := m.view(); return v.Screen == kiosk.ScreenAmount && v.Amount == yuan })
}

// customerPays lets the customer pay the newest order, whatever the till has done
// with it meanwhile. An order that is paid already stays so.
func (m *mortal) customerPays() {
	m.t.Helper()
	orders := m.gateway.book().Orders
	require.NotEmpty(m.t, orders)
	_, err := m.gateway.PayLate(m.t.Context(), orders[len(orders)-1].No)
	if !errors.Is(err, practice.ErrSettled) {
		require.NoError(m.t, err)
	}
}

// goesOn leaves the answer of a paid sale.
func (m *mortal) goesOn() bool {
	m.t.Helper()
	return m.sees("panel.paid.title") && m.hits("Return") && m.seesNext()
}

// What the people at this till do, each from an empty amount to the next one.

func (m *mortal) sellsByQR() bool {
	m.t.Helper()
	if !(m.enters() && m.hits([]string{"F1", "F2"}[m.sales%2]) && m.seesQR()) {
		return false
	}
	m.customerPays()
	return m.goesOn()
}

func (m *mortal) sellsByCode() bool {
	m.t.Helper()
	if !(m.enters() && m.hits("Return") && m.sees("panel.armed.title")) {
		return false
	}
	m.scanner.sends(m.code() + "\r")
	return m.goesOn()
}

// switchesAndSells shows one wallet's QR and is paid by the other's.
func (m *mortal) switchesAndSells() bool {
	m.t.Helper()
	if !(m.enters() && m.hits("F1") && m.seesQR()) {
		return false
	}
	before := len(m.gateway.book().Orders)
	if !(m.hits("F2") && m.waits("other order", func() bool { return len(m.gateway.book().Orders) > before }) && m.seesQR()) {
		return false
	}
	m.customerPays()
	return m.goesOn()
}

// cancelsAndIsPaid lets a sale go whose customer pays all the same.
func (m *mortal) cancelsAndIsPaid() bool {
	m.t.Helper()
	if !(m.enters() && m.hits("F2") && m.seesQR() && m.hits("Escape") && m.seesNext()) {
		return false
	}
	m.customerPays()
	return m.seesScreen(kiosk.ScreenAlarm) && m.replies("F5") && m.seesNext()
}

// cancels lets a sale go that nobody pays.
func (m *mortal) cancels() bool {
	m.t.Helper()
	return m.enters() && m.hits("F1") && m.seesQR() && m.hits("Escape") && m.seesNext()
}

// givesBackSome sells and gives a part back, then the rest.
func (m *mortal) givesBackSome() bool {
	m.t.Helper()
	if !(m.sellsByCode() && m.opensList()) {
		return false
	}
	for _, keys := range [][]string{amountKeys("0.3"), nil} {
		if !(m.hits("F6") && m.seesScreen(kiosk.ScreenRefund) && (keys == nil || m.hits(keys...)) &&
			m.replies("Return") && m.sees("refund.confirm.title") &&
			m.replies("Return") && m.sees("refund.done.title") && m.hits("Escape") && m.seesList()) {
			return false
		}
	}
	return m.hits("Escape") && m.seesNext()
}

// opensList opens the owner's list with the newest payment chosen.
func (m *mortal) opensList() bool {
	m.t.Helper()
	return m.hits("F9") && m.seesScreen(kiosk.ScreenPIN) && m.hits(pinKeys...) && m.seesList()
}

func (m *mortal) seesList() bool {
	m.t.Helper()
	return m.seesScreen(kiosk.ScreenHistory) && m.waits("rows in the window", func() bool {
		shot, err := m.window.run("import", "-silent", "-window", m.window.id, "-crop", fmt.Sprintf("1x1+%d+%d", inFirstRow.X, inFirstRow.Y), "-depth", "8", "ppm:-")
		rgb := []byte{paper.R, paper.G, paper.B}
		return err == nil && len(shot) >= len(rgb) && slices.Equal(shot[len(shot)-len(rgb):], rgb)
	})
}

// playing is a choice among what people do, in shares.
type playing struct {
	name string
	play func(*mortal) bool
}

func pick(rng *rand.Rand, from []playing) playing { return from[rng.IntN(len(from))] }
