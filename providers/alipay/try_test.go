package alipay

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTry_SaysWhetherTheKeysAreTaken(t *testing.T) {
	var body string
	g, made, s := certified(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	const none = `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"交易不存在"}`
	for name, tt := range map[string]struct{ body, says string }{
		"no such trade":            {signedReply(t, made, methodQuery, none), ""},
		"a trade":                  {signedReply(t, made, methodQuery, `{"code":"10000","out_trade_no":"facepay_check","trade_status":"WAIT_BUYER_PAY"}`), ""},
		"another key of the app's": {`{"error_response":{"code":"40002","sub_code":"isv.invalid-signature","sub_msg":"验签出错"}}`, "验签出错"},
		"another key of Alipay's":  {strings.Replace(signedReply(t, made, methodQuery, none), "交易", "订单", 1), "reply"},
		"no right":                 {signedReply(t, made, methodQuery, `{"code":"40006","sub_code":"isv.insufficient-isv-permissions","sub_msg":"权限不足"}`), "权限不足"},
	} {
		t.Run(name, func(t *testing.T) {
			body = tt.body
			call, err := g.Try(t.Context())
			require.Equal(t, methodQuery, call)
			if tt.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.says)
		})
	}
	require.Len(t, s.Asked(), 5)
}
