package payments

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestNotification_WhatTheLedgerSaidBeforeAWriteIsReadAgain(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{Notifications: true})
	row := kiosk.Payment{OrderNo: "A", Sale: "S", Amount: 12850, Rail: kiosk.RailQR, State: kiosk.StateClosed, Note: kiosk.ReasonExpired, SentAt: b.Wall()}
	found := kiosk.Found{OrderNo: "A", Payment: &row, Sale: &kiosk.Sale{ID: "S", Amount: 12850, State: kiosk.SaleAbandoned}}
	amount := row.Amount
	b.NotificationReceived(kiosk.NotificationReceived{ID: 1, Notification: kiosk.Notification{OrderNo: "A", Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: &amount}}})
	require.Equal(t, []kiosk.Effect{kiosk.Find{OrderNo: "A"}}, b.Commit())

	b.Begin(b.Now.Add(time.Second))
	b.write.Payments = []kiosk.Payment{row} // as when another way took it up, changed it and let it go
	b.Commit()
	b.Begin(b.Now.Add(time.Second))
	b.NotificationsFound(found)
	require.Equal(t, []kiosk.Effect{kiosk.Find{OrderNo: "A"}}, b.Commit(), "read again, and no answer yet")
	b.Begin(b.Now.Add(time.Second))
	b.NotificationsFound(found)
	require.Contains(t, b.Commit(), kiosk.Acknowledge{ID: 1, Result: kiosk.NotificationTaken})
}

// emptyBook is the book of a till that is under way.
func emptyBook(can kiosk.Capabilities) *Book {
	turn := &Turn{}
	b := NewBook(kiosk.Settings{Capabilities: can, Calendar: kiosk.Calendar{Location: time.UTC}}, turn)
	turn.Begin(time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC))
	return b
}
