package gatewayhttp

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxyPassword must stand in no error.
const proxyPassword = "proxy-password-7"

// proxyServer is a proxy on a loopback port that leads every CONNECT to one
// backend, or answers it as refuse says.
type proxyServer struct {
	address, backend string
	refuse           string // the whole answer, "" for a way

	mu    sync.Mutex
	asked []string // method, target, and the login that came
}

func newProxy(t *testing.T, backend, refuse string) *proxyServer {
	p := &proxyServer{backend: backend, refuse: refuse}
	p.address = strings.TrimPrefix(rawServer(t, p.serve), "http://")
	return p
}

func (p *proxyServer) serve(c net.Conn) {
	r := bufio.NewReader(c)
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	_, login, _ := strings.Cut(req.Header.Get("Proxy-Authorization"), " ")
	plain, _ := base64.StdEncoding.DecodeString(login)
	p.mu.Lock()
	p.asked = append(p.asked, strings.TrimSpace(req.Method+" "+req.Host+" "+string(plain)))
	p.mu.Unlock()
	if p.refuse != "" {
		io.WriteString(c, strings.ReplaceAll(p.refuse, "%s", string(plain)))
		return
	}
	to, err := net.Dial("tcp", p.backend)
	if err != nil {
		return
	}
	defer to.Close()
	io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		io.Copy(to, r)
		to.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(c, to)
}

func (p *proxyServer) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// proxied is a client for whom environ holds of HTTPS_PROXY and NO_PROXY, and
// who trusts the test servers' certificates.
func proxied(t *testing.T, proxy, none string, trusted *httptest.Server) *Client {
	for _, name := range []string{"https_proxy", "http_proxy", "HTTP_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	t.Setenv("HTTPS_PROXY", proxy)
	t.Setenv("NO_PROXY", none)
	c := patient(t)
	if trusted != nil {
		c.transport.TLSClientConfig.RootCAs = trusted.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	return c
}

// public is a TLS server that passes for https://example.com, and how often it
// was asked.
func public(t *testing.T) (srv *httptest.Server, asked func() int) {
	var mu sync.Mutex
	n := 0
	srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		n++
		io.WriteString(w, "{}")
	}))
	t.Cleanup(srv.Close)
	return srv, func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

func TestProxy_APublicHostIsAskedThroughIt(t *testing.T) {
	srv, asked := public(t)
	p := newProxy(t, srv.Listener.Addr().String(), "")
	c := proxied(t, "http://shop:"+proxyPassword+"@"+p.address, "", srv)
	for range 2 {
		reply, err := c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
		require.NoError(t, err)
		require.Equal(t, "{}", string(reply.Body))
	}
	require.Equal(t, []string{"CONNECT example.com:443 shop:" + proxyPassword}, p.requests(), "one way for both")
	require.Equal(t, 2, asked())

	require.NoError(t, c.Connect(t.Context(), "https://example.com"))
	require.Len(t, p.requests(), 2, "a way of its own")
	require.Equal(t, 2, asked(), "and no request on it")

	u, err := c.Proxy("https://example.com")
	require.NoError(t, err)
	require.Equal(t, p.address, u.Host)
}

func TestProxy_WhatIsNearOrExceptedIsAskedDirectly(t *testing.T) {
	p := newProxy(t, "127.0.0.1:1", "HTTP/1.1 403 Forbidden\r\n\r\n")
	c := proxied(t, "http://"+p.address, "bank.example, .shop.example,203.0.113.0/24", nil)
	for address, through := range map[string]bool{
		"https://fw.lepay.vip": true, "https://8.8.8.8": true, "https://shop.example": true, "https://[2001:db8::1]": true,
		"https://127.0.0.1:9": false, "https://localhost:9": false, "https://[::1]": false, "https://192.168.1.2": false, "https://10.0.0.1": false,
		"https://172.16.0.1": false, "https://169.254.1.1": false, "https://[fd00::1]": false, "https://server": false, "https://pos.local": false,
		"http://192.168.1.2:10086": false,
		"https://bank.example":     false, "https://pay.bank.example": false, "https://a.shop.example": false, "https://203.0.113.7": false,
	} {
		u, err := c.Proxy(address)
		require.NoError(t, err)
		require.Equal(t, through, u != nil, address)
	}
	near := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }))
	t.Cleanup(near.Close)
	_, err := c.Get(t.Context(), near.URL, nil)
	require.NoError(t, err)
	require.NoError(t, c.Connect(t.Context(), near.URL))
	require.Empty(t, p.requests())
}

// Nothing of a request has left where the proxy made no way: that may be sent
// again.
func TestProxy_WhatItRefusesWasNotSent(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	nobody := closed.Addr().String()
	closed.Close()
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
			address := nobody
			if row.answer != "" {
				address = newProxy(t, "", row.answer).address
			}
			c := proxied(t, "http://shop:"+proxyPassword+"@"+address, "", nil)
			_, err := c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
			for _, err := range []error{err, c.Connect(t.Context(), "https://example.com")} {
				require.Equal(t, "not sent", proves(err), "%v", err)
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
			require.Equal(t, "not sent", proves(err), setting)
			require.ErrorIs(t, err, ErrProxySetting, setting)
			require.NotContains(t, err.Error(), proxyPassword)
		}
		_, err = c.Proxy("https://bank.example")
		require.NoError(t, err, "not by it")
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
	srv.Config.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	p := newProxy(t, srv.Listener.Addr().String(), "")
	c := proxied(t, "http://"+p.address, "", srv)
	_, err := c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
	require.Equal(t, "no answer", proves(err), "%v", err)

	// A false certificate behind the proxy: nothing was sent, and it is told.
	c = proxied(t, "http://"+p.address, "", nil)
	_, err = c.PostForm(t.Context(), "https://example.com/pay", url.Values{"money": {"1"}})
	require.Equal(t, "not sent", proves(err))
	require.ErrorContains(t, err, "x509")
}
