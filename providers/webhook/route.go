package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	"facepay/kiosk"
)

// The routes, below the public address.
const (
	notifyRoute = "/notify/"
	miniRoute   = "/mini/"
)

// handle answers one request. ctx ends with the listener.
func (s *Server) handle(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	c, ok := r.Context().Value(connKey{}).(*conn)
	if !ok {
		refuse(w, failed)
		return
	}
	defer s.survive(w)
	mini, name := s.route(r)
	switch {
	case !s.requests.allow(c.addr, s.now()):
		s.log.warn(refusals[limited].reason, "remote", c.addr)
		if mini {
			s.counters.count(limited, s.now())
			miniRefuse(w, kiosk.MiniNotNow)
			return
		}
		s.counters.add(limited, s.now())
		refuse(w, limited)
	case mini && plainWord(name, orderNoMax, ""):
		s.mini(ctx, w, r, c, kiosk.OrderNo(name))
	case mini:
		s.counters.count(miniRefused, s.now())
		miniRefuse(w, kiosk.MiniNoOrder)
	case s.notifiers[name] != nil:
		s.notification(ctx, w, r, c, name, s.notifiers[name])
	default:
		w.Header().Set("Connection", "close")
		answer(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte("not found"))
	}
}

// route splits a request's path into one of the routes and the rest. name
// is "" for anything else; a path is taken only as it is told, not in another
// spelling of the same.
func (s *Server) route(r *http.Request) (mini bool, name string) {
	if r.Method != http.MethodPost || r.ProtoMajor != 1 || r.URL.RawPath != "" {
		return false, ""
	}
	path := r.URL.Path
	if rest, ok := strings.CutPrefix(path, s.base+"/"); ok {
		path = "/" + rest
	}
	if name, ok := strings.CutPrefix(path, notifyRoute); ok {
		return false, name
	}
	if name, ok := strings.CutPrefix(path, miniRoute); ok {
		return true, name
	}
	return false, ""
}

// survive keeps a fault in one request's code from ending the till. The panic may repeat what was sent.
func (s *Server) survive(w http.ResponseWriter) {
	v := recover()
	if v == nil {
		return
	}
	s.counters.add(failed, s.now())
	s.log.warn(refusals[failed].reason, "panic", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	refuse(w, failed)
}

// readBody reads at most max bytes, or says what is wrong with the request.
func readBody(w http.ResponseWriter, r *http.Request, max int64) ([]byte, outcome, error) {
	if r.ContentLength > max {
		return nil, tooLarge, fmt.Errorf("%d bytes are announced", r.ContentLength)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, max))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, tooLarge, err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, timedOut, err
	case err != nil:
		return nil, malformed, err
	}
	return body, taken, nil
}

// answer is one whole reply. It says nothing about this program.
func answer(w http.ResponseWriter, status int, contentType string, body []byte) {
	if contentType == "" {
		contentType = "text/plain; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	w.Write(body) // who is gone does not get it, and sends again
}

// reason is err for a log: cut to a line, as a Notifier may have repeated a sender's words.
func reason(err error) string {
	if err == nil {
		return ""
	}
	return kiosk.Trim(err.Error())
}
