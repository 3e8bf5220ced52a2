package payments

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestRollback_ASaveThatFailedSentNothing(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{Refund: kiosk.RefundPart})
	row := kiosk.Payment{OrderNo: "A", GatewayOrderNo: "G", Amount: 100, Rail: kiosk.RailQR, State: kiosk.StatePaid, SentAt: b.Wall()}
	p := b.Resume(kiosk.Found{OrderNo: "A", Payment: &row})
	require.NotNil(t, b.Refund(p, 40, false, kiosk.RefundNoReason, kiosk.Approval{}))
	require.Len(t, b.calls.inFlight, 1)
	require.Empty(t, b.Rollback())
	require.Empty(t, b.calls.inFlight)
}
