package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// twins is a quiet world with a second till.
func twins(w *world) *world {
	w.addTwin(w.gateway.profile)
	w.twin.calm = true
	return w.twin
}

func TestOracle_NoticesWhatIsTheOtherTills(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		what string
		do   func(*world)
	}{
		"the other's money": {"without money", func(w *world) {
			x := twins(w)
			o := x.gateway.book(w.ledger.paymentOf("P1"))
			o.payableUntil, o.state = time.Hour, orderPaid
			change(w, "P1", to(kiosk.StatePaid))
		}},
		"the other's notification": {"a till answered", func(w *world) {
			twins(w)
			w.notificationID++
			w.delivered = append(w.delivered, delivery{id: w.notificationID, notification: &notification{}, no: "P9", stranger: true})
			w.acknowledged(w.notificationID, kiosk.NotificationTaken)
		}},
		"an order in both ledgers": {"stands in the other till's payment", func(w *world) {
			x := twins(w)
			o := x.gateway.book(&kiosk.Payment{OrderNo: "P9", Amount: 100})
			change(w, "P1", func(p *kiosk.Payment) { p.State, p.GatewayOrderNo = kiosk.StateWaiting, o.number })
			x.oracle.apart()
		}},
		"a payment in both ledgers": {"both tills have a payment", func(w *world) {
			x := twins(w)
			x.gateway.book(&kiosk.Payment{OrderNo: "P1", Amount: 100})
			x.oracle.apart()
		}},
		"another gateway's payment": {"is asked about at", func(w *world) {
			w.names = []string{"new", "old"}
			w.settings.Provider = "new"
			w.oracle.called(&kiosk.Call{Kind: kiosk.CallQuery, Payment: *w.ledger.paymentOf("P1")})
		}},
		"a record of another time": {"a record says", func(w *world) {
			w.clocks.told = time.Hour
			w.ledger.save(kiosk.Write{Records: []kiosk.Record{{At: w.clock(), Kind: kiosk.RecordMoved, OrderNo: "P1"}}})
		}},
		"refused notifications miscounted": {"refused notifications", func(w *world) {
			w.refused = 2
			w.show(&kiosk.View{Status: kiosk.Status{Refused: 1}})
			w.oracle.afterEffects()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := verdictOn(c.do)
			require.NotNil(t, broken, "the oracle said nothing")
			require.Contains(t, broken.What, c.what)
		})
	}
}

func TestClocks_ASecondTillHasItsOwn(t *testing.T) {
	t.Parallel()
	w := quietWorld()
	x := twins(w)
	w.clocks.wall = -8 * time.Hour
	require.Equal(t, 8*time.Hour, x.wall().Sub(w.wall()))
	require.Equal(t, w.clock(), x.clock(), "and time passes for both")
}

func TestTwin_BothTillsSellInOneBook(t *testing.T) {
	t.Parallel()
	sold, crossed := 0, uint64(0)
	for seed := uint64(1); seed < 400; seed++ {
		var c Counts
		w := newWorld(seed, MutateNone, &c)
		if w.twin == nil {
			continue
		}
		require.Nil(t, w.run(), "seed %d", seed)
		require.NotEmpty(t, w.twin.ledger.payments)
		for i := range w.ledger.payments {
			require.Nil(t, w.twin.ledger.paymentOf(w.ledger.payments[i].OrderNo))
		}
		sold++
		crossed += c.Faults[FaultOtherTill] + c.Faults[FaultMisrouted]
	}
	require.Greater(t, sold, 5)
	require.NotZero(t, crossed)
}
