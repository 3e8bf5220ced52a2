package cli

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
)

// publicGateway is a gateway out there, which is reached through the proxy alone.
const publicGateway = "https://pay.gateway.example"

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
			code, stdout, stderr := call(t, "", "check", "--config", lepayConfig(t, publicGateway), "--data", t.TempDir())
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
		_, stdout, _ := call(t, "", "check", "--config", lepayConfig(t, publicGateway), "--data", t.TempDir())
		_, lines := checkLines(t, stdout)
		require.Regexp(t, `^failed HTTPS_PROXY is set, and is not the address of a proxy; .* \[this machine\]$`, lines["TCP"])
		require.NotContains(t, stdout, password)
	})
}

func TestCheck_NamesTheCallThatItMakes(t *testing.T) {
	lepay := gatewayhttptest.Serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"code":"000000","data":[]}`) })
	weidoufu := gatewayhttptest.Serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"code":0,"message":"x"}`) })
	for base, row := range map[string]struct {
		provider, more, want string
		asked                func() []string
		calls                []string
	}{
		lepay.URL: {"lepay", "merchant_id = \"15\"\nstore_id = \"460\"\n", `^ok lepay answered getadvert in \d+ ms$`, lepay.Calls,
			[]string{"HEAD /", "POST /Pay/WxFacePay/getadvert"}},
		weidoufu.URL: {"weidoufu", "access_key = \"a\"\nsecret_key = \"b\"\n[notify]\npublic_url = \"https://pos.example\"\n",
			`^ok weidoufu: connected in \d+ ms; it has no call that would harm nothing, so nothing was asked$`, weidoufu.Calls, []string{"HEAD /"}},
	} {
		config := writeConfig(t, fmt.Sprintf("provider = %q\n[providers.%s]\nbase_url = %q\n%s", row.provider, row.provider, base+" ", row.more))
		_, stdout, stderr := call(t, "", "check", "--config", config, "--data", t.TempDir())
		_, lines := checkLines(t, stdout)
		require.Regexp(t, row.want, lines["gateway"], stdout+stderr)
		require.Regexp(t, `^ok .*, within \d+ s of the gateway's$`, lines["clock"])
		require.ElementsMatch(t, row.calls, row.asked())
	}
}
