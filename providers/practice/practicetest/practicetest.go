// Package practicetest has the helpers that the tests of the practice gateway and
// of its dialects share: a gateway that runs, and a plain client.
package practicetest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
)

func NewClock() *gatewayhttptest.Clock {
	return gatewayhttptest.NewClock(time.Date(2026, 11, 22, 6, 32, 5, 0, time.UTC))
}

func Start(t testing.TB, c practice.Config, dialects ...practice.NewDialect) *practice.Server {
	t.Helper()
	s := wiretest.Call(practice.Start(t.Context(), c, dialects...)).OK(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// Listener is a till that listens, and reads by its gateway's own code.
type Listener = gatewayhttptest.Inbox[kiosk.Notification]

// Till is a plain HTTP client without keep-alive or redirects.
func Till(t *testing.T) *http.Client {
	tr := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Send asks as Till does; headers are name, value pairs.
func Send(t *testing.T, method, url, body string, headers ...string) (*http.Response, string, error) {
	t.Helper()
	req := wiretest.Call(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))).OK(t)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := Till(t).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

// Got is Send that must be answered.
func Got(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	resp, text, err := Send(t, method, url, body, headers...)
	require.NoError(t, err)
	return resp, text
}

func Get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	return Got(t, http.MethodGet, url, "", headers...)
}

// Form posts a form given as name, value pairs.
func Form(t *testing.T, address string, pairs ...string) (*http.Response, string, error) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return Send(t, http.MethodPost, address, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// Ask posts a form that must be answered with JSON.
func Ask(t *testing.T, url string, pairs ...string) map[string]any {
	t.Helper()
	resp, body, err := Form(t, url, pairs...)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, body)
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &m), body)
	return m
}

const (
	FastPay     = "//index.php/Register/PayAndRefund/tofastpay"
	QRCode      = "/Pay/WxFacePay/qrCodePay"
	WeChatQuery = "/Pay/WxFacePay/queryOrder"
	AlipayQuery = "/Pay/WxFacePay/aliQueryOrder"
	Adverts     = "/Pay/WxFacePay/getadvert"
)

func OpenQR(t *testing.T, s *practice.Server, w kiosk.Wallet, money string) string {
	t.Helper()
	kind, under := "1", "data"
	if w == kiosk.Alipay {
		kind, under = "2", "result"
	}
	m := Ask(t, s.URL()+QRCode, "type", kind, "money", money, "stats", "0", "storeid", "460")
	return m[under].(map[string]any)["out_trade_no"].(string)
}

func Charge(t *testing.T, s *practice.Server, code, money string) map[string]any {
	t.Helper()
	return Ask(t, s.URL()+FastPay, "money", money, "code", code, "merchantid", "15", "storeid", "460")
}

func NewCode(t *testing.T, w kiosk.Wallet, b practice.CodeBehaviour) string {
	t.Helper()
	c := wiretest.Call(practice.NewCode(w, b)).OK(t)
	return c.Reveal()
}

func Ledger(t *testing.T, s *practice.Server) practice.Ledger {
	t.Helper()
	return wiretest.Call(s.Ledger()).OK(t)
}

func Act(t *testing.T, s *practice.Server, a practice.Action, no string) {
	t.Helper()
	wiretest.Call(s.Act(a, no)).OK(t)
}
