package netcheck

import (
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// states are all outcomes of the steps of the way.
var states []health.State

func newState(s health.State) health.State {
	states = append(states, s)
	return s
}

func well(name string, c kiosk.Check) health.State {
	return newState(health.State{Name: name, Check: c, Health: kiosk.HealthOK})
}

func warns(name string, c kiosk.Check, cause kiosk.Cause) health.State {
	return newState(health.State{Name: name, Check: c, Health: kiosk.HealthWarning, Cause: cause})
}

// fails has a brief text too: whatever fails on the way stands in the bar.
func fails(name string, c kiosk.Check, cause kiosk.Cause) health.State {
	return newState(health.State{Name: name, Check: c, Health: kiosk.HealthFailed, Cause: cause, Brief: true})
}

// The one table of whose fault is what on the way to the gateway. Where it may be
// two, it names the one that is likelier at a till whose gateway was heard before;
// the texts name the other.
var (
	networkLoopback   = well("network.loopback", kiosk.CheckNetwork)
	networkOK         = well("network.ok", kiosk.CheckNetwork)
	networkNoLink     = fails("network.no_link", kiosk.CheckNetwork, kiosk.CauseMachine)
	networkNoAddress  = fails("network.no_address", kiosk.CheckNetwork, kiosk.CauseNetwork)
	networkNoRoute    = fails("network.no_route", kiosk.CheckNetwork, kiosk.CauseMachine)
	networkUnreadable = warns("network.unreadable", kiosk.CheckNetwork, kiosk.CauseMachine)

	dnsNone   = well("dns.none", kiosk.CheckDNS)
	dnsOK     = well("dns.ok", kiosk.CheckDNS)
	dnsInside = warns("dns.inside", kiosk.CheckDNS, kiosk.CauseNetwork)
	dnsNoName = fails("dns.no_name", kiosk.CheckDNS, kiosk.CauseGateway)
	dnsSilent = fails("dns.silent", kiosk.CheckDNS, kiosk.CauseNetwork)
	dnsFailed = fails("dns.failed", kiosk.CheckDNS, kiosk.CauseNetwork)

	tcpOK      = well("tcp.ok", kiosk.CheckTCP)
	tcpRefused = fails("tcp.refused", kiosk.CheckTCP, kiosk.CauseGateway)
	tcpSilent  = fails("tcp.silent", kiosk.CheckTCP, kiosk.CauseGateway)
	tcpOffline = fails("tcp.offline", kiosk.CheckTCP, kiosk.CauseNetwork)
	tcpInside  = fails("tcp.inside", kiosk.CheckTCP, kiosk.CauseNetwork)
	tcpUnknown = fails("tcp.unknown", kiosk.CheckTCP, kiosk.CauseNetwork) // nobody can be asked whether the internet is there
	tcpFailed  = fails("tcp.failed", kiosk.CheckTCP, kiosk.CauseMachine)

	proxyOK        = well("proxy.ok", kiosk.CheckTCP)
	proxySocks     = warns("proxy.socks", kiosk.CheckTCP, kiosk.CauseNone)
	proxyWrong     = fails("proxy.wrong", kiosk.CheckTCP, kiosk.CauseMachine)
	proxyUnreached = fails("proxy.unreached", kiosk.CheckTCP, kiosk.CauseNetwork)
	proxyLogin     = fails("proxy.login", kiosk.CheckTCP, kiosk.CauseNetwork)
	proxyRefused   = fails("proxy.refused", kiosk.CheckTCP, kiosk.CauseNetwork)

	tlsOK      = well("tls.ok", kiosk.CheckTLS)
	tlsExpires = warns("tls.expires", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsExpired = fails("tls.expired", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsEarly   = fails("tls.early", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsClock   = fails("tls.clock", kiosk.CheckTLS, kiosk.CauseMachine)
	tlsHost    = fails("tls.host", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsIssuer  = fails("tls.issuer", kiosk.CheckTLS, kiosk.CauseNetwork)
	tlsNoRoots = fails("tls.no_roots", kiosk.CheckTLS, kiosk.CauseMachine)
	tlsSilent  = fails("tls.silent", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsPlain   = fails("tls.plain", kiosk.CheckTLS, kiosk.CauseGateway)
	tlsCut     = fails("tls.cut", kiosk.CheckTLS, kiosk.CauseGateway)

	httpOK       = well("http.ok", kiosk.CheckHTTP)
	httpRedirect = warns("http.redirect", kiosk.CheckHTTP, kiosk.CauseGateway)
	httpBusy     = fails("http.busy", kiosk.CheckHTTP, kiosk.CauseGateway)
	httpPortal   = fails("http.portal", kiosk.CheckHTTP, kiosk.CauseNetwork)
	httpMoved    = fails("http.moved", kiosk.CheckHTTP, kiosk.CauseGateway)
	httpLogin    = fails("http.login", kiosk.CheckHTTP, kiosk.CauseNetwork)
	httpSilent   = fails("http.silent", kiosk.CheckHTTP, kiosk.CauseGateway)
	httpGarbage  = fails("http.garbage", kiosk.CheckHTTP, kiosk.CauseGateway)
	httpCut      = fails("http.cut", kiosk.CheckHTTP, kiosk.CauseGateway)

	clockOK      = well("clock.ok", kiosk.CheckClock)
	clockSame    = well("clock.same", kiosk.CheckClock)
	clockAlone   = warns("clock.alone", kiosk.CheckClock, kiosk.CauseNone)
	clockUnasked = well("clock.unasked", kiosk.CheckClock)
	clockUntold  = warns("clock.untold", kiosk.CheckClock, kiosk.CauseNone)
	clockOff     = fails("clock.off", kiosk.CheckClock, kiosk.CauseMachine)
	clockLost    = fails("clock.lost", kiosk.CheckClock, kiosk.CauseMachine)
)
