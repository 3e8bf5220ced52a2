package gatewayhttp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"facepay/kiosk"
	"facepay/providers/weburl"
)

// Connect makes a plain connection to where base leads, and ends it: TCP, TLS
// for https, through the proxy where one is used. The gateway is asked nothing.
// A *kiosk.NotSent says that there was no connection, a *kiosk.Unanswered that
// TLS failed on it.
//
// The connection is the transport's own, so that it takes the way of a real
// request; it is sealed before the first byte of one.
func (c *Client) Connect(ctx context.Context, base string) error {
	u, err := weburl.ParseBase(base)
	if err != nil {
		return &kiosk.NotSent{Err: fmt.Errorf("address of a connection: %w", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, c.whole)
	defer cancel()
	var shaking, made atomic.Bool // written by the transport's own goroutines
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeStart: func() { shaking.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			if conn, ok := counted(info.Conn); ok {
				made.Store(conn.sealUnless(conn.count()))
			}
		},
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.String(), nil)
	if err != nil {
		return &kiosk.NotSent{Err: errors.New("address of a connection cannot be used")}
	}
	fresh := c.transport.Clone() // one that is kept alive would prove nothing of now
	fresh.DisableKeepAlives = true
	resp, err := fresh.RoundTrip(req)
	if err == nil {
		resp.Body.Close() // not reached: the request could not be written
	}
	switch {
	case made.Load():
		return nil
	case err == nil:
		err = errBroken
	}
	err = fmt.Errorf("connect to %s: %w", u.Host, c.unconnected(u, err))
	if shaking.Load() {
		return &kiosk.Unanswered{Err: err, Answered: spokeTLS(err)}
	}
	return &kiosk.NotSent{Err: err}
}

// spokeTLS reports whether a failed handshake had an answer at all.
func spokeTLS(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var remote *net.OpError // how crypto/tls tells of an alert that came
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &remote) && remote.Op == "remote error"
}
