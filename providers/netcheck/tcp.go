package netcheck

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"

	"facepay/kiosk"
	"facepay/providers/weburl"
)

type dialed struct {
	conn net.Conn
	err  error
}

// tcp connects to all of the gateway's addresses at once and keeps the first that answers.
func (v *visit) tcp(ctx context.Context) kiosk.CheckResult {
	dialCtx, cancel := context.WithTimeout(ctx, v.bound(tcpMax))
	defer cancel()
	address := net.JoinHostPort(v.addrs[0].String(), v.port)
	began := time.Now()
	results := make(chan dialed, len(v.addrs))
	for _, a := range v.addrs {
		go func() {
			conn, err := v.Dialer.DialContext(dialCtx, "tcp", net.JoinHostPort(a.String(), v.port))
			results <- dialed{conn, err}
		}()
	}
	var errs []error
	for n := range v.addrs {
		d := <-results
		if d.err != nil {
			errs = append(errs, d.err)
			continue
		}
		v.conn = d.conn
		go closeLate(results, len(v.addrs)-n-1)
		return tcpOK.Result("address", d.conn.RemoteAddr().String(), "ms", millis(time.Since(began)))
	}
	return v.notConnected(ctx, address, errors.Join(errs...))
}

func closeLate(results <-chan dialed, n int) {
	for range n {
		if d := <-results; d.conn != nil {
			d.conn.Close()
		}
	}
}

const wsaRefused = syscall.Errno(10061) // a refused connection in Windows

// notConnected says whose fault it is that no address took the connection.
func (v *visit) notConnected(ctx context.Context, address string, err error) kiosk.CheckResult {
	unreached := timedOut(err) || errors.Is(err, syscall.EHOSTUNREACH)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaRefused):
		return tcpRefused.Result("address", address)
	case unreached && weburl.Inside(v.addrs[0]):
		return tcpInside.Result("address", address)
	case unreached && v.nameless():
		return tcpUnknown.Result("address", address)
	case unreached && v.online(ctx):
		return tcpSilent.Result("address", address)
	case unreached:
		return tcpOffline.Result("address", address)
	}
	return tcpFailed.Result("address", address, "reason", innermost(err))
}

// innermost is the reason of the first of joined errors.
func innermost(err error) string {
	if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 0 {
		err = many.Unwrap()[0]
	}
	return reasonOf(err)
}
