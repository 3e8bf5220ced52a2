package netcheck

import (
	"bufio"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// hang is far beyond the bounds of any step: what it ends is a test that hangs.
const hang = time.Minute

// patience is the time of a step at something that never answers; at all else
// it is far too long.
const patience = 2 * time.Second

// TestMain lets more tests run at once than there are processors: they wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// connected is a machine whose network is well.
func connected() ([]Link, error) {
	return []Link{
		{Name: "lo", Up: true, Loopback: true, Addrs: []netip.Addr{netip.MustParseAddr("127.0.0.1")}},
		{Name: "eth0", Up: true, Addrs: []netip.Addr{netip.MustParseAddr("192.168.1.7")}},
	}, nil
}

func routed(netip.Addr) (netip.Addr, error) { return netip.MustParseAddr("192.168.1.7"), nil }

// walk runs w and returns its results by their check.
func walk(t *testing.T, w Way) map[kiosk.Check]kiosk.CheckResult {
	t.Helper()
	if w.Links == nil {
		w.Links, w.Route = connected, routed
	}
	w.most = cmp.Or(w.most, hang/4) // a busy machine may be slow
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	defer cancel()
	byLook := map[kiosk.Check]kiosk.CheckResult{}
	failed := 0
	for _, f := range w.Run(ctx) {
		require.NotContains(t, byLook, f.Check, "each look tells once")
		byLook[f.Check] = f
		if f.Health == kiosk.HealthFailed && f.Check != kiosk.CheckClock {
			failed++
		}
	}
	require.LessOrEqual(t, failed, 1, "nothing is told of what lies behind the first failure")
	require.Contains(t, byLook, kiosk.CheckClock, "the clock is always told of")
	requireTexts(t, byLook)
	return byLook
}

// is tells the state of a result by its text.
func is(t *testing.T, want health.State, f kiosk.CheckResult) {
	t.Helper()
	require.Equal(t, "check.found."+want.Name, f.What.ID, "%v", f)
}

// silent takes a connection, says nothing and waits until the other has gone.
func silent(c net.Conn) { io.Copy(io.Discard, c) }

// says answers whatever is asked with text, and hangs up.
func says(text string) func(net.Conn) {
	return func(c net.Conn) {
		bufio.NewReader(c).ReadString('\n')
		io.WriteString(c, text)
	}
}

func TestWay_AWellGatewayOverPlainHTTP(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	found := walk(t, Way{Address: server.URL})
	is(t, networkLoopback, found[kiosk.CheckNetwork])
	is(t, dnsNone, found[kiosk.CheckDNS])
	is(t, tcpOK, found[kiosk.CheckTCP])
	require.NotContains(t, found, kiosk.CheckTLS, "plain http has no certificate")
	is(t, httpOK, found[kiosk.CheckHTTP])
	require.Contains(t, found[kiosk.CheckHTTP].What.Args, "404", "any answer will do")
	is(t, clockOK, found[kiosk.CheckClock])
	require.Nil(t, kiosk.FirstFault(list(found)))
}

func list(found map[kiosk.Check]kiosk.CheckResult) (all []kiosk.CheckResult) {
	for _, l := range []kiosk.Check{kiosk.CheckNetwork, kiosk.CheckDNS, kiosk.CheckTCP, kiosk.CheckTLS, kiosk.CheckHTTP, kiosk.CheckClock} {
		if f, ok := found[l]; ok {
			all = append(all, f)
		}
	}
	return all
}

func TestWay_WhoseFaultAnAnswerIs(t *testing.T) {
	head := func(status, more string) string { return "HTTP/1.1 " + status + "\r\n" + more + "\r\n" }
	for name, row := range map[string]struct {
		play  func(net.Conn)
		want  health.State
		blame kiosk.Cause
	}{
		"takes the question and is silent":  {silent, httpSilent, kiosk.CauseGateway},
		"hangs up":                          {func(net.Conn) {}, httpCut, kiosk.CauseGateway},
		"no HTTP":                           {says("220 mail.example ESMTP\r\n"), httpGarbage, kiosk.CauseGateway},
		"bytes that are no text":            {says("\x00\xff\x17\x03\x03\r\n\r\n"), httpGarbage, kiosk.CauseGateway},
		"an endless header":                 {says("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20)), httpCut, kiosk.CauseGateway},
		"out of order":                      {says(head("503 Service Unavailable", "")), httpBusy, kiosk.CauseGateway},
		"a proxy's error":                   {says(head("502 Bad Gateway", "")), httpBusy, kiosk.CauseGateway},
		"a login page elsewhere":            {says(head("302 Found", "Location: http://login.wifi.example/?from=till\r\n")), httpPortal, kiosk.CauseNetwork},
		"a page that leads back afterwards": {says(head("307 Temporary Redirect", "Location: http://10.1.1.1:8080/?url=http%3A%2F%2F127.0.0.1\r\n")), httpPortal, kiosk.CauseNetwork},
		"another name, for good":            {says(head("301 Moved Permanently", "Location: https://pay.gateway.example/\r\n")), httpMoved, kiosk.CauseGateway},
		"another name, for good, in 308":    {says(head("308 Permanent Redirect", "Location: https://login.gateway.example/\r\n")), httpMoved, kiosk.CauseGateway},
		"another name, for now":             {says(head("302 Found", "Location: https://pay.gateway.example/\r\n")), httpMoved, kiosk.CauseGateway},
		"another name, keeping the method":  {says(head("307 Temporary Redirect", "Location: //pay.gateway.example/index.php\r\n")), httpMoved, kiosk.CauseGateway},
		"a network that wants a login":      {says(head("511 Network Authentication Required", "")), httpLogin, kiosk.CauseNetwork},
		"a proxy that wants a login":        {says(head("407 Proxy Authentication Required", "")), httpLogin, kiosk.CauseNetwork},
		"a redirect in the same place":      {says(head("302 Found", "Location: /login\r\n")), httpOK, ""},
		"a redirect to nowhere":             {says(head("302 Found", "")), httpOK, ""},
		"an internal error":                 {says(head("500 Internal Server Error", "")), httpOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way := Way{Address: "http://" + gatewayhttptest.Listen(t, row.play)}
			if row.want == httpSilent {
				way.most = patience
			}
			found := walk(t, way)
			is(t, row.want, found[kiosk.CheckHTTP])
			require.Equal(t, row.blame, found[kiosk.CheckHTTP].Cause)
		})
	}
}

func TestWay_ARefusedConnectionIsTheGateways(t *testing.T) {
	found := walk(t, Way{Address: "https://" + gatewayhttptest.Nobody(t)})
	is(t, tcpRefused, found[kiosk.CheckTCP])
	require.Equal(t, kiosk.CauseGateway, found[kiosk.CheckTCP].Cause)
	require.NotContains(t, found, kiosk.CheckTLS)
	is(t, clockAlone, found[kiosk.CheckClock])
}

// blackhole never answers a connection, as an address that packets are lost at.
type blackhole struct{}

func (blackhole) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
}

func TestWay_ASilentAddressIsTheGatewaysOnlyWhereTheInternetAnswers(t *testing.T) {
	t.Parallel()
	names := newNames(t, map[string]string{"pay.example.": "203.0.113.9"})
	for name, row := range map[string]struct {
		address string
		cached  bool
		want    health.State
		blame   kiosk.Cause
	}{
		"the internet answers":           {"https://pay.example", false, tcpSilent, kiosk.CauseGateway},
		"only the router's memory does":  {"https://pay.example", true, tcpOffline, kiosk.CauseNetwork},
		"an address, no name to ask for": {"https://203.0.113.9", false, tcpUnknown, kiosk.CauseNetwork},
		"a machine in the shop":          {"http://192.168.1.20:10086", false, tcpInside, kiosk.CauseNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resolver := names.resolver(row.cached)
			found := walk(t, Way{Address: row.address, Resolver: resolver, Dialer: blackhole{}, most: patience})
			is(t, row.want, found[kiosk.CheckTCP])
			require.Equal(t, row.blame, found[kiosk.CheckTCP].Cause)
		})
	}
}

