package runner

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// wallClock is a machine's clock that a test sets.
type wallClock struct{ set atomic.Int64 }

func (w *wallClock) now() time.Time        { return time.Now().Add(time.Duration(w.set.Load())) }
func (w *wallClock) jump(by time.Duration) { w.set.Add(int64(by)) }

// jumps are those that the till's own tests have, and as far.
var jumps = []time.Duration{
	3 * time.Second, -3 * time.Second, 10 * time.Hour, -15 * time.Hour, 8 * time.Hour, -8 * time.Hour, 6 * 365 * 24 * time.Hour, -6 * 365 * 24 * time.Hour,
}

// jumping starts a runner whose wall clock can be set.
func jumping(t *testing.T, g *scripted, m *memory, test func(r *Runner, w *wallClock, view func() kiosk.View)) {
	w := &wallClock{}
	running(t, g, m, w.now, func(r *Runner, view func() kiosk.View) { test(r, w, view) })
}

func TestRunner_AJumpOfTheClockChangesNoDeadline(t *testing.T) {
	opened := func(context.Context) (kiosk.Answer, error) {
		return kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://G1"}, nil
	}
	asks := func(by time.Duration) int {
		g, m := &scripted{qr: opened}, &memory{}
		jumping(t, g, m, func(r *Runner, w *wallClock, view func() kiosk.View) {
			post(r, "5", kiosk.KeyF1)
			require.Equal(t, kiosk.CustomerQR, view().Customer.Kind)
			time.Sleep(5 * time.Second)
			w.jump(by)
			time.Sleep(saleIdleMax - 6*time.Second)
			require.Equal(t, kiosk.CustomerQR, view().Customer.Kind)
			time.Sleep(2 * time.Second)
			require.Equal(t, "panel.timeout.title", view().Panel.Title.ID)
		})
		return g.count(kiosk.CallQuery)
	}
	still := asks(0)
	for _, by := range jumps {
		require.Equal(t, still, asks(by), by)
	}
}

func TestRunner_AJumpIsOnTheRecordFromThenOn(t *testing.T) {
	g, m := &scripted{}, &memory{}
	jumping(t, g, m, func(r *Runner, w *wallClock, view func() kiosk.View) {
		w.jump(-8 * time.Hour)
		post(r, "5", kiosk.KeyEnter)
		view()
		require.WithinDuration(t, w.now(), m.writes[0].Sales[0].OpenedAt, time.Second)
		w.jump(500 * time.Millisecond)
		post(r, kiosk.KeyEsc)
		view()
		w.jump(8*time.Hour + 600*time.Millisecond)
		post(r, "5", kiosk.KeyEnter)
		view()
		last := m.writes[len(m.writes)-1]
		require.WithinDuration(t, w.now(), last.Records[0].At, ClockTolerance)
	})
}

// An idle till notices the jump with its next ping, and reads the sum of the day
// that the clock shows now.
func TestRunner_AnIdleTillNoticesWithinAMinute(t *testing.T) {
	m := &memory{today: 900}
	jumping(t, &scripted{}, m, func(r *Runner, w *wallClock, view func() kiosk.View) {
		require.EqualValues(t, 900, view().Today)
		require.Len(t, m.loads, 1)
		m.set(70, nil)
		w.jump(24 * time.Hour)
		time.Sleep(pingEvery + time.Second)
		require.EqualValues(t, 70, view().Today)
		require.Len(t, m.loads, 2)
		require.WithinDuration(t, w.now(), m.loads[1], pingEvery+time.Second)
	})
}

func TestRunner_ASumThatCannotBeReadIsReadLater(t *testing.T) {
	m := &memory{}
	jumping(t, &scripted{}, m, func(r *Runner, w *wallClock, view func() kiosk.View) {
		m.set(0, kiosk.ErrLedgerLocked)
		w.jump(24 * time.Hour)
		time.Sleep(pingEvery + time.Second)
		view()
		require.Less(t, len(m.loads), 10, "it does not spin")
		m.set(70, nil)
		time.Sleep(retryEvery + time.Second)
		require.EqualValues(t, 70, view().Today)
	})
}
