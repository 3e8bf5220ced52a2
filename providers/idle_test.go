package providers_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
	"facepay/providers"
	"facepay/providers/netcheck"
)

// idleFor is the time that a till stands at rest here; Step takes the time as an
// argument, so that hours take no time.
const idleFor = 6 * time.Hour

// A till at rest sends no vendor anything, whichever it is: it looks only whether
// there is a way.
func TestGateways_AnIdleTillSendsNoRequest(t *testing.T) {
	for _, g := range gateways {
		t.Run(g.name, func(t *testing.T) {
			s := open(t, g, "an idle till")
			var asked atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
			t.Cleanup(srv.Close)
			s.through(srv.URL)
			till := till.NewTill(kiosk.Settings{Shop: "茶铺", Till: "01", Provider: g.dialect, Rails: providers.Rails(s.gateway), Capabilities: s.can, MaxAmount: 5_000_000, Calendar: kiosk.Calendar{Location: time.UTC}})
			now := s.clock.now()
			until := now.Add(idleFor)
			looked, examined := 0, 0
			events := []kiosk.Event{kiosk.Loaded{Snapshot: kiosk.Snapshot{PINSet: true}}}
			for now.Before(until) {
				var wake time.Time
				for len(events) > 0 {
					effects := till.Step(now, events[0])
					events = events[1:]
					for _, e := range effects {
						switch e := e.(type) {
						case kiosk.Call:
							require.Equal(t, kiosk.CallPing, e.Kind)
							looked++
							events = append(events, kiosk.Answered{Call: e, Err: s.gateway.Ping(s.ctx()), Took: time.Millisecond})
						case kiosk.CountDay:
							events = append(events, kiosk.DayCounted{At: e.At})
						case kiosk.RunChecks:
							require.False(t, e.Full, "nobody asked for that")
							examined++
							found := netcheck.Way{Address: s.url, Quiet: true}.Run(s.ctx())
							require.Nil(t, kiosk.FirstFault(found))
							events = append(events, kiosk.ChecksDone{Results: found})
						case kiosk.Wake:
							wake = e.At
						}
					}
				}
				require.False(t, wake.IsZero(), "it sleeps for ever")
				if wake.After(now) {
					now = wake
				}
				events = []kiosk.Event{kiosk.Woke{}}
			}
			require.Greater(t, looked, int(idleFor/time.Hour), "it looks now and then")
			require.Positive(t, examined, "and looks for whose fault it would be")
			require.Zero(t, asked.Load())
		})
	}
}
