package gatewayhttp

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"facepay/kiosk"
)

// ErrRedirect is inside the *kiosk.Unanswered of a reply that leads elsewhere.
// None is followed: what moves money is not sent to whom somebody else names.
var ErrRedirect = errors.New("redirect")

const echoMin = 6 // characters of a host's name that are taken for an echo of what was sent

// leadsTo is the host that a reply leads to, so that people see where; "" for
// the same one, and for what repeats a piece of what was sent.
func (r request) leadsTo(resp *http.Response) string {
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || strings.EqualFold(to.Hostname(), resp.Request.URL.Hostname()) || r.sent(to.Hostname()) {
		return ""
	}
	return kiosk.Trim(to.Hostname())
}

func redirected(status int, host string) error {
	if host == "" {
		return fmt.Errorf("%w: HTTP status %d", ErrRedirect, status)
	}
	return fmt.Errorf("%w: HTTP status %d to %s", ErrRedirect, status, host)
}

// sent reports whether the request, beside its own host, had a part of host in it.
func (r request) sent(host string) bool {
	said := append([]byte{}, r.body...)
	if u, err := url.Parse(r.address); err == nil {
		said = append(said, u.RequestURI()...)
	}
	for _, values := range r.header {
		said = append(said, strings.Join(values, " ")...)
	}
	said = bytes.ToLower(said)
	for label := range strings.SplitSeq(strings.ToLower(host), ".") {
		for i := 0; i+echoMin <= len(label); i++ {
			if bytes.Contains(said, []byte(label[i:i+echoMin])) {
				return true
			}
		}
	}
	return false
}
