package doctor

import "facepay/kiosk"

// state is what a look can come to. Its texts are those of the catalogues under
// check.found., check.todo. and check.brief. and its name.
type state string

// The states, by the look that finds them.
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

	folderOK     state = "folder.ok"
	folderLater  state = "folder.later"
	folderDenied state = "folder.denied"

	diskOK         state = "disk.ok"
	diskLow        state = "disk.low"
	diskFull       state = "disk.full"
	diskUnreadable state = "disk.unreadable"

	lookLate  state = "look.late"
	lookBroke state = "look.broke"
)

// meaning is what a state says beside its words. Every failure has a brief text,
// every failure and note a text of what to do.
type meaning struct {
	look   kiosk.Check
	health kiosk.Health
	blame  kiosk.Cause
	brief  bool // it has a text for the bar
}

// meanings is the one table of whose fault is what. Where it may be two, it names
// the one that is likelier at a till whose gateway was heard before; the texts
// name the other.
var meanings = map[state]meaning{
	networkLoopback:   {kiosk.CheckNetwork, kiosk.HealthOK, "", false},
	networkOK:         {kiosk.CheckNetwork, kiosk.HealthOK, "", false},
	networkNoLink:     {kiosk.CheckNetwork, kiosk.HealthFailed, kiosk.CauseMachine, true},
	networkNoAddress:  {kiosk.CheckNetwork, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	networkNoRoute:    {kiosk.CheckNetwork, kiosk.HealthFailed, kiosk.CauseMachine, true},
	networkUnreadable: {kiosk.CheckNetwork, kiosk.HealthWarning, kiosk.CauseMachine, false},

	dnsNone:   {kiosk.CheckDNS, kiosk.HealthOK, "", false},
	dnsOK:     {kiosk.CheckDNS, kiosk.HealthOK, "", false},
	dnsInside: {kiosk.CheckDNS, kiosk.HealthWarning, kiosk.CauseNetwork, false},
	dnsNoName: {kiosk.CheckDNS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	dnsSilent: {kiosk.CheckDNS, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	dnsFailed: {kiosk.CheckDNS, kiosk.HealthFailed, kiosk.CauseNetwork, true},

	tcpOK:      {kiosk.CheckTCP, kiosk.HealthOK, "", false},
	tcpRefused: {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tcpSilent:  {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tcpOffline: {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	tcpInside:  {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	tcpUnknown: {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	tcpFailed:  {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseMachine, true},

	proxyOK:        {kiosk.CheckTCP, kiosk.HealthOK, "", false},
	proxySocks:     {kiosk.CheckTCP, kiosk.HealthWarning, kiosk.CauseNone, false},
	proxyWrong:     {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseMachine, true},
	proxyUnreached: {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	proxyLogin:     {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	proxyRefused:   {kiosk.CheckTCP, kiosk.HealthFailed, kiosk.CauseNetwork, true},

	tlsOK:      {kiosk.CheckTLS, kiosk.HealthOK, "", false},
	tlsExpires: {kiosk.CheckTLS, kiosk.HealthWarning, kiosk.CauseGateway, false},
	tlsExpired: {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tlsEarly:   {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tlsClock:   {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseMachine, true},
	tlsHost:    {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tlsIssuer:  {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	tlsNoRoots: {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseMachine, true},
	tlsSilent:  {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tlsPlain:   {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},
	tlsCut:     {kiosk.CheckTLS, kiosk.HealthFailed, kiosk.CauseGateway, true},

	httpOK:       {kiosk.CheckHTTP, kiosk.HealthOK, "", false},
	httpRedirect: {kiosk.CheckHTTP, kiosk.HealthWarning, kiosk.CauseGateway, false},
	httpBusy:     {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	httpPortal:   {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	httpMoved:    {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	httpLogin:    {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseNetwork, true},
	httpSilent:   {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	httpGarbage:  {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseGateway, true},
	httpCut:      {kiosk.CheckHTTP, kiosk.HealthFailed, kiosk.CauseGateway, true},

	clockOK:      {kiosk.CheckClock, kiosk.HealthOK, "", false},
	clockSame:    {kiosk.CheckClock, kiosk.HealthOK, "", false},
	clockAlone:   {kiosk.CheckClock, kiosk.HealthWarning, kiosk.CauseNone, false},
	clockUnasked: {kiosk.CheckClock, kiosk.HealthOK, "", false},
	clockUntold:  {kiosk.CheckClock, kiosk.HealthWarning, kiosk.CauseNone, false},
	clockOff:     {kiosk.CheckClock, kiosk.HealthFailed, kiosk.CauseMachine, true},
	clockLost:    {kiosk.CheckClock, kiosk.HealthFailed, kiosk.CauseMachine, true},

	folderOK:     {kiosk.CheckFolder, kiosk.HealthOK, "", false},
	folderLater:  {kiosk.CheckFolder, kiosk.HealthOK, "", false},
	folderDenied: {kiosk.CheckFolder, kiosk.HealthFailed, kiosk.CauseMachine, true},

	diskOK:         {kiosk.CheckDisk, kiosk.HealthOK, "", false},
	diskLow:        {kiosk.CheckDisk, kiosk.HealthWarning, kiosk.CauseMachine, true},
	diskFull:       {kiosk.CheckDisk, kiosk.HealthFailed, kiosk.CauseMachine, true},
	diskUnreadable: {kiosk.CheckDisk, kiosk.HealthWarning, kiosk.CauseMachine, false},

	lookLate:  {"", kiosk.HealthFailed, kiosk.CauseMachine, false},
	lookBroke: {"", kiosk.HealthFailed, kiosk.CauseMachine, false},
}

// found makes the finding of a state. args go into what is so and what to do;
// the brief text has none, so that figures that tremble do not redraw the bar.
func found(s state, args ...string) kiosk.CheckResult {
	m := meanings[s]
	f := kiosk.CheckResult{Check: m.look, Health: m.health, Cause: m.blame, What: kiosk.T("check.found."+string(s), args...)}
	if m.health != kiosk.HealthOK {
		f.Todo = kiosk.T("check.todo."+string(s), args...)
	}
	if m.brief {
		f.Brief = kiosk.T("check.brief." + string(s))
	}
	return f
}
