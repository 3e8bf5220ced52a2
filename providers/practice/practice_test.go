package practice_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	alipayservicepractice "facepay/providers/alipayservice/practice"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	lepaypractice "facepay/providers/lepay/practice"
	"facepay/providers/practice"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	"facepay/providers/wire/wiretest"
	yfpaypractice "facepay/providers/yfpay/practice"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("PRACTICE_TEST_JOURNAL"); path != "" {
		hostGateway(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func newClock() *gatewayhttptest.Clock {
	return gatewayhttptest.NewClock(time.Date(2026, 11, 22, 6, 32, 5, 0, time.UTC))
}

// dialects are all that are spoken.
var dialects = []practice.NewDialect{
	lepaypractice.Dialect, smallsaaspractice.Dialect, yfpaypractice.Dialect, alipayservicepractice.Dialect, weidoufupractice.Dialect,
}

// What the practice gateway is built of must start: no two dialects claim one
// call, and each that notifies can tell an acknowledgement.
func TestDialects_GetAlong(t *testing.T) {
	start(t, practice.Config{})
	for _, make := range dialects {
		d := make(practice.Defaults())
		require.Equal(t, d.Notify == nil, d.Accepts == nil, d.Name)
		require.True(t, d.Notify != nil || d.Retries == nil, d.Name)
		for _, rt := range d.Routes {
			require.NotNil(t, rt.Serve, rt.Name)
			require.NotEqual(t, practice.NotifyRoute, rt.Name)
			require.Equal(t, rt.Path, practice.NormalPath(rt.Path), "it could never be met")
		}
	}
}

func start(t *testing.T, c practice.Config) *practice.Server {
	t.Helper()
	s := wiretest.Call(practice.Start(t.Context(), c, dialects...)).OK(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// listener is a till that listens, and reads by its gateway's own code.
type listener = gatewayhttptest.Inbox[kiosk.Notification]

// till is a plain HTTP client without keep-alive or redirects.
func till(t *testing.T) *http.Client {
	tr := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// send asks as till does; headers are name, value pairs.
func send(t *testing.T, method, url, body string, headers ...string) (*http.Response, string, error) {
	t.Helper()
	req := wiretest.Call(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))).OK(t)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := till(t).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

// got is send that must be answered.
func got(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	resp, text, err := send(t, method, url, body, headers...)
	require.NoError(t, err)
	return resp, text
}

func get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	return got(t, http.MethodGet, url, "", headers...)
}

// form posts a form given as name, value pairs.
func form(t *testing.T, address string, pairs ...string) (*http.Response, string, error) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return send(t, http.MethodPost, address, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// ask posts a form that must be answered with JSON.
func ask(t *testing.T, url string, pairs ...string) map[string]any {
	t.Helper()
	resp, body, err := form(t, url, pairs...)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, body)
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &m), body)
	return m
}

const (
	fastPay  = "//index.php/Register/PayAndRefund/tofastpay"
	qrCode   = "/Pay/WxFacePay/qrCodePay"
	wxQuery  = "/Pay/WxFacePay/queryOrder"
	aliQuery = "/Pay/WxFacePay/aliQueryOrder"
	adverts  = "/Pay/WxFacePay/getadvert"
)

func openQR(t *testing.T, s *practice.Server, w kiosk.Wallet, money string) string {
	t.Helper()
	kind, under := "1", "data"
	if w == kiosk.Alipay {
		kind, under = "2", "result"
	}
	m := ask(t, s.URL()+qrCode, "type", kind, "money", money, "stats", "0", "storeid", "460")
	return m[under].(map[string]any)["out_trade_no"].(string)
}

func charge(t *testing.T, s *practice.Server, code, money string) map[string]any {
	t.Helper()
	return ask(t, s.URL()+fastPay, "money", money, "code", code, "merchantid", "15", "storeid", "460")
}

func newCode(t *testing.T, w kiosk.Wallet, b practice.CodeBehaviour) string {
	t.Helper()
	c := wiretest.Call(practice.NewCode(w, b)).OK(t)
	return c.Reveal()
}

func ledger(t *testing.T, s *practice.Server) practice.Ledger {
	t.Helper()
	return wiretest.Call(s.Ledger()).OK(t)
}

func TestStart_ConfigMistakesNameTheirKey(t *testing.T) {
	for key, c := range map[string]practice.Config{
		"listen":         {Listen: "nowhere"},
		"phone_url":      {PhoneURL: "shop.example"},
		"free_limit":     {FreeLimit: "1e3"},
		"password_reply": {PasswordReply: "loud"},
		"qr_valid":       {QRValid: -time.Second},
		"auto_pay":       {AutoPay: -time.Second},
		"faults[0]":      {Faults: []practice.Fault{{Kind: "rust"}}},
	} {
		t.Run(key, func(t *testing.T) {
			_, err := practice.Start(t.Context(), c, dialects...)
			require.ErrorContains(t, err, key)
		})
	}
}

func TestStart_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := wiretest.Call(practice.Start(ctx, practice.Config{}, dialects...)).OK(t)
	cancel()
	addr := strings.TrimPrefix(s.URL(), "http://")
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err != nil
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, s.Close(), "a second Close waits for the first")
}

func TestURLs_ListTheShopsNetworkOnlyWhenListeningThere(t *testing.T) {
	require.Len(t, start(t, practice.Config{}).URLs(), 1)

	s := start(t, practice.Config{Listen: "0.0.0.0:0"})
	require.True(t, strings.HasPrefix(s.URLs()[0], "http://127.0.0.1:"))
	for _, u := range s.URLs()[1:] {
		get(t, u+"/adverts/none")
	}
}
