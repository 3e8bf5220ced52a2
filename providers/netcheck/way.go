// Package netcheck looks at the way from this machine to the gateway, step by
// step, and says whose fault it is that one of them fails. It calls no account.
package netcheck

import (
	"bufio"
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
)

// Bounds of each step on the way. A till gives its own requests 5 s to connect;
// what takes longer than these cannot serve a customer who waits.
const (
	dnsMax  = 4 * time.Second
	tcpMax  = 4 * time.Second
	tlsMax  = 4 * time.Second
	httpMax = 5 * time.Second
	hintMax = 2 * time.Second // bounds a second question that only decides whose fault it is
	wayMax  = dnsMax + tcpMax + tlsMax + httpMax + 2*hintMax
)

// Resolver is the part of a net.Resolver that is needed.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Dialer is the part of a net.Dialer that is needed.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Way is the way from this machine to the gateway, looked at step by step:
// network, DNS, TCP, TLS, HTTP, and the gateway's clock. The zero value of each
// field but Address is this machine's own.
type Way struct {
	Address  string // the gateway's base URL
	Resolver Resolver
	Dialer   Dialer
	Roots    *x509.CertPool
	Now      func() time.Time
	Links    func() ([]Link, error)
	// Route tells by which of its addresses this machine would send to another.
	Route func(to netip.Addr) (from netip.Addr, err error)
	// Released is the program's first day: a clock that shows less has lost its battery.
	Released time.Time
	OwnClock bool // the gateway runs on this machine and has the same clock
	// Quiet ends the way with the connection: a till at rest asks the gateway nothing.
	Quiet bool
	Heard func() gatewayhttp.Observations // the facts that the till's own calls brought; nil: none
	// Proxy is the proxy between this machine and the gateway, nil for none;
	// ProxyErr is the reason for which the setting of one cannot be used.
	Proxy    *url.URL
	ProxyErr error

	most time.Duration // of each step, in tests; 0: the bounds above
}

func (w Way) bound(d time.Duration) time.Duration { return cmp.Or(w.most, d) }

func (w Way) Check() health.Check {
	return health.Check{Name: kiosk.CheckNetwork, Max: wayMax, Run: w.Run}
}

type visit struct {
	Way
	url      *url.URL
	host     string
	port     string
	addrs    []netip.Addr
	conn     net.Conn
	reader   *bufio.Reader
	clock    kiosk.CheckResult
	findings []kiosk.CheckResult
}

// Run walks the way until a step fails: what comes after it would fail because
// of it. The clock is always told of, last.
func (w Way) Run(ctx context.Context) []kiosk.CheckResult {
	v, err := w.visit()
	if err != nil {
		return []kiosk.CheckResult{dnsNoName.Result("host", "?")}
	}
	defer v.leave()
	v.clock = v.ownClock()
	steps := []func(context.Context) kiosk.CheckResult{v.network, v.dns, v.tcp, v.tls, v.http}
	if w.Proxy != nil || w.ProxyErr != nil {
		steps = []func(context.Context) kiosk.CheckResult{v.network, v.proxied, v.tls, v.http}
	}
	for _, step := range steps {
		f := step(ctx)
		if f.Check == "" {
			continue // there is no such step here
		}
		v.findings = append(v.findings, f)
		if f.Health == kiosk.HealthFailed || f.Check == kiosk.CheckTCP && v.conn == nil {
			break
		}
	}
	return append(v.findings, v.clock)
}

func (w Way) visit() (*visit, error) {
	w.Resolver = cmp.Or[Resolver](w.Resolver, net.DefaultResolver)
	w.Dialer = cmp.Or[Dialer](w.Dialer, &net.Dialer{})
	if w.Now == nil {
		w.Now = time.Now
	}
	if w.Links == nil {
		w.Links = systemLinks
	}
	if w.Route == nil {
		w.Route = systemRoute
	}
	if w.Heard == nil {
		w.Heard = func() (none gatewayhttp.Observations) { return none }
	}
	u, err := url.Parse(w.Address)
	if err != nil {
		return nil, err
	}
	v := &visit{Way: w, url: u, host: u.Hostname(), port: portOf(u)}
	if addr, err := netip.ParseAddr(v.host); err == nil {
		v.addrs = []netip.Addr{addr.Unmap()}
	}
	return v, nil
}

func portOf(u *url.URL) string {
	return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}

func (v *visit) leave() {
	if v.conn != nil {
		v.conn.Close()
	}
}

// plain reports whether the gateway is spoken to without TLS, which is so inside
// the shop only.
func (v *visit) plain() bool { return v.url.Scheme == "http" }

func near(a netip.Addr) bool { return a.IsLoopback() }

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// reasonOf is the innermost words of err: the outer ones name addresses that the
// text has already.
func reasonOf(err error) string {
	if op, ok := err.(*net.OpError); ok && op.Err != nil {
		err = op.Err
	}
	return kiosk.Trim(err.Error())
}

func timedOut(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || ok && timeout.Timeout()
}

const headerBytesMax = 64 << 10 // of an answer; gateways' headers have under 2 KiB

func (v *visit) buffered() *bufio.Reader {
	if v.reader == nil {
		v.reader = bufio.NewReader(io.LimitReader(v.conn, headerBytesMax))
	}
	return v.reader
}
