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

// echoMin is how many characters of a host's name are taken for an echo of what
// was sent, when they stand there.
const echoMin = 6

// redirect is the error of a reply that leads elsewhere. It names the host, so
// that people see where to, unless that repeats a piece of what was sent.
func (r request) redirect(resp *http.Response) error {
	err := fmt.Errorf("%w: HTTP status %d", ErrRedirect, resp.StatusCode)
	to, wrong := url.Parse(resp.Header.Get("Location"))
	if wrong != nil || to.Hostname() == "" || strings.EqualFold(to.Hostname(), resp.Request.URL.Hostname()) || r.sent(to.Hostname()) {
		return err
	}
	return fmt.Errorf("%w to %s", err, kiosk.Trim(to.Hostname()))
}

// sent reports whether the request had a part of host in it, but for its own
// host.
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
