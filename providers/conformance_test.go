// Package providers_test holds all gateways to one list of cases, over real HTTP
// against the practice gateway. A gateway that is new is one more row of gateways.
package providers_test

import (
	"cmp"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/alipayservice"
	alipayservicepractice "facepay/providers/alipayservice/practice"
	"facepay/providers/smallsaas"
	"facepay/providers/wechatpay"
	"facepay/providers/weidoufu"
	weidoufupractice "facepay/providers/weidoufu/practice"
	"facepay/providers/yfpay"
)

// The calls of a gateway, by the names of its methods.
const (
	callQR          = "OpenQR"
	callMini        = "OpenMini"
	callCode        = "Charge"
	callQuery       = "Query"
	callClose       = "Close"
	callRefund      = "Refund"
	callQueryRefund = "QueryRefund"
)

var calls = []string{callQR, callMini, callCode, callQuery, callClose, callRefund, callQueryRefund}

// row is one gateway with one config.
type row struct {
	name    string // the dialect, and what is special about the config
	dialect string
	// provider is its name in the config where the dialect is that of one of its parts.
	provider string
	wallet   kiosk.Wallet // of its payments
	config   func(providers.Config)
	// elsewhere is a config that makes the orders which this one's cashier enters.
	elsewhere func(providers.Config)
	// routes are the requests of each call, by the practice gateway's names: first
	// the one that does what the call is for, then those that prepare or follow it.
	routes map[string][]string
	// refundNotices: it notifies of refunds too.
	refundNotices bool
	// scanFirst is the reason why an order has to be scanned before this gateway can say
	// that it is closed; "" for none.
	scanFirst string
	// except are cases that end otherwise for this gateway; each must be met.
	except map[string]exception
}

// exception is a deviation from what a case wants of every gateway.
type exception struct {
	verdict kiosk.Verdict
	reason  string
}

// Exceptions that several rows share.
var (
	newNumber = map[string]exception{
		"OpenQR wrong_order qrCodePay": {kiosk.VerdictWaiting, "the reply's number is the first that anybody hears of"},
	}
	unheard = map[string]exception{refusedQR: {kiosk.VerdictWaiting, "the mall does not hear of a customer's refusal"}}
)

// mallRoutes are smallsaas's, but for the one that makes the QR.
func mallRoutes(push string) map[string][]string {
	return map[string][]string{
		callQR: {"create", push, "login"}, callQuery: {"order"}, callClose: {"action", "order"}, callRefund: {"ticket", "order"}, callQueryRefund: {"order"},
	}
}

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

// officially is the row of a wallet's gateway that is one of two.
func officially(r row) row {
	r.provider = providers.Official
	return r
}

