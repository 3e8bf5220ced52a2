package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestLoad_ARefundDoneAfterAllSurvivesARestart(t *testing.T) {
	l := newLedger(t)
	s, p := sale("s"), payment("ORDER0000000000000000001", "s")
	s.State, s.AbandonReason, s.AbandonedAt = kiosk.SaleAbandoned, kiosk.AbandonCancelled, noon
	p.State, p.Late, p.PaidAt = kiosk.StatePaid, true, noon
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}})
	p.Version, p.Incident, p.LateDone, p.Refunded = 2, kiosk.IncidentRefunded, kiosk.LateRefunded, p.Amount
	at := noon.Add(time.Minute)
	// as refundDone writes them
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: at, Kind: kiosk.RecordIncident, Sale: "s", OrderNo: p.OrderNo, Note: string(kiosk.IncidentRefunded)},
		{At: at, Kind: kiosk.RecordLateDone, Sale: "s", OrderNo: p.OrderNo, Note: string(kiosk.LateRefunded)},
	}})
	r, err := l.Load(context.Background(), at)
	require.NoError(t, err)
	require.Len(t, r.Payments, 1, "the alarm that nobody has answered")

	// Somebody has seen it.
	p.Version, p.Incident = 3, ""
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: at, Kind: kiosk.RecordDecided, Sale: "s", OrderNo: p.OrderNo, Note: "manager"},
	}})
	r, err = l.Load(context.Background(), at)
	require.NoError(t, err)
	require.Empty(t, r.Payments)
}
