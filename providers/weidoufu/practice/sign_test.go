package practice

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
)

// Signature is the right signature of the fields in body.
func Signature(body []byte) string {
	w := gateway{secretKey: SecretKey}
	return w.sign(w.read(practice.Request{Body: body, ContentType: "application/json"}))
}

// The vectors of the vendor: the till's code has a signature
// of its own, and both must be right.
func TestSignatureVectors(t *testing.T) {
	w := gateway{secretKey: "SKtest0000000000000000000000000001"}
	const native = `{"total_fee":100,"pay_type":1,"access_key":"AKtest0000000000000000000000000001","body":"测试商品","notify_url":"https://pos.example.com/notify","out_order_no":"KIOSK202401010000000001","attach":"","sign":"x"`
	for body, want := range map[string]string{
		native + `}`:                   "41E532544516773BE22943E9312704A7",
		native + `,"openid":"oTest"}`:  "7FDE74443F06D937719D1D041442393E",
		native + `,"openid":"oTest" }`: "7FDE74443F06D937719D1D041442393E",
	} {
		r := w.read(practice.Request{Body: []byte(body), ContentType: "application/json"})
		require.NotNil(t, r.fields)
		require.Equal(t, want, w.sign(r))
	}
	require.Equal(t, "103EFA0EB25E4EA3CF1C6EB160641C8E", w.signNotice([]byte(`{"mch_trade_no":"202401010000000000000001","out_order_no":"KIOSK202401010000000001","transaction_id":"4200000000000001","total_fee":100,"attach":"","trade_type":2,"pay_type":1,"bank_type":"OTHERS","pay_time":"2024-01-01 12:00:30","status":2,"nonce_str":"abc123"}`)))
}

// Whatever comes, the dialect answers in its own form and does not stumble.
func FuzzRequest(f *testing.F) {
	s := wiretest.Call(practice.Start(f.Context(), practice.Config{}, Dialect)).OK(f)
	f.Cleanup(func() { s.Close() })
	w := gateway{accessKey: AccessKey, secretKey: SecretKey, codes: kiosk.DefaultPayCodes()}
	f.Fuzz(func(t *testing.T, body []byte) {
		if strings.Contains(string(body), "000") {
			return // may be a code that asks for a slow or a lost answer
		}
		in := w.read(practice.Request{Body: body, ContentType: "application/json"})
		bodies := [][]byte{body}
		if in.fields != nil { // and as if the shop had signed it
			in.fields["access_key"] = AccessKey
			in.fields["sign"] = w.sign(in)
			signed := wiretest.Call(json.Marshal(in.fields)).OK(t)
			bodies = append(bodies, signed)
		}
		for _, rt := range Dialect(practice.Config{}).Routes {
			for i, b := range bodies {
				r := httptest.NewRequest(http.MethodPost, rt.Path, strings.NewReader(string(b)))
				r.Header.Set("Content-Type", "application/json")
				out := httptest.NewRecorder()
				s.ServeHTTP(out, r)
				var said envelope
				require.NoError(t, json.Unmarshal(out.Body.Bytes(), &said))
				require.Equal(t, http.StatusOK, out.Code)
				require.True(t, said.Code == 0 || said.Code == 1 && (i == 1 || in.text("sign") == w.sign(in)), out.Body.String())
			}
		}
	})
}
