package lepay

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

// charged is the answer to a charge of the secret code.
func charged(t *testing.T, reply string) kiosk.Answer {
	return wiretest.Call(replying(t, reply).Charge(t.Context(), kiosk.Payment{Amount: 1}, kiosk.NewPayCode(secret))).OK(t)
}

// A status of 1 is paid only as long as nothing in the same reply says otherwise.
func TestGateway_Charge_YesThatIsContradicted(t *testing.T) {
	const paid, unknown, confirming = kiosk.VerdictPaid, kiosk.VerdictUnknown, kiosk.VerdictConfirming
	numbered := func(more string) string { return `{"status":1,"out_trade_no":"` + wxNo + `",` + more + `}` }
	tests := []struct {
		name, reply string
		want        kiosk.Verdict
	}{
		{"nothing else", `{"status":1}`, paid},
		{"success in words", `{"status":1,"msg":"支付成功"}`, paid},
		{"success in other words", `{"status":1,"msg":"SUCCESS"}`, paid},
		{"success in words of no meaning", `{"status":1,"msg":"ok","data":[]}`, paid},
		{"success of lepay's envelope", `{"status":1,"code":"000000","msg":"请求成功"}`, paid},
		{"success of Alipay inside", `{"status":1,"msg":"支付成功","result":{"code":"10000","msg":"Success","trade_status":"TRADE_SUCCESS","sub_code":""}}`, paid},
		{"success of Alipay inside its own envelope", `{"status":1,"data":{"alipay_trade_pay_response":{"code":"10000","msg":"Success"}}}`, paid},
		{"success of WeChat inside", `{"status":1,"data":{"return_code":"SUCCESS","return_msg":"OK","result_code":"SUCCESS","trade_state":"SUCCESS","err_code":null}}`, paid},
		{"the payment code echoed as code is no result", `{"status":1,"code":"` + secret + `","data":{"code":` + secret + `}}`, paid},

		{"customer is typing", `{"status":1,"msg":"USERPAYING"}`, unknown},
		{"customer is typing, numbered", numbered(`"msg":"USERPAYING"`), confirming},
		{"customer is typing, as Alipay says", `{"status":1,"data":{"code":"10003","trade_status":"WAIT_BUYER_PAY"}}`, unknown},
		{"customer is typing, as Alipay says, numbered", numbered(`"data":{"code":"10003","trade_status":"WAIT_BUYER_PAY","msg":"order success pay inprocess"}`), confirming},
		{"customer is typing, in a text instead of an object", `{"status":1,"data":"支付中"}`, unknown},
		{"customer is typing, in a list", `{"status":1,"data":[{"trade_status":"WAIT_BUYER_PAY"}]}`, unknown},
		{"customer is typing, deep inside", `{"status":1,"data":{"alipay_trade_pay_response":{"code":"10003"}}}`, unknown},
		{"typing and refused", numbered(`"msg":"USERPAYING","data":{"sub_code":"ACQ.BUYER_BALANCE_NOT_ENOUGH"}`), unknown},
		{"typing and a code of no meaning", numbered(`"msg":"USERPAYING","code":"77"`), unknown},
		{"refused inside", `{"status":1,"msg":"ok","result":{"code":"40004","sub_code":"ACQ.BUYER_BALANCE_NOT_ENOUGH"}}`, unknown},
		{"refused inside, numbered", numbered(`"result":{"code":"40004","sub_code":"ACQ.BUYER_BALANCE_NOT_ENOUGH"}`), unknown},
		{"refused in words", `{"status":1,"msg":"余额不足"}`, unknown},
		{"refused in a wallet's words inside", `{"status":1,"msg":"ok","data":{"err_code_des":"付款码已过期"}}`, unknown},
		{"failed in words of no code", `{"status":1,"msg":"支付失败"}`, unknown},
		{"not successful", `{"status":1,"msg":"未支付成功"}`, unknown},
		{"not successful, the other way round", `{"status":1,"msg":"支付不成功"}`, unknown},
		{"failed in English", `{"status":1,"msg":"Business Failed"}`, unknown},
		{"doubt in words", `{"status":1,"msg":"支付成功，系统超时"}`, unknown},
		{"doubt as a code", `{"status":1,"result":{"err_code":"SYSTEMERROR"}}`, unknown},
		{"code used before", `{"status":1,"msg":"付款码已被使用"}`, unknown},
		{"a code that nobody lists", `{"status":1,"data":{"code":"50001"}}`, unknown},
		{"lepay's own code of another meaning", `{"status":1,"code":"100001"}`, unknown},
		{"a code of another kind", `{"status":1,"data":{"code":false}}`, unknown},
		{"a code too long to be one", `{"status":1,"data":{"code":"` + strings.Repeat("1", 4096+1) + `"}}`, unknown},
		{"a state that nobody lists", `{"status":1,"data":{"trade_state":"NOTPAY"}}`, unknown},
		{"result_code FAIL", `{"status":1,"data":{"return_code":"SUCCESS","result_code":"FAIL"}}`, unknown},
		{"status 0 inside", `{"status":1,"data":{"status":0}}`, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := charged(t, tt.reply)
			require.Equal(t, tt.want, a.Verdict, "%+v", a)
		})
	}
}

