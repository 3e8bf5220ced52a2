//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"

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

// customerPays lets the customer pay the order whose QR was seen last, whatever
// the till has done with it meanwhile. An order that is paid already stays so.
func (m *mortal) customerPays() {
	m.t.Helper()
	require.NotEmpty(m.t, m.phone)
	_, err := m.gateway.PayLate(m.t.Context(), m.phone)
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
	if !m.enters() {
		return false
	}
	key, wallet := "F1", kiosk.WeChat
	if m.sales%2 == 1 {
		key, wallet = "F2", kiosk.Alipay
	}
	if !(m.hits(key) && m.seesQR(wallet)) {
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
	if !(m.enters() && m.hits("F1") && m.seesQR(kiosk.WeChat) && m.hits("F2") && m.seesQR(kiosk.Alipay)) {
		return false
	}
	m.customerPays()
	return m.goesOn()
}

// cancelsAndIsPaid lets a sale go whose customer pays all the same.
func (m *mortal) cancelsAndIsPaid() bool {
	m.t.Helper()
	if !(m.enters() && m.hits("F2") && m.seesQR(kiosk.Alipay) && m.hits("Escape") && m.seesNext()) {
		return false
	}
	m.customerPays()
	return m.seesScreen(kiosk.ScreenAlarm) && m.replies(cardKey(m.view())) && m.seesNext()
}

// cancels lets a sale go that nobody pays.
func (m *mortal) cancels() bool {
	m.t.Helper()
	return m.enters() && m.hits("F1") && m.seesQR(kiosk.WeChat) && m.hits("Escape") && m.seesNext()
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
		c, err := m.window.pixel(inFirstRow)
		return err == nil && c == paper
	})
}

// playing is a choice among what people do, in shares.
type playing struct {
	name string
	play func(*mortal) bool
}

func pick(rng *rand.Rand, from []playing) playing { return from[rng.IntN(len(from))] }
