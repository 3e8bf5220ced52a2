package providers_test

import (
	"testing"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/wechatpay"
)

// wechatPay is WeChat Pay's row, with the route that charges a code.
func wechatPay(name, charge string, config func(providers.Config)) row {
	return row{
		name: name, dialect: "wechatpay", wallet: kiosk.WeChat, config: config, refundNotices: true,
		routes: map[string][]string{
			callQR: {"native"}, callCode: {charge}, callQuery: {"query"}, callClose: {"close"}, callRefund: {"refund"}, callQueryRefund: {"refund_query"},
		},
		except: map[string]exception{refusedQR: {kiosk.VerdictWaiting, "a QR payment that fails stays NOTPAY, and can be tried again"}},
	}
}

// WeChat Pay itself is held to what every gateway is, before it can be chosen.
func TestGateways_WeChatPay(t *testing.T) {
	providers.Register(t, wechatpay.Provider)
	for _, g := range []row{
		wechatPay("wechatpay", "codepay", nil),
		wechatPay("wechatpay with codes of v2", "micropay", func(c providers.Config) { providers.Section[wechatpay.Config](c).CodeAPI = "v2" }),
	} {
		conforms(t, g)
		believesNoNonsense(t, g)
		tellsThatItIsBusy(t, g)
	}
}
