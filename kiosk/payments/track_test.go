package payments

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// shownQR is a book whose sale has a QR on show.
func shownQR(t *testing.T) (*Book, *Item) {
	t.Helper()
	b := emptyBook(kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true, QRValid: time.Hour})
	b.BeginSale(100)
	require.Empty(t, b.Show(ByQR(kiosk.WeChat), ""))
	for _, e := range b.Commit() {
		if c, ok := e.(kiosk.Call); ok {
			b.Begin(b.Now)
			b.Answered(kiosk.Answered{Call: c, Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://pay", GatewayOrderNo: "G1"}})
			b.Commit()
		}
	}
	require.Equal(t, kiosk.StateWaiting, b.payments[0].State)
	return b, b.payments[0]
}

// What a step that is not on record made of the polling is not kept either.
func TestTrack_ForgetsAPollingEndThatIsNotOnRecord(t *testing.T) {
	b, before := shownQR(t)
	onRecord := before.Payment
	b.Begin(b.Now)
	b.Abandon(kiosk.AbandonCancelled)
	b.Commit()
	require.False(t, before.pollUntilSteady.IsZero())
	b.Begin(b.Now)
	p := b.track(onRecord, before)
	require.True(t, p.pollUntilSteady.IsZero())
	require.True(t, p.releasedSteady.IsZero())
}

// The clock is set, and just that cannot be written.
func TestRestore_KeepsWhatThisRunMeasured(t *testing.T) {
	for name, c := range map[string]struct {
		by   time.Duration
		read func(time.Time) time.Time // a time of a row, by the ledger
	}{
		"to the nanosecond":          {25 * time.Hour, func(at time.Time) time.Time { return at }},
		"to the ledger's resolution": {25 * time.Hour, func(at time.Time) time.Time { return at.Truncate(time.Millisecond) }},
		"the clock goes back":        {-8 * time.Hour, func(at time.Time) time.Time { return at }},
	} {
		t.Run(name, func(t *testing.T) {
			b, p := shownQR(t)
			sent, known := p.SentSteady, p.followedSince
			b.Begin(b.Now.Add(10*time.Second + 123456789*time.Nanosecond))
			b.Abandon(kiosk.AbandonCancelled)
			b.Commit()
			row, sale, left, until := p.Payment, *b.SaleOf(p), p.releasedSteady, p.pollUntilSteady

			b.Begin(b.Now)
			b.Offset = c.by
			if c.by > 0 {
				b.Suspended(true) // a clock that leaps forward may be a sleep, so what was heard counts from it
				known = left
			}
			b.RewritePollEnds()
			b.Commit()
			b.Begin(b.Now.Add(10 * time.Second))
			for _, at := range []*time.Time{&row.CreatedAt, &row.SentAt, &row.ReleasedAt, &row.PollUntil} {
				*at = c.read(*at)
			}
			b.Restore(kiosk.Snapshot{Sales: []kiosk.Sale{sale}, Payments: []kiosk.Payment{row}}, nil)
			p = b.Find(row.OrderNo)
			require.Equal(t, []time.Time{sent, known, left}, []time.Time{p.SentSteady, p.followedSince, p.releasedSteady})
			require.WithinDuration(t, until, p.pollUntilSteady, time.Millisecond, "a day after it was left")
			require.WithinDuration(t, until.Add(c.by), p.PollUntil, time.Millisecond, "the next start reads it")
		})
	}
}
