package practice

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// errNotLocal says that an address lies beyond this machine and the shop's own
// network, where a practice gateway calls nobody.
var errNotLocal = errors.New("want http:// or https:// and a loopback or private address")

// newLocalClient is an HTTP client for this machine and the shop's own network.
// It follows no redirect, uses no proxy and keeps no connection.
func newLocalClient(timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error {
		p, err := netip.ParseAddrPort(address)
		if err != nil || !isLocal(p.Addr()) {
			return fmt.Errorf("call %s: %w", address, errNotLocal)
		}
		return nil
	}}
	return &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// checkLocal refuses addresses that newLocalClient would not call. Names
// other than localhost are refused unasked: looking one up is a call too.
func checkLocal(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return errNotLocal
	}
	if strings.EqualFold(u.Hostname(), "localhost") {
		return nil
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil || !isLocal(addr) {
		return errNotLocal
	}
	return nil
}

// isLocal is narrower than weburl.Inside: an address of the link alone is where
// clouds hand out their machines' secrets.
func isLocal(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate()
}
