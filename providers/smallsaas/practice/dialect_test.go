package practice_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/smallsaas"
	"facepay/providers/smallsaas/practice"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mallTill is the till's own gateway code, speaking to a practice gateway.
type mallTill struct {
	*smallsaas.Gateway
	t      *testing.T
	server *core.Server
	clock  *gatewayhttptest.Clock
}

func mallAt(t *testing.T, c core.Config, change ...func(*smallsaas.Config)) *mallTill {
	t.Helper()
	at := practicetest.NewClock()
	c.Now = at.Now
	s := practicetest.Start(t, c, practice.Dialect)
	config := smallsaas.Config{BaseURL: s.URL(), Username: practice.Username, Password: practice.Password, StoreID: practice.StoreID, StoreName: practice.StoreName, ProductID: practice.ProductID}
	for _, f := range change {
		f(&config)
	}
	require.NoError(t, config.Check("providers.smallsaas"))
	return &mallTill{smallsaas.New("smallsaas", config, gatewayhttptest.Closing(t, gatewayhttp.New("test"))), t, s, at}
}

func (m *mallTill) opened(w kiosk.Wallet, rail kiosk.Rail, amount kiosk.Fen) (kiosk.Payment, kiosk.Answer) {
	m.t.Helper()
	p := kiosk.Payment{OrderNo: "K3f8Qm2Zt7Xw5Rb9Nc4Vd6Hj", Amount: amount, Wallet: w, Rail: rail}
	a := wiretest.Call(m.OpenQR(m.t.Context(), p)).OK(m.t)
	require.Equal(m.t, kiosk.VerdictWaiting, a.Verdict, "%+v", a)
	require.Equal(m.t, &amount, a.Amount)
	p.GatewayOrderNo, p.QR = a.GatewayOrderNo, a.QR
	return p, a
}

func (m *mallTill) says(p kiosk.Payment) kiosk.Answer {
	m.t.Helper()
	return wiretest.Call(m.Query(m.t.Context(), p)).OK(m.t)
}

func (m *mallTill) fault(kind core.FaultKind, route string) {
	m.t.Helper()
	wiretest.Call(m.server.AddFault(core.Fault{Kind: kind, Route: "smallsaas/" + route, Count: 1})).OK(m.t)
}

// raw is one call in the mall's dialect, without the till's code.
func (m *mallTill) raw(method, path, token, body string) (int, map[string]any) {
	m.t.Helper()
	headers := []string{"Content-Type", "application/json"}
	if token != "" {
		headers = append(headers, "Authorization", token)
	}
	resp, text := practicetest.Got(m.t, method, m.server.URL()+path, body, headers...)
	var reply map[string]any
	if strings.HasPrefix(text, "{") {
		require.NoError(m.t, json.Unmarshal([]byte(text), &reply), text)
	}
	return resp.StatusCode, reply
}

func (m *mallTill) login() string {
	m.t.Helper()
	_, reply := m.raw("POST", "/rest/login", "", `{"username":"`+practice.Username+`","password":"`+practice.Password+`"}`)
	require.Equal(m.t, 0.0, reply["status_code"])
	return reply["data"].(map[string]any)["access_token"].(string)
}

func TestSmallsaas_PaidByQR(t *testing.T) {
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		t.Run(string(w), func(t *testing.T) {
			m := mallAt(t, core.Config{})
			p, _ := m.opened(w, kiosk.RailQR, 1234)
			prefix := map[kiosk.Wallet]string{kiosk.WeChat: "weixin://wxpay/bizpayurl?pr=", kiosk.Alipay: "https://qr.alipay.com/"}[w]
			require.True(t, strings.HasPrefix(p.QR, prefix), p.QR)
			require.Equal(t, kiosk.VerdictWaiting, m.says(p).Verdict)
			practicetest.Act(t, m.server, core.ActionScan, p.GatewayOrderNo)
			require.Equal(t, kiosk.VerdictWaiting, m.says(p).Verdict)
			practicetest.Act(t, m.server, core.ActionPay, p.GatewayOrderNo)

			a := m.says(p)
			require.Equal(t, kiosk.VerdictPaid, a.Verdict)
			require.Equal(t, p.GatewayOrderNo, a.Order)
			require.Equal(t, kiosk.Fen(1234), *a.Amount)
			require.True(t, m.clock.Now().Equal(a.PaidAt), a.PaidAt)
			o, _ := practicetest.Ledger(t, m.server).Order(p.GatewayOrderNo)
			require.Equal(t, a.TradeNo, o.TradeNo)
			require.Equal(t, w, o.Wallet)
			require.Equal(t, string(p.OrderNo), o.Attach, "the till's number is the order's remark")
		})
	}
}

