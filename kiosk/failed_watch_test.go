package kiosk

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// isOpen reports whether an ask of kind k waits for its answer.
func (c *counter) isOpen(k CallKind) bool {
	return slices.ContainsFunc(c.open, func(a Call) bool { return a.Kind == k })
}

// A customer who refused can change their mind while the QR is valid, and the
// network can be down all that time.
func TestWatch_AFailedQRIsWatchedUntilSomebodyAnswers(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c := newCounter(t, can)
	n := c.openBlind()
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictFailed}, nil)
	require.Equal(t, StateFailed, c.payments[n].State)
	for range 400 { // about an hour without one answer
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{}, &Unanswered{Err: errors.New("timeout")})
		}
	}
	for range 60 {
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{Verdict: VerdictPaid}, nil)
			break
		}
	}
	require.Equal(t, StatePaid, c.payments[n].State, "the money that came is known once the network works")
}

func TestWatch_AFailedQRIsLetGoOnceItsTimeHasPassed(t *testing.T) {
	can := Capabilities{QR: []Wallet{WeChat}, QueryQR: true, OwnNumber: true, QRValid: 2 * time.Minute}
	c := newCounter(t, can)
	c.openBlind()
	for range 400 {
		c.sleep(10 * time.Second)
		if c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{Verdict: VerdictFailed}, nil)
		}
	}
	asked := c.count(CallQuery)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(CallQuery))
}
