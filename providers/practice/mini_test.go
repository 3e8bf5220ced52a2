package practice

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// newMiniTill is a till that answers mini-programs.
func newMiniTill(t *testing.T, s *Server) *gatewayhttptest.Server {
	t.Helper()
	m := gatewayhttptest.Serve(t, gatewayhttptest.Says(http.StatusOK, "", ""))
	status, _ := control(t, s, "till", `{"url":"`+m.URL+`/"}`)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, m.URL, s.TillURL())
	return m
}

// asked are the calls with the type and the text of what was sent.
func asked(m *gatewayhttptest.Server) (all []string) {
	for _, r := range m.Asked() {
		all = append(all, r.Call+" "+r.Header.Get("Content-Type")+" "+r.Body)
	}
	return all
}

func TestMiniOpen_AsksTheTillAsTheShopsMiniProgramDoes(t *testing.T) {
	s := startProbe(t, Config{})
	opens := func(body string) (int, string) { return control(t, s, "mini", body) }
	status, answer := opens(`{"order":"A1","openid":"oTest"}`)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, answer, `"error":"no_till"`)
	till := newMiniTill(t, s)

	till.Answers(gatewayhttptest.Says(http.StatusOK, "", `{"order_no":"A1","amount":"12.34","params":{"package":"prepay_id=1"}}`))
	_, answer = opens(`{"order":"A1","openid":"oTest"}`)
	require.JSONEq(t, `{"status":200,"order_no":"A1","amount":"12.34","params":{"package":"prepay_id=1"}}`, answer)

	till.Answers(gatewayhttptest.Says(http.StatusConflict, "", `{"error":"another_buyer"}`))
	status, answer = opens(`{"order":"A/1?x","buyer_id":"2088"}`)
	require.Equal(t, http.StatusOK, status, "a refusal is an answer")
	require.JSONEq(t, `{"status":409,"error":"another_buyer"}`, answer)
	status, _ = opens(`{"order":"A1"}`)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []string{
		`POST /mini/A1 application/json {"openid":"oTest"}`,
		`POST /mini/A%2F1%3Fx application/json {"buyer_id":"2088"}`,
		`POST /mini/A1 application/json {}`,
	}, asked(till))
}

func TestMiniOpen_AnswersThatAreNoneAreErrors(t *testing.T) {
	s := startProbe(t, Config{})
	till := newMiniTill(t, s)
	for _, body := range []string{"", "<html>", `{}`, `{"order_no":"A1"}`, `[1]`, `{"amount":"1.00"}`} {
		till.Answers(gatewayhttptest.Says(http.StatusOK, "", body))
		require.Error(t, wiretest.Call(s.MiniOpen(t.Context(), "A1", kiosk.Buyer{Wallet: kiosk.WeChat, ID: "o"})).Err(), body)
	}
	till.Answers(gatewayhttptest.Says(http.StatusBadGateway, "", `{"order_no":"A1","amount":"1.00"}`))
	require.Error(t, wiretest.Call(s.MiniOpen(t.Context(), "A1", kiosk.Buyer{})).Err())
	for _, no := range []string{"", strings.Repeat("9", miniOrderBytesMax+1)} {
		require.ErrorContains(t, wiretest.Call(s.MiniOpen(t.Context(), no, kiosk.Buyer{})).Err(), "want 1 to")
	}
	status, _ := control(t, s, "mini", `{"order":""}`)
	require.Equal(t, http.StatusBadRequest, status)
}

func TestTillURL_IsOnThisMachineOrInTheShop(t *testing.T) {
	s := startProbe(t, Config{})
	for _, u := range []string{"http://127.0.0.1:8780", "http://192.168.1.20", "https://10.0.0.1:1/x", "http://localhost:1", "http://[::1]:1", ""} {
		require.NoError(t, s.SetTillURL(u), u)
	}
	for _, u := range []string{"http://93.184.215.14", "http://pos.example.com", "file:///etc/hosts", "127.0.0.1:80", "http://169.254.169.254", "http://0.0.0.0", "http://[::ffff:93.184.215.14]"} {
		require.ErrorIs(t, s.SetTillURL(u), errNotLocal, u)
		require.ErrorContains(t, wiretest.Call(Start(t.Context(), Config{TillURL: u})).Err(), "till_url", u)
	}
}

func TestMiniLink_IsThisPageForPhonesToo(t *testing.T) {
	s := startProbe(t, Config{})
	require.Equal(t, s.URL()+"/mini?order={order_no}", s.MiniLink())
	s = startProbe(t, Config{PhonePages: true, PhoneURL: "http://192.168.1.9:8780"})
	require.Equal(t, "http://192.168.1.9:8780/mini?order={order_no}", s.MiniLink())
}

func miniForm(t *testing.T, s *Server, order, wallet string) (*http.Response, string) {
	t.Helper()
	return call(t, http.MethodPost, s.URL()+"/mini?lang=en&order="+url.QueryEscape(order), "application/x-www-form-urlencoded", "wallet="+wallet)
}

