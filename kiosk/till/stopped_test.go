package till_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestStopped_ShowsWhatNotificationsSay(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	paid := kiosk.Notification{OrderNo: n, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}}
	c.StepUnsaved(kiosk.NotificationReceived{ID: 77, Notification: paid})
	require.Equal(t, []string{string(n)}, c.Lines(), "the one that could not be written")
	require.Equal(t, "128.50", c.View.Panel.Amount)

	c.Notify(n, paid.Answer)
	c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(1)})
	c.Notify("W", kiosk.Answer{Verdict: kiosk.VerdictWaiting, Amount: tilltest.Fen(1)})
	c.Notify("A", kiosk.Answer{Verdict: kiosk.VerdictPaid})
	c.Step(kiosk.NotificationReceived{ID: 78, Notification: kiosk.Notification{OrderNo: "R", Refund: true, Answer: paid.Answer}})
	require.Equal(t, []string{string(n)}, c.Lines(), "once, and nothing that is no proof")
	for i := range 2 * till.PutOffMax {
		c.Notify(kiosk.OrderNo("P"+strconv.Itoa(i)), kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(500)})
	}
	require.Len(t, c.Lines(), till.PutOffMax)
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, paid.Answer), "and it is taken when it is sent again")
}
