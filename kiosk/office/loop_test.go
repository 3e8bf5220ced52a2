package office

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// slowShifts is a ledger whose every answer takes a while, and ends with the context.
type slowShifts struct {
	takes time.Duration
	err   error
}

func (s slowShifts) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(s.takes):
		return s.err
	}
}

func (s slowShifts) Shift(ctx context.Context, number int) (kiosk.Shift, error) {
	return kiosk.Shift{}, s.wait(ctx)
}

func (s slowShifts) Shifts(context.Context, kiosk.Date, kiosk.Date) ([]kiosk.Shift, error) {
	return nil, nil
}

func (s slowShifts) CloseShift(ctx context.Context, c kiosk.ShiftClose) (kiosk.Shift, error) {
	return kiosk.Shift{Number: c.After + 1}, s.wait(ctx)
}

func TestLoop_GivesAClosingItsTime(t *testing.T) {
	for name, tc := range map[string]struct {
		ask    ShiftAsk
		shifts slowShifts
		err    error
		logged string
	}{
		"a slow closing":  {ShiftAsk{Close: &kiosk.ShiftClose{}}, slowShifts{takes: 3 * readTimeout}, nil, ""},
		"a failed one":    {ShiftAsk{Close: &kiosk.ShiftClose{}}, slowShifts{err: kiosk.ErrLedgerFull}, kiosk.ErrLedgerFull, "close the shift"},
		"another's":       {ShiftAsk{Close: &kiosk.ShiftClose{}}, slowShifts{err: kiosk.ErrConflict}, kiosk.ErrConflict, ""},
		"a slow reading":  {ShiftAsk{}, slowShifts{takes: 3 * readTimeout}, context.DeadlineExceeded, "read the shift"},
		"a quick reading": {ShiftAsk{}, slowShifts{takes: time.Second}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				l := NewLoop(New(Settings{}), Ports{Shifts: tc.shifts, Log: slog.New(slog.NewTextHandler(&log, nil))})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				l.ended = ctx.Done()
				l.carryOut(ctx, tc.ask)
				answer := (<-l.events).(ShiftAnswered)
				require.True(t, errors.Is(answer.Err, tc.err), "%v", answer.Err)
				require.Equal(t, tc.ask, answer.ShiftAsk)
				l.reads.Wait()
				if tc.logged == "" {
					require.Empty(t, log.String())
				} else {
					require.Contains(t, log.String(), tc.logged)
				}
			})
		})
	}
}

// slowHistory is a ledger whose list takes as long as it is given.
type slowHistory struct{ Ledger }

func (slowHistory) Payments(ctx context.Context, _ kiosk.HistoryFilter, _ kiosk.OrderNo, _ int) ([]kiosk.Payment, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// A read that takes too long is told of in the log; one that ends with the till is not.
func TestLoop_LogsAReadThatTakesTooLong(t *testing.T) {
	for name, tc := range map[string]struct {
		ends   time.Duration
		logged string
	}{
		"slow":                {2 * readTimeout, "context deadline exceeded"},
		"the till ends first": {readTimeout / 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				unread := func(ctx context.Context) BillsAnswered {
					<-ctx.Done()
					return BillsAnswered{Err: ctx.Err()}
				}
				l := NewLoop(New(Settings{}), Ports{Ledger: slowHistory{}, Bills: unread, Log: slog.New(slog.NewTextHandler(&log, nil))})
				ctx, cancel := context.WithTimeout(t.Context(), tc.ends)
				defer cancel()
				l.ended = t.Context().Done()
				l.carryOut(ctx, Read{})
				l.carryOut(ctx, BillsRead{})
				for range 2 {
					<-l.events
				}
				l.reads.Wait()
				require.Equal(t, tc.logged != "", strings.Contains(log.String(), "the owner's side"), log.String())
				require.Equal(t, tc.logged != "", strings.Contains(log.String(), "bills on record"), log.String())
				require.Contains(t, log.String(), tc.logged)
			})
		})
	}
}
