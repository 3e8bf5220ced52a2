package practice

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// probe is a vendor made up for these tests: JSON, a signature that any till
// can check, every method, notifications.
func probe() dialect {
	const name = "probe"
	show := func(o Order) string {
		return fmt.Sprintf(`{"no":%q,"own":%q,"amount":%d,"state":%q,"sign":"good"}`, o.No, o.Own, o.Amount, o.State)
	}
	say := func(r request, o Order, err error) reply {
		if err != nil {
			return reply{status: http.StatusOK, body: []byte(`{"error":"` + err.Error() + `","own":"` + o.Own + `"}`)}
		}
		return reply{status: http.StatusOK, body: []byte(show(r.tell(o)))}
	}
	order := func(r request) newOrder {
		return newOrder{dialect: name, store: "1", amount: 1234, wallet: kiosk.WeChat, own: r.query.Get("own"), notifyURL: r.query.Get("url")}
	}
	return dialect{
		name: name,
		routes: []route{
			{dialect: name, name: "open", path: "/probe/open", namesAmount: true, namesOrder: true, signed: true,
				serve: func(b *book, r request) reply { o, err := b.open(order(r)); return say(r, o, err) }},
			{dialect: name, name: "mini", path: "/probe/mini", serve: func(b *book, r request) reply {
				n := order(r)
				n.rail, n.payer = kiosk.RailMini, "someone"
				o, err := b.open(n)
				return say(r, o, err)
			}},
			{dialect: name, name: "charge", path: "/probe/charge",
				code: func(r request) kiosk.PayCode { return kiosk.NewPayCode(r.query.Get("code")) },
				serve: func(b *book, r request) reply {
					o, err := b.charge(order(r), kiosk.NewPayCode(r.query.Get("code")))
					if err != nil {
						return say(r, o, err)
					}
					return say(r, o, nil).byCode(o)
				}},
			{dialect: name, name: "query", method: http.MethodGet, path: "/probe/order/*", namesAmount: true, namesOrder: true, signed: true,
				serve: func(b *book, r request) reply { o, err := b.findOwn(name, r.rest); return say(r, o, err) }},
			{dialect: name, name: "change", method: http.MethodPut, path: "/probe/order/*", serve: func(b *book, r request) reply {
				o, err := b.findOwn(name, r.rest)
				if err == nil {
					o, err = b.close(name, o.No)
				}
				return say(r, o, err)
			}},
			{dialect: name, name: "deep", method: http.MethodGet, path: "/probe/order/deep/*",
				serve: func(_ *book, r request) reply {
					return reply{status: http.StatusAccepted, body: []byte("deep " + r.rest), header: http.Header{"Content-Type": {"text/plain"}}}
				}},
			{dialect: name, name: "echo", path: "/probe/echo", serve: func(_ *book, r request) reply {
				return replyJSON(map[string]any{
					"method": r.method, "path": r.path, "type": r.contentType, "body": string(r.body), "form": r.form, "query": r.query,
					"token": r.header.Get("Authorization"),
				})
			}},
		},
		notify: func(o Order, r *Refund) (url, contentType string, body []byte) {
			text := show(o)
			if r != nil {
				text = fmt.Sprintf(`{"own":%q,"refund":%q,"amount":%d,"sign":"good"}`, o.Own, r.No, r.Amount)
			}
			return o.NotifyURL, "application/json", []byte(text)
		},
		accepts: func(status int, body []byte) bool { return status == http.StatusOK && string(body) == "thanks" },
		retries: []time.Duration{4 * time.Minute, 10 * time.Minute, time.Hour},
	}
}

// atOnce makes a vendor's minutes pass in milliseconds.
const atOnce = 1e-5

func startProbe(t *testing.T, c Config) *Server {
	t.Helper()
	if c.NotifyScale == 0 {
		c.NotifyScale = atOnce
	}
	s, err := start(t.Context(), c.withDefaults(), []dialect{lepay(c.withDefaults()), probe()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

var probeHTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// call sends a request and returns its status and body.
func call(t *testing.T, method, url, contentType, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "token-1")
	resp, err := probeHTTP.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(text)
}

// told is a notification as the till received it.
type told struct {
	Own, State, Refund, Sign, No string
	Amount                       int
}

// inbox is a till that listens.
type inbox struct {
	url string
	got chan told

	mu     sync.Mutex
	answer func(n int) (status int, body string)
	n      int
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{got: make(chan told, 100), answer: func(int) (int, string) { return http.StatusOK, "thanks" }}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n told
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &n)
		}
		if err != nil {
			t.Errorf("notification %q: %v", body, err)
		}
		in.mu.Lock()
		in.n++
		status, text := in.answer(in.n)
		in.mu.Unlock()
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
		in.got <- n
	}))
	t.Cleanup(srv.Close)
	in.url = srv.URL
	return in
}

func (in *inbox) answers(f func(n int) (int, string)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answer = f
}

func (in *inbox) next(t *testing.T) told {
	t.Helper()
	select {
	case n := <-in.got:
		return n
	case <-time.After(20 * time.Second):
		t.Fatal("no notification came")
		return told{}
	}
}

// settled waits until an order owes nothing and nothing is on its way.
func settled(t *testing.T, s *Server, own string) Order {
	t.Helper()
	var o Order
	require.Eventually(t, func() bool {
		s.herald.mu.Lock()
		quiet := len(s.herald.list) == 0 && len(s.herald.busy) == 0
		s.herald.mu.Unlock()
		l, err := s.Ledger()
		if err != nil || !quiet {
			return false
		}
		o, _ = l.Own(own)
		return true
	}, 20*time.Second, time.Millisecond)
	return o
}

func openProbe(t *testing.T, s *Server, own, url string) Order {
	t.Helper()
	resp, body := call(t, http.MethodPost, s.URL()+"/probe/open?own="+own+"&url="+url, "", "")
	require.Equal(t, http.StatusOK, resp.StatusCode, body)
	l, err := s.Ledger()
	require.NoError(t, err)
	o, ok := l.Own(own)
	require.True(t, ok, body)
	return o
}
