package serial

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// slowLine takes bytes at once and puts them onto its wire one by one.
type slowLine struct {
	baud int

	mu    sync.Mutex
	busy  time.Time // until then the wire has something to do
	got   []string  // frames
	stood []time.Time
	fail  error
}

func (l *slowLine) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	l.busy = later(time.Now(), l.busy).Add(WireTime(len(b), l.baud))
	l.got, l.stood = append(l.got, string(b)), append(l.stood, l.busy)
	return len(b), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// frameOf is as long as LED8's longest.
func frameOf(s string) []byte { return []byte("\x1bs1\x1bQA" + s + "\r") }

func TestNewest_TheLastAmountStandsSoonAfterTheLastKey(t *testing.T) {
	const standsMax = 150 * time.Millisecond // at 2400 bits a second
	rng := rand.New(rand.NewPCG(8, 300))
	var worst time.Duration
	for range 500 {
		synctest.Test(t, func(t *testing.T) {
			line := &slowLine{baud: 2400}
			n := NewNewest("pole", 2400, []byte("\x1b@"), frameOf, nil, slog.New(slog.DiscardHandler))
			end := n.Begin(line)
			time.Sleep(time.Second)
			keys := make([]time.Duration, 8) // in 300 ms
			for i := range keys {
				keys[i] = time.Duration(rng.Int64N(int64(300 * time.Millisecond)))
			}
			keys[0], keys[7] = 0, 300*time.Millisecond
			var typed, last string
			start := time.Now()
			for i := range keys {
				time.Sleep(time.Until(start.Add(300 * time.Millisecond * time.Duration(i) / 7).Add(keys[i] % (40 * time.Millisecond))))
				typed += fmt.Sprint(1 + rng.IntN(9))
				last = fmt.Sprintf("%09s", typed)
				n.Set(last)
			}
			pressed := time.Now()
			time.Sleep(time.Second)
			end()
			i := len(line.got) - 1
			require.Equal(t, string(frameOf(last)), line.got[i])
			worst = max(worst, line.stood[i].Sub(pressed))
		})
	}
	require.LessOrEqual(t, worst, standsMax)
	t.Log("the last amount stands after", worst)
}

func TestNewest_WhatWasOvertakenIsNeverSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &slowLine{baud: 1200}
		n := NewNewest("pole", 1200, nil, frameOf, nil, slog.New(slog.DiscardHandler))
		end := n.Begin(line)
		synctest.Wait()
		for i := range 1000 {
			n.Set(fmt.Sprint(i))
		}
		time.Sleep(time.Minute)
		end()
		require.Equal(t, []string{string(frameOf("")), string(frameOf("999"))}, line.got)
	})
}

func TestNewest_ALineThatFailsIsBegunAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		line := &slowLine{baud: 2400, fail: errors.New("input/output error")}
		n := NewNewest("pole", 2400, []byte("begin "), frameOf, nil, slog.New(slog.NewTextHandler(&log, nil)))
		end := n.Begin(line)
		n.Set("1.00")
		time.Sleep(time.Minute)
		_, at, err := n.Sent()
		require.Error(t, err)
		require.Zero(t, at)
		line.mu.Lock()
		line.fail = nil
		line.mu.Unlock()
		n.Set("2.00")
		time.Sleep(time.Minute)
		end()
		require.Equal(t, []string{"begin " + string(frameOf("2.00"))}, line.got)
		what, _, err := n.Sent()
		require.NoError(t, err)
		require.Equal(t, "2.00", what)
		require.Equal(t, 1, strings.Count(log.String(), "\n"), "said once")
	})
}

// stuckLine takes nothing until it is let go.
type stuckLine chan struct{}

func (l stuckLine) Write([]byte) (int, error) { <-l; return 0, errors.New("gone") }

func TestNewest_ALineThatTakesNothingHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := make(stuckLine)
		n := NewNewest("pole", 2400, nil, frameOf, nil, slog.New(slog.DiscardHandler))
		end := n.Begin(line)
		since := time.Now()
		for i := range 1000 {
			n.Set(fmt.Sprint(i))
		}
		require.Zero(t, time.Since(since))
		end()
		require.LessOrEqual(t, time.Since(since), endMax)
		close(line)
		synctest.Wait()
	})
}
