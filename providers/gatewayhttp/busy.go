package gatewayhttp

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

// retryDigitsMax bounds Retry-After's seconds, so that they cannot overflow.
const retryDigitsMax = 9

// busy reports whether resp asks to be asked less often, whatever page came with
// it, and for how long; 0 where it does not say.
func busy(resp *http.Response) (wait time.Duration, is bool) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	return retryAfter(resp.Header, time.Now()), true
}

// retryAfter reads Retry-After: seconds, or a time. A time is held against the
// server's own clock, as ours may be another. What is neither, or past, is 0.
func retryAfter(h http.Header, now time.Time) time.Duration {
	said := strings.TrimSpace(h.Get("Retry-After"))
	wait := time.Duration(0)
	if n, err := strconv.ParseUint(said, 10, 64); err == nil {
		if len(said) > retryDigitsMax {
			return kiosk.RetryAfterMax
		}
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(said); err == nil {
		if told, err := http.ParseTime(h.Get("Date")); err == nil {
			now = told
		}
		wait = at.Sub(now)
	}
	return min(max(wait, 0), kiosk.RetryAfterMax)
}
