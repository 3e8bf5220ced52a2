// Package gatewayhttptest has the other end of a gateway's client: a server that
// records what it is asked, bare connections, a proxy, and what becomes of an
// answer on its way.
package gatewayhttptest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
)

type Request struct {
	Call     string // method and path, as "POST /pay"
	Query    url.Values
	RawQuery string
	Header   http.Header
	Body     string
}

func (r Request) Form() url.Values {
	v, _ := url.ParseQuery(r.Body)
	return v
}

// Server records what it is asked.
type Server struct {
	URL    string
	mu     sync.Mutex
	asked  []Request
	answer http.HandlerFunc
}

// Serve answers until the test ends; answer finds the whole body unread.
func Serve(t testing.TB, answer http.HandlerFunc) *Server {
	s := &Server{answer: answer}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		s.asked = append(s.asked, Request{r.Method + " " + r.URL.EscapedPath(), r.URL.Query(), r.URL.RawQuery, r.Header.Clone(), string(body)})
		answer := s.answer
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(srv.Close)
	s.URL = srv.URL
	return s
}

// Says answers every request alike.
func Says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Drops hangs up instead of an answer.
func Drops(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func (s *Server) Answers(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *Server) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *Server) Calls() (calls []string) {
	for _, r := range s.Asked() {
		calls = append(calls, r.Call)
	}
	return calls
}

// Closing is a client whose connections end with the test.
func Closing[C interface{ CloseIdle() }](t testing.TB, c C) C {
	t.Cleanup(c.CloseIdle)
	return c
}
