package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// toLedger brings rows to what the ledger keeps of times: milliseconds.
func toLedger(r Snapshot) Snapshot {
	cut := func(at *time.Time) {
		if !at.IsZero() {
			*at = time.UnixMilli(at.UnixMilli()).UTC()
		}
	}
	for i := range r.Payments {
		p := &r.Payments[i]
		for _, at := range []*time.Time{&p.CreatedAt, &p.SentAt, &p.PaidAt, &p.ReleasedAt, &p.PollUntil} {
			cut(at)
		}
	}
	for i := range r.RecentTails {
		cut(&r.RecentTails[i].At)
	}
	return r
}

// A clock that is set shows no whole millisecond.
const oddNanoseconds = 123456789 * time.Nanosecond

func TestReload_KeepsWhatThisRunMeasured(t *testing.T) {
	for name, read := range map[string]func(Snapshot) Snapshot{
		"to the nanosecond":          func(r Snapshot) Snapshot { return r },
		"to the ledger's resolution": toLedger,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.now = c.now.Add(oddNanoseconds)
			c.openQR(KeyF1, "G1")
			began := c.till.book.payments[0].sentSteady
			c.waits(10 * time.Second)
			c.press(KeyEsc)
			left, watch := c.till.book.payments[0].releasedSteady, c.till.book.payments[0].pollUntilSteady
			// The clock is set, and just that cannot be written.
			const by = 25 * time.Hour
			c.till.Step(c.now, ClockChanged{by})
			c.step(SaveFailed{Cause: ClockChanged{}, Err: ErrLedgerFull})
			c.now = c.now.Add(retryEvery)
			c.step(Loaded{read(c.restored())})
			p := c.till.book.payments[0]
			// A clock that leaps forward may be a sleep, so what was heard counts from it.
			require.Equal(t, []time.Time{began, left, left}, []time.Time{p.sentSteady, p.followedSince, p.releasedSteady})
			require.WithinDuration(t, watch, p.pollUntilSteady, time.Millisecond, "a day after it was left")
			require.WithinDuration(t, watch.Add(by), c.only().PollUntil, time.Millisecond, "the next start reads it")
		})
	}
}

// What a step that is not on record made of a watch is not kept either.
func TestReload_ForgetsAWatchThatIsNotOnRecord(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.till.Step(c.now, Pressed{KeyEsc})
	require.False(t, c.till.book.payments[0].pollUntilSteady.IsZero())
	c.step(SaveFailed{Err: ErrLedgerFull})
	row := c.only()
	p := c.till.book.track(row, c.till.book.payments[0])
	require.True(t, p.pollUntilSteady.IsZero())
	require.True(t, p.releasedSteady.IsZero())
}

func TestReload_KeepsTheAgeOfCodes(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.now = c.now.Add(oddNanoseconds)
	c.loseAnswer()
	c.press(KeyF6)
	c.sleep(PayCodeMemory - time.Second)
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.step(Loaded{toLedger(c.restored())})
	require.True(t, c.till.book.spent(WeChat, "6789"))
	c.sleep(2 * time.Second)
	c.step(Woke{})
	require.False(t, c.till.book.spent(WeChat, "6789"))
}
