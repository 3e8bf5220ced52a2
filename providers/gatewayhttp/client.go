// Package gatewayhttp is the one HTTP client that all gateways share. It says of each
// failure what it proves: that no byte of the request left this machine, or nothing.
package gatewayhttp

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/weburl"
)

const (
	BodyBytesMax = 1 << 20 // bounds a gateway's reply: the longest documented one has under 2 KiB
	// ConnectTimeout bounds name look-up and TCP connect together, and then
	// once more the TLS handshake: a shop's network that needs longer cannot
	// serve a customer who waits.
	ConnectTimeout = 5 * time.Second
	RequestTimeout = 15 * time.Second // bounds a request up to the last byte of its reply

	headerBytesMax = 64 << 10 // bounds a reply's header, which otherwise may have 1 MiB
	// idleTimeout closes a connection before the server does: 5 s is the
	// shortest keep-alive that is common (Apache's). A request written to a
	// connection that the server has just closed has no provable outcome. Polls
	// come every 1 to 3 s and so still share one connection.
	idleTimeout     = 4 * time.Second
	connsPerHostMax = 16 // a till has a handful of calls at a time; more of them wait unsent
	idlePerHostMax  = 4
)

// Client sends requests to gateways, from many goroutines. It follows no redirect,
// keeps no cookie, verifies TLS, never sends a POST twice, and uses the proxy of the
// environment for public hosts.
type Client struct {
	transport *http.Transport
	proxy     func(*url.URL) (*url.URL, error)
	agent     string
	whole     time.Duration // RequestTimeout, shorter in tests
	observer  observer
}

// New makes a client whose User-Agent is "facepay/<version>".
func New(version string) *Client {
	dialer := &net.Dialer{Timeout: ConnectTimeout}
	proxy := environProxy()
	return &Client{
		agent: "facepay/" + version,
		whole: RequestTimeout,
		proxy: proxy,
		transport: &http.Transport{
			Proxy:                  func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
			OnProxyConnectResponse: refusedByProxy,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := dialer.DialContext(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				return &countedConn{Conn: conn}, nil
			},
			// HTTP/1.1 only: one request at a time on a connection is what lets
			// the bytes counted there prove something of that request.
			Protocols:              http1(),
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    ConnectTimeout,
			IdleConnTimeout:        idleTimeout,
			MaxConnsPerHost:        connsPerHostMax,
			MaxIdleConnsPerHost:    idlePerHostMax,
			MaxResponseHeaderBytes: headerBytesMax,
			// It would unpack without a bound; unpacked does it within one.
			DisableCompression: true,
		},
	}
}

// VerifyAt has certificates held against this clock, before the first request.
func (c *Client) VerifyAt(now func() time.Time) { c.transport.TLSClientConfig.Time = now }

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}

// WithCertificate is a client that shows certificate to a server that asks for one. Its
// connections are its own; what it learns of the way to the gateway is too.
func (c *Client) WithCertificate(certificate tls.Certificate) *Client {
	own := &Client{transport: c.transport.Clone(), proxy: c.proxy, agent: c.agent, whole: c.whole}
	own.transport.TLSClientConfig.Certificates = []tls.Certificate{certificate}
	return own
}

// CloseIdle closes connections that carry no request, when the till stops.
func (c *Client) CloseIdle() { c.transport.CloseIdleConnections() }

// Reply is a server's answer with any status but a redirect's.
type Reply struct {
	Status      int
	ContentType string // as sent, "" when not
	Header      http.Header
	Body        []byte
}

// OK returns nil for a 2xx status, else an *Unanswered that names the status.
func (r Reply) OK() error {
	if r.Status >= 200 && r.Status <= 299 {
		return nil
	}
	return Garbage(fmt.Errorf("HTTP status %d", r.Status))
}

// Garbage is the error for a reply that came and cannot be used.
func Garbage(err error) *kiosk.Unanswered {
	return &kiosk.Unanswered{Err: err, Answered: true}
}

// NotSent is the error for a request that was not even begun.
func NotSent(format string, args ...any) *kiosk.NotSent {
	return &kiosk.NotSent{Err: fmt.Errorf(format, args...)}
}

// Busy is the error for a reply in which a gateway asks to be asked later.
func Busy(err error) *kiosk.Unanswered {
	return &kiosk.Unanswered{Err: fmt.Errorf("busy: %w", err), Answered: true, Busy: true}
}

// PostForm posts form as application/x-www-form-urlencoded. The error is a
// *kiosk.NotSent or a *kiosk.Unanswered; a redirect is the latter.
func (c *Client) PostForm(ctx context.Context, address string, form url.Values) (Reply, error) {
	return c.exchange(ctx, request{
		method: http.MethodPost, address: address,
		contentType: "application/x-www-form-urlencoded", body: []byte(form.Encode()),
	}, BodyBytesMax)
}

// SendJSON posts or puts JSON text; header may be nil. Errors are those of PostForm.
func (c *Client) SendJSON(ctx context.Context, method, address string, header http.Header, body []byte) (Reply, error) {
	return c.exchange(ctx, request{
		method: method, address: address, header: header, contentType: "application/json; charset=utf-8", body: body,
	}, BodyBytesMax)
}

