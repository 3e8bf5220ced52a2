package webhook

import (
	"context"
	"errors"
	"net/http"

	"facepay/kiosk"
)

// refusal is the body of every answer that makes a gateway send again. None of
// them takes it for its acknowledgement.
const refusal = "fail"

// refusals are the HTTP status and the name in the log of each outcome but taken.
var refusals = map[outcome]struct {
	status int
	reason string
}{
	forged:       {http.StatusForbidden, "forged notification refused"},
	malformed:    {http.StatusBadRequest, "malformed notification refused"},
	tooLarge:     {http.StatusRequestEntityTooLarge, "too long a notification refused"},
	unknownOrder: {http.StatusNotFound, "notification of an unknown order refused"},
	mismatched:   {http.StatusConflict, "notification refused that does not fit its order"},
	notNow:       {http.StatusServiceUnavailable, "notification put off"},
	timedOut:     {http.StatusServiceUnavailable, "notification put off: no answer in time"},
	limited:      {http.StatusTooManyRequests, "requests refused: too many"},
	failed:       {http.StatusInternalServerError, "a request met a fault of this program"},
}

func (s *Server) notification(ctx context.Context, w http.ResponseWriter, r *http.Request, c *conn, provider string, from kiosk.Notifier) {
	body, bad, err := readBody(w, r, bodyBytesMax)
	switch {
	case err != nil:
	case !c.progress(true): // nobody could be told what the till makes of it
		bad, err = limited, errCutOff
	default:
		bad, err = s.verify(ctx, headed(from, r.Header), r.Header.Get("Content-Type"), body)
	}
	s.counters.add(bad, s.now())
	if bad != taken {
		s.log.warn(refusals[bad].reason, "provider", provider, "remote", c.addr, "bytes", len(body), "err", reason(err))
		refuse(w, bad)
		return
	}
	contentType, ack := from.NotificationAck()
	answer(w, http.StatusOK, contentType, ack)
}

// headed is from with the header that a notification came with, where its gateway signs
// there.
func headed(from kiosk.Notifier, h http.Header) kiosk.Notifier {
	signed, is := from.(kiosk.HeaderNotifier)
	if !is {
		return from
	}
	return signed.WithHeader(func(name string) string {
		if values := h.Values(name); len(values) == 1 {
			return values[0]
		}
		return ""
	})
}

// verify reads a notification and lets the till decide; the error says why it is not taken.
func (s *Server) verify(ctx context.Context, from kiosk.Notifier, contentType string, body []byte) (outcome, error) {
	n, err := from.ReadNotification(contentType, body)
	switch {
	case errors.Is(err, kiosk.ErrForged):
		return forged, err
	case err != nil:
		return malformed, err
	}
	v, err := s.correlator.ask(ctx, s.noticeSlots, false, s.limits.noticeWait/2, s.limits.noticeWait, func(id uint64) kiosk.Event {
		return kiosk.NotificationReceived{ID: id, Notification: n}
	})
	switch {
	case errors.Is(err, errNoAnswer):
		return timedOut, err
	case err != nil:
		return notNow, err
	}
	switch result, _ := v.(kiosk.NotificationResult); result {
	case kiosk.NotificationTaken:
		return taken, nil
	case kiosk.NotificationNoOrder:
		return unknownOrder, nil
	case kiosk.NotificationAmount, kiosk.NotificationOrder:
		return mismatched, nil
	}
	return notNow, nil
}

// refuse answers so that a gateway sends again later, and ends the connection:
// who goes on must pay for a new one.
func refuse(w http.ResponseWriter, o outcome) {
	w.Header().Set("Connection", "close")
	answer(w, refusals[o].status, "text/plain; charset=utf-8", []byte(refusal))
}
