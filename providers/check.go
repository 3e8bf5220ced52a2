package providers

import (
	"context"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
	"facepay/providers/netcheck"
)

// pingMax bounds the question to the gateway: somebody waits for the line.
const pingMax = 10 * time.Second

// Released is a day before which no copy of this program existed; a clock that
// shows less has lost its battery.
var Released = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// CheckWay walks the way to the gateway at base. The practice gateway runs in this
// very program and has its clock.
func CheckWay(base string, client *gatewayhttp.Client, practice, quiet bool) health.Check {
	proxy, err := client.Proxy(base)
	return netcheck.Way{
		Address: base, Released: Released, OwnClock: practice, Quiet: quiet, Proxy: proxy, ProxyErr: err,
		Heard: client.Observations,
	}.Check()
}

// troubleFor is the time after a failed call in which the gateway may be asked
// something only to learn whose fault it was. A till at rest asks nothing.
const troubleFor = 2 * time.Minute

// Troubled reports whether the till's own calls have failed just now.
func Troubled(client *gatewayhttp.Client) bool {
	failed := client.Observations().Failed
	return !failed.IsZero() && time.Since(failed) < troubleFor
}

// CheckGateway asks the gateway itself: by a harmless call of its own where it has
// one, which is named, else by a connection alone.
func CheckGateway(name string, gate kiosk.Gateway) health.Check {
	return health.Check{Name: kiosk.CheckGateway, Full: true, Max: pingMax + time.Second, Run: func(ctx context.Context) []kiosk.CheckResult {
		ctx, cancel := context.WithTimeout(ctx, pingMax)
		defer cancel()
		began := time.Now()
		err := gate.Ping(ctx)
		call := ""
		if g, tries := gate.(kiosk.Trier); tries && err == nil {
			call, err = g.Try(ctx)
		}
		took := strconv.FormatInt(time.Since(began).Milliseconds(), 10)
		switch {
		case err == nil && call != "":
			return health.One(health.OK(kiosk.CheckGateway, "gateway.tried", "name", name, "call", call, "ms", took))
		case err == nil:
			return health.One(health.OK(kiosk.CheckGateway, "gateway.connected", "name", name, "ms", took))
		}
		f := kiosk.CheckResult{Check: kiosk.CheckGateway, Health: kiosk.HealthFailed, Todo: kiosk.T("check.todo.gateway.unreached")}
		f.What = kiosk.T("check.found.gateway.unreached", "name", name, "reason", health.Reason(err))
		if call != "" {
			f.What = kiosk.T("check.found.gateway.refused", "name", name, "call", call, "reason", health.Reason(err))
		}
		return health.One(f)
	}}
}

// CheckUnusable tells of a gateway that cannot even be made.
func CheckUnusable(name string, err error) health.Check {
	return health.Check{Name: kiosk.CheckGateway, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		return health.One(health.Failed(kiosk.CheckGateway, kiosk.CauseMachine, "gateway.unusable", "name", name, "reason", health.Reason(err)))
	}}
}
