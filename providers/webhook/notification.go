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

// refusalStatus is the HTTP status of each outcome but taken.
var refusalStatus = map[outcome]int{
	forged:       http.StatusForbidden,
	malformed:    http.StatusBadRequest,
	tooLarge:     http.StatusRequestEntityTooLarge,
	unknownOrder: http.StatusNotFound,
	mismatched:   http.StatusConflict,
	notNow:       http.StatusServiceUnavailable,
	timedOut:     http.StatusServiceUnavailable,
	limited:      http.StatusTooManyRequests,
	failed:       http.StatusInternalServerError,
}

// notification takes one notification of a gateway.
func (s *Server) notification(ctx context.Context, w http.ResponseWriter, r *http.Request, c *conn, provider string, from kiosk.Notifier) {
	body, bad, err := readBody(w, r, bodyBytesMax)
	switch {
	case err != nil:
	case !c.progress(true): // nobody could be told what the till makes of it
		bad, err = limited, errCutOff
	default:
		bad, err = s.verify(ctx, from, r.Header.Get("Content-Type"), body)
	}
	s.counters.add(bad, s.now())
	if bad != taken {
		s.log.warn(refusedBecause[bad], "provider", provider, "remote", c.addr, "bytes", len(body), "err", reason(err))
		refuse(w, bad)
		return
	}
	contentType, ack := from.NotificationAck()
	answer(w, http.StatusOK, contentType, ack)
}

// verify reads a notification and lets the till decide. The error says why when
// the outcome is not taken.
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
	if err != nil {
		return missed(err), err
	}
	result, _ := v.(kiosk.NotificationResult)
	switch result {
	case kiosk.NotificationTaken:
		return taken, nil
	case kiosk.NotificationNoOrder:
		return unknownOrder, nil
	case kiosk.NotificationAmount, kiosk.NotificationOrder:
		return mismatched, nil
	default:
		return notNow, nil
	}
}

// missed is the outcome of a question that the till did not answer.
func missed(err error) outcome {
	if errors.Is(err, errNoAnswer) {
		return timedOut
	}
	return notNow
}

// refuse answers so that a gateway sends again later, and ends the connection:
// who goes on must pay for a new one.
func refuse(w http.ResponseWriter, o outcome) {
	w.Header().Set("Connection", "close")
	answer(w, refusalStatus[o], "text/plain; charset=utf-8", []byte(refusal))
}
