package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
)

// counted is a gateway on loopback that counts what it is asked.
func counted(t *testing.T, answer http.HandlerFunc) (server *httptest.Server, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var list []string
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		list = append(list, r.Method+" "+r.URL.Path)
		mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), list...)
	}
}

func TestExaminer_AsksTheGatewayNothingWhileTheTillIsAtRest(t *testing.T) {
	off := -8 * time.Hour
	server, asked := counted(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "https://pay.gateway.example/", http.StatusFound)
		}
	})
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	look := func(quiet bool) map[kiosk.Check]kiosk.CheckResult {
		found := map[kiosk.Check]kiosk.CheckResult{}
		for _, f := range wayLook(setup{}, gateway{base: server.URL, client: client}, quiet).Run(t.Context()) {
			found[f.Check] = f
		}
		return found
	}
	found := look(true)
	require.Equal(t, "check.found.tcp.ok", found[kiosk.CheckTCP].What.ID)
	require.NotContains(t, found, kiosk.CheckHTTP)
	require.Equal(t, "check.found.clock.unasked", found[kiosk.CheckClock].What.ID)
	require.Empty(t, asked())
	require.False(t, troubled(client))

	_, err := client.PostForm(t.Context(), server.URL+"/pay", url.Values{})
	require.NoError(t, err)
	require.Equal(t, "check.found.clock.off", look(true)[kiosk.CheckClock].What.ID, "learnt from a call of the till's own")
	require.Len(t, asked(), 1)

	_, err = client.PostForm(t.Context(), server.URL+"/moved", url.Values{})
	require.ErrorIs(t, err, gatewayhttp.ErrRedirect)
	require.True(t, troubled(client), "then it may be asked whose fault it is")
	moved := look(true)[kiosk.CheckHTTP]
	require.Equal(t, "check.found.http.moved", moved.What.ID)
	require.Equal(t, kiosk.T("check.brief.http.moved", "to", "pay.gateway.example"), moved.Brief)
	require.Equal(t, moved, *kiosk.FirstFault([]kiosk.CheckResult{moved}), "and the bar names it")
	require.Len(t, asked(), 2)
	look(false)
	require.Len(t, asked(), 2, "the till's own call has told")
}

func TestWatchSkew_TellsOfAClockThatIsOffAndOfOneThatIsRightAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var skew *time.Duration
		var told []string
		ctx, cancel := context.WithCancel(t.Context())
		go watchSkew(ctx, func() gatewayhttp.Observations { return gatewayhttp.Observations{Skew: skew} }, func(e kiosk.Event) bool {
			told = append(told, e.(kiosk.WarningRaised).Result.What.ID)
			return true
		})
		for _, row := range []struct {
			skew time.Duration
			want []string
		}{
			{time.Second, nil}, {8 * time.Hour, []string{"check.found.clock.off"}}, {8 * time.Hour, nil}, {-time.Second, []string{"check.found.clock.ok"}},
		} {
			told, skew = nil, &row.skew
			time.Sleep(skewEvery)
			synctest.Wait()
			require.Equal(t, row.want, told, row.skew)
		}
		off := 8 * time.Hour
		skew = &off
		time.Sleep(skewEvery)
		synctest.Wait()
		told, skew = nil, nil // somebody has set the clock
		time.Sleep(skewEvery)
		synctest.Wait()
		require.Equal(t, []string{"check.found.clock.unasked"}, told)
		cancel()
	})
}

// publicGateway is a config of a gateway out there, which is reached through the
// proxy alone.
func publicGateway(t *testing.T) string {
	return writeConfig(t, "provider = \"lepay\"\n[providers.lepay]\nbase_url = \"https://pay.gateway.example\"\nmerchant_id = \"15\"\nstore_id = \"460\"\n")
}

