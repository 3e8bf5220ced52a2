package wechatpay

import (
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// v2At is a gateway with v2's codes that asks at url.
func v2At(t testing.TB, url string) *Gateway {
	c := Default()
	c.CodeAPI = codeV2
	c.Practise(url)
	require.NoError(t, c.Check("providers.wechatpay"))
	g := New("wechatpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	g.shown = g.HTTP
	return g
}

// v2Says is a signed reply of v2's.
func v2Says(more fields) string {
	f := fields{"return_code": "SUCCESS", "appid": practice.AppID, "mch_id": practice.MchID, "nonce_str": ownNonce}
	maps.Copy(f, more)
	f[signField] = signature(f, practice.APIv2Key, signHMAC)
	return string(f.encode())
}

// v2Answered is a gateway whose WeChat answers each path so; its requests must be signed.
func v2Answered(t testing.TB, by map[string]string) (*Gateway, *gatewayhttptest.Server) {
	s := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(by[r.URL.Path[len(practice.Path):]]))
	})
	g := v2At(t, s.URL)
	t.Cleanup(func() {
		for _, r := range s.Asked() {
			f := wiretest.Call(decodeXML([]byte(r.Body))).OK(t)
			require.NoError(t, f.signedBy(practice.APIv2Key))
			require.Equal(t, signHMAC, f["sign_type"])
		}
	})
	return g, s
}

func v2Order(more ...string) fields {
	f := fields{"result_code": "SUCCESS", "out_trade_no": number, "total_fee": "1234", "transaction_id": "4200000001", "time_end": "20260101080000"}
	for i := 0; i < len(more); i += 2 {
		if f[more[i]] = more[i+1]; more[i+1] == "" {
			delete(f, more[i])
		}
	}
	return f
}

func TestV2_EachRow(t *testing.T) {
	charge := func(g *Gateway) kiosk.Answer {
		return wiretest.Call(g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))).OK(t)
	}
	a := charge(func() *Gateway { g, _ := v2Answered(t, map[string]string{pathMicropay: v2Says(v2Order())}); return g }())
	require.Equal(t, [3]any{kiosk.VerdictPaid, number, kiosk.Fen(1234)}, [3]any{a.Verdict, a.Order, *a.Amount})
	require.Equal(t, int64(1767225600), a.PaidAt.Unix())

	for _, row := range append(micropayCodes.Rows, wire.ResultCode{Code: "NO_SUCH_WORD", Class: wire.Unknown}) {
		for query, proven := range map[string]kiosk.Verdict{
			v2Says(fields{"result_code": "FAIL", "err_code": "ORDERNOTEXIST"}): row.Class.Verdict(),
			v2Says(v2Order("trade_state", "PAYERROR")):                         row.Class.Verdict(),
			v2Says(v2Order("trade_state", "NOTPAY")):                           kiosk.VerdictUnknown,
			v2Says(v2Order("trade_state", "SUCCESS")):                          kiosk.VerdictPaid,
			"<html></html>": kiosk.VerdictUnknown,
		} {
			g, _ := v2Answered(t, map[string]string{pathMicropay: v2Says(fields{"result_code": "FAIL", "err_code": row.Code}), pathOrderquery: query})
			want := row.Class.Verdict()
			if want == kiosk.VerdictFailed || want == kiosk.VerdictClosed {
				want = proven
			}
			require.Equal(t, want, charge(g).Verdict, "%s %s", row.Code, query)
		}
	}
	for _, row := range append(tradeStatesV2.Rows, wire.ResultCode{Code: "NO_SUCH_WORD", Class: wire.Unknown}) {
		g, _ := v2Answered(t, map[string]string{pathOrderquery: v2Says(v2Order("trade_state", row.Code))})
		want := row.Class.Verdict()
		if row.Code == "PAYERROR" {
			want = kiosk.VerdictUnknown
		}
		require.Equal(t, want, wiretest.Call(g.Query(t.Context(), payment(kiosk.RailCode))).OK(t).Verdict, row.Code)
	}
	for _, row := range append(orderqueryCodes.Rows, wire.ResultCode{Code: "NO_SUCH_WORD"}) {
		g, _ := v2Answered(t, map[string]string{pathOrderquery: v2Says(fields{"result_code": "FAIL", "err_code": row.Code})})
		require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(g.Query(t.Context(), payment(kiosk.RailCode))).OK(t).Verdict, row.Code)
	}
	for recall, want := range map[string]kiosk.Verdict{"N": kiosk.VerdictClosed, "Y": kiosk.VerdictUnknown, "": kiosk.VerdictUnknown} {
		g, s := v2Answered(t, map[string]string{
			pathReverseV2: v2Says(fields{"result_code": "SUCCESS", "recall": recall}), pathOrderquery: v2Says(v2Order("trade_state", "REVOKED")),
		})
		a := wiretest.Call(g.Close(t.Context(), payment(kiosk.RailCode))).OK(t)
		require.Equal(t, want, a.Verdict)
		if want == kiosk.VerdictClosed {
			require.Contains(t, a.Reason, wordsReversed)
		}
		require.Equal(t, "POST "+practice.Path+pathReverseV2, s.Calls()[0])
	}
}

func TestV2_NothingIsBelieved(t *testing.T) {
	paid := v2Says(v2Order())
	for name, body := range map[string]string{
		"unsigned":           string(fields{"return_code": "SUCCESS", "result_code": "SUCCESS", "mch_id": practice.MchID, "out_trade_no": number, "total_fee": "1234"}.encode()),
		"unsigned refusal":   string(fields{"return_code": "FAIL", "return_msg": "AUTHCODEEXPIRE"}.encode()),
		"another merchant":   v2Says(v2Order("mch_id", "1900000002")),
		"another app":        v2Says(v2Order("appid", "wx1")),
		"no number":          v2Says(v2Order("out_trade_no", "")),
		"no amount":          v2Says(v2Order("total_fee", "")),
		"amount in yuan":     v2Says(v2Order("total_fee", "12.34")),
		"document type":      `<!DOCTYPE xml [<!ENTITY a "SUCCESS">]>` + paid,
		"entity":             "<xml><return_code>&a;</return_code></xml>",
		"nested":             "<xml><a><b>1</b></a></xml>",
		"twice":              "<xml><a>1</a><a>2</a></xml>",
		"two roots":          paid + paid,
		"JSON":               orderObject("SUCCESS"),
		"cut off":            paid[:len(paid)/2],
		"an attribute":       `<xml><a x="1">1</a></xml>`,
		"text between":       "<xml>x<a>1</a></xml>",
		"another root":       "<yml><a>1</a></yml>",
		"a field in another": v2Says(fields{"result_code": "FAIL", "err_code": "NOTENOUGH", "attach": "x&err_code=SUCCESS"}),
	} {
		g, _ := v2Answered(t, map[string]string{pathMicropay: body})
		_, err := g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))
		require.Equal(t, "garbage", wiretest.Proves(err), "%s: %v", name, err)
	}
	wiretest.Call(decodeXML([]byte("<xml><a>1</a><a>1</a></xml>"))).Fails(t, errTwice)
	wiretest.Call(decodeXML([]byte("<xml><a>&b;</a></xml>"))).Fails(t, errNotXML)
	g, s := v2Answered(t, nil)
	g.shown = nil
	wiretest.Call(g.Close(t.Context(), payment(kiosk.RailCode))).Is(t, "not sent", "nothing is reversed without the certificate")
	require.Empty(t, s.Asked())
}