func TestWay_Names(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	names := newNames(t, map[string]string{
		"here.example.": "127.0.0.1", "inside.example.": "192.168.1.1", "broken.example.": "servfail",
	})
	conn := wiretest.Call(net.ListenPacket("udp", "127.0.0.1:0")).OK(t)
	t.Cleanup(func() { conn.Close() })
	deaf := &nameServer{conn: conn} // nobody reads there
	for name, row := range map[string]struct {
		address string
		names   *nameServer
		want    health.State
		blame   kiosk.Cause
	}{
		"known":                      {"http://here.example" + port, names, dnsOK, ""},
		"no such name":               {"https://gone.example", names, dnsNoName, kiosk.CauseGateway},
		"the server fails":           {"https://broken.example", names, dnsFailed, kiosk.CauseNetwork},
		"it leads into the shop":     {"https://inside.example", names, dnsInside, kiosk.CauseNetwork},
		"nobody answers about names": {"https://here.example", deaf, dnsSilent, kiosk.CauseNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way := Way{Address: row.address, Resolver: row.names.resolver(false)}
			if row.want != dnsOK {
				way.Dialer = blackhole{}
			}
			if row.want == dnsSilent {
				way.most = patience
			}
			found := walk(t, way)
			f := found[kiosk.CheckDNS]
			is(t, row.want, f)
			require.Equal(t, row.blame, f.Cause)
		})
	}
}

