package gatewayhttp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"facepay/providers/weburl"
)

// ErrProxySetting is a HTTPS_PROXY that cannot be one. It does not repeat the
// value, which may hold a password.
var ErrProxySetting = errors.New("HTTPS_PROXY is not the address of a proxy, such as http://proxy.example:3128")

// errProxyBroke stands for words of a proxy that may repeat its password.
var errProxyBroke = errors.New("the proxy made no way to the gateway")

// ProxyRefused is a proxy that answered and sent nothing on to the gateway.
type ProxyRefused struct {
	Proxy  string // host and port, without its user and password
	Status int
}

func (e *ProxyRefused) Error() string {
	if e.Status == http.StatusProxyAuthRequired {
		return fmt.Sprintf("the proxy %s wants a login (HTTP status %d)", e.Proxy, e.Status)
	}
	return fmt.Sprintf("the proxy %s refuses (HTTP status %d)", e.Proxy, e.Status)
}

// Proxy is address's proxy, nil for none. ErrProxySetting.
func (c *Client) Proxy(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil
	}
	return c.proxy(u)
}

// environProxy obeys HTTPS_PROXY and NO_PROXY for public hosts. What is on this
// machine or in the shop's own network is asked directly: no proxy has business
// there, and plain http goes nowhere else.
func environProxy() func(*url.URL) (*url.URL, error) {
	env := httpproxy.FromEnvironment()
	setting, wrong := parseProxy(env.HTTPSProxy)
	env.HTTPProxy, env.HTTPSProxy = "", ""
	if setting != nil {
		env.HTTPSProxy = setting.String()
	}
	if wrong != nil {
		env.HTTPSProxy = "http://wrong.invalid" // so that NO_PROXY holds all the same
	}
	choose := env.ProxyFunc()
	return func(u *url.URL) (*url.URL, error) {
		if weburl.MayLeadInside(u.Hostname()) {
			return nil, nil
		}
		proxy, err := choose(u)
		switch {
		case err != nil:
			return nil, ErrProxySetting
		case proxy != nil && wrong != nil:
			return nil, wrong
		}
		return proxy, nil
	}
}

// UnusedProxy is a variable of the environment that names a proxy which is not
// used, since gateways out there are asked by https alone; "" for none.
func UnusedProxy() string {
	if env := httpproxy.FromEnvironment(); env.HTTPSProxy != "" {
		return ""
	}
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
		if os.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// parseProxy reads a setting, nil for none. One without a scheme is http, as
// elsewhere; where httpproxy would take one that is wrong for none, this says so.
// What follows a host is the rest of a password that ought to be escaped, and
// before it stands a piece of one.
func parseProxy(s string) (*url.URL, error) {
	if s = strings.TrimSpace(s); s == "" {
		return nil, nil
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || !weburl.Host(u.Hostname()) || strings.HasSuffix(u.Host, ":") ||
		strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" {
		return nil, ErrProxySetting
	}
	return u, nil
}

func refusedByProxy(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &ProxyRefused{Proxy: proxy.Host, Status: resp.StatusCode}
}

// unconnected is err in a form that may go on record: a proxy may have sent its password back.
func (c *Client) unconnected(u *url.URL, err error) error {
	if errors.Is(err, ErrProxySetting) {
		return ErrProxySetting
	}
	if proxy, wrong := c.proxy(u); proxy == nil && wrong == nil {
		return err
	}
	if refused, is := errors.AsType[*ProxyRefused](err); is {
		return refused
	}
	if certificate, is := errors.AsType[*tls.CertificateVerificationError](err); is {
		return certificate
	}
	return safeError(err, errProxyBroke)
}