// What any request of lepay's to a wallet can be answered says nothing of this
// charge: lepay may have asked again for a customer who typed a password.
func TestGateway_Charge_WordsOfAnyRequestAreNoRefusal(t *testing.T) {
	for _, word := range []string{
		"SIGNERROR", "SIGN_ERROR", "PARAM_ERROR", "LACK_PARAMS", "XML_FORMAT_ERROR", "NOT_UTF8", "NOAUTH", "APPID_NOT_EXIST", "MCHID_NOT_EXIST",
		"ORDERCLOSED", "ORDERREVERSED", "TRADE_ERROR", "INVALID_REQUEST", "ACQ.INVALID_PARAMETER", "ACQ.ACCESS_FORBIDDEN", "ACQ.PARTNER_ERROR",
		"isv.invalid-signature", "isv.insufficient-isv-permissions", "isp.unknow-error", "aop.invalid-auth-token", "40001", "40002", "40006", "20001",
		"参数错误", "签名错误", "验签失败", "无权限", "商户不存在", "门店不存在", "金额错误", "撤销失败", "商户余额不足", "ACQ.SELLER_BALANCE_NOT_ENOUGH",
		"TRADE_BUYER_NOT_MATCH", "付款码已被使用", "付款码已使用", "付款码已经使用", "付款码使用过", "付款码只能使用一次", "请勿重复提交", "auth code used", "AUTH_CODE_USED",
	} {
		for _, reply := range []string{
			`{"status":0,"msg":"` + word + `"}`,
			`{"status":0,"msg":"` + word + `","data":{"sub_msg":"付款码无效","err_code":"AUTH_CODE_INVALID"}}`,
			`{"status":0,"msg":"支付中","data":{"err_code_des":"` + word + `"}}`,
		} {
			require.Equal(t, kiosk.VerdictUnknown, charged(t, reply).Verdict, reply)
		}
	}
}