var gateways = []row{
	{
		name: "lepay wechat", dialect: "lepay", wallet: kiosk.WeChat, except: newNumber,
		routes: map[string][]string{callQR: {"qrCodePay"}, callCode: {"tofastpay"}, callQuery: {"queryOrder"}},
	},
	{
		name: "lepay alipay", dialect: "lepay", wallet: kiosk.Alipay, except: newNumber,
		routes: map[string][]string{callQR: {"qrCodePay"}, callCode: {"tofastpay"}, callQuery: {"aliQueryOrder"}},
	},
	{name: "smallsaas wechat", dialect: "smallsaas", wallet: kiosk.WeChat, routes: mallRoutes("wx_push_order"), except: unheard},
	{name: "smallsaas alipay", dialect: "smallsaas", wallet: kiosk.Alipay, routes: mallRoutes("ali_push_order"), except: unheard},
	{
		name: "smallsaas with entered orders", dialect: "smallsaas", wallet: kiosk.WeChat,
		config:    func(c providers.Config) { providers.Section[smallsaas.Config](c).ProductID = "" },
		elsewhere: func(providers.Config) {},
		routes: map[string][]string{
			callQR: {"wx_push_order", "order"}, callQuery: {"order"}, callRefund: {"ticket", "order"}, callQueryRefund: {"order"},
		},
		except: unheard,
	},
	{
		name: "yfpay", dialect: "yfpay", wallet: kiosk.WeChat, refundNotices: true,
		routes: map[string][]string{
			callQR: {"prepay"}, callMini: {"minipay"}, callCode: {"pay"}, callQuery: {"queryorder"}, callClose: {"closeorder"},
			callRefund: {"refundorder"},
		},
	},
	{
		name: "yfpay with a refund query", dialect: "yfpay", wallet: kiosk.Alipay, refundNotices: true,
		config: func(c providers.Config) { providers.Section[yfpay.Config](c).RefundQueryPath = "/v3/queryrefund" },
		routes: map[string][]string{
			callQR: {"prepay"}, callMini: {"minipay"}, callCode: {"pay"}, callQuery: {"queryorder"}, callClose: {"closeorder"},
			callRefund: {"refundorder"}, callQueryRefund: {"queryrefund"},
		},
	},
	{
		name: "alipayservice", dialect: "alipayservice", wallet: kiosk.Alipay, refundNotices: true,
		routes: map[string][]string{callQR: {"qrcode"}, callRefund: {"refund"}, callQueryRefund: {"refund_query"}},
	},
	{
		name: "alipayservice with a query", dialect: "alipayservice", wallet: kiosk.Alipay, refundNotices: true,
		config: func(c providers.Config) {
			providers.Section[alipayservice.Config](c).QueryPath = alipayservicepractice.QueryPath
		},
		routes: map[string][]string{
			callQR: {"qrcode"}, callQuery: {"query"}, callRefund: {"refund"}, callQueryRefund: {"refund_query"},
		},
	},
	{
		name: "weidoufu", dialect: "weidoufu", wallet: kiosk.WeChat,
		routes: map[string][]string{callQR: {"native"}, callMini: {"miniapp"}, callRefund: {"refund"}},
	},
	{
		name: "weidoufu with its paths", dialect: "weidoufu", wallet: kiosk.Alipay,
		config: func(c providers.Config) {
			paths := providers.Section[weidoufu.Config](c)
			paths.QueryPath, paths.ClosePath, paths.CodePath = weidoufupractice.QueryPath, weidoufupractice.ClosePath, weidoufupractice.CodePath
		},
		routes: map[string][]string{
			callQR: {"native"}, callMini: {"miniapp"}, callCode: {"micropay"}, callQuery: {"query"}, callClose: {"close"}, callRefund: {"refund"},
		},
		except: map[string]exception{refusedCode: {kiosk.VerdictUnknown, "no document says that code 0 of the code route is a refusal"}},
	},
	{
		name: "alipay", dialect: "alipay", wallet: kiosk.Alipay, refundNotices: true,
		routes: map[string][]string{
			callQR: {"precreate"}, callCode: {"pay"}, callQuery: {"query"}, callClose: {"close"}, callRefund: {"refund"}, callQueryRefund: {"refund_query"},
		},
		scanFirst: "a trade begins with the scan; of a QR that nobody scanned Alipay knows nothing",
	},
	wechatPay("wechatpay", "codepay", nil),
	officially(wechatPay("official wechat", "codepay", nil)),
	officially(row{
		name: "official alipay", dialect: "alipay", wallet: kiosk.Alipay, refundNotices: true,
		routes: map[string][]string{
			callQR: {"precreate"}, callCode: {"pay"}, callQuery: {"query"}, callClose: {"close"}, callRefund: {"refund"}, callQueryRefund: {"refund_query"},
		},
		scanFirst: "a trade begins with the scan; of a QR that nobody scanned Alipay knows nothing",
	}),
	wechatPay("wechatpay with codes of v2", "micropay", func(c providers.Config) { providers.Section[wechatpay.Config](c).CodeAPI = "v2" }),
}

// scenario is one case; it holds for every gateway, by what the gateway says
// that it can.
type scenario struct {
	name string
	run  func(*shop)
}

// Cases that some gateway ends otherwise.
const (
	refusedQR   = "a customer refuses a QR"
	refusedCode = "a wallet refuses a code"
)

func TestGateways_Conform(t *testing.T) {
	covered := map[string]bool{}
	for _, g := range gateways {
		covered[cmp.Or(g.provider, g.dialect)] = true
		conforms(t, g)
	}
	for _, name := range providers.Names() {
		require.Equal(t, name != providers.Practice, covered[name], "rows of %s", name)
	}
}

// conforms holds one row to all cases.
func conforms(t *testing.T, g row) {
	t.Run(g.name, func(t *testing.T) {
		t.Parallel()
		met := map[string]bool{}
		for _, list := range [][]scenario{paymentCases, capabilityCases, networkCases, refundCases, noticeCases, faultCases(t, g)} {
			for _, c := range list {
				require.False(t, met[c.name], "two cases are called %q", c.name)
				met[c.name] = true
				t.Run(c.name, func(t *testing.T) { c.run(open(t, g, c.name)) })
			}
		}
		for name := range g.except {
			require.True(t, met[name], "there is no case %q to make an exception of", name)
		}
	})
}
