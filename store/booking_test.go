package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// bookingIn is the booking of a row by the file.
func bookingIn(t *testing.T, l *Ledger, table, number string) (b booking) {
	t.Helper()
	key := map[string]string{"payments": "order_no", "refunds": "refund_no"}[table]
	require.NoError(t, l.db.QueryRow(`SELECT day, hour, shift FROM `+table+` WHERE `+key+` = ?`, number).Scan(&b.day, &b.hour, &b.shift))
	return b
}
