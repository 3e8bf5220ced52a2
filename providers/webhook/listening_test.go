package webhook

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestReport_TellsWhetherTheTillIsHeardFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []bool
		room := true
		r := &reporter{counters: newCounters(time.Now()), log: newLogLimiter(nil, logGap), tellGap: tellGap, statusGap: statusGap, post: func(e kiosk.Event) bool {
			mu.Lock()
			defer mu.Unlock()
			if h, ok := e.(kiosk.ListenerChanged); ok && room {
				told = append(told, h.Listening)
			}
			return room
		}}
		ctx, cancel := context.WithCancel(context.Background())
		var ends sync.WaitGroup
		ends.Go(func() { r.run(ctx) })
		heard := func(want ...bool) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			require.Equal(t, want, told)
			told = nil
		}
		makeRoom := func(is bool) { mu.Lock(); defer mu.Unlock(); room = is }

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

		makeRoom(false)
		r.listening("127.0.0.1:8780", nil)
		heard()
		makeRoom(true)
		time.Sleep(2 * tellGap)
		heard(true)

		makeRoom(false)
		r.listening("", errors.New("the port failed"))
		r.listening("127.0.0.1:8780", nil)
		heard()
		makeRoom(true)
		time.Sleep(11 * time.Second)
		heard(false, true)

		for range 600 { // refusals that go on
			r.counters.add(forged, time.Now())
			time.Sleep(time.Second)
		}
		synctest.Wait()
		mu.Lock()
		require.LessOrEqual(t, len(told), 2*(60+1), "a stuck till's queue must stay free")
		require.True(t, told[len(told)-1])
		mu.Unlock()
		cancel()
		ends.Wait()
	})
}

func TestRun_SaysThatItHearsOnceThePortIsOpen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	told := make(chan bool, 16)
	l := defaultLimits()
	l.listenGap = time.Millisecond
	s, err := newServer(Config{Listen: taken.Addr().String()}, Ports{Post: func(e kiosk.Event) bool {
		if h, ok := e.(kiosk.ListenerChanged); ok {
			told <- h.Listening
		}
		return true
	}}, l)
	require.NoError(t, err)
	failed := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	runs.Go(func() { _ = s.Run(ctx) })
	go func() {
		defer close(failed)
		for {
			s.report.mu.Lock()
			said := s.report.state.Error
			s.report.mu.Unlock()
			if said != "" || ctx.Err() != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	<-failed
	require.Empty(t, told, "another program has the port")
	require.NoError(t, taken.Close())
	require.True(t, <-told)
	cancel()
	runs.Wait()
}
