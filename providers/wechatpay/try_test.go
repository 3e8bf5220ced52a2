package wechatpay

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wechatpay/practice"
)

func TestTry_SaysWhetherTheKeyIsTaken(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body, says string
	}{
		"no such order":     {404, refusedBy("ORDER_NOT_EXIST"), ""},
		"an order":          {200, orderObject("NOTPAY"), ""},
		"another key":       {401, refusedBy("SIGN_ERROR"), "不行"},
		"no such merchant":  {400, refusedBy("MCH_NOT_EXISTS"), "不行"},
		"a code of its own": {400, refusedBy("SOMETHING_NEW"), "不行"},
		"a faulty server":   {500, refusedBy("ORDER_NOT_EXIST"), "500"},
		"no JSON":           {200, "<html>", "reply"},
	} {
		t.Run(name, func(t *testing.T) {
			call, err := always(t, tt.status, tt.body).Try(t.Context())
			require.Equal(t, callQuery, call)
			if tt.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.says)
		})
	}
}

func TestTry_AsksV2TooWhereCodesGoByIt(t *testing.T) {
	known := map[string]string{"/pay/orderquery": v2Says(fields{"result_code": "FAIL", "err_code": "ORDERNOTEXIST"})}
	strange := map[string]string{"/pay/orderquery": `<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>`}
	for _, tt := range []struct {
		by   map[string]string
		says string
	}{{known, ""}, {strange, "签名错误"}} {
		s := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
			text, v2 := tt.by[strings.TrimPrefix(r.URL.Path, practice.Path)]
			if !v2 {
				w.WriteHeader(http.StatusNotFound)
				text = refusedBy("ORDER_NOT_EXIST")
			}
			_, _ = io.WriteString(w, text)
		})
		call, err := v2At(t, s.URL).Try(t.Context())
		require.Equal(t, callOrderquery, call)
		if tt.says == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, tt.says)
	}
}