func TestWay_ThisMachinesOwnNetwork(t *testing.T) {
	link := func(up bool, addrs ...string) func() ([]Link, error) {
		l := Link{Name: "eth0", Up: up}
		for _, a := range addrs {
			l.Addrs = append(l.Addrs, netip.MustParseAddr(a))
		}
		return func() ([]Link, error) { return []Link{{Name: "lo", Up: true, Loopback: true}, l}, nil }
	}
	lost := func(netip.Addr) (netip.Addr, error) { return netip.Addr{}, net.ErrClosed }
	for name, row := range map[string]struct {
		links func() ([]Link, error)
		route func(netip.Addr) (netip.Addr, error)
		want  health.State
		blame kiosk.Cause
	}{
		"no cable":                       {link(false, "192.168.1.7"), routed, networkNoLink, kiosk.CauseMachine},
		"no address from the router":     {link(true, "169.254.7.7", "fe80::1"), routed, networkNoAddress, kiosk.CauseNetwork},
		"no way out":                     {link(true, "192.168.1.7"), lost, networkNoRoute, kiosk.CauseMachine},
		"interfaces that cannot be read": {func() ([]Link, error) { return nil, net.ErrClosed }, routed, networkUnreadable, kiosk.CauseMachine},
		"well":                           {link(true, "192.168.1.7"), routed, networkOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			names := newNames(t, nil)
			found := walk(t, Way{Address: "https://pay.example", Links: row.links, Route: row.route, Resolver: names.resolver(false)})
			is(t, row.want, found[kiosk.CheckNetwork])
			require.Equal(t, row.blame, found[kiosk.CheckNetwork].Cause)
		})
	}
}

func TestWay_TheSystemsOwnLinksAndRoutesCanBeRead(t *testing.T) {
	links := wiretest.Call(systemLinks()).OK(t)
	require.NotEmpty(t, links)
	from := wiretest.Call(systemRoute(netip.MustParseAddr("127.0.0.1"))).OK(t)
	require.True(t, from.IsLoopback())
}

// authority signs certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key := wiretest.Call(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)).OK(t)
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root", Organization: []string{"Test Authority"}},
		NotBefore: now.AddDate(-9, 0, 0), NotAfter: now.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der := wiretest.Call(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)).OK(t)
	cert := wiretest.Call(x509.ParseCertificate(der)).OK(t)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return authority{cert, key, pool}
}

// sign makes a certificate for host that is good from..until.
func (a authority) sign(t *testing.T, host string, from, until time.Time) tls.Certificate {
	t.Helper()
	key := wiretest.Call(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)).OK(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, NotBefore: from, NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der := wiretest.Call(x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)).OK(t)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// secure is an HTTPS server with cert whose clock is off by skew.
func secure(t *testing.T, cert tls.Certificate, skew time.Duration) string {
	t.Helper()
	server := httptest.NewUnstartedServer(dated(skew))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// dated answers with a Date that is off by skew.
func dated(skew time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
	})
}

