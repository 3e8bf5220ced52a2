package weidoufu

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
)

// Whatever the network makes of a call that moves money, it is no verdict.
func TestGateway_Faults(t *testing.T) {
	faults := []struct {
		name  string
		serve http.HandlerFunc
		want  string
	}{
		{"error 500 with a yes in it", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, docAlipay)
		}, "garbage"},
		{"HTML of a proxy", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			io.WriteString(w, "<html>502</html>")
		}, "garbage"},
		{"HTML with status 200", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html></html>") }, "garbage"},
		{"empty", func(http.ResponseWriter, *http.Request) {}, "garbage"},
		{"truncated", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(docAlipay)))
			io.WriteString(w, docAlipay[:len(docAlipay)/2])
		}, "garbage"},
		{"huge", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"code":1,"message":"`)
			block := strings.Repeat("0", 64<<10)
			for range 2 * gatewayhttp.BodyBytesMax / len(block) {
				if _, err := io.WriteString(w, block); err != nil {
					return
				}
			}
			io.WriteString(w, `"}`)
		}, "garbage"},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, "garbage"},
		{"connection dropped", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no answer"},
	}
	calls := map[string]func(context.Context, *Gateway) (any, error){
		"native": func(ctx context.Context, g *Gateway) (any, error) { return g.OpenQR(ctx, payment(kiosk.WeChat)) },
		"miniapp": func(ctx context.Context, g *Gateway) (any, error) {
			return g.OpenMini(ctx, payment(""), kiosk.Buyer{Wallet: kiosk.Alipay, ID: "1"})
		},
		"refund": func(ctx context.Context, g *Gateway) (any, error) {
			return g.Refund(ctx, payment(""), kiosk.Refund{Amount: 1})
		},
		"query": func(ctx context.Context, g *Gateway) (any, error) { return g.Query(ctx, payment(kiosk.WeChat)) },
		"close": func(ctx context.Context, g *Gateway) (any, error) { return g.Close(ctx, payment(kiosk.WeChat)) },
		"code": func(ctx context.Context, g *Gateway) (any, error) {
			return g.Charge(ctx, payment(kiosk.WeChat), kiosk.NewPayCode(secret))
		},
	}
	for _, f := range faults {
		for name, do := range calls {
			t.Run(f.name+"/"+name, func(t *testing.T) {
				asked := 0
				srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					asked++
					_, _ = io.ReadAll(r.Body)
					f.serve(w, r)
				}))
				t.Cleanup(srv.Close)
				client := gatewayhttp.New("test")
				t.Cleanup(client.CloseIdle)
				a, err := do(t.Context(), New("weidoufu", full(srv.URL), client))
				require.Equal(t, f.want, outcome(a, err), "%v", err)
				require.NotContains(t, err.Error(), testSK)
				require.NotContains(t, err.Error(), secret)
				srv.Close()
				require.Equal(t, 1, asked, "sent once, whatever happens")
			})
		}
	}
}

func TestGateway_NobodyThere(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, ln.Close())
	g := New("weidoufu", full("http://"+ln.Addr().String()), gatewayhttp.New("test"))
	_, err = g.Refund(t.Context(), payment(kiosk.WeChat), kiosk.Refund{Amount: 1})
	var notSent *kiosk.NotSent
	require.ErrorAs(t, err, &notSent)
	require.ErrorAs(t, g.Ping(t.Context()), &notSent)
}
