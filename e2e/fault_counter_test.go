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
func (m *faultTill) amount() string {
	m.sales++
	return fmt.Sprintf("%d.%02d", 1+m.sales/100, m.sales%100)
}

func (m *faultTill) code() string {
	m.codes++
	return paymentCode([]kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[m.codes%2], m.codes)
}

// customerPays lets the customer pay the order whose QR was seen last, whatever
// the till has done with it meanwhile. An order that is paid already stays so.
func (m *faultTill) customerPays() {
	require.NotEmpty(m.t, m.phone)
	_, err := m.gateway.Act(m.t.Context(), practice.ActionPayLate, m.phone)
	if !errors.Is(err, practice.ErrSettled) {
		require.NoError(m.t, err)
	}
}

// opensQR opens a sale with the QR of a wallet and waits until it is on show.
func (m *faultTill) opensQR(w kiosk.Wallet) {
	m.types(m.amount())
	m.switchesTo(w)
}

func (m *faultTill) switchesTo(w kiosk.Wallet) {
	m.keys(map[kiosk.Wallet]string{kiosk.WeChat: "F1", kiosk.Alipay: "F2"}[w])
	m.seesQR(w)
}

func (m *faultTill) scansCode() { m.scanner.sends(m.code() + "\r") }

// What the people at this till do, each from an empty amount to the next one.

func (m *faultTill) sellsByQR() {
	m.opensQR([]kiosk.Wallet{kiosk.Alipay, kiosk.WeChat}[m.sales%2])
	m.customerPays()
	m.next()
}

func (m *faultTill) sellsByCode() {
	m.arms(m.amount())
	m.scansCode()
	m.next()
}

// switchesAndSells shows one wallet's QR and is paid by the other's.
func (m *faultTill) switchesAndSells() {
	m.opensQR(kiosk.WeChat)
	m.switchesTo(kiosk.Alipay)
	m.customerPays()
	m.next()
}

// cancelsAndIsPaid lets a sale go whose customer pays all the same.
func (m *faultTill) cancelsAndIsPaid() {
	m.opensQR(kiosk.Alipay)
	m.leaves()
	m.customerPays()
	m.awaitScreen(kiosk.ScreenAlarm)
	m.answers(cardKey(m.view()))
	m.awaitNext()
}

// cancels lets a sale go that nobody pays.
func (m *faultTill) cancels() {
	m.opensQR(kiosk.WeChat)
	m.leaves()
}

// givesBackSome sells and gives a part back, then the rest.
func (m *faultTill) givesBackSome() {
	m.sellsByCode()
	m.opensHistory()
	for _, yuan := range []string{"0.3", ""} {
		m.choosesRefund()
		m.givesBack(yuan, "refund.done.title")
		m.keys("Escape")
		m.awaitHistory()
	}
	m.leaves()
}

// playing is a choice among what people do, in shares.
type playing struct {
	name string
	play func(*faultTill)
}

func pick(rng *rand.Rand, from []playing) playing { return from[rng.IntN(len(from))] }
