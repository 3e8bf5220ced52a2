package webhook

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// reportedTill is the till of a reporter, with the events that it has taken.
type reportedTill struct {
	mu   sync.Mutex
	room bool
	told []toldEvent
}

type toldEvent struct {
	event kiosk.Event
	at    time.Duration // since the beginning
}

func (f *reportedTill) hasRoom(is bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.room = is
}

// take returns the events since the last time.
func (f *reportedTill) take() []toldEvent {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	told := f.told
	f.told = nil
	return told
}

// reporting runs a reporter in time that the test sets.
func reporting(t *testing.T, run func(*testing.T, *reporter, *reportedTill)) {
	synctest.Test(t, func(t *testing.T) {
		began, till := time.Now(), &reportedTill{room: true}
		r := &reporter{counters: newCounters(began), log: newLogLimiter(nil, logGap), tellGap: tellGap, statusGap: statusGap}
		r.post = func(e kiosk.Event) bool {
			till.mu.Lock()
			defer till.mu.Unlock()
			if till.room {
				till.told = append(till.told, toldEvent{e, time.Since(began)})
			}
			return till.room
		}
		ctx, cancel := context.WithCancel(context.Background())
		var ends sync.WaitGroup
		ends.Go(func() { r.run(ctx) })
		run(t, r, till)
		cancel()
		ends.Wait()
	})
}

func TestReport_TellsWhetherTheTillIsHeardFor(t *testing.T) {
	reporting(t, func(t *testing.T, r *reporter, till *reportedTill) {
		take := func() (listening []bool) {
			for _, told := range till.take() {
				if h, ok := told.event.(kiosk.ListenerChanged); ok {
					listening = append(listening, h.Listening)
				}
			}
			return listening
		}
		heard := func(want ...bool) {
			t.Helper()
			require.Equal(t, want, take())
		}

		heard()
		r.listening("", errors.New("no network"))
		heard() // it counts as deaf until told
		r.listening("127.0.0.1:8780", nil)
		heard(true)
		r.listening("127.0.0.1:8780", nil)
		for _, o := range []outcome{taken, unknownOrder, mismatched} {
			r.counters.add(o, time.Now())
		}
		r.counters.count(limited, time.Now()) // a mini-program's
		heard()
		for _, o := range []outcome{notNow, timedOut, limited, failed, forged, malformed, tooLarge} {
			r.counters.add(o, time.Now())
			heard(false, true)
			time.Sleep(10 * time.Second)
		}
		r.listening("", errors.New("the port failed"))
		heard(false)

		till.hasRoom(false)
		r.listening("127.0.0.1:8780", nil)
		heard()
		till.hasRoom(true)
		time.Sleep(2 * tellGap)
		heard(true)

		till.hasRoom(false)
		r.listening("", errors.New("the port failed"))
		r.listening("127.0.0.1:8780", nil)
		heard()
		till.hasRoom(true)
		time.Sleep(11 * time.Second)
		heard(false, true)

		for range 600 { // refusals that go on
			r.counters.add(forged, time.Now())
			time.Sleep(time.Second)
		}
		told := take()
		require.LessOrEqual(t, len(told), 2*(60+1), "a stuck till's queue must stay free")
		require.True(t, told[len(told)-1])
	})
}

func TestReport_TellsTheTillOnceASecondAndAgainWhenItIsOver(t *testing.T) {
	reporting(t, func(t *testing.T, r *reporter, till *reportedTill) {
		type count struct {
			n  int
			at time.Duration
		}
		take := func() (all []count) {
			for _, told := range till.take() {
				if n, ok := told.event.(kiosk.NotificationsRefused); ok {
					all = append(all, count{n.Count, told.at})
				}
			}
			return all
		}

		time.Sleep(time.Second)
		r.counters.add(taken, time.Now())
		require.Empty(t, take())
		for range 100 {
			r.counters.add(forged, time.Now())
		}
		got := take()
		require.Len(t, got, 1, "at once")
		time.Sleep(2 * time.Second)
		got = append(got, take()...)
		require.Equal(t, 100, got[len(got)-1].n, "the rest is told a second later")

		till.hasRoom(false)
		r.counters.add(tooLarge, time.Now())
		time.Sleep(5 * time.Second)
		till.hasRoom(true)
		time.Sleep(2 * time.Second)
		require.Equal(t, 101, take()[0].n, "a till without room is told later")

		time.Sleep(11 * time.Minute)
		got = take()
		require.Zero(t, got[len(got)-1].n)

		for range 600 { // a flood that goes on
			r.counters.add(forged, time.Now())
			time.Sleep(time.Second)
		}
		got = take()
		require.LessOrEqual(t, len(got), 10+60+1, "a stuck till's queue must stay free")
		for i := 1; i < len(got); i++ {
			require.GreaterOrEqual(t, got[i].at-got[i-1].at, tellGap)
		}
	})
}