func TestMiniPage_OpensShowsTheAmountAndPays(t *testing.T) {
	s := startProbe(t, Config{})
	till := newMiniTill(t, s)
	_, body := call(t, http.MethodPost, s.URL()+"/probe/mini?own=A1", "", "")
	require.Contains(t, body, `"own":"A1"`)
	l := wiretest.Call(s.Ledger()).OK(t)
	o, _ := l.Own("A1")
	require.Equal(t, "someone", o.Payer)

	_, body = call(t, http.MethodGet, s.URL()+"/mini?lang=en&order=token-of-A1", "", "")
	require.Contains(t, body, `action="/mini?order=token-of-A1"`)
	require.NotContains(t, body, "<script")
	require.Empty(t, asked(till), "looking at a link asks nobody")

	till.Answers(gatewayhttptest.Says(http.StatusOK, "", `{"order_no":"A1","amount":"12.34","params":{}}`))
	_, body = miniForm(t, s, "token-of-A1", "wechat")
	require.Contains(t, body, "12.34")
	require.Contains(t, body, `value="`+o.No+`"`)
	require.NotContains(t, body, "instead")
	require.Equal(t, []string{`POST /mini/token-of-A1 application/json {"openid":"` + MiniOpenID + `"}`}, asked(till))
	require.Len(t, MiniOpenID, 28)

	till.Answers(gatewayhttptest.Says(http.StatusOK, "", `{"order_no":"A1","amount":"99.00","params":{}}`))
	_, body = miniForm(t, s, "token-of-A1", "alipay")
	require.Contains(t, body, "¥12.34 instead", "the till and the gateway disagree")

	resp, _ := call(t, http.MethodPost, s.URL()+"/act", "application/x-www-form-urlencoded", "focus=1&do=pay&order="+o.No)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Equal(t, StatePaid, wiretest.Call(s.orders.of("probe").FindOwn("A1")).OK(t).State)
	_, body = call(t, http.MethodGet, s.URL()+"/?lang=en", "", "")
	require.Contains(t, body, "12.34")
}

func TestMiniPage_SaysWhyItCannotPay(t *testing.T) {
	s := startProbe(t, Config{})
	_, body := miniForm(t, s, "A1", "wechat")
	require.Contains(t, body, "where the till listens")
	till := newMiniTill(t, s)
	for _, code := range []kiosk.MiniError{kiosk.MiniNoOrder, kiosk.MiniTaken, kiosk.MiniBuyer, kiosk.MiniBusy, kiosk.MiniGateway, kiosk.MiniNotNow} {
		for _, l := range pageLangs {
			require.NotEmpty(t, l.words["mini.error."+string(code)], code)
		}
		till.Answers(gatewayhttptest.Says(http.StatusNotFound, "", `{"error":"`+string(code)+`"}`))
		_, body = miniForm(t, s, "A1", "alipay")
		require.Contains(t, body, pageLangs[1].miniFailure(string(code)))
	}
	for text, want := range map[string]string{
		`{"error":"<script>"}`: "The till refused",
		`nonsense`:             "did not answer as it should",
		`{"order_no":"A1","amount":"12.34","params":{}}`:      "the gateway has no such order",
		`{"order_no":"A2","amount":"<script>","params":null}`: "did not answer as it should",
	} {
		openOnce(t, s, "A2")
		till.Answers(gatewayhttptest.Says(http.StatusOK, "", text))
		_, body = miniForm(t, s, `A1"><script>`, "wechat")
		require.Contains(t, body, want)
		require.NotContains(t, body, "<script")
	}
	resp, _ := miniForm(t, s, "A1", "cash")
	require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	req := wiretest.Call(http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/mini?order=A1", strings.NewReader("wallet=wechat"))).OK(t)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://evil.example")
	resp = wiretest.Call(probeHTTP.Do(req)).OK(t)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusForbidden, resp.StatusCode)
}

func openOnce(t *testing.T, s *Server, own string) {
	t.Helper()
	if _, err := s.orders.of("probe").FindOwn(own); err != nil {
		openProbe(t, s, own, "")
	}
}

// Orders of every rail, wallet and state have their words on the page.
func TestPage_ShowsMiniOrdersClosedOnesAndRefunds(t *testing.T) {
	s := startProbe(t, Config{})
	for _, n := range []NewOrder{
		{Own: "mini", Wallet: kiosk.WalletUnknown, Rail: kiosk.RailMini}, {Own: "union", Wallet: kiosk.UnionPay},
		{Own: "closed", Wallet: kiosk.Alipay}, {Own: "all", Wallet: "new wallet"}, {Own: "part", Wallet: kiosk.WeChat},
	} {
		n.Amount = 500
		o := wiretest.Call(s.orders.of("probe").Open(n)).OK(t)
		switch n.Own {
		case "closed":
			wiretest.Call(s.orders.of("probe").Close(o.No)).OK(t)
		case "all", "part":
			wiretest.Call(s.Act(ActionPay, o.No)).OK(t)
			_, _, err := s.orders.of("probe").Refund(o.No, "", map[string]kiosk.Fen{"all": 500, "part": 1}[n.Own])
			require.NoError(t, err)
		}
	}
	for lang, words := range map[string][]string{
		"en":    {"mini-program", "Any wallet", "UnionPay", "closed by the till", "refunded</em>", "refunded in part"},
		"zh-CN": {"小程序", "任意钱包", "云闪付", "收银台已关闭", "已退款", "部分退款"},
	} {
		resp, body := call(t, http.MethodGet, s.URL()+"/?lang="+lang, "", "")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		for _, w := range words {
			require.Contains(t, body, w)
		}
	}
	l := wiretest.Call(s.Ledger()).OK(t)
	for _, o := range l.Orders {
		resp, _ := call(t, http.MethodGet, s.URL()+"/pay/"+o.No, "", "")
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
}
