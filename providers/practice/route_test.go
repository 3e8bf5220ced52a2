package practice

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

func TestRoute_MethodAndPathTogetherMeanACall(t *testing.T) {
	s := startProbe(t, Config{})
	openProbe(t, s, "A/1", "")
	for _, c := range []struct {
		method, path string
		status       int
		body, allow  string
	}{
		{"GET", "/probe/order/A%2F1", 200, `"own":"A/1"`, ""},
		{"GET", "//probe//order/A/1", 200, `"own":"A/1"`, ""},
		{"GET", "/probe/order/A/1?x=1", 200, `"own":"A/1"`, ""},
		{"PUT", "/probe/order/A/1", 200, `"state":"closed"`, ""},
		{"GET", "/probe/order/deep/down", 202, "deep down", ""},
		{"POST", "/probe/order/A/1", 405, "", "GET, PUT"},
		{"GET", "/probe/open", 405, "", "POST"},
		{"DELETE", "/probe/order/A/1", 405, "", "GET, PUT"},
		{"GET", "/probe/order/", 404, "", ""},
		{"GET", "/probe/order", 404, "", ""},
		{"GET", "/probe/nothing", 404, "", ""},
		{"GET", "/mute/ask", 405, "", "POST"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			resp, body := call(t, c.method, s.URL()+c.path, "", "")
			require.Equal(t, c.status, resp.StatusCode, body)
			require.Contains(t, body, c.body)
			require.Equal(t, c.allow, resp.Header.Get("Allow"))
			if c.status == 202 {
				require.Equal(t, "text/plain", resp.Header.Get("Content-Type"), "a dialect may say another type")
			}
		})
	}
}

func TestRoute_ARequestArrivesWhole(t *testing.T) {
	s := startProbe(t, Config{})
	echo := func(contentType, body string) map[string]any {
		resp, text := call(t, http.MethodPost, s.URL()+"/probe/echo?a=%E8%8C%B6&b=", contentType, body)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &m))
		return m
	}
	got := echo("Application/JSON; charset=utf-8", `{"x":1}`)
	require.Equal(t, map[string]any{
		"method": "POST", "path": "/probe/echo", "type": "application/json", "body": `{"x":1}`, "form": nil, "token": "token-1",
		"query": map[string]any{"a": []any{"茶"}, "b": []any{""}},
	}, got)
	require.Equal(t, map[string]any{"y": []any{"2"}}, echo("application/x-www-form-urlencoded", "y=2")["form"])
	require.Nil(t, echo("application/x-www-form-urlencoded", "y=%zz")["form"])
	require.Nil(t, echo("text/plain", "y=2")["form"], "a form is only what says so")
	require.Equal(t, "", echo(";", "y=2")["type"])

	_, text := call(t, http.MethodPost, s.URL()+"/probe/echo?a=%zz", "", "")
	require.Contains(t, text, `"query":null`)
	resp, _ := call(t, http.MethodPost, s.URL()+"/probe/echo", "", strings.Repeat("x", bodyBytesMax))
	require.Equal(t, http.StatusOK, resp.StatusCode)
	resp, _ = call(t, http.MethodPost, s.URL()+"/probe/echo", "", strings.Repeat("x", bodyBytesMax+1))
	require.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
}

func TestRoute_TwoDialectsCannotClaimTheSameCall(t *testing.T) {
	a := Dialect{Name: "a", Routes: []Route{{Name: "pay", Path: "/pay"}}}
	b := Dialect{Name: "b", Routes: []Route{{Name: "pay", Method: http.MethodGet, Path: "/pay"}, {Name: "spend", Path: "/pay"}}}
	require.ErrorContains(t, wiretest.Call(newRouter([]Dialect{a, b})).Err(), "a/pay and b/spend")
	b.Routes = b.Routes[:1]
	wiretest.Call(newRouter([]Dialect{a, b})).OK(t)
}

func TestFault_ForgedRepliesKeepTheirFormAndLoseTheirSignature(t *testing.T) {
	s := startProbe(t, Config{})
	openProbe(t, s, "A1", "")
	wiretest.Call(s.AddFault(Fault{Kind: FaultForged, Count: 1})).OK(t)
	_, body := call(t, http.MethodGet, s.URL()+"/probe/order/A1", "", "")
	require.Contains(t, body, `"own":"A1"`)
	require.Contains(t, body, `"sign":"0ood"`)
	_, body = call(t, http.MethodGet, s.URL()+"/probe/order/A1", "", "")
	require.Contains(t, body, `"sign":"good"`)
}