func TestSmallsaas_MiniPageLeadsToTheCustomerPage(t *testing.T) {
	m := mallAt(t, core.Config{})
	p, a := m.opened(kiosk.WeChat, kiosk.RailMini, 500)
	require.Equal(t, m.server.URL()+"/app/payment/wpay/"+p.GatewayOrderNo, a.QR)
	resp, _ := practicetest.Get(t, a.QR)
	require.Equal(t, http.StatusFound, resp.StatusCode)
	require.Equal(t, "/pay/"+p.GatewayOrderNo, resp.Header.Get("Location"))
	resp, _ = practicetest.Get(t, m.server.URL()+resp.Header.Get("Location"))
	require.Equal(t, http.StatusOK, resp.StatusCode)
	o, _ := practicetest.Ledger(t, m.server).Order(p.GatewayOrderNo)
	require.Equal(t, kiosk.RailMini, o.Rail)

	status, _ := m.raw("GET", "/app/payment/wpay/77", "", "")
	require.Equal(t, http.StatusNotFound, status)
}

// The back office makes an order of something else; the cashier enters it, and
// the customer pays it with a wallet of his own choice.
func TestSmallsaas_EnteredOrder(t *testing.T) {
	m := mallAt(t, core.Config{}, func(c *smallsaas.Config) { c.ProductID = "" })
	_, reply := m.raw("POST", "/rest/store/order", m.login(), `{"store_id":460,"payment_type":"WECHAT","order_items":[{"product_id":3,"quantity":2}]}`)
	data := reply["data"].(map[string]any)
	require.Equal(t, 25.8, data["total_price"])
	p := kiosk.Payment{Amount: 2580, Wallet: kiosk.Alipay, Rail: kiosk.RailQR, Entered: true, GatewayOrderNo: data["order_number"].(string)}

	less := p
	less.Amount = 2500
	a := wiretest.Call(m.OpenQR(t.Context(), less)).OK(t)
	require.Empty(t, a.QR)
	require.Equal(t, kiosk.Fen(2580), *a.Amount, "the mall's total is told")

	a = wiretest.Call(m.OpenQR(t.Context(), p)).OK(t)
	require.True(t, strings.HasPrefix(a.QR, "https://qr.alipay.com/"), a.QR)
	practicetest.Act(t, m.server, core.ActionPay, p.GatewayOrderNo)
	require.Equal(t, kiosk.VerdictPaid, m.says(p).Verdict)
	o, _ := practicetest.Ledger(t, m.server).Order(p.GatewayOrderNo)
	require.Equal(t, kiosk.Alipay, o.Wallet)

	a = wiretest.Call(m.OpenQR(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.VerdictFailed, a.Verdict)
	require.Equal(t, "PAID_CONFIRM_PENDING", a.Reason)
}

func TestSmallsaas_TokenThatHasEndedIsRenewed(t *testing.T) {
	m := mallAt(t, core.Config{})
	p, _ := m.opened(kiosk.WeChat, kiosk.RailQR, 100)
	status, _ := m.raw("GET", "/rest/logout", m.login(), "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, kiosk.VerdictWaiting, m.says(p).Verdict)
	m.clock.Pass(3 * time.Hour)
	require.Equal(t, kiosk.VerdictClosed, m.says(p).Verdict, "renewed, and the order has timed out")
	require.Equal(t, 4, practicetest.Ledger(t, m.server).Requests["smallsaas/login"], "the till's three and this test's one")
}

func TestSmallsaas_Close(t *testing.T) {
	m := mallAt(t, core.Config{})
	p, _ := m.opened(kiosk.WeChat, kiosk.RailQR, 100)
	token := m.login()
	path := "/rest/store/order/" + p.GatewayOrderNo
	_, reply := m.raw("PUT", path, token, `{"store_id":"460","action":"melt"}`)
	require.Equal(t, 1.0, reply["status_code"])
	_, reply = m.raw("PUT", path, token, `{"store_id":"461","action":"cancel"}`)
	require.Equal(t, 1.0, reply["status_code"])
	require.Equal(t, kiosk.VerdictWaiting, m.says(p).Verdict)
	require.Equal(t, kiosk.VerdictClosed, wiretest.Call(m.Gateway.Close(t.Context(), p)).OK(t).Verdict)
	require.Equal(t, kiosk.VerdictClosed, m.says(p).Verdict)

	// A paid order stays paid, though the mall says yes to its cancelling.
	p, _ = m.opened(kiosk.WeChat, kiosk.RailQR, 100)
	practicetest.Act(t, m.server, core.ActionPay, p.GatewayOrderNo)
	_, reply = m.raw("PUT", "/rest/store/order/"+p.GatewayOrderNo, token, `{"store_id":"460","action":"cancel"}`)
	require.Equal(t, 0.0, reply["status_code"])
	require.Equal(t, kiosk.VerdictPaid, m.says(p).Verdict)
}

func TestSmallsaas_RefundIsATicketThatTakesItsTime(t *testing.T) {
	for name, fault := range map[string]core.FaultKind{"plainly": "", "answer lost": core.FaultLoseAnswer, "asked twice": core.FaultDuplicate} {
		t.Run(name, func(t *testing.T) {
			m := mallAt(t, core.Config{})
			p, _ := m.opened(kiosk.Alipay, kiosk.RailQR, 1234)
			r := kiosk.Refund{No: "R1", Amount: 1234, Reason: "坏了"}
			a := wiretest.Call(m.Refund(t.Context(), p, r)).OK(t)
			require.Equal(t, kiosk.RefundSaidUnknown, a.Verdict, "nothing was paid, and the till says that it was")
			practicetest.Act(t, m.server, core.ActionPay, p.GatewayOrderNo)

			if fault != "" {
				m.fault(fault, "ticket")
			}
			_, err := m.Refund(t.Context(), p, r)
			require.Equal(t, fault == core.FaultLoseAnswer, err != nil)
			for range 3 { // asked again, it is the same
				a = wiretest.Call(m.Refund(t.Context(), p, r)).OK(t)
				require.Equal(t, kiosk.RefundSaidPending, a.Verdict)
			}
			a = wiretest.Call(m.QueryRefund(t.Context(), p, r)).OK(t)
			require.Equal(t, kiosk.RefundSaidPending, a.Verdict)
			require.Equal(t, kiosk.VerdictPaid, m.says(p).Verdict, "it had been paid")
			m.clock.Pass(2 * time.Second)
			a = wiretest.Call(m.QueryRefund(t.Context(), p, r)).OK(t)
			require.Equal(t, kiosk.RefundSaidDone, a.Verdict)
			require.Equal(t, kiosk.Fen(1234), *a.Amount)
			l := practicetest.Ledger(t, m.server)
			o, _ := l.Order(p.GatewayOrderNo)
			require.Len(t, o.Refunds, 1)
			require.Equal(t, kiosk.Fen(1234), l.Returned)
		})
	}
}

func TestSmallsaas_FaultsNeverShowAQRThatIsNotRight(t *testing.T) {
	for _, route := range []string{"login", "create", "wx_push_order"} {
		for _, kind := range []core.FaultKind{core.FaultLoseRequest, core.FaultLoseAnswer, core.FaultGarbage, core.FaultHTML502,
			core.FaultError500, core.FaultEmpty, core.FaultTruncated, core.FaultHuge, core.FaultRedirect, core.FaultWrongAmount} {
			if route == "login" && kind == core.FaultWrongAmount {
				continue // it names none
			}
			t.Run(route+" "+string(kind), func(t *testing.T) {
				m := mallAt(t, core.Config{})
				m.fault(kind, route)
				a, err := m.OpenQR(t.Context(), kiosk.Payment{OrderNo: "K1", Amount: 100, Wallet: kiosk.WeChat, Rail: kiosk.RailQR})
				require.Empty(t, a.QR)
				require.True(t, err != nil || a.Verdict == kiosk.VerdictFailed && *a.Amount == 200, "%+v", a)
				m.opened(kiosk.WeChat, kiosk.RailQR, 100) // the next one works
				require.Zero(t, practicetest.Ledger(t, m.server).Requests["/practice/redirected"])
			})
		}
	}
}

func TestSmallsaas_Refusals(t *testing.T) {
	m := mallAt(t, core.Config{})
	token := m.login()
	const order = `{"store_id":"460","payment_type":"WECHAT","order_items":[{"product_id":1,"quantity":1}]}`
	_, made := m.raw("POST", "/rest/store/order", token, order)
	no := made["data"].(map[string]any)["order_number"].(string)
	for name, tt := range map[string]struct {
		method, path, token, body string
		status                    int
	}{
		"login, unknown":            {"POST", "/rest/login", "", `{"username":"x","password":"x"}`, 200},
		"login, wrong password":     {"POST", "/rest/login", "", `{"username":"practice","password":"x"}`, 200},
		"login, no JSON":            {"POST", "/rest/login", "", `username=practice`, 200},
		"no token":                  {"GET", "/rest/order/" + no, "", "", 401},
		"wrong token":               {"GET", "/rest/order/" + no, token + "x", "", 401},
		"Bearer":                    {"GET", "/rest/order/" + no, "Bearer " + token, "", 401},
		"order, unknown":            {"GET", "/rest/order/77", token, "", 200},
		"clerk's order, unknown":    {"GET", "/rest/store/order/77", token, "", 200},
		"create, another store":     {"POST", "/rest/store/order", token, strings.Replace(order, "460", "461", 1), 200},
		"create, no such product":   {"POST", "/rest/store/order", token, strings.Replace(order, `"product_id":1`, `"product_id":99`, 1), 200},
		"create, nothing":           {"POST", "/rest/store/order", token, strings.Replace(order, `"quantity":1`, `"quantity":0`, 1), 200},
		"create, too much":          {"POST", "/rest/store/order", token, strings.Replace(order, `"quantity":1`, `"quantity":100000001`, 1), 200},
		"create, half of one":       {"POST", "/rest/store/order", token, strings.Replace(order, `"quantity":1`, `"quantity":0.5`, 1), 200},
		"create, payment type":      {"POST", "/rest/store/order", token, strings.Replace(order, "WECHAT", "CASH", 1), 200},
		"create, origin":            {"POST", "/rest/store/order", token, strings.Replace(order, `{"store_id"`, `{"origin":"PAD","store_id"`, 1), 200},
		"create, overlong remark":   {"POST", "/rest/store/order", token, strings.Replace(order, `{"store_id"`, `{"remark":"`+strings.Repeat("x", 600)+`","store_id"`, 1), 200},
		"push, type":                {"POST", "/rest/wx/push_order", token, `{"order_type":"Order","order_number":"` + no + `","type":"QRCODE"}`, 200},
		"push, order type":          {"POST", "/rest/wx/push_order", token, `{"order_type":"Wallet","order_number":"` + no + `","type":"NATIVE"}`, 200},
		"push, unknown order":       {"POST", "/rest/ali/push_order", token, `{"order_type":"Order","order_number":"77","type":"QRCODE"}`, 200},
		"push, no order":            {"POST", "/rest/ali/push_order", token, `{}`, 200},
		"cancel, unknown order":     {"PUT", "/rest/store/order/77", token, `{"store_id":"460","action":"cancel"}`, 200},
		"ticket, not paid":          {"POST", "/rest/order_customer_service", token, `{"order_number":"` + no + `","service_type":"REFUND","reason":"x"}`, 200},
		"ticket, no reason":         {"POST", "/rest/order_customer_service", token, `{"order_number":"` + no + `","service_type":"REFUND","reason":" "}`, 200},
		"ticket, exchange of goods": {"POST", "/rest/order_customer_service", token, `{"order_number":"` + no + `","service_type":"EXCHANGE","reason":"x"}`, 200},
		"ticket, unknown order":     {"POST", "/rest/order_customer_service", token, `{"order_number":"77","service_type":"REFUND","reason":"x"}`, 200},
	} {
		t.Run(name, func(t *testing.T) {
			status, reply := m.raw(tt.method, tt.path, tt.token, tt.body)
			require.Equal(t, tt.status, status)
			require.Equal(t, 1.0, reply["status_code"])
			require.NotEmpty(t, reply["message"])
		})
	}
	require.Len(t, practicetest.Ledger(t, m.server).Orders, 1)
}
