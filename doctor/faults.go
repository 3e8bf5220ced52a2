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
	look   kiosk.Look
	health kiosk.Health
	blame  kiosk.Blame
	brief  bool // it has a text for the bar
}

// meanings is the one table of whose fault is what. Where it may be two, it names
// the one that is likelier at a till whose gateway was heard before; the texts
// name the other.
var meanings = map[state]meaning{
	networkLoopback:   {kiosk.LookNetwork, kiosk.HealthOK, "", false},
	networkOK:         {kiosk.LookNetwork, kiosk.HealthOK, "", false},
	networkNoLink:     {kiosk.LookNetwork, kiosk.HealthFailed, kiosk.BlameMachine, true},
	networkNoAddress:  {kiosk.LookNetwork, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	networkNoRoute:    {kiosk.LookNetwork, kiosk.HealthFailed, kiosk.BlameMachine, true},
	networkUnreadable: {kiosk.LookNetwork, kiosk.HealthNote, kiosk.BlameMachine, false},

	dnsNone:   {kiosk.LookDNS, kiosk.HealthOK, "", false},
	dnsOK:     {kiosk.LookDNS, kiosk.HealthOK, "", false},
	dnsInside: {kiosk.LookDNS, kiosk.HealthNote, kiosk.BlameNetwork, false},
	dnsNoName: {kiosk.LookDNS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	dnsSilent: {kiosk.LookDNS, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	dnsFailed: {kiosk.LookDNS, kiosk.HealthFailed, kiosk.BlameNetwork, true},

	tcpOK:      {kiosk.LookTCP, kiosk.HealthOK, "", false},
	tcpRefused: {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tcpSilent:  {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tcpOffline: {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	tcpInside:  {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	tcpUnknown: {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	tcpFailed:  {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameMachine, true},

	proxyOK:        {kiosk.LookTCP, kiosk.HealthOK, "", false},
	proxySocks:     {kiosk.LookTCP, kiosk.HealthNote, kiosk.BlameNobody, false},
	proxyWrong:     {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameMachine, true},
	proxyUnreached: {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	proxyLogin:     {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	proxyRefused:   {kiosk.LookTCP, kiosk.HealthFailed, kiosk.BlameNetwork, true},

	tlsOK:      {kiosk.LookTLS, kiosk.HealthOK, "", false},
	tlsExpires: {kiosk.LookTLS, kiosk.HealthNote, kiosk.BlameGateway, false},
	tlsExpired: {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tlsEarly:   {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tlsClock:   {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameMachine, true},
	tlsHost:    {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tlsIssuer:  {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	tlsNoRoots: {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameMachine, true},
	tlsSilent:  {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tlsPlain:   {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},
	tlsCut:     {kiosk.LookTLS, kiosk.HealthFailed, kiosk.BlameGateway, true},

	httpOK:       {kiosk.LookHTTP, kiosk.HealthOK, "", false},
	httpRedirect: {kiosk.LookHTTP, kiosk.HealthNote, kiosk.BlameGateway, false},
	httpBusy:     {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	httpPortal:   {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	httpMoved:    {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	httpLogin:    {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameNetwork, true},
	httpSilent:   {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	httpGarbage:  {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameGateway, true},
	httpCut:      {kiosk.LookHTTP, kiosk.HealthFailed, kiosk.BlameGateway, true},

	clockOK:      {kiosk.LookClock, kiosk.HealthOK, "", false},
	clockSame:    {kiosk.LookClock, kiosk.HealthOK, "", false},
	clockAlone:   {kiosk.LookClock, kiosk.HealthNote, kiosk.BlameNobody, false},
	clockUnasked: {kiosk.LookClock, kiosk.HealthOK, "", false},
	clockUntold:  {kiosk.LookClock, kiosk.HealthNote, kiosk.BlameNobody, false},
	clockOff:     {kiosk.LookClock, kiosk.HealthFailed, kiosk.BlameMachine, true},
	clockLost:    {kiosk.LookClock, kiosk.HealthFailed, kiosk.BlameMachine, true},

	folderOK:     {kiosk.LookFolder, kiosk.HealthOK, "", false},
	folderLater:  {kiosk.LookFolder, kiosk.HealthOK, "", false},
	folderDenied: {kiosk.LookFolder, kiosk.HealthFailed, kiosk.BlameMachine, true},

	diskOK:         {kiosk.LookDisk, kiosk.HealthOK, "", false},
	diskLow:        {kiosk.LookDisk, kiosk.HealthNote, kiosk.BlameMachine, true},
	diskFull:       {kiosk.LookDisk, kiosk.HealthFailed, kiosk.BlameMachine, true},
	diskUnreadable: {kiosk.LookDisk, kiosk.HealthNote, kiosk.BlameMachine, false},

	lookLate:  {"", kiosk.HealthFailed, kiosk.BlameMachine, false},
	lookBroke: {"", kiosk.HealthFailed, kiosk.BlameMachine, false},
}

// found makes the finding of a state. args go into what is so and what to do;
// the brief text has none, so that figures that tremble do not redraw the bar.
func found(s state, args ...string) kiosk.Finding {
	m := meanings[s]
	f := kiosk.Finding{Look: m.look, Health: m.health, Blame: m.blame, What: kiosk.T("check.found."+string(s), args...)}
	if m.health != kiosk.HealthOK {
		f.Todo = kiosk.T("check.todo."+string(s), args...)
	}
	if m.brief {
		f.Brief = kiosk.T("check.brief." + string(s))
	}
	return f
}