func TestForge(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,"sign":"0AB"}`:             `{"a":1,"sign":"1AB"}`,
		`{"sign":"FF","content":{"a":""}}`: `{"sign":"0F","content":{"a":""}}`,
		`a=1&sign=%2Bx%3D&b=2`:             `a=1&sign=0x%3D&b=2`,
		`sign=0`:                           `sign=1`,
		`{"sign":""}`:                      ``,
		`{"sign":"`:                        ``,
		`{"msg":"no"}`:                     ``,
		`sign=&a=1`:                        ``,
		`sign=%zz`:                         ``,
		`resign=1`:                         ``,
		``:                                 ``,
	} {
		got, ok := forge([]byte(in), nil)
		require.Equal(t, want != "", ok, in)
		if !ok {
			want = in
		}
		require.Equal(t, want, string(got))
	}
	got, ok := forge([]byte("<xml><sign>AB</sign></xml>"), http.Header{"Content-Type": {"text/plain"}})
	require.True(t, ok)
	require.Equal(t, "<xml><sign>0B</sign></xml>", string(got))
	header := http.Header{"Vendor-Nonce": {"n"}, "Vendor-Signature": {"AB"}}
	got, ok = forge([]byte("{}"), header)
	require.True(t, ok)
	require.Equal(t, "{}", string(got))
	require.Equal(t, http.Header{"Vendor-Nonce": {"n"}, "Vendor-Signature": {"0B"}}, header)
}

func TestRoute_AStarStandsForTheRest(t *testing.T) {
	r := wiretest.Call(newRouter([]Dialect{{Name: "a", Routes: []Route{
		{Name: "ask", Method: http.MethodGet, Path: "/order/*"}, {Name: "any", Path: "/order/*"}, {Name: "close", Path: "/order/*/close"},
	}}})).OK(t)
	for path, want := range map[string][2]string{
		"GET /order/1": {"ask", "1"}, "GET /order/1/close": {"ask", "1/close"}, "POST /order/1/close": {"close", "1"},
		"POST /order/1": {"any", "1"}, "POST /order//close": {"any", "/close"}, "POST /order/": {"", ""},
	} {
		method, path, _ := strings.Cut(path, " ")
		rt, rest, _ := r.find(method, path, nil)
		if rt == nil {
			rt = &Route{}
		}
		require.Equal(t, want, [2]string{rt.Name, rest}, "%s %s", method, path)
	}
}

func TestFault_WrongOrderIsAnotherNumberOfTheSameShape(t *testing.T) {
	for in, want := range map[string]string{"": "", "A1": "A2", "A9": "A0", "AZ": "Ax", "Ax": "Ay"} {
		require.Equal(t, want, anotherNo(in))
	}
}

func TestCharge_CodesBehaveOnEveryDialect(t *testing.T) {
	s := startProbe(t, Config{})
	code := wiretest.Call(NewCode(kiosk.WeChat, CodeAnswerLost)).OK(t)
	_, err := probeHTTP.Post(s.URL()+"/probe/charge?own=C1&code="+code.Reveal(), "", nil) //nolint:bodyclose // there is none
	require.Error(t, err, "charged, and cut off")
	_, body := call(t, http.MethodGet, s.URL()+"/probe/order/C1", "", "")
	require.Contains(t, body, `"state":"paid"`, "the merchant's number finds it")
	_, body = call(t, http.MethodPost, s.URL()+"/probe/charge?own=C1&code="+code.Reveal(), "", "")
	require.Contains(t, body, ErrOwnTaken.Error())
	require.Contains(t, body, `"own":"C1"`)
	_, body = call(t, http.MethodPost, s.URL()+"/probe/charge?own=C2&code="+code.Reveal(), "", "")
	require.Contains(t, body, ErrCodeUsed.Error())
	l := wiretest.Call(s.Ledger()).OK(t)
	require.Equal(t, kiosk.Fen(1234), l.Taken)
	require.Equal(t, 3, l.Codes[0].Sent)
}

func TestFault_ADuplicatedRequestWithAnOwnNumberMakesOneOrder(t *testing.T) {
	s := startProbe(t, Config{})
	wiretest.Call(s.AddFault(Fault{Kind: FaultDuplicate, Route: "open", Count: 1})).OK(t)
	_, body := call(t, http.MethodPost, s.URL()+"/probe/open?own=A1", "", "")
	require.Contains(t, body, ErrOwnTaken.Error())
	require.Len(t, wiretest.Call(s.Ledger()).OK(t).Orders, 1)
}
