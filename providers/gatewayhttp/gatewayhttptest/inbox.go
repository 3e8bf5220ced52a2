package gatewayhttptest

import (
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

// Inbox is a till that gateways notify, of what read makes of a notification.
type Inbox[N any] struct {
	URL  string
	Came chan wiretest.Result[N]

	mu     sync.Mutex
	n      int
	read   func(contentType string, body []byte) (N, error)
	answer func(n int) (status int, body string)
}

// NewInbox answers the n-th notification, from 1, with what answer says, and
// refuses what cannot be read.
func NewInbox[N any](t testing.TB, read func(contentType string, body []byte) (N, error), answer func(n int) (status int, body string)) *Inbox[N] {
	in := &Inbox[N]{Came: make(chan wiretest.Result[N], 100), read: read, answer: answer}
	in.URL = Serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		in.mu.Lock()
		in.n++
		read, answer, nth := in.read, in.answer, in.n
		in.mu.Unlock()
		n, err := read(r.Header.Get("Content-Type"), body)
		if status, text := answer(nth); err == nil {
			Says(status, "text/plain", text)(w, r)
		} else {
			w.WriteHeader(http.StatusForbidden)
		}
		in.Came <- wiretest.Call(n, err)
	}).URL
	return in
}

// Reads changes by what is read: a gateway is made when its inbox has an address.
func (in *Inbox[N]) Reads(read func(contentType string, body []byte) (N, error)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.read = read
}

func (in *Inbox[N]) Answers(f func(n int) (status int, body string)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answer = f
}

// Next is the next notification, or why it is none.
func (in *Inbox[N]) Next(t testing.TB) wiretest.Result[N] {
	t.Helper()
	select {
	case n := <-in.Came:
		return n
	case <-time.After(20 * time.Second):
		require.FailNow(t, "no notification came")
		panic("not reached")
	}
}
