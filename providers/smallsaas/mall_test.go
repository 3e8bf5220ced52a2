package smallsaas

import (
	"encoding/json"
	"errors"
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
	"facepay/providers/gatewayhttp"
)

const (
	secretPassword = "hunter2-behind-the-till"
	secretToken    = "eyJ0b2tlbiI6IjU2MDlhMGJhOTBhZmFhMzI4NWZk"
	orderNo        = "0000000101461584134091428"
	wxLink         = "weixin://wxpay/bizpayurl?pr=bJ1XIh4"
	aliLink        = "https://qr.alipay.com/bax01098eimzy9vigelm00c7"
	ticketNo       = "S1807210001"
)

// asked is one request as the mall saw it.
type asked struct {
	call string // method and path
	auth string
	kind string // Content-Type
	body map[string]any
}

// mall answers each call with the next of its replies, the last one again and
// again. A login gives secretToken with a number.
type mall struct {
	mu      sync.Mutex
	replies map[string][]string // by "METHOD /path"; "" is the answer to all others
	got     []asked
	logins  int
}

func (m *mall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a := asked{call: r.Method + " " + r.URL.EscapedPath(), auth: r.Header.Get("Authorization"), kind: r.Header.Get("Content-Type")}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &a.body); err != nil {
			panic(err)
		}
	}
	m.got = append(m.got, a)
	reply, scripted := m.next(a.call)
	if !scripted && a.call == "POST /rest/login" {
		m.logins++
		reply = fmt.Sprintf(`{"status_code":0,"data":{"access_token":"%s%d"}}`, secretToken, m.logins)
	}
	answer(w, reply)
}

// next is the scripted reply; such as "401 {…}" with a status of its own.
func (m *mall) next(call string) (string, bool) {
	list, ok := m.replies[call]
	if !ok {
		return `{"status_code":1,"message":"not scripted"}`, false
	}
	if len(list) > 1 {
		m.replies[call] = list[1:]
	}
	return list[0], true
}

func answer(w http.ResponseWriter, reply string) {
	switch {
	case reply == "drop":
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		conn.Close()
		return
	case reply == "redirect":
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusFound)
		return
	case reply == "cut":
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, `{"status_code":0,`)
		return
	case reply == "huge":
		io.WriteString(w, `{"status_code":0,"message":"`)
		for range 2 * gatewayhttp.BodyBytesMax / 4096 {
			io.WriteString(w, strings.Repeat("0", 4096))
		}
		return
	}
	status := http.StatusOK
	if len(reply) > 4 && reply[3] == ' ' {
		if _, err := fmt.Sscanf(reply[:3], "%d", &status); err == nil {
			reply = reply[4:]
		}
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	io.WriteString(w, reply)
}

// calls are the calls made, logins left out.
func (m *mall) calls() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []string
	for _, a := range m.got {
		if a.call != "POST /rest/login" {
			list = append(list, a.call)
		}
	}
	return list
}

func (m *mall) count(call string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, a := range m.got {
		if a.call == call {
			n++
		}
	}
	return n
}

func (m *mall) last(t *testing.T, call string) asked {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := len(m.got) - 1; i >= 0; i-- {
		if m.got[i].call == call {
			return m.got[i]
		}
	}
	require.Fail(t, "was never asked", call)
	return asked{}
}

// entry is the gateway of a shop whose orders are made elsewhere.
func entry(c *Config) { c.ProductID = "" }

func open(t *testing.T, replies map[string][]string, change ...func(*Config)) (*Gateway, *mall) {
	t.Helper()
	m := &mall{replies: replies}
	srv := httptest.NewServer(m)
	t.Cleanup(srv.Close)
	return dial(t, srv.URL, change...), m
}

func dial(t *testing.T, base string, change ...func(*Config)) *Gateway {
	t.Helper()
	c := Config{
		BaseURL: base + "/", Username: "clerk", Password: secretPassword,
		StoreID: "460", StoreName: "总店", ProductID: "17", AppURL: "https://app.example/",
	}
	for _, f := range change {
		f(&c)
	}
	require.NoError(t, c.CheckUnused("providers.smallsaas"))
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	return New("smallsaas", c, client)
}

// clock is a settable time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const (
	createCall = "POST /rest/store/order"
	wxCall     = "POST /rest/wx/push_order"
	aliCall    = "POST /rest/ali/push_order"
	orderCall  = "GET /rest/order/" + orderNo
	clerkCall  = "GET /rest/store/order/" + orderNo
	cancelCall = "PUT /rest/store/order/" + orderNo
	ticketCall = "POST /rest/order_customer_service"
	loginCall  = "POST /rest/login"
)

// told is a reply about an order of 11 yuan; more is further members.
func told(status string, more ...string) string {
	return `{"status_code":0,"data":{"order_number":"` + orderNo + `","status":"` + status + `","total_price":11.00` + strings.Join(append([]string{""}, more...), ",") + `}}`
}

// only is a mall that one call is scripted of.
func only(call string, replies ...string) map[string][]string {
	return map[string][]string{call: replies}
}

func payment(w kiosk.Wallet) kiosk.Payment {
	return kiosk.Payment{OrderNo: "K7Q2", Amount: 1100, Wallet: w, Rail: kiosk.RailQR}
}

func entered(w kiosk.Wallet) kiosk.Payment {
	p := payment(w)
	p.Entered, p.GatewayOrderNo = true, orderNo
	return p
}

func fen(n int64) *kiosk.Fen {
	f := kiosk.Fen(n)
	return &f
}

// outcome is an answer or what the error proves.
func outcome(a any, err error) any {
	var notSent *kiosk.NotSent
	var unanswered *kiosk.Unanswered
	switch {
	case err == nil:
		return a
	case errors.Is(err, kiosk.ErrUnsupported):
		return "unsupported"
	case errors.As(err, &notSent):
		return "not sent"
	case errors.As(err, &unanswered) && unanswered.Answered:
		return "garbage"
	case errors.As(err, &unanswered):
		return "no answer"
	}
	return err
}

// requireNoSecrets looks for pieces of the password and of the token.
func requireNoSecrets(t *testing.T, what ...any) {
	t.Helper()
	text := fmt.Sprintf("%+v %#v", what, what)
	for _, w := range what {
		if err, is := w.(error); is && err != nil {
			text += err.Error()
		}
	}
	for _, secret := range []string{secretPassword, secretToken} {
		for i := range len(secret) - echoMin + 1 {
			require.NotContains(t, text, secret[i:i+echoMin])
		}
	}
}
