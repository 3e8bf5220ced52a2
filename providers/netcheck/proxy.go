package netcheck

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

// errProxyGarbage stands for an answer that may repeat the proxy's password.
var errProxyGarbage = errors.New("its answer is not HTTP")

// proxied connects through this machine's proxy, which looks the gateway's name up.
func (v *visit) proxied(ctx context.Context) kiosk.CheckResult {
	if v.ProxyErr != nil {
		return proxyWrong.Result()
	}
	args := []string{"proxy", v.Proxy.Host, "host", v.host}
	if strings.HasPrefix(v.Proxy.Scheme, "socks") {
		return proxySocks.Result(args...)
	}
	ctx, cancel := context.WithTimeout(ctx, v.bound(tcpMax))
	defer cancel()
	began := time.Now()
	status, err := v.tunnel(ctx)
	switch {
	case err != nil:
		return proxyUnreached.Result(append(args, "reason", reasonOf(err))...)
	case status == http.StatusProxyAuthRequired:
		return proxyLogin.Result(args...)
	case status != http.StatusOK:
		return proxyRefused.Result(append(args, "status", strconv.Itoa(status))...)
	}
	return proxyOK.Result(append(args, "ms", millis(time.Since(began)))...)
}

// tunnel asks the proxy for a way to the gateway and returns its answer.
func (v *visit) tunnel(ctx context.Context) (status int, err error) {
	if v.conn, err = v.Dialer.DialContext(ctx, "tcp", net.JoinHostPort(v.Proxy.Hostname(), portOf(v.Proxy))); err != nil {
		return 0, err
	}
	deadline, _ := ctx.Deadline()
	if err := v.conn.SetDeadline(deadline); err != nil {
		return 0, err
	}
	if v.Proxy.Scheme == "https" {
		v.conn = tls.Client(v.conn, &tls.Config{ServerName: v.Proxy.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: v.Roots})
	}
	target := net.JoinHostPort(v.host, v.port)
	connect := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target, Header: http.Header{}}
	connect.Header.Set("User-Agent", "facepay-check")
	if user := v.Proxy.User; user != nil {
		password, _ := user.Password()
		connect.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	if err := connect.Write(v.conn); err != nil {
		return 0, err
	}
	response, err := http.ReadResponse(v.buffered(), connect)
	if err != nil {
		if network, is := errors.AsType[net.Error](err); is {
			return 0, network
		}
		return 0, errProxyGarbage
	}
	v.reader = nil // the gateway speaks from here on, and it speaks second
	return response.StatusCode, v.conn.SetDeadline(time.Time{})
}