func TestGateway_Charge_UnusableReplyHandsItsNumberOn(t *testing.T) {
	rows := []row{
		{"amount that is none", `{"status":1,"money":"a lot","out_trade_no":"` + wxNo + `"}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: wxNo}},
		{"amount that is none, number in another part", `{"status":1,"money":1e0,"data":{"trade_no":"` + tradeNo + `"}}`,
			kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: tradeNo, TradeNo: tradeNo}},
		{"one of two amounts is none", `{"status":1,"money":"0.01","data":{"total_fee":"x","out_trade_no":"` + wxNo + `"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: wxNo}},
		{"neither yes nor no", `{"out_trade_no":"` + wxNo + `"}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: wxNo}},
		{"status that is none", `{"status":true,"result":{"out_trade_no":"` + wxNo + `"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: wxNo}},
		{"amount that is none and no number", `{"status":1,"money":"a lot"}`, "garbage"},
		{"amount that is none and the code as number", `{"status":1,"money":"a lot","out_trade_no":"` + secret + `"}`, "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) {
		return s.Charge(t.Context(), kiosk.Payment{Amount: 1}, kiosk.NewPayCode(secret))
	})
}

// A status of 0 beside the word that money came, wherever it stands, refuses
// nothing.
func TestGateway_Charge_ANoThatContradictsItselfIsADoubt(t *testing.T) {
	for _, inside := range []string{
		`"data":{"trade_status":"TRADE_SUCCESS"}`, `"data":{"trade_status":"TRADE_FINISHED"}`, `"result":{"order_state":"SUCCESS"}`, `"data":{"trade_state":"SUCCESS"}`,
		`"data":{"result_code":"SUCCESS"}`, `"data":{"code":"10000"}`, `"data":[{"order_state":"success"}]`, `"data":{"alipay_trade_pay_response":{"code":10000}}`,
	} {
		require.Equal(t, kiosk.VerdictUnknown, charged(t, `{"status":0,"msg":"余额不足",`+inside+`}`).Verdict, inside)
	}
}

func TestGateway_Charge_EchoedCode(t *testing.T) {
	const face = "fp0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e"
	long := strings.Repeat("很长的话", 40)
	tests := []struct{ name, code, said string }{
		{"whole", secret, "付款码" + secret + "无效"},
		{"in groups", secret, "2842 3616 6272 7561 54"},
		{"with dashes", secret, "2842-3616-6272-7561-54"},
		{"with what cannot be seen between", secret, "2842\u200b3616\u00006272\n756154"},
		{"with dots and slashes", secret, "2842.3616/6272*7561#54"},
		{"its beginning", secret, "码 28423616****"},
		{"its end", secret, "码 **********72756154"},
		{"its middle", secret, "码 61662727"},
		{"within a longer number", secret, "9" + secret + "9"},
		{"twice in a row", secret, secret + secret},
		{"around itself, so that cutting one out joins the next", secret, "2842" + secret + "3616 7275" + secret + "6154"},
		{"in wide digits", secret, "２８４２３６１６６２７２７５６１５４"},
		{"across the place where words are cut", secret, long[:len("很")*(kiosk.ReasonRunesMax-9)] + secret + long},
		{"face", face, "face " + face},
		{"face in capitals", face, strings.ToUpper(face)},
		{"face, a piece", face, "xx5f6a7b8c9xx"},
		{"face of signs", "fp!!--##$$%%&&((++,,;;==??@@[[]]^^{{", "a ##$$%%&&(( b"},
		{"face of signs, whole", "fp!!--##$$%%&&((++,,;;==??@@[[]]^^{{", "fp!!--##$$%%&&((++,,;;==??@@[[]]^^{{"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, status := range []string{"0", "1", "2"} {
				for _, key := range []string{"msg", "sub_msg", "err_code_des", "code", "sub_code", "out_trade_no", "trade_no", "transaction_id"} {
					for _, reply := range []string{
						`{"status":` + status + `,"` + key + `":"` + tt.said + `"}`,
						`{"status":` + status + `,"data":{"` + key + `":"` + tt.said + `"}}`,
					} {
						a, err := replying(t, reply).Charge(t.Context(), kiosk.Payment{Amount: 1}, kiosk.NewPayCode(tt.code))
						require.NotContains(t, fmt.Sprint(err), tt.code)
						requireNoCode(t, a, tt.code)
					}
				}
			}
		})
	}
	t.Run("the rest of the words stays", func(t *testing.T) {
		a := charged(t, `{"status":0,"msg":"付款码 2842-3616-6272-756154 无效，订单 2019110120154415"}`)
		require.Equal(t, "付款码 … 无效，订单 2019110120154415", a.Reason)
	})
	t.Run("seven characters in common are no echo", func(t *testing.T) {
		a := charged(t, `{"status":0,"msg":"错误 2842361","out_trade_no":"20191101201544152842361"}`)
		require.Equal(t, "错误 2842361", a.Reason)
		require.Equal(t, "20191101201544152842361", a.GatewayOrderNo)
	})
}

// requireNoCode looks for every piece of the code of 8 characters, as it is and
// with everything between letters and digits taken away.
func requireNoCode(t *testing.T, a kiosk.Answer, code string) {
	t.Helper()
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '０' && r <= '９' {
				r = r - '０' + '0'
			}
			if r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	for _, said := range []string{a.Reason, a.Order, a.GatewayOrderNo, a.TradeNo, a.Payer, a.QR} {
		for i := 0; i+8 <= len(code); i++ {
			require.NotContains(t, said, code[i:i+8])
		}
		for i := 0; i+8 <= len(bare(code)); i++ {
			require.NotContains(t, bare(said), bare(code)[i:i+8], "%q", said)
		}
	}
}
