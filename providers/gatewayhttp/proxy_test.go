package gatewayhttp

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// proxyPassword must stand in no error.
const proxyPassword = "proxy-password-7"

// proxied is a client for whom environ holds of HTTPS_PROXY and NO_PROXY, and
// who trusts the test servers' certificates.
func proxied(t *testing.T, proxy, none string, trusted *httptest.Server) *Client {
	for _, name := range []string{"https_proxy", "http_proxy", "HTTP_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv("HTTPS_PROXY", proxy)
	t.Setenv("NO_PROXY", none)
	if trusted != nil {
		return trusting(t, trusted)
	}
	return patient(t)
}

// public is a TLS server that passes for https://example.com, and how often it
// was asked.
func public(t *testing.T) (srv *httptest.Server, asked *atomic.Int32) {
	asked = new(atomic.Int32)
	srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		io.WriteString(w, "{}")
	}))
	t.Cleanup(srv.Close)
	return srv, asked
}

func TestProxy_APublicHostIsAskedThroughIt(t *testing.T) {
	srv, asked := public(t)
	p := gatewayhttptest.NewProxy(t, srv.Listener.Addr().String(), "")
	c := proxied(t, "http://shop:"+proxyPassword+"@"+p.Address, "", srv)
	for range 2 {
		require.Equal(t, "{}", string(posts(t, c, "https://example.com/pay").OK(t).Body))
	}
	require.Equal(t, []string{"CONNECT example.com:443 shop:" + proxyPassword}, p.Asked(), "one way for both")
	require.EqualValues(t, 2, asked.Load())

	require.NoError(t, c.Connect(t.Context(), "https://example.com"))
	require.Len(t, p.Asked(), 2, "a way of its own")
	require.EqualValues(t, 2, asked.Load(), "and no request on it")

	u := wiretest.Call(c.Proxy("https://example.com")).OK(t)
	require.Equal(t, p.Address, u.Host)
}

func TestProxy_WhatIsNearOrExceptedIsAskedDirectly(t *testing.T) {
	p := gatewayhttptest.NewProxy(t, "127.0.0.1:1", "HTTP/1.1 403 Forbidden\r\n\r\n")
	c := proxied(t, "http://"+p.Address, "bank.example, .shop.example,203.0.113.0/24", nil)
	for address, through := range map[string]bool{
		"https://fw.lepay.vip": true, "https://8.8.8.8": true, "https://shop.example": true, "https://[2001:db8::1]": true,
		"https://127.0.0.1:9": false, "https://localhost:9": false, "https://[::1]": false, "https://192.168.1.2": false, "https://10.0.0.1": false,
		"https://172.16.0.1": false, "https://169.254.1.1": false, "https://[fd00::1]": false, "https://server": false, "https://pos.local": false,
		"http://192.168.1.2:10086": false,
		"https://bank.example":     false, "https://pay.bank.example": false, "https://a.shop.example": false, "https://203.0.113.7": false,
	} {
		u := wiretest.Call(c.Proxy(address)).OK(t)
		require.Equal(t, through, u != nil, address)
	}
	near := gatewayhttptest.Serve(t, gatewayhttptest.Says(http.StatusOK, "", "{}"))
	wiretest.Call(c.Get(t.Context(), near.URL, nil)).OK(t)
	require.NoError(t, c.Connect(t.Context(), near.URL))
	require.Empty(t, p.Asked())
}

// Nothing of a request has left where the proxy made no way: that may be sent
// again.
func TestProxy_WhatItRefusesWasNotSent(t *testing.T) {
	for name, row := range map[string]struct{ answer, says string }{
		"wants a login":            {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a login (HTTP status 407)"},
		"forbids":                  {"HTTP/1.1 403 Forbidden\r\nX: %s\r\n\r\n", "refuses (HTTP status 403)"},
		"does not reach it":        {"HTTP/1.1 502 %s\r\n\r\n", "refuses (HTTP status 502)"},
		"is busy":                  {"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n", "refuses (HTTP status 503)"},
		"leads elsewhere":          {"HTTP/1.1 302 Found\r\nLocation: http://login.example/?%s\r\n\r\n", "refuses (HTTP status 302)"},
		"repeats what it was told": {"%s\r\n\r\n", "the proxy made no way"},
		"hangs up":                 {" ", "the proxy made no way"},
		"is not there":             {"", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			address := gatewayhttptest.Nobody(t)
			if row.answer != "" {
				address = gatewayhttptest.NewProxy(t, "", row.answer).Address
			}
			c := proxied(t, "http://shop:"+proxyPassword+"@"+address, "", nil)
			_, err := c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
			for _, err := range []error{err, c.Connect(t.Context(), "https://example.com")} {
				require.Equal(t, "not sent", wiretest.Proves(err), "%v", err)
				require.ErrorContains(t, err, row.says)
				require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), proxyPassword)
			}
		})
	}
}

func TestProxy_ASettingThatIsNoneIsSaid(t *testing.T) {
	for _, setting := range []string{
		"http://shop:" + proxyPassword + "@%zz", "ftp://shop:" + proxyPassword + "@a", "http://shop:" + proxyPassword + "@", "http://", "http://a:",
		"：8080：" + proxyPassword, "http://a b", "http://[::1",
		"http://shop:12/" + proxyPassword + "@a:3128", "http://shop:12#" + proxyPassword + "@a:3128", "http://shop:12?" + proxyPassword + "@a:3128",
	} {
		c := proxied(t, setting, "bank.example", nil)
		_, err := c.Get(t.Context(), "https://example.com/pay", nil)
		for _, err := range []error{err, c.Connect(t.Context(), "https://example.com")} {
			require.Equal(t, "not sent", wiretest.Proves(err), setting)
			require.ErrorIs(t, err, ErrProxySetting, setting)
			require.NotContains(t, err.Error(), proxyPassword)
		}
		wiretest.Call(c.Proxy("https://bank.example")).OK(t, "not by it")
	}
	for setting, want := range map[string]string{"": "", " ": "", "proxy.example:3128": "proxy.example:3128", " http://proxy.example:3128 ": "proxy.example:3128", "socks5://proxy.example:1080": "proxy.example:1080"} {
		u, err := proxied(t, setting, "", nil).Proxy("https://example.com")
		require.NoError(t, err, setting)
		if want == "" {
			require.Nil(t, u, setting)
			continue
		}
		require.Equal(t, want, u.Host)
	}
}

// Behind the proxy the request may have arrived, as without one.
func TestProxy_WhatWasSentThroughItMayHaveArrived(t *testing.T) {
	srv, _ := public(t)
	srv.Config.Handler = http.HandlerFunc(gatewayhttptest.Drops)
	p := gatewayhttptest.NewProxy(t, srv.Listener.Addr().String(), "")
	c := proxied(t, "http://"+p.Address, "", srv)
	posts(t, c, "https://example.com/pay").Is(t, "no answer")

	// A false certificate behind the proxy: nothing was sent, and it is told.
	c = proxied(t, "http://"+p.Address, "", nil)
	_, err := c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
	require.Equal(t, "not sent", wiretest.Proves(err))
	require.ErrorContains(t, err, "x509")
}
