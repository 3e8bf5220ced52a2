package payments

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestRefundable(t *testing.T) {
	of := func(amount kiosk.Fen, s kiosk.RefundState) kiosk.Refund {
		return kiosk.Refund{No: kiosk.RefundNo(s), OrderNo: "A", Amount: amount, State: s}
	}
	for name, c := range map[string]struct {
		state    kiosk.State
		refunded kiosk.Fen
		refunds  []kiosk.Refund
		want     kiosk.Fen
	}{
		"paid":               {state: kiosk.StatePaid, want: 100},
		"not paid":           {state: kiosk.StateFailed},
		"asked":              {state: kiosk.StatePaid, refunds: []kiosk.Refund{of(30, kiosk.RefundAsked)}, want: 70},
		"unknown":            {state: kiosk.StatePaid, refunds: []kiosk.Refund{of(30, kiosk.RefundUnknown)}, want: 70},
		"refused":            {state: kiosk.StatePaid, refunds: []kiosk.Refund{of(30, kiosk.RefundRefused)}, want: 100},
		"done":               {state: kiosk.StatePaid, refunded: 30, refunds: []kiosk.Refund{of(30, kiosk.RefundDone)}, want: 70},
		"done and undecided": {state: kiosk.StatePaid, refunded: 30, refunds: []kiosk.Refund{of(30, kiosk.RefundDone), of(50, kiosk.RefundUnknown)}, want: 20},
		"more than was paid": {state: kiosk.StatePaid, refunded: 80, refunds: []kiosk.Refund{of(80, kiosk.RefundDone), of(50, kiosk.RefundUnknown)}},
	} {
		t.Run(name, func(t *testing.T) {
			b := emptyBook(kiosk.Capabilities{Refund: kiosk.RefundPart})
			row := kiosk.Payment{OrderNo: "A", Amount: 100, Refunded: c.refunded, GatewayOrderNo: "G", Rail: kiosk.RailQR, State: c.state}
			for _, f := range c.refunds {
				b.refunds = append(b.refunds, &RefundItem{Refund: f})
			}
			p := &Item{Payment: row}
			require.Equal(t, c.want, b.Refundable(p))
			for _, byHand := range []bool{false, true} {
				require.Nil(t, b.Refund(p, c.want+1, byHand, "", kiosk.Approval{}), "one fen more than is left")
				require.Nil(t, b.Refund(p, 0, byHand, "", kiosk.Approval{}))
				if b.Undecided(p.OrderNo) != nil {
					require.Nil(t, b.Refund(p, 1, byHand, "", kiosk.Approval{}), "one at a time, by hand too")
				}
			}
		})
	}
}

func TestRefund_APartWhereOnlyTheWholeCanGoBack(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{Refund: kiosk.RefundFull})
	p := &Item{Payment: kiosk.Payment{OrderNo: "A", GatewayOrderNo: "G", Amount: 100, Rail: kiosk.RailQR, State: kiosk.StatePaid}}
	require.Nil(t, b.Refund(p, 40, false, "", kiosk.Approval{}))
}

func TestDecideRefund_AStuckOneIsNotTakenAsNothing(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{Refund: kiosk.RefundPart})
	p := &Item{Payment: kiosk.Payment{OrderNo: "A", GatewayOrderNo: "G", Amount: 100, Rail: kiosk.RailQR, State: kiosk.StatePaid}}
	f := &RefundItem{Refund: kiosk.Refund{No: "R", OrderNo: "A", Amount: 30, State: kiosk.RefundUnknown}, stuck: true}
	b.refunds = append(b.refunds, f)
	b.DecideRefund(p, false, kiosk.Manager(kiosk.EvidenceNotInApp), kiosk.Approval{})
	require.Equal(t, kiosk.RefundUnknown, f.State)
}
