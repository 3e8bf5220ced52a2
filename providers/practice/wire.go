package practice

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// redirectPath is FaultRedirect's target. Who follows is counted in Ledger.Requests.
const redirectPath = "/practice/redirected"

// ServeHTTP gives a vendor's route to its dialect and the rest to the site.
// Vendors' paths come first and uncleaned: http.ServeMux would redirect the
// double slash that lepay's document prints.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rt, rest, allowed := s.routes.find(r.Method, normalPath(r.URL.Path), r.URL.Query())
	switch {
	case rt != nil:
		s.serveRoute(w, r, rt, rest)
	case len(allowed) == 0:
		s.site.ServeHTTP(w, r)
	case s.Network() == NetworkReset:
		dropConnection(w)
	default:
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		http.Error(w, "only "+strings.Join(allowed, ", "), http.StatusMethodNotAllowed)
	}
}

// serveRoute answers one call of a vendor's, with the faults that stand.
func (s *Server) serveRoute(w http.ResponseWriter, r *http.Request, rt *Route, rest string) {
	if s.Network() == NetworkReset {
		dropConnection(w)
		return
	}
	kind, delay := s.faults.take(rt)
	req, err := s.read(w, r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	req.Orders, req.Rest, req.Tell = s.orders.of(rt.dialect), rest, wrongly(kind)
	s.count(rt.fullName())
	s.config.Log.Debug("practice request", "route", rt.fullName(), "fault", kind, "delay", delay)

	if rt.Code != nil {
		if code := rt.Code(req); code.Reveal() != "" {
			if err := s.orders.sent(code); err != nil {
				writeReply(w, ReplyError(err))
				return
			}
		}
	}
	if done := s.failBefore(w, kind); done {
		return
	}
	if slices.Contains(rt.Faults, kind) {
		req.Fault = kind
	}
	out := rt.Serve(req)
	if kind == FaultDuplicate {
		out = rt.Serve(req)
	}
	if kind == "" {
		kind = out.fault
	}
	if !s.pause(r.Context(), delay+out.delay) {
		dropConnection(w)
		return
	}
	answer(w, out, kind)
}

// read takes the whole body, within bodyBytesMax, and a form out of it. A form
// that cannot be read is an empty one: the dialect then misses its fields.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (Request, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytesMax))
	if err != nil {
		return Request{}, fmt.Errorf("read request: %w", err)
	}
	req := Request{
		Base: s.baseFor(r), phoneURL: s.phoneURL(),
		Method: r.Method, Path: normalPath(r.URL.Path), Header: r.Header, Body: body,
	}
	if req.Query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		req.Query = nil
	}
	if req.ContentType, _, err = mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil {
		req.ContentType = ""
	}
	if req.ContentType == "application/x-www-form-urlencoded" {
		if req.Form, err = url.ParseQuery(string(body)); err != nil {
			req.Form = nil
		}
	}
	return req, nil
}

// baseFor is the base under which this caller knows the gateway; a name is not echoed.
func (s *Server) baseFor(r *http.Request) string {
	if hostIsLiteral(r.Host) {
		return "http://" + r.Host
	}
	return s.URL()
}

// failBefore carries out the faults that keep a request from being done.
func (s *Server) failBefore(w http.ResponseWriter, kind FaultKind) bool {
	switch kind {
	case FaultLoseRequest:
		dropConnection(w)
	case FaultError500:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "Internal Server Error") // the caller may be gone
	case FaultRedirect:
		w.Header().Set("Location", redirectPath)
		w.WriteHeader(http.StatusTemporaryRedirect)
	default:
		return false
	}
	return true
}

// pause waits, unless the caller or the gateway goes away first.
func (s *Server) pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
	case <-s.open.Done():
	}
	return false
}

const badGatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n" +
	"<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

// answer sends a reply, or what the fault makes of it. Failed writes are the
// caller's loss: it went away.
func answer(w http.ResponseWriter, out Reply, kind FaultKind) {
	switch kind {
	case FaultLoseAnswer:
		dropConnection(w)
	case FaultGarbage:
		noise := make([]byte, 256)
		_, _ = rand.Read(noise) // never fails
		noise[0] = 0xFF         // never the start of JSON or of UTF-8
		_, _ = w.Write(noise)
	case FaultHTML502:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, badGatewayPage)
	case FaultEmpty:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusOK)
	case FaultTruncated:
		out.Body = out.Body[:len(out.Body)/2]
		writeReply(w, out)
	case FaultForged:
		if forged, ok := forge(out.Body, out.Header); ok {
			out.Body = forged
		}
		writeReply(w, out) // a refusal may well be unsigned
	case FaultHuge:
		writeHuge(w)
	default:
		writeReply(w, out)
	}
}

func writeReply(w http.ResponseWriter, out Reply) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	maps.Copy(w.Header(), out.Header)
	w.Header().Set("Content-Length", strconv.Itoa(len(out.Body)))
	w.WriteHeader(out.Status)
	_, _ = w.Write(out.Body)
}

// writeHuge streams one JSON string of hugeBytes until the caller hangs up.
func writeHuge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := io.WriteString(w, `{"status":1,"msg":"`); err != nil {
		return
	}
	block := []byte(strings.Repeat("0", 64<<10))
	for sent := 0; sent < hugeBytes; sent += len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, `"}`)
}

func dropConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http then closes the connection itself
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil && !errors.Is(err, net.ErrClosed) {
			panic(http.ErrAbortHandler)
		}
	}
	_ = conn.Close() // it is being thrown away
}
