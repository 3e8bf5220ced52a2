package providers

import (
	"context"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
	"facepay/providers/netcheck"
	"facepay/providers/rsakey"
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

// expiresSoon is the time before a certificate's end in which people are told: a new one
// takes a console, an owner and some days.
const expiresSoon = 30 * 24 * time.Hour

// Certified is a Gateway that is spoken to with certificates.
type Certified interface {
	Expiries() []rsakey.Expiry
}

// expiryResults tell of the certificates that end soon, or have ended at now.
func expiryResults(name string, gate kiosk.Gateway, now time.Time) (results []kiosk.CheckResult) {
	certified, is := gate.(Certified)
	if !is {
		return nil
	}
	for _, e := range certified.Expiries() {
		args := []string{"name", name, "key", e.Key, "day", e.At.Local().Format(time.DateOnly)}
		switch left := e.At.Sub(now); {
		case left <= 0:
			results = append(results, health.Failed(kiosk.CheckGateway, kiosk.CauseMachine, "gateway.expired", args...))
		case left <= expiresSoon:
			results = append(results, health.Warning(kiosk.CheckGateway, "gateway.expires", args...))
		}
	}
	return results
}

// Rotating is a Gateway whose wallet may begin to sign by a key that the till does not have.
type Rotating interface {
	// StrangeKey is the name of such a key that has signed a reply, "" for none.
	StrangeKey() string
}

// keyResults tell of certificates that end soon, and of a key that the till does not have.
func keyResults(name string, gate kiosk.Gateway, now time.Time) []kiosk.CheckResult {
	results := expiryResults(name, gate, now)
	if r, is := gate.(Rotating); is && r.StrangeKey() != "" {
		results = append(results, health.Failed(kiosk.CheckGateway, kiosk.CauseMachine, "gateway.strange_key", "name", name, "serial", r.StrangeKey()))
	}
	return results
}

// CheckGateway asks the gateway itself: by a harmless call of its own where it has
// one, which is named, else by a connection alone. It tells of the keys, too.
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
		keys := keyResults(name, gate, time.Now())
		took := strconv.FormatInt(time.Since(began).Milliseconds(), 10)
		switch {
		case err == nil && call != "":
			return append(health.One(health.OK(kiosk.CheckGateway, "gateway.tried", "name", name, "call", call, "ms", took)), keys...)
		case err == nil:
			return append(health.One(health.OK(kiosk.CheckGateway, "gateway.connected", "name", name, "ms", took)), keys...)
		}
		f := kiosk.CheckResult{Check: kiosk.CheckGateway, Health: kiosk.HealthFailed, Todo: kiosk.T("check.todo.gateway.unreached")}
		f.What = kiosk.T("check.found.gateway.unreached", "name", name, "reason", health.Reason(err))
		if call != "" {
			f.What = kiosk.T("check.found.gateway.refused", "name", name, "call", call, "reason", health.Reason(err))
		}
		return append(health.One(f), keys...)
	}}
}

// CheckUnusable tells of a gateway that cannot even be made.
func CheckUnusable(name string, err error) health.Check {
	return health.Check{Name: kiosk.CheckGateway, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		return health.One(health.Failed(kiosk.CheckGateway, kiosk.CauseMachine, "gateway.unusable", "name", name, "reason", health.Reason(err)))
	}}
}
