package netcheck

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
)

// through is the address of a proxy, with a login.
func through(p *gatewayhttptest.Proxy) *url.URL {
	return &url.URL{Scheme: "http", Host: p.Address, User: url.UserPassword("shop", "hidden")}
}

func TestWay_ThroughAProxy(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	now := time.Now()
	const host = "pay.gateway.example"
	good := secure(t, ours.sign(t, host, now.Add(-time.Hour), now.AddDate(0, 3, 0)), 0)
	foreign := secure(t, newAuthority(t).sign(t, host, now.Add(-time.Hour), now.AddDate(0, 3, 0)), 0)
	t.Run("the whole way", func(t *testing.T) {
		p := gatewayhttptest.NewProxy(t, strings.TrimPrefix(good, "https://"), "")
		found := walk(t, Way{Address: "https://" + host, Proxy: through(p), Roots: ours.pool})
		require.NotEmpty(t, p.Asked())
		for _, asked := range p.Asked() {
			require.Equal(t, "CONNECT "+host+":443 shop:hidden", asked)
		}
		is(t, proxyOK, found[kiosk.CheckTCP])
		require.NotContains(t, found, kiosk.CheckDNS, "the name is looked up there")
		is(t, tlsOK, found[kiosk.CheckTLS])
		is(t, httpOK, found[kiosk.CheckHTTP])
		is(t, clockOK, found[kiosk.CheckClock])
		require.NotContains(t, fmt.Sprint(found), "hidden")
	})
	t.Run("a false certificate behind it", func(t *testing.T) {
		p := gatewayhttptest.NewProxy(t, strings.TrimPrefix(foreign, "https://"), "")
		found := walk(t, Way{Address: "https://" + host, Proxy: through(p), Roots: ours.pool})
		is(t, tlsIssuer, found[kiosk.CheckTLS])
	})
	t.Run("nobody there", func(t *testing.T) {
		found := walk(t, Way{Address: "https://" + host, Proxy: &url.URL{Scheme: "http", Host: gatewayhttptest.Nobody(t)}})
		is(t, proxyUnreached, found[kiosk.CheckTCP])
		require.Equal(t, kiosk.CauseNetwork, found[kiosk.CheckTCP].Cause)
	})
	t.Run("one that is silent", func(t *testing.T) {
		found := walk(t, Way{Address: "https://" + host, Proxy: &url.URL{Scheme: "http", Host: gatewayhttptest.Listen(t, silent)}, most: patience})
		is(t, proxyUnreached, found[kiosk.CheckTCP])
	})
	t.Run("one of another kind", func(t *testing.T) {
		found := walk(t, Way{Address: "https://" + host, Proxy: &url.URL{Scheme: "socks5", Host: gatewayhttptest.Nobody(t)}})
		is(t, proxySocks, found[kiosk.CheckTCP])
		require.NotContains(t, found, kiosk.CheckTLS)
	})
}

func TestWay_AQuietOneEndsWithTheConnection(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	now := time.Now()
	address := secure(t, ours.sign(t, "127.0.0.1", now.Add(-time.Hour), now.AddDate(0, 3, 0)), 0)
	skew := time.Hour
	for name, row := range map[string]struct {
		heard gatewayhttp.Observations
		clock health.State
	}{
		"nothing was heard":           {gatewayhttp.Observations{}, clockUnasked},
		"a clock that is an hour off": {gatewayhttp.Observations{Skew: &skew}, clockOff},
	} {
		t.Run(name, func(t *testing.T) {
			found := walk(t, Way{Address: address, Roots: ours.pool, Quiet: true, Heard: func() gatewayhttp.Observations { return row.heard }})
			is(t, tlsOK, found[kiosk.CheckTLS])
			require.NotContains(t, found, kiosk.CheckHTTP)
			is(t, row.clock, found[kiosk.CheckClock])
		})
	}
}

// Also a certificate that our clock lies outside of has nothing asked.
func TestWay_AQuietOneAsksNobodyForTheTime(t *testing.T) {
	t.Parallel()
	ours := newAuthority(t)
	now := time.Now()
	var asked atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ours.sign(t, "127.0.0.1", now.AddDate(0, -1, 0), now.AddDate(0, 1, 0))}}
	server.StartTLS()
	t.Cleanup(server.Close)
	ahead := 400 * 24 * time.Hour
	for name, row := range map[string]struct {
		clock time.Duration // ours is ahead
		heard gatewayhttp.Observations
		want  health.State
	}{
		"nothing was heard":                   {ahead, gatewayhttp.Observations{}, tlsExpired},
		"the calls told":                      {ahead, gatewayhttp.Observations{Skew: &ahead}, tlsClock},
		"a clock that shows less than can be": {-ahead, gatewayhttp.Observations{}, tlsClock},
	} {
		t.Run(name, func(t *testing.T) {
			found := walk(t, Way{
				Address: server.URL, Roots: ours.pool, Quiet: true, Released: now.AddDate(0, -6, 0),
				Now: func() time.Time { return time.Now().Add(row.clock) }, Heard: func() gatewayhttp.Observations { return row.heard },
			})
			is(t, row.want, found[kiosk.CheckTLS])
			require.False(t, row.want == tlsClock && found[kiosk.CheckTLS].Brief.IsZero())
			require.Zero(t, asked.Load())
		})
	}
}