// SendXML posts XML text. Errors are those of PostForm.
func (c *Client) SendXML(ctx context.Context, address string, body []byte) (Reply, error) {
	return c.exchange(ctx, request{method: http.MethodPost, address: address, contentType: "text/xml; charset=utf-8", body: body}, BodyBytesMax)
}

// Get asks for address. header may be nil. Errors are those of PostForm. A GET
// on a connection that the server has just closed may be sent again.
func (c *Client) Get(ctx context.Context, address string, header http.Header) (Reply, error) {
	return c.GetLong(ctx, address, header, BodyBytesMax)
}

// GetLong is Get with the cap bytesMax instead of BodyBytesMax. A body over it is
// ErrTooLarge inside the *kiosk.Unanswered.
func (c *Client) GetLong(ctx context.Context, address string, header http.Header, bytesMax int64) (Reply, error) {
	return c.exchange(ctx, request{method: http.MethodGet, address: address, header: header}, bytesMax)
}

// Download is GetLong of a file that may lie elsewhere than at the gateway.
func (c *Client) Download(ctx context.Context, address string, bytesMax int64) (Reply, error) {
	return c.exchange(ctx, request{method: http.MethodGet, address: address, elsewhere: true}, bytesMax)
}

// ErrTooLarge is inside the *kiosk.Unanswered of a body over its cap.
var ErrTooLarge = errors.New("body is larger than allowed")

type request struct {
	method, address, contentType string
	header                       http.Header
	body                         []byte
	elsewhere                    bool // it may be to another than the gateway
}

func (c *Client) exchange(ctx context.Context, r request, bytesMax int64) (reply Reply, err error) {
	obs, ledTo := &c.observer, ""
	if r.elsewhere {
		obs = &observer{}
	}
	defer func() { obs.ended(err, ledTo) }()
	ctx, cancel := context.WithTimeout(ctx, c.whole)
	defer cancel()
	watch := &watch{}
	req, err := r.build(watch.attach(ctx), c.agent)
	if err != nil {
		return Reply{}, &kiosk.NotSent{Err: err}
	}
	sent := time.Now()
	// RoundTrip and not http.Client: it has no redirects, no cookies and no
	// error text that repeats the URL's query.
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		err = watch.tellable(err, func(err error) error { return c.unconnected(req.URL, err) })
		return Reply{}, watch.classify(fmt.Errorf("%s %s: %w", r.method, req.URL.Host, err))
	}
	defer resp.Body.Close()
	obs.clock(resp.Header, sent)
	if wait, is := busy(resp); is {
		err := fmt.Errorf("%s %s: busy: HTTP status %d", r.method, req.URL.Host, resp.StatusCode)
		return Reply{}, &kiosk.Unanswered{Err: err, Answered: true, Busy: true, RetryAfter: wait}
	}
	if resp.StatusCode >= 300 && resp.StatusCode <= 399 {
		ledTo = r.leadsTo(resp)
		return Reply{}, Garbage(fmt.Errorf("%s %s: %w", r.method, req.URL.Host, redirected(resp.StatusCode, ledTo)))
	}
	reply, err = read(resp, bytesMax)
	if err != nil {
		return Reply{}, Garbage(fmt.Errorf("%s %s: %w", r.method, req.URL.Host, err))
	}
	return reply, nil
}

// build makes the request so that the transport cannot send a POST again: its body
// can be read once, GetBody being nil, and no idempotency header invites that.
func (r request) build(ctx context.Context, agent string) (*http.Request, error) {
	u, err := weburl.Parse(r.address)
	if err != nil {
		return nil, fmt.Errorf("address of a request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), nil)
	if err != nil {
		// The error may repeat the address, whose query is nobody's business.
		return nil, errors.New("address of a request cannot be used")
	}
	if r.header != nil {
		req.Header = r.header.Clone()
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept-Encoding", "identity")
	if r.method != http.MethodGet {
		req.Body = io.NopCloser(bytes.NewReader(r.body))
		req.ContentLength = int64(len(r.body))
		if len(r.body) == 0 {
			req.Body = http.NoBody
		}
		req.GetBody = nil
		req.Header.Set("Content-Type", r.contentType)
		req.Header.Del("Idempotency-Key")
		req.Header.Del("X-Idempotency-Key")
	}
	return req, nil
}

func read(resp *http.Response, bytesMax int64) (Reply, error) {
	if resp.ContentLength > bytesMax {
		return Reply{}, fmt.Errorf("%w: over %d bytes announced", ErrTooLarge, bytesMax)
	}
	in, err := unpacked(resp, bytesMax)
	if err != nil {
		return Reply{}, err
	}
	body, err := io.ReadAll(io.LimitReader(in, bytesMax+1))
	switch {
	case errors.Is(err, ErrPacked):
		return Reply{}, err
	case err != nil:
		return Reply{}, fmt.Errorf("body after %d bytes: %w", len(body), safeError(err, errNoHTTP))
	case int64(len(body)) > bytesMax:
		return Reply{}, fmt.Errorf("%w: over %d bytes", ErrTooLarge, bytesMax)
	}
	return Reply{
		Status:      resp.StatusCode,
		ContentType: strings.TrimSpace(resp.Header.Get("Content-Type")),
		Header:      resp.Header,
		Body:        body,
	}, nil
}
