package payments

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// What a step that is not on record made of the polling is not kept either.
func TestTrack_ForgetsAPollingEndThatIsNotOnRecord(t *testing.T) {
	b := emptyBook(kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, QueryQR: true})
	b.BeginSale(100)
	require.Empty(t, b.Show(ByQR(kiosk.WeChat), ""))
	for _, e := range b.Commit() {
		if c, ok := e.(kiosk.Call); ok {
			b.Begin(b.Now)
			b.Answered(kiosk.Answered{Call: c, Answer: kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://pay", GatewayOrderNo: "G1"}})
			b.Commit()
		}
	}
	before := b.payments[0]
	onRecord := before.Payment
	require.Equal(t, kiosk.StateWaiting, onRecord.State)

	b.Begin(b.Now)
	b.Abandon(kiosk.AbandonCancelled)
	b.Commit()
	require.False(t, before.PollUntilSteady.IsZero())
	b.Begin(b.Now)
	p := b.track(onRecord, before)
	require.True(t, p.PollUntilSteady.IsZero())
	require.True(t, p.ReleasedSteady.IsZero())
}
