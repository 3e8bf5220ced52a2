package gatewayhttp

import (
	"net/http"
	"time"
)

// OnDate has tell told the clock of each server that answers: its Date and, for
// the same moment, this machine's clock. It is set before the first request and
// called by the goroutine of the request.
func (c *Client) OnDate(tell func(here, there time.Time)) { c.onDate = tell }

// tellDate tells the Date of a reply. It was written somewhere between sending
// and coming; half of that is the best guess.
func (c *Client) tellDate(resp *http.Response, sent time.Time) {
	if c.onDate == nil {
		return
	}
	if there, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.onDate(sent.Add(time.Since(sent)/2), there)
	}
}
