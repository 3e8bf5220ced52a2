package yfpay

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
)

func TestEveryCall_ReplyThatCannotBeReadProvesNothing(t *testing.T) {
	for name, reply := range broken {
		t.Run(name, func(t *testing.T) {
			g, _ := answering(t, withRefundQuery, func(call) string { return reply })
			everyCall(t, g, func(call string, got any) {
				if strings.Contains(call, "refund") && (strings.HasPrefix(name, "an amount") || strings.HasPrefix(name, "a trade")) {
					return // a refund's reply is not read for these
				}
				require.Equal(t, "garbage", got, call)
			})
			require.Zero(t, g.Forged())
		})
	}
}

func TestEveryCall_UnsignedOrForeignSuccessIsAnIncident(t *testing.T) {
	for _, c := range distrusted {
		t.Run(c.name, func(t *testing.T) {
			g, _ := answering(t, withRefundQuery, func(call) string { return c.reply })
			everyCall(t, g, func(call string, got any) { require.Equal(t, c.want, got, call) })
			require.EqualValues(t, callsOfEvery, g.Forged(), "each is counted")
		})
	}
}

func TestEveryCall_UnsignedFAILProvesNothingAndIsNoIncident(t *testing.T) {
	g, _ := answering(t, withRefundQuery, func(call) string { return unsigned("return_code", "FAIL", "return_msg", "签名错误") })
	everyCall(t, g, func(call string, got any) { require.Equal(t, "unsigned FAIL", got, call) })
	require.Zero(t, g.Forged())

	_, err := g.Query(t.Context(), payment())
	require.ErrorContains(t, err, "签名错误", "its words are for the log")
}

func TestEveryCall_SignedFAILIsNoWordOnMoney(t *testing.T) {
	g, _ := answering(t, withRefundQuery, func(call) string {
		return signed("return_code", "FAIL", "return_msg", "参数不合法", "result_code", "PAY_SUCCESS")
	})
	everyCall(t, g, func(call string, got any) {
		switch call {
		case "prepay": // nobody can pay a QR that was not made
			require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "参数不合法"}, got)
		case "refundorder", "queryrefund":
			require.Equal(t, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "参数不合法"}, got, call)
		default:
			a, is := got.(kiosk.Answer)
			require.True(t, is, call)
			require.Equal(t, kiosk.VerdictUnknown, a.Verdict, call)
			require.Equal(t, "参数不合法", a.Reason, call)
		}
	})
}

func TestEveryCall_UnlistedOrMissingResultIsUnknown(t *testing.T) {
	for _, result := range []string{"", "SUCCESS", "pay_success", "PAY_SUCCESS_", "TRADE_REFUND", "PAY_CLOSED"} {
		pairs := ok(result, echoes()...)
		if result == "" {
			pairs = append([]string{"return_code", "SUCCESS", "mch_no", mchNo}, echoes()...)
		}
		g, _ := answering(t, withRefundQuery, func(call) string { return signed(pairs...) })
		everyCall(t, g, func(call string, got any) {
			switch got := got.(type) {
			case kiosk.Answer:
				require.Equal(t, kiosk.VerdictUnknown, got.Verdict, call)
			case kiosk.RefundAnswer:
				require.Equal(t, kiosk.RefundSaidUnknown, got.Verdict, call)
			default:
				t.Fatalf("%s: %v", call, got)
			}
		})
	}
}

func TestEveryCall_HTTPFaults(t *testing.T) {
	faults := map[string]struct {
		serve http.HandlerFunc
		want  string
	}{
		"500 with a body that would do": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			w.Write([]byte(signed(ok("PAY_SUCCESS", echoes()...)...)))
		}, "garbage"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, "garbage"},
		"huge": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`{"x":"`))
			for range 64 {
				w.Write(make([]byte, 64<<10))
			}
		}, "garbage"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte(`{"return_code":"SUCC`))
		}, "garbage"},
		"reset": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no answer"},
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			var hits atomic.Int64
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				hits.Add(1)
				f.serve(w, r)
			}))
			defer srv.Close()
			client := gatewayhttp.New("test")
			defer client.CloseIdle()
			c := config(srv.URL)
			withRefundQuery(&c)
			everyCall(t, New("yfpay", c, client), func(call string, got any) { require.Equal(t, f.want, got, call) })
			require.EqualValues(t, callsOfEvery, hits.Load(), "nothing is sent twice")
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		srv := httptest.NewServer(nil)
		srv.Close()
		client := gatewayhttp.New("test")
		c := config(srv.URL)
		withRefundQuery(&c)
		everyCall(t, New("yfpay", c, client), func(call string, got any) { require.Equal(t, "not sent", got, call) })
	})
	t.Run("given up before it was sent", func(t *testing.T) {
		g, v := replying(t, "")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a, err := g.OpenQR(ctx, payment())
		require.Equal(t, "not sent", outcome(a, err))
		require.Empty(t, v.calls)
	})
}
