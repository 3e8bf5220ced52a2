package serial

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/serial/serialtest"
)

func frames(l *serialtest.SlowLine) []string {
	got, _ := l.Frames()
	return got
}

// frameOf is as long as LED8's longest.
func frameOf(_, s string) []byte { return []byte("\x1bs1\x1bQA" + s + "\r") }

func TestNewest_WhatWasOvertakenIsNeverSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &serialtest.SlowLine{Baud: 1200}
		n := NewNewest("pole", 1200, nil, frameOf, nil, slog.New(slog.DiscardHandler))
		end := n.Begin(line)
		synctest.Wait()
		for i := range 1000 {
			n.Set(fmt.Sprint(i))
		}
		time.Sleep(time.Minute)
		require.Equal(t, []string{string(frameOf("", "")), string(frameOf("", "999"))}, frames(line))
		end()
		require.Equal(t, []string{string(frameOf("", "")), string(frameOf("", "999")), string(frameOf("", ""))}, frames(line), "nothing stands there for good")
	})
}

func TestNewest_ALineThatFailsIsBegunAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		line := &serialtest.SlowLine{Baud: 2400}
		line.Fail(errors.New("input/output error"))
		n := NewNewest("pole", 2400, []byte("begin "), frameOf, nil, slog.New(slog.NewTextHandler(&log, nil)))
		end := n.Begin(line)
		n.Set("1.00")
		time.Sleep(time.Minute)
		synctest.Wait() // it may be trying at this very moment
		_, at, err := n.Sent()
		require.Error(t, err)
		require.Zero(t, at)
		line.Fail(nil)
		n.Set("2.00")
		time.Sleep(time.Minute)
		require.Equal(t, []string{"begin " + string(frameOf("", "2.00"))}, frames(line))
		what, _, err := n.Sent()
		require.NoError(t, err)
		require.Equal(t, "2.00", what)
		line.Fail(errors.New("input/output error"))
		n.Set("3.00")
		time.Sleep(time.Minute)
		end()
		line.Fail(nil)
		require.Equal(t, []string{"begin " + string(frameOf("", "2.00"))}, frames(line), "what fails is left alone")
		require.Equal(t, 2, strings.Count(log.String(), "\n"), "said once each time")
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

// A line that takes nothing from the end on holds nobody either.
func TestNewest_ALineThatTakesNothingAtTheEndHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &stuckLater{stuckLine: make(stuckLine)}
		n := NewNewest("pole", 2400, nil, frameOf, nil, slog.New(slog.DiscardHandler))
		end := n.Begin(line)
		n.Set("1.00")
		time.Sleep(time.Minute)
		line.stuck.Store(true)
		since := time.Now()
		end()
		require.Equal(t, clearMax, time.Since(since))
		close(line.stuckLine)
		synctest.Wait()
	})
}

// stuckLater takes everything until it is stuck.
type stuckLater struct {
	stuckLine
	stuck atomic.Bool
}

func (l *stuckLater) Write(b []byte) (int, error) {
	if l.stuck.Load() {
		return l.stuckLine.Write(b)
	}
	return len(b), nil
}
