package netcheck

import (
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// state is what a check of the way can come to.
type state = health.State

// The states, by the check that finds them.
const (
	networkLoopback   state = "network.loopback"
	networkOK         state = "network.ok"
	networkNoLink     state = "network.no_link"
	networkNoAddress  state = "network.no_address"
	networkNoRoute    state = "network.no_route"
	networkUnreadable state = "network.unreadable"

	dnsNone   state = "dns.none"
	dnsOK     state = "dns.ok"
	dnsInside state = "dns.inside"
	dnsNoName state = "dns.no_name"
	dnsSilent state = "dns.silent"
	dnsFailed state = "dns.failed"

	tcpOK      state = "tcp.ok"
	tcpRefused state = "tcp.refused"
	tcpSilent  state = "tcp.silent"
	tcpOffline state = "tcp.offline"
	tcpInside  state = "tcp.inside"
	tcpUnknown state = "tcp.unknown" // nobody can be asked whether the internet is there
	tcpFailed  state = "tcp.failed"

	proxyOK        state = "proxy.ok"
	proxySocks     state = "proxy.socks"
	proxyWrong     state = "proxy.wrong"
	proxyUnreached state = "proxy.unreached"
	proxyLogin     state = "proxy.login"
	proxyRefused   state = "proxy.refused"

	tlsOK      state = "tls.ok"
	tlsExpires state = "tls.expires"
	tlsExpired state = "tls.expired"
	tlsEarly   state = "tls.early"
	tlsClock   state = "tls.clock"
	tlsHost    state = "tls.host"
	tlsIssuer  state = "tls.issuer"
	tlsNoRoots state = "tls.no_roots"
	tlsSilent  state = "tls.silent"
	tlsPlain   state = "tls.plain"
	tlsCut     state = "tls.cut"

	httpOK       state = "http.ok"
	httpRedirect state = "http.redirect"
	httpBusy     state = "http.busy"
	httpPortal   state = "http.portal"
	httpMoved    state = "http.moved"
	httpLogin    state = "http.login"
	httpSilent   state = "http.silent"
	httpGarbage  state = "http.garbage"
	httpCut      state = "http.cut"

	clockOK      state = "clock.ok"
	clockSame    state = "clock.same"
	clockAlone   state = "clock.alone"
	clockUntold  state = "clock.untold"
	clockUnasked state = "clock.unasked"
	clockOff     state = "clock.off"
	clockLost    state = "clock.lost"
)

// meanings is the one table of whose fault is what on the way to the gateway. Where it may be two, it names
// the one that is likelier at a till whose gateway was heard before; the texts
// name the other.
var meanings = map[state]health.Meaning{
	networkLoopback:   well(kiosk.CheckNetwork),
	networkOK:         well(kiosk.CheckNetwork),
	networkNoLink:     fails(kiosk.CheckNetwork, kiosk.CauseMachine),
	networkNoAddress:  fails(kiosk.CheckNetwork, kiosk.CauseNetwork),
	networkNoRoute:    fails(kiosk.CheckNetwork, kiosk.CauseMachine),
	networkUnreadable: warns(kiosk.CheckNetwork, kiosk.CauseMachine),

	dnsNone:   well(kiosk.CheckDNS),
	dnsOK:     well(kiosk.CheckDNS),
	dnsInside: warns(kiosk.CheckDNS, kiosk.CauseNetwork),
	dnsNoName: fails(kiosk.CheckDNS, kiosk.CauseGateway),
	dnsSilent: fails(kiosk.CheckDNS, kiosk.CauseNetwork),
	dnsFailed: fails(kiosk.CheckDNS, kiosk.CauseNetwork),

	tcpOK:      well(kiosk.CheckTCP),
	tcpRefused: fails(kiosk.CheckTCP, kiosk.CauseGateway),
	tcpSilent:  fails(kiosk.CheckTCP, kiosk.CauseGateway),
	tcpOffline: fails(kiosk.CheckTCP, kiosk.CauseNetwork),
	tcpInside:  fails(kiosk.CheckTCP, kiosk.CauseNetwork),
	tcpUnknown: fails(kiosk.CheckTCP, kiosk.CauseNetwork),
	tcpFailed:  fails(kiosk.CheckTCP, kiosk.CauseMachine),

	proxyOK:        well(kiosk.CheckTCP),
	proxySocks:     warns(kiosk.CheckTCP, kiosk.CauseNone),
	proxyWrong:     fails(kiosk.CheckTCP, kiosk.CauseMachine),
	proxyUnreached: fails(kiosk.CheckTCP, kiosk.CauseNetwork),
	proxyLogin:     fails(kiosk.CheckTCP, kiosk.CauseNetwork),
	proxyRefused:   fails(kiosk.CheckTCP, kiosk.CauseNetwork),

	tlsOK:      well(kiosk.CheckTLS),
	tlsExpires: warns(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsExpired: fails(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsEarly:   fails(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsClock:   fails(kiosk.CheckTLS, kiosk.CauseMachine),
	tlsHost:    fails(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsIssuer:  fails(kiosk.CheckTLS, kiosk.CauseNetwork),
	tlsNoRoots: fails(kiosk.CheckTLS, kiosk.CauseMachine),
	tlsSilent:  fails(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsPlain:   fails(kiosk.CheckTLS, kiosk.CauseGateway),
	tlsCut:     fails(kiosk.CheckTLS, kiosk.CauseGateway),

	httpOK:       well(kiosk.CheckHTTP),
	httpRedirect: warns(kiosk.CheckHTTP, kiosk.CauseGateway),
	httpBusy:     fails(kiosk.CheckHTTP, kiosk.CauseGateway),
	httpPortal:   fails(kiosk.CheckHTTP, kiosk.CauseNetwork),
	httpMoved:    fails(kiosk.CheckHTTP, kiosk.CauseGateway),
	httpLogin:    fails(kiosk.CheckHTTP, kiosk.CauseNetwork),
	httpSilent:   fails(kiosk.CheckHTTP, kiosk.CauseGateway),
	httpGarbage:  fails(kiosk.CheckHTTP, kiosk.CauseGateway),
	httpCut:      fails(kiosk.CheckHTTP, kiosk.CauseGateway),

	clockOK:      well(kiosk.CheckClock),
	clockSame:    well(kiosk.CheckClock),
	clockAlone:   warns(kiosk.CheckClock, kiosk.CauseNone),
	clockUnasked: well(kiosk.CheckClock),
	clockUntold:  warns(kiosk.CheckClock, kiosk.CauseNone),
	clockOff:     fails(kiosk.CheckClock, kiosk.CauseMachine),
	clockLost:    fails(kiosk.CheckClock, kiosk.CauseMachine),
}

func well(c kiosk.Check) health.Meaning { return health.Meaning{Check: c, Health: kiosk.HealthOK} }

func warns(c kiosk.Check, cause kiosk.Cause) health.Meaning {
	return health.Meaning{Check: c, Health: kiosk.HealthWarning, Cause: cause}
}

// fails has a brief text too: whatever fails on the way stands in the bar.
func fails(c kiosk.Check, cause kiosk.Cause) health.Meaning {
	return health.Meaning{Check: c, Health: kiosk.HealthFailed, Cause: cause, Brief: true}
}

// found makes the result of a state.
func found(s state, args ...string) kiosk.CheckResult { return meanings[s].Result(s, args...) }