func TestWay_Certificates(t *testing.T) {
	t.Parallel()
	ours, theirs := newAuthority(t), newAuthority(t)
	const day = 24 * time.Hour
	for name, row := range map[string]struct {
		by          authority
		host        string
		from, until time.Duration // from now
		ahead       time.Duration // our clock is ahead of the true time
		theirs      time.Duration // and the gateway's
		want        health.State
		blame       kiosk.Cause
	}{
		"good":                                              {ours, "127.0.0.1", -day, 90 * day, 0, 0, tlsOK, ""},
		"ends in ten days":                                  {ours, "127.0.0.1", -day, 10 * day, 0, 0, tlsExpires, kiosk.CauseGateway},
		"ended yesterday":                                   {ours, "127.0.0.1", -90 * day, -day, 0, 0, tlsExpired, kiosk.CauseGateway},
		"begins tomorrow":                                   {ours, "127.0.0.1", day, 90 * day, 0, 0, tlsEarly, kiosk.CauseGateway},
		"of another host":                                   {ours, "other.example", -day, 90 * day, 0, 0, tlsHost, kiosk.CauseGateway},
		"of nobody known":                                   {theirs, "127.0.0.1", -day, 90 * day, 0, 0, tlsIssuer, kiosk.CauseNetwork},
		"good, but our clock is years late":                 {ours, "127.0.0.1", -day, 90 * day, -400 * day, 0, tlsClock, kiosk.CauseMachine},
		"good, but our clock runs ahead":                    {ours, "127.0.0.1", -day, 90 * day, 400 * day, 0, tlsClock, kiosk.CauseMachine},
		"ended, and of another host":                        {ours, "other.example", -90 * day, -day, 0, 0, tlsExpired, kiosk.CauseGateway},
		"ended, and the gateway's clock is late":            {ours, "127.0.0.1", -90 * day, -day, 0, -time.Hour, tlsExpired, kiosk.CauseGateway},
		"of another host, in the gateway's time only":       {ours, "other.example", -90 * day, -day, 0, -2 * day, tlsExpired, kiosk.CauseGateway},
		"begins tomorrow, and the gateway's clock is there": {ours, "127.0.0.1", day, 90 * day, 0, 2 * day, tlsClock, kiosk.CauseMachine},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Now()
			address := secure(t, row.by.sign(t, row.host, now.Add(row.from), now.Add(row.until)), row.theirs)
			found := walk(t, Way{Address: address, Roots: ours.pool, Now: func() time.Time { return time.Now().Add(row.ahead) }})
			f := found[kiosk.CheckTLS]
			is(t, row.want, f)
			require.Equal(t, row.blame, f.Cause)
			if row.want == tlsClock {
				is(t, clockOff, found[kiosk.CheckClock])
				require.True(t, f.Brief.Equal(found[kiosk.CheckClock].Brief), "one fault, one text")
			}
			_, asked := found[kiosk.CheckHTTP]
			require.Equal(t, f.Health != kiosk.HealthFailed, asked, "nothing is asked of one whose certificate failed")
		})
	}
}

func TestWay_NoHandshake(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	cert := ours.sign(t, "127.0.0.1", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	old := &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	for name, row := range map[string]struct {
		address string
		want    health.State
	}{
		"silent after the connection":  {gatewayhttptest.Listen(t, silent), tlsSilent},
		"plain text":                   {gatewayhttptest.Listen(t, says("HTTP/1.1 400 Bad Request\r\n\r\n")), tlsPlain},
		"hangs up":                     {gatewayhttptest.Listen(t, func(c net.Conn) { bufio.NewReader(c).ReadByte() }), tlsCut},
		"nothing newer than TLS 1.1":   {gatewayhttptest.Listen(t, func(c net.Conn) { tls.Server(c, old).Handshake() }), tlsCut},
		"a connection nobody accepted": {backlogged(t), tlsSilent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way := Way{Address: "https://" + row.address, Roots: ours.pool}
			if row.want == tlsSilent {
				way.most = patience
			}
			found := walk(t, way)
			is(t, row.want, found[kiosk.CheckTLS])
			require.Equal(t, kiosk.CauseGateway, found[kiosk.CheckTLS].Cause)
		})
	}
}

