package netcheck

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

type reply struct {
	status     int
	header     http.Header
	sent, came time.Time // by our clock
}

func (r reply) took() time.Duration { return r.came.Sub(r.sent) }

// head asks for the headers at the base address, without anything that is the shop's.
func (v *visit) head(ctx context.Context) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, v.url.String(), nil)
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("User-Agent", "facepay-check")
	request.Close = true
	deadline, _ := ctx.Deadline()
	if err := v.conn.SetDeadline(deadline); err != nil {
		return reply{}, err
	}
	r := reply{sent: v.Now()}
	if err := request.Write(v.conn); err != nil {
		return reply{}, err
	}
	response, err := http.ReadResponse(v.buffered(), request)
	if err != nil {
		return reply{}, err
	}
	r.came = v.Now()
	response.Body.Close()
	r.status, r.header = response.StatusCode, response.Header
	return r, nil
}

// http looks whether something that speaks HTTP answers, and whether it is the
// gateway and not a page that stands before it. Any status of the gateway's will
// do: nothing is asked of it. Where the till's own calls were led away, that is
// the answer.
func (v *visit) http(ctx context.Context) kiosk.CheckResult {
	heard := v.Heard()
	if v.Quiet {
		v.clock = v.heardClock(heard.Skew)
	}
	switch {
	case heard.LedTo != "":
		return moved(heard.LedTo)
	case v.Quiet:
		return kiosk.CheckResult{}
	}
	ctx, cancel := context.WithTimeout(ctx, v.bound(httpMax))
	defer cancel()
	r, err := v.head(ctx)
	if err != nil {
		return noReply(err)
	}
	status := strconv.Itoa(r.status)
	to, away := v.leadsAway(r)
	switch {
	case r.status == http.StatusNetworkAuthenticationRequired, r.status == http.StatusProxyAuthRequired:
		return httpLogin.Result("status", status)
	case away && v.plain() && v.loginPage(r):
		return httpPortal.Result("status", status, "to", to)
	case away && v.plain():
		return moved(to)
	}
	v.clock = v.answeredClock(r)
	switch {
	case away: // what a verified certificate vouches for is the gateway's own doing
		return httpRedirect.Result("status", status, "to", to)
	case r.status == http.StatusBadGateway, r.status == http.StatusServiceUnavailable, r.status == http.StatusGatewayTimeout:
		return httpBusy.Result("status", status)
	}
	return httpOK.Result("status", status, "ms", millis(r.took()))
}

func moved(to string) kiosk.CheckResult {
	f := httpMoved.Result("to", to)
	f.Brief = kiosk.T("check.brief.http.moved", "to", to)
	return f
}

func noReply(err error) kiosk.CheckResult {
	var op *net.OpError
	switch {
	case timedOut(err):
		return httpSilent.Result()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op):
		return httpCut.Result()
	}
	return httpGarbage.Result()
}

// loginWords are parts of the addresses of pages that stand before a network
// until somebody has logged in there.
var loginWords = []string{"login", "logon", "signin", "portal", "captive", "hotspot", "wifi", "wlan", "auth", "guest"}

// loginPage reports whether r leads to a page that wants a login, rather than to
// where the gateway has moved: by the words of its address, or because that names
// the address that was asked for, to lead back to afterwards. Nobody moves there
// for good.
func (v *visit) loginPage(r reply) bool {
	if r.status == http.StatusMovedPermanently || r.status == http.StatusPermanentRedirect {
		return false
	}
	to := strings.ToLower(r.header.Get("Location"))
	if _, query, _ := strings.Cut(to, "?"); strings.Contains(query, strings.ToLower(v.host)) {
		return true
	}
	return slices.ContainsFunc(loginWords, func(w string) bool { return strings.Contains(to, w) })
}

// leadsAway reports whether r leads to another host, and to which.
func (v *visit) leadsAway(r reply) (host string, away bool) {
	if r.status < 300 || r.status > 399 {
		return "", false
	}
	to, err := url.Parse(r.header.Get("Location"))
	if err != nil || to.Hostname() == "" || strings.EqualFold(to.Hostname(), v.host) {
		return "", false
	}
	return kiosk.Trim(to.Hostname()), true
}
