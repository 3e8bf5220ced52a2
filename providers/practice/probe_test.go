package practice

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// probe is a vendor made up for these tests: JSON, a signature that any till
// can check, every method, notifications.
func probe() Dialect {
	const name = "probe"
	show := func(o Order) string {
		return fmt.Sprintf(`{"no":%q,"own":%q,"amount":%d,"state":%q,"sign":"good"}`, o.No, o.Own, o.Amount, o.State)
	}
	say := func(r Request, o Order, err error) Reply {
		if err != nil {
			return Reply{Status: http.StatusOK, Body: []byte(`{"error":"` + err.Error() + `","own":"` + o.Own + `"}`)}
		}
		return Reply{Status: http.StatusOK, Body: []byte(show(r.Tell(o)))}
	}
	order := func(r Request) NewOrder {
		return NewOrder{Store: "1", Amount: 1234, Wallet: kiosk.WeChat, Own: r.Query.Get("own"), NotifyURL: r.Query.Get("url")}
	}
	return Dialect{
		Name: name,
		Routes: []Route{
			{Name: "open", Path: "/probe/open", NamesAmount: true, NamesOrder: true, Signed: true,
				Serve: func(r Request) Reply { o, err := r.Orders.Open(order(r)); return say(r, o, err) }},
			{Name: "mini", Path: "/probe/mini", Serve: func(r Request) Reply {
				n := order(r)
				n.Rail, n.Payer = kiosk.RailMini, "someone"
				o, err := r.Orders.Open(n)
				return say(r, o, err)
			}},
			{Name: "charge", Path: "/probe/charge",
				Code: func(r Request) kiosk.PayCode { return kiosk.NewPayCode(r.Query.Get("code")) },
				Serve: func(r Request) Reply {
					o, err := r.Orders.Charge(order(r), kiosk.NewPayCode(r.Query.Get("code")))
					if err != nil {
						return say(r, o, err)
					}
					return say(r, o, nil).ByCode(o)
				}},
			{Name: "query", Method: http.MethodGet, Path: "/probe/order/*", NamesAmount: true, NamesOrder: true, Signed: true,
				Serve: func(r Request) Reply { o, err := r.Orders.FindOwn(r.Rest); return say(r, o, err) }},
			{Name: "change", Method: http.MethodPut, Path: "/probe/order/*", Serve: func(r Request) Reply {
				o, err := r.Orders.FindOwn(r.Rest)
				if err == nil {
					o, err = r.Orders.Close(o.No)
				}
				return say(r, o, err)
			}},
			{Name: "deep", Method: http.MethodGet, Path: "/probe/order/deep/*",
				Serve: func(r Request) Reply {
					return Reply{Status: http.StatusAccepted, Body: []byte("deep " + r.Rest), Header: http.Header{"Content-Type": {"text/plain"}}}
				}},
			{Name: "echo", Path: "/probe/echo", Serve: func(r Request) Reply {
				return ReplyJSON(map[string]any{
					"method": r.Method, "path": r.Path, "type": r.ContentType, "body": string(r.Body), "form": r.Form, "query": r.Query,
					"token": r.Header.Get("Authorization"),
				})
			}},
		},
		Notify: func(o Order, r *Refund, at time.Time) (url, contentType string, body []byte) {
			text := show(o)
			if r != nil {
				text = fmt.Sprintf(`{"own":%q,"refund":%q,"amount":%d,"sign":"good"}`, o.Own, r.No, r.Amount)
			}
			if time.Since(at) >= notificationOld {
				text = strings.TrimSuffix(text, "}") + `,"old":true}`
			}
			return o.NotifyURL, "application/json", []byte(text)
		},
		NotifyFaults: []FaultKind{FaultOld},
		Accepts:      func(status int, body []byte) bool { return status == http.StatusOK && string(body) == "thanks" },
		Retries:      []time.Duration{4 * time.Minute, 10 * time.Minute, time.Hour},
	}
}

// mute is another, which signs nothing and notifies nobody.
func mute() Dialect {
	return Dialect{Name: "mute", Routes: []Route{{Name: "ask", Path: "/mute/ask", Serve: func(Request) Reply { return ReplyJSON(nil) }}}}
}

const atOnce = 1e-5

func startProbe(t *testing.T, c Config) *Server {
	t.Helper()
	if c.NotifyScale == 0 {
		c.NotifyScale = atOnce
	}
	s := wiretest.Call(Start(t.Context(), c, func(Config) Dialect { return mute() }, func(Config) Dialect { return probe() })).OK(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

var probeHTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func call(t *testing.T, method, url, contentType, body string) (*http.Response, string) {
	t.Helper()
	req := wiretest.Call(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))).OK(t)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "token-1")
	resp := wiretest.Call(probeHTTP.Do(req)).OK(t)
	defer resp.Body.Close()
	text := wiretest.Call(io.ReadAll(resp.Body)).OK(t)
	return resp, string(text)
}

// control posts to a control route, which answers or refuses.
func control(t *testing.T, s *Server, path, body string) (status int, answer string) {
	t.Helper()
	resp, answer := call(t, http.MethodPost, s.URL()+"/control/"+path, "application/json", body)
	return resp.StatusCode, answer
}

type told struct {
	Own, State, Refund, Sign, No string
	Amount                       int
	Old                          bool
}

func newInbox(t *testing.T) *gatewayhttptest.Inbox[told] {
	return gatewayhttptest.NewInbox(t, func(_ string, body []byte) (n told, err error) {
		return n, json.Unmarshal(body, &n)
	}, func(int) (int, string) { return http.StatusOK, "thanks" })
}

// settled waits until an order owes nothing and nothing is on its way.
func settled(t *testing.T, s *Server, own string) Order {
	t.Helper()
	var o Order
	require.Eventually(t, func() bool {
		s.notifier.mu.Lock()
		quiet := len(s.notifier.list) == 0 && len(s.notifier.busy) == 0
		s.notifier.mu.Unlock()
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
	l := wiretest.Call(s.Ledger()).OK(t)
	o, ok := l.Own(own)
	require.True(t, ok, body)
	return o
}