// backlogged listens and never accepts: the system takes the connection.
func backlogged(t *testing.T) string {
	t.Helper()
	l := wiretest.Call(net.Listen("tcp", "127.0.0.1:0")).OK(t)
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

func TestWay_TheClock(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		skew  time.Duration // of the gateway's clock
		want  health.State
		brief string
	}{
		"the same":                   {0, clockOK, ""},
		"59 s ahead":                 {-59 * time.Second, clockOK, ""},
		"59 s behind":                {59 * time.Second, clockOK, ""},
		"61 s ahead":                 {-61 * time.Second, clockOff, "This machine: clock 61 s off"},
		"61 s behind":                {61 * time.Second, clockOff, "This machine: clock 61 s off"},
		"8 h ahead, as by the zone":  {-8 * time.Hour, clockOff, "This machine: clock 8 h off"},
		"a month behind":             {30 * 24 * time.Hour, clockOff, "This machine: clock 30 days off"},
		"five minutes and a half on": {-331 * time.Second, clockOff, "This machine: clock 6 min off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The gateway cuts its seconds off; a fraction that stands still leaves
			// the test nothing to chance.
			now := time.Date(2026, 11, 22, 14, 32, 17, 400_000_000, time.UTC)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", now.Add(row.skew).Truncate(time.Second).Format(http.TimeFormat))
			}))
			defer server.Close()
			found := walk(t, Way{Address: server.URL, Now: func() time.Time { return now }})
			f := found[kiosk.CheckClock]
			is(t, row.want, f)
			require.Equal(t, row.brief, english(t).Text(f.Brief))
			if row.want == clockOff {
				way := "@check.ahead"
				if row.skew > 0 {
					way = "@check.behind"
				}
				require.Contains(t, f.What.Args, way)
			}
		})
	}
}

func TestWay_AClockThatNobodyCanBeHeldAgainst(t *testing.T) {
	untold := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }))
	defer untold.Close()
	wrong := gatewayhttptest.Listen(t, says("HTTP/1.1 200 OK\r\nDate: noon\r\n\r\n"))
	refused := gatewayhttptest.Nobody(t)
	well := httptest.NewServer(dated(time.Hour))
	defer well.Close()
	released := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	before := func() time.Time { return released.AddDate(-56, 0, 0) }
	for name, row := range map[string]struct {
		way  Way
		want health.State
	}{
		"no Date":                         {Way{Address: untold.URL}, clockUntold},
		"a Date that is none":             {Way{Address: "http://" + wrong}, clockUntold},
		"no answer":                       {Way{Address: "http://" + refused}, clockAlone},
		"the gateway has our clock":       {Way{Address: well.URL, OwnClock: true}, clockSame},
		"no answer, and it is 1970":       {Way{Address: "http://" + refused, Released: released, Now: before}, clockLost},
		"no Date, and it is 1970":         {Way{Address: untold.URL, Released: released, Now: before}, clockLost},
		"it is 1970, as the gateway says": {Way{Address: well.URL, Released: released, Now: before}, clockOff},
	} {
		t.Run(name, func(t *testing.T) { is(t, row.want, walk(t, row.way)[kiosk.CheckClock]) })
	}
}

func TestWay_TellsNothingOfThePath(t *testing.T) {
	found := walk(t, Way{Address: "http://" + gatewayhttptest.Nobody(t) + "/secret-path"})
	require.NotContains(t, fmt.Sprint(found), "secret-path")
}

func TestWay_KeepsToItsBoundsAndToItsCallers(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the till stops
	began := make(chan []kiosk.CheckResult, 1)
	go func() {
		began <- Way{Address: "https://" + gatewayhttptest.Listen(t, silent), Links: connected, Route: routed}.Run(ctx)
	}()
	select {
	case <-began:
	case <-time.After(hang):
		require.Fail(t, "a stopped till still looks")
	}
}

func TestSpan_IsInTheLargestUnitOfWhichThereAreTwo(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", 61 * time.Second: "61 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min", 119 * time.Minute: "119 min",
		2 * time.Hour: "2 h", 8*time.Hour + 29*time.Minute: "8 h", 47 * time.Hour: "47 h", 400 * 24 * time.Hour: "400 days",
	} {
		require.Equal(t, want, english(t).Text(span(d)), d)
	}
}
