package smallsaas

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
)

const (
	secretPassword = "hunter2-behind-the-till"
	secretToken    = "eyJ0b2tlbiI6IjU2MDlhMGJhOTBhZmFhMzI4NWZk"
	orderNo        = "0000000101461584134091428"
	wxLink         = "weixin://wxpay/bizpayurl?pr=bJ1XIh4"
	aliLink        = "https://qr.alipay.com/bax01098eimzy9vigelm00c7"
	ticketNo       = "S1807210001"
)

// mall answers each call with the next of its replies, the last one again and
// again. A login gives secretToken with a number.
type mall struct {
	*gatewayhttptest.Server
	mu      sync.Mutex
	replies map[string][]string // by "METHOD /path"; "" is the answer to all others
	logins  int
}

func (m *mall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	call := r.Method + " " + r.URL.EscapedPath()
	reply, scripted := m.next(call)
	if !scripted && call == loginCall {
		m.logins++
		reply = fmt.Sprintf(`{"status_code":0,"data":{"access_token":"%s%d"}}`, secretToken, m.logins)
	}
	answer(w, r, reply)
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

func answer(w http.ResponseWriter, r *http.Request, reply string) {
	switch reply {
	case "drop":
		gatewayhttptest.Drops(w, r)
	case "redirect":
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
		return
	case "cut":
		w.Header().Set("Content-Length", "1000")
		reply = `{"status_code":0,`
	}
	status := http.StatusOK
	if len(reply) > 4 && reply[3] == ' ' {
		if _, err := fmt.Sscanf(reply[:3], "%d", &status); err == nil {
			reply = reply[4:]
		}
	}
	gatewayhttptest.Says(status, "application/json;charset=UTF-8", reply)(w, r)
}

// calls are the calls made, logins left out.
func (m *mall) calls() []string {
	return slices.DeleteFunc(m.Calls(), func(call string) bool { return call == loginCall })
}

func (m *mall) count(call string) int {
	return len(slices.DeleteFunc(m.Calls(), func(c string) bool { return c != call }))
}

// last is the last request of that call, and its body.
func (m *mall) last(t *testing.T, call string) (asked gatewayhttptest.Request, body map[string]any) {
	t.Helper()
	for _, asked := range slices.Backward(m.Asked()) {
		if asked.Call == call {
			if asked.Body != "" {
				require.NoError(t, json.Unmarshal([]byte(asked.Body), &body))
			}
			return asked, body
		}
	}
	require.FailNow(t, "was never asked", call)
	return asked, nil
}

// entry is the gateway of a shop whose orders are made elsewhere.
func entry(c *Config) { c.ProductID = "" }

func open(t *testing.T, replies map[string][]string, change ...func(*Config)) (*Gateway, *mall) {
	t.Helper()
	m := &mall{replies: replies}
	m.Server = gatewayhttptest.Serve(t, m.ServeHTTP)
	return dial(t, m.URL, change...), m
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
	return New("smallsaas", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
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

// numbered is a payment whose order the mall has made.
func numbered() kiosk.Payment {
	p := payment(kiosk.WeChat)
	p.GatewayOrderNo = orderNo
	return p
}

// entered is a payment of an order that was made elsewhere.
func entered() kiosk.Payment {
	p := numbered()
	p.Entered = true
	return p
}

func fen(n kiosk.Fen) *kiosk.Fen { return &n }

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
		for i := range len(secret) - 8 + 1 {
			require.NotContains(t, text, secret[i:i+8])
		}
	}
}