func TestCheck_SaysWhichProxyIsUsedAndWhoseFaultItIs(t *testing.T) {
	const password = "proxy-password-7"
	for name, row := range map[string]struct{ answer, want string }{
		"wants a login": {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", `^failed the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) wants a login, or another one; .* \[the shop's network\]$`},
		"refuses":       {"HTTP/1.1 403 Forbidden\r\n\r\n", `^failed the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) makes no way to pay\.gateway\.example \(status 403\); .* \[the shop's network\]$`},
		"is no proxy":   {"%s\r\n\r\n", `^failed the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) cannot be reached: its answer is not HTTP; .* \[the shop's network\]$`},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			t.Cleanup(func() { l.Close() })
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
						io.WriteString(conn, strings.ReplaceAll(row.answer, "%s", r.Header.Get("Proxy-Authorization")+password))
					}
					conn.Close()
				}
			}()
			for _, name := range []string{"https_proxy", "no_proxy", "NO_PROXY"} {
				t.Setenv(name, "")
			}
			t.Setenv("HTTPS_PROXY", fmt.Sprintf("http://shop:%s@%s", password, l.Addr()))
			code, stdout, stderr := call(t, "", "check", "--config", publicGateway(t), "--data", t.TempDir())
			require.Equal(t, exitFailed, code)
			_, lines := checkLines(t, stdout)
			require.Regexp(t, row.want, lines["TCP"])
			require.Contains(t, lines["gateway"], "proxy")
			require.NotContains(t, stdout+stderr, password)
		})
	}
	t.Run("is another's", func(t *testing.T) {
		for _, name := range []string{"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"} {
			t.Setenv(name, "")
		}
		t.Setenv("HTTP_PROXY", "http://shop:"+password+"@127.0.0.1:9")
		config := realGateway(t, func(http.ResponseWriter, *http.Request) {})
		_, stdout, _ := call(t, "", "check", "--config", config, "--data", t.TempDir())
		require.Regexp(t, `(?m)^note +config +HTTP_PROXY is set and not used: .*$`, stdout)
		require.NotContains(t, stdout, password)
	})
	t.Run("is none", func(t *testing.T) {
		t.Setenv("https_proxy", "")
		t.Setenv("HTTPS_PROXY", "http://shop:"+password+"@")
		_, stdout, _ := call(t, "", "check", "--config", publicGateway(t), "--data", t.TempDir())
		_, lines := checkLines(t, stdout)
		require.Regexp(t, `^failed HTTPS_PROXY is set, and is not the address of a proxy; .* \[this machine\]$`, lines["TCP"])
		require.NotContains(t, stdout, password)
	})
}

func TestCheck_NamesTheCallThatItMakes(t *testing.T) {
	lepay, asked := counted(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"code":"000000","data":[]}`) })
	weidoufu, untouched := counted(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"code":0,"message":"x"}`) })
	for base, row := range map[string]struct {
		provider, more, want string
		asked                func() []string
		calls                []string
	}{
		lepay.URL: {"lepay", "merchant_id = \"15\"\nstore_id = \"460\"\n", `^ok lepay answered getadvert in \d+ ms$`, asked,
			[]string{"HEAD /", "POST /Pay/WxFacePay/getadvert"}},
		weidoufu.URL: {"weidoufu", "access_key = \"a\"\nsecret_key = \"b\"\n[notify]\npublic_url = \"https://pos.example\"\n",
			`^ok weidoufu: connected in \d+ ms; it has no call that would harm nothing, so nothing was asked$`, untouched, []string{"HEAD /"}},
	} {
		config := writeConfig(t, fmt.Sprintf("provider = %q\n[providers.%s]\nbase_url = %q\n%s", row.provider, row.provider, base+" ", row.more))
		_, stdout, stderr := call(t, "", "check", "--config", config, "--data", t.TempDir())
		_, lines := checkLines(t, stdout)
		require.Regexp(t, row.want, lines["gateway"], stdout+stderr)
		require.ElementsMatch(t, row.calls, row.asked())
	}
}
