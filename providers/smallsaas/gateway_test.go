package smallsaas

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

type row wiretest.Row

// pushedWX is the reply that the vendor's document prints for WeChat.
const pushedWX = `{
	"status_code": 0,
	"data": {
		"timeStamp": "1533188289",
		"codeUrl": "weixin://wxpay/bizpayurl?pr=bJ1XIh4",
		"package": "prepay_id=wx02133732079021563094f24c1615005248",
		"paySign": "7EEC46D61249DD469759CF598284A0DC",
		"totalFee": "11",
		"appId": "wx117676b671891683",
		"signType": "MD5",
		"title": "DEMO",
		"nonceStr": "1533188289855"
	}
}`

// pushedAli is the one for Alipay without its comments, type QRCODE.
const pushedAli = `{"status_code": 0, "data": {"qr_code": "https://qr.alipay.com/bax01098eimzy9vigelm00c7"}}`

func TestOpenQR(t *testing.T) {
	const pending = "CREATED_PAY_PENDING"
	shown := func(qr string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: orderNo, Amount: fen(1100), QR: qr}
	}
	wrong := func(total kiosk.Fen) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: orderNo, Amount: fen(total)}
	}
	no := func(number, why string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: number, Reason: why}
	}
	total := func(text string) string { return strings.Replace(told(pending), "11.00", text, 1) }
	push := func(data string) string { return `{"status_code":0,"data":{` + data + `}}` }
	made, dropped := []string{createCall, wxCall}, []string{createCall, wxCall, cancelCall}
	unpushed := []string{createCall, cancelCall}
	tests := []struct {
		name, create, push string
		want               any
		calls              []string
	}{
		{"document, 微信支付码生成; facts, create order", told(pending), pushedWX, shown(wxLink), made},
		{"facts, total_price as text", total(`"11.00"`), pushedWX, shown(wxLink), made},
		{"total without decimals", total(`11`), pushedWX, shown(wxLink), made},
		{"total with the mall's own zeros", total(`11.000000`), pushedWX, shown(wxLink), made},
		{"facts, totalFee 12.00 for 11", told(pending), push(`"codeUrl":"` + wxLink + `","totalFee":"12.00"`), wrong(1200), dropped},
		{"totalFee as a number", told(pending), push(`"codeUrl":"` + wxLink + `","totalFee":11.00`), shown(wxLink), made},
		{"no totalFee", told(pending), push(`"codeUrl":"` + wxLink + `"`), shown(wxLink), made},
		{"totalFee that is none", told(pending), push(`"codeUrl":"` + wxLink + `","totalFee":"a lot"`), "garbage", dropped},
		{"total of another amount", total(`11.01`), pushedWX, wrong(1101), unpushed},
		{"total as a float that went wrong", total(`11.000000000000002`), pushedWX, "garbage", unpushed},
		{"total in scientific notation", total(`1.1e1`), pushedWX, "garbage", unpushed},
		{"total negative", total(`-11.00`), pushedWX, "garbage", unpushed},
		{"no total", `{"status_code":0,"data":{"order_number":"` + orderNo + `","status":"CREATED_PAY_PENDING"}}`, pushedWX, "garbage", unpushed},
		{"order that is paid at once", told("PAID_CONFIRM_PENDING"), pushedWX, "garbage", unpushed},
		{"order without a status", strings.Replace(told(pending), `"status":"CREATED_PAY_PENDING",`, "", 1), pushedWX, "garbage", []string{createCall}},
		{"no order number", `{"status_code":0,"data":{"status":"CREATED_PAY_PENDING","total_price":11}}`, pushedWX, "garbage", []string{createCall}},
		{"order number that is none", strings.ReplaceAll(told(pending), orderNo, "a b"), pushedWX, "garbage", []string{createCall}},
		{"no data", `{"status_code":0,"message":"ok"}`, pushedWX, "garbage", []string{createCall}},
		{"facts, envelope of a refusal", `{"status_code":1,"message":"新建订单失败 - 库存不足"}`, pushedWX, no("", "新建订单失败 - 库存不足"), []string{createCall}},
		{"facts, a refusal under another HTTP status", `400 {"status_code":1,"message":"库存不足"}`, pushedWX, no("", "库存不足"), []string{createCall}},
		{"a refusal without words", `{"status_code":1}`, pushedWX, no("", "HTTP 200"), []string{createCall}},
		{"status_code as text", strings.Replace(told(pending), `"status_code":0`, `"status_code":"0"`, 1), pushedWX, shown(wxLink), made},
		{"status_code of no meaning", `{"status_code":2}`, pushedWX, "garbage", []string{createCall}},
		{"success under a status of failure", "500 " + told(pending), pushedWX, "garbage", []string{createCall}},
		{"answer to the order lost", "drop", pushedWX, "no answer", []string{createCall}},
		{"QR refused", told(pending), `{"status_code":1,"message":"retrieve.order.failure"}`, no(orderNo, "retrieve.order.failure"), dropped},
		{"answer to the QR lost", told(pending), "drop", "no answer", dropped},
		{"QR that is no link", told(pending), push(`"codeUrl":"bJ1XIh4"`), "garbage", dropped},
		{"page of HTML under 404", "404 <html>", pushedWX, "garbage", []string{createCall}},
		{"field twice", `{"status_code":1,"status_code":0}`, pushedWX, "garbage", []string{createCall}},
		{"more values than any reply", `{"status_code":0,"data":[` + strings.Repeat(`1,`, valuesMax) + `1]}`, pushedWX, "garbage", []string{createCall}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, m := open(t, map[string][]string{createCall: {tt.create}, wxCall: {tt.push}, cancelCall: {`{"status_code":0,"message":"更新订单成功"}`}})
			a, err := g.OpenQR(t.Context(), payment(kiosk.WeChat))
			wiretest.Call(a, err).Is(t, tt.want)
			require.Equal(t, tt.calls, m.calls())
			requireNoSecrets(t, a, err)
		})
	}
}

func TestOpenQR_Alipay(t *testing.T) {
	for name, tt := range map[string]struct {
		push string
		want any
	}{
		"document, 支付宝支付, QRCODE":           {pushedAli, aliLink},
		"facts, qrCode":                     {strings.Replace(pushedAli, "qr_code", "qrCode", 1), aliLink},
		"facts, code_url":                   {strings.Replace(pushedAli, "qr_code", "code_url", 1), aliLink},
		"facts, codeUrl":                    {strings.Replace(pushedAli, "qr_code", "codeUrl", 1), aliLink},
		"document, APP: an order_string":    {`{"status_code":0,"data":{"order_string":"alipay_sdk=alipay-sdk-java-3.4.27.ALL&app_id=2016092200567241"}}`, "garbage"},
		"document, as printed, not JSON":    {`{"status_code": 0,"data": {"qr_code": "https://qr.alipay.com/bax01098eimzy9vigelm00c7" //type是QRCODE时返回` + "\n" + `"order_string":"x"}}`, "garbage"},
		"another total":                     {`{"status_code":0,"data":{"qr_code":"https://qr.alipay.com/a","totalFee":"1.00"}}`, ""},
		"the first spelling that is filled": {`{"status_code":0,"data":{"codeUrl":"","qr_code":null,"qrCode":"` + aliLink + `"}}`, aliLink},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := open(t, map[string][]string{createCall: {told("CREATED_PAY_PENDING")}, aliCall: {tt.push}, cancelCall: {`{"status_code":0}`}})
			a, err := g.OpenQR(t.Context(), payment(kiosk.Alipay))
			wiretest.Call(a.QR, err).Is(t, tt.want)
			asked, body := m.last(t, aliCall)
			require.Equal(t, map[string]any{"order_number": orderNo, "order_type": "Order", "type": "QRCODE"}, body)
			require.Equal(t, secretToken+"1", asked.Header.Get("Authorization"))
		})
	}
}

func TestWhatIsSent(t *testing.T) {
	g, m := open(t, map[string][]string{
		createCall: {told("CREATED_PAY_PENDING")}, wxCall: {pushedWX}, orderCall: {told("CREATED_PAY_PENDING")}, cancelCall: {`{"status_code":0}`},
		ticketCall: {`{"status_code":0}`},
	})
	wiretest.Call(g.OpenQR(t.Context(), payment(kiosk.WeChat))).OK(t)
	login, body := m.last(t, loginCall)
	require.Equal(t, map[string]any{"username": "clerk", "password": secretPassword}, body)
	require.Empty(t, login.Header.Get("Authorization"))
	create, body := m.last(t, createCall)
	require.Equal(t, secretToken+"1", create.Header.Get("Authorization"), "as it is, without Bearer")
	require.Equal(t, "application/json; charset=utf-8", create.Header.Get("Content-Type"))
	require.Equal(t, map[string]any{
		"store_id": "460", "store_name": "总店", "payment_type": "WECHAT", "remark": "K7Q2", "origin": "OTHER",
		"order_items": []any{map[string]any{"product_id": 17.0, "quantity": 1100.0}},
	}, body)
	_, body = m.last(t, wxCall)
	require.Equal(t, map[string]any{"order_type": "Order", "order_number": orderNo, "type": "NATIVE"}, body, "document, 微信支付码生成")

	wiretest.Call(g.Close(t.Context(), numbered())).OK(t)
	_, body = m.last(t, cancelCall)
	require.Equal(t, map[string]any{"store_id": "460", "action": "cancel"}, body, "facts, cancel")

	m.replies[orderCall] = []string{told("PAID_CONFIRM_PENDING")}
	wiretest.Call(g.Refund(t.Context(), numbered(), kiosk.Refund{No: "R1", Amount: 1100, Reason: "坏了\n"})).OK(t)
	_, body = m.last(t, ticketCall)
	require.Equal(t, map[string]any{"order_number": orderNo, "service_type": "REFUND", "reason": "坏了 #R1"}, body, "facts, refund")
	require.Equal(t, 1, m.count(loginCall))
}

func TestProductID_IsANumberWhereItLooksLikeOne(t *testing.T) {
	for id, want := range map[string]string{"1": "1", "335": "335", "999999999999999": "999999999999999", "0": `"0"`, "007": `"007"`, "a1": `"a1"`, "1234567890123456": `"1234567890123456"`, "-1": `"-1"`} {
		require.Equal(t, want, string(wiretest.Call(json.Marshal(productID(id))).OK(t)))
	}
}

func TestOpenQR_EnteredOrder(t *testing.T) {
	shown := kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: orderNo, Amount: fen(1100), QR: wxLink}
	not := func(status string) kiosk.Answer {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: orderNo, Amount: fen(1100), Reason: status}
	}
	tests := []struct {
		name, order string
		want        any
		pushed      bool
	}{
		{"waiting for its money", told("CREATED_PAY_PENDING"), shown, true},
		{"reply without the number", strings.Replace(told("CREATED_PAY_PENDING"), `"order_number":"`+orderNo+`",`, "", 1), shown, true},
		{"paid already", told("PAID_CONFIRM_PENDING"), not("PAID_CONFIRM_PENDING"), false},
		{"cancelled", told("CLOSED_CANCELED"), not("CLOSED_CANCELED"), false},
		{"refunded", told("CLOSED_REFUNDED"), not("CLOSED_REFUNDED"), false},
		{"in a state that nobody lists", told("FROZEN"), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: orderNo, Reason: "FROZEN"}, false},
		{"of another total", strings.Replace(told("CREATED_PAY_PENDING"), "11.00", "12.00", 1), kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: orderNo, Amount: fen(1200)}, false},
		{"another order is told of", strings.ReplaceAll(told("CREATED_PAY_PENDING"), orderNo, "1234"), kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "1234", Amount: fen(1100), Reason: "CREATED_PAY_PENDING"}, false},
		{"not known", `{"status_code":1,"message":"invalid.order.id"}`, kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: orderNo, Reason: "invalid.order.id"}, false},
		{"answer lost", "drop", "no answer", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: {tt.order}, clerkCall: {tt.order}, wxCall: {pushedWX}}, entry)
			wiretest.Call(g.OpenQR(t.Context(), entered())).Is(t, tt.want)
			require.Equal(t, tt.pushed, m.count(wxCall) == 1)
			require.Zero(t, m.count(cancelCall), "an order that somebody else made is never cancelled")
			require.Zero(t, m.count(createCall))
		})
	}
	t.Run("its QR is refused", func(t *testing.T) {
		g, m := open(t, map[string][]string{orderCall: {told("CREATED_PAY_PENDING")}, wxCall: {`{"status_code":1,"message":"no"}`}}, entry)
		require.Equal(t, kiosk.VerdictFailed, wiretest.Call(g.OpenQR(t.Context(), entered())).OK(t).Verdict)
		require.Zero(t, m.count(cancelCall))
	})
}

func TestOpenQR_MiniPage(t *testing.T) {
	p := payment(kiosk.WeChat)
	p.Rail = kiosk.RailMini
	t.Run("document, 微信支付: the page of the app's server", func(t *testing.T) {
		g, m := open(t, only(createCall, told("CREATED_PAY_PENDING")))
		a := wiretest.Call(g.OpenQR(t.Context(), p)).OK(t)
		require.Equal(t, "https://app.example/app/payment/wpay/"+orderNo, a.QR)
		require.Equal(t, kiosk.VerdictWaiting, a.Verdict)
		require.Equal(t, []string{createCall}, m.calls())
	})
	t.Run("without app_url it is the API's", func(t *testing.T) {
		g, _ := open(t, only(createCall, told("CREATED_PAY_PENDING")), func(c *Config) { c.AppURL = "" })
		require.Equal(t, g.Base+"/app/payment/wpay/"+orderNo, wiretest.Call(g.OpenQR(t.Context(), p)).OK(t).QR)
	})
	t.Run("of another total there is none", func(t *testing.T) {
		g, m := open(t, only(createCall, strings.Replace(told("CREATED_PAY_PENDING"), "11.00", "0.11", 1)))
		require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictFailed, GatewayOrderNo: orderNo, Amount: fen(11)}, wiretest.Call(g.OpenQR(t.Context(), p)).OK(t))
		require.Equal(t, 1, m.count(cancelCall))
	})
	t.Run("of an entered order", func(t *testing.T) {
		e := entered()
		e.Rail = kiosk.RailMini
		g, m := open(t, only(orderCall, told("CREATED_PAY_PENDING")), entry)
		require.Equal(t, "https://app.example/app/payment/wpay/"+orderNo, wiretest.Call(g.OpenQR(t.Context(), e)).OK(t).QR)
		require.Equal(t, []string{orderCall}, m.calls())
	})
}

func TestOpenQR_NothingIsSentForWhatCannotBe(t *testing.T) {
	with := func(change func(*kiosk.Payment)) kiosk.Payment {
		p := payment(kiosk.WeChat)
		change(&p)
		return p
	}
	for name, tt := range map[string]struct {
		p    kiosk.Payment
		want string
	}{
		"nothing to pay":        {with(func(p *kiosk.Payment) { p.Amount = 0 }), "not sent"},
		"code":                  {with(func(p *kiosk.Payment) { p.Rail = kiosk.RailCode }), "unsupported"},
		"entered, no number":    {with(func(p *kiosk.Payment) { p.Entered = true }), "not sent"},
		"entered, overlong":     {with(func(p *kiosk.Payment) { p.Entered, p.GatewayOrderNo = true, strings.Repeat("1", wire.NumberBytesMax+1) }), "not sent"},
		"entered, out of path":  {with(func(p *kiosk.Payment) { p.Entered, p.GatewayOrderNo = true, ".." }), "not sent"},
		"entered, control byte": {with(func(p *kiosk.Payment) { p.Entered, p.GatewayOrderNo = true, "1\n2" }), "not sent"},
		"entered, not ASCII":    {with(func(p *kiosk.Payment) { p.Entered, p.GatewayOrderNo = true, "１２" }), "not sent"},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := open(t, nil)
			wiretest.Call(g.OpenQR(t.Context(), tt.p)).Is(t, tt.want)
			require.Empty(t, m.calls())
		})
	}
	t.Run("no product to order", func(t *testing.T) {
		g, m := open(t, nil, entry)
		wiretest.Call(g.OpenQR(t.Context(), payment(kiosk.WeChat))).Is(t, "not sent")
		require.Empty(t, m.calls())
	})
}

func TestOrderNumber_StaysOnePieceOfThePath(t *testing.T) {
	for number, path := range map[string]string{
		"a/b": "a%2Fb", "../admin": "..%2Fadmin", "1?x=2": "1%3Fx=2", "1#2": "1%232", "100%": "100%25", "SO-2019.01_7": "SO-2019.01_7",
	} {
		g, m := open(t, nil)
		p := payment(kiosk.WeChat)
		p.GatewayOrderNo = number
		wiretest.Call(g.Query(t.Context(), p)).OK(t)
		require.Equal(t, []string{"GET /rest/order/" + path}, m.calls(), number)
	}
}

func TestQuery(t *testing.T) {
	at := time.Date(2016, 12, 14, 13, 42, 33, 0, wire.China)
	const dated = `"pay_date":"2016-12-14 13:42:33","trade_number":"4200000000000001"`
	says := func(v kiosk.Verdict, status string) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: orderNo, Amount: fen(1100), Reason: status}
	}
	paid := func(status string) kiosk.Answer {
		a := says(kiosk.VerdictPaid, status)
		a.PaidAt, a.TradeNo = at, "4200000000000001"
		return a
	}
	traded := func(a kiosk.Answer) kiosk.Answer {
		a.TradeNo = "4200000000000001"
		return a
	}
	rows := []row{
		{"facts, CREATED_PAY_PENDING", told("CREATED_PAY_PENDING"), says(kiosk.VerdictWaiting, "CREATED_PAY_PENDING")},
		{"facts, CLOSED_PAY_TIMEOUT", told("CLOSED_PAY_TIMEOUT"), says(kiosk.VerdictClosed, "CLOSED_PAY_TIMEOUT")},
		{"facts, CLOSED_CANCELED", told("CLOSED_CANCELED"), says(kiosk.VerdictClosed, "CLOSED_CANCELED")},
		{"cancelled with a null pay_date", told("CLOSED_CANCELED", `"pay_date":null`), says(kiosk.VerdictClosed, "CLOSED_CANCELED")},
		{"cancelled with an empty pay_date", told("CLOSED_CANCELED", `"pay_date":" "`), says(kiosk.VerdictClosed, "CLOSED_CANCELED")},
		{"cancelled and yet paid once: no proof of either", told("CLOSED_CANCELED", dated), traded(says(kiosk.VerdictUnknown, "CLOSED_CANCELED"))},
		{"a state that is not listed", told("FROZEN"), says(kiosk.VerdictUnknown, "FROZEN")},
		{"facts, unknown state with pay_date", told("FROZEN", dated), traded(says(kiosk.VerdictUnknown, "FROZEN"))},
		{"unknown state with a pay_date in seconds", told("FROZEN", `"pay_date":1481694153`), says(kiosk.VerdictUnknown, "FROZEN")},
		{"state in small letters", told("paid_confirm_pending", dated), paid("PAID_CONFIRM_PENDING")},
		{"paid, total as text", strings.Replace(told("DELIVERING", dated), "11.00", `"11"`, 1), paid("DELIVERING")},
		{"paid, pay_date that is none", told("DELIVERING", `"pay_date":"yesterday"`), says(kiosk.VerdictPaid, "DELIVERING")},
		{"paid, without a total", strings.Replace(told("DELIVERING"), `,"total_price":11.00`, "", 1), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: orderNo, Reason: "DELIVERING"}},
		{"paid, another total is told", strings.Replace(told("DELIVERING"), "11.00", "11.10", 1), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: orderNo, Amount: fen(1110), Reason: "DELIVERING"}},
		{"paid, a total that cannot be read", strings.Replace(told("DELIVERING"), "11.00", `"eleven"`, 1), "garbage"},
		{"paid, a total of three decimals", strings.Replace(told("DELIVERING"), "11.00", `11.001`, 1), "garbage"},
		{"paid, another order's number is told", strings.ReplaceAll(told("DELIVERING"), orderNo, "77"), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "77", Amount: fen(1100), Reason: "DELIVERING"}},
		{"facts, status alone", `{"status_code":0,"data":{"status":"PAID_CONFIRM_PENDING"}}`, kiosk.Answer{Verdict: kiosk.VerdictPaid, Reason: "PAID_CONFIRM_PENDING"}},
		{"order number that is none", strings.ReplaceAll(told("DELIVERING"), orderNo, "7 7"), "garbage"},
		{"no status", `{"status_code":0,"data":{"order_number":"` + orderNo + `"}}`, "garbage"},
		{"status that is none", told("PAID! <b>"), "garbage"},
		{"no data", `{"status_code":0}`, "garbage"},
		{"data is a list", `{"status_code":0,"data":[` + `{"status":"DELIVERING"}]}`, "garbage"},
		{"refused", `{"status_code":1,"message":"busy"}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "busy"}},
		{"refused, and the data says paid", `{"status_code":1,"message":"busy","data":{"status":"DELIVERING"}}`, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "busy"}},
		{"paid under a status of failure", "502 " + told("DELIVERING"), "garbage"},
	}
	told := func(t *testing.T, reply string) *Gateway { g, _ := open(t, only(orderCall, reply)); return g }
	wiretest.Replies(t, rows, told, func(t *testing.T, g *Gateway) (any, error) {
		a, err := g.Query(t.Context(), numbered())
		requireNoSecrets(t, a, err)
		return a, err
	})
	t.Run("without a number there is nothing to ask by", func(t *testing.T) {
		g, m := open(t, nil)
		wiretest.Call(g.Query(t.Context(), payment(kiosk.WeChat))).Is(t, "unsupported")
		require.Empty(t, m.calls())
	})
}

// An order that a customer of the mall's has paid is his from then on, and only
// the clerks' route shows it.
func TestQuery_AsksTheOtherRouteWhereOneKnowsNothing(t *testing.T) {
	p := numbered()
	for _, unknown := range []string{`{"status_code":1,"message":"invalid.order.id"}`, "404 <html>Not Found</html>", `404 {"status":404,"error":"Not Found"}`, `{"status_code":1,"message":"订单不存在"}`} {
		t.Run(unknown, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: {told("CREATED_PAY_PENDING"), unknown}, clerkCall: {told("PAID_CONFIRM_PENDING")}})
			for i, want := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictPaid, kiosk.VerdictPaid} {
				require.Equal(t, want, wiretest.Call(g.Query(t.Context(), p)).OK(t).Verdict, "question %d", i)
			}
			require.Equal(t, []string{orderCall, orderCall, clerkCall, clerkCall}, m.calls())

			m.replies[clerkCall], m.replies[orderCall] = []string{unknown}, []string{told("PAID_CONFIRM_PENDING")}
			require.Equal(t, kiosk.VerdictPaid, wiretest.Call(g.Query(t.Context(), p)).OK(t).Verdict)
		})
	}
	t.Run("neither knows it", func(t *testing.T) {
		g, _ := open(t, map[string][]string{orderCall: {`{"status_code":1,"message":"invalid.order.id"}`}, clerkCall: {"404 none"}})
		wiretest.Call(g.Query(t.Context(), p)).Is(t, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "invalid.order.id"}, "that proves nothing of its money")
	})
}

func TestClose(t *testing.T) {
	const done = `{"status_code":0,"message":"更新订单成功"}`
	pending, cancelled, paid := told("CREATED_PAY_PENDING"), told("CLOSED_CANCELED"), told("PAID_CONFIRM_PENDING")
	tests := []struct {
		name   string
		orders []string
		cancel string
		want   any
		calls  []string
	}{
		{"cancelled", []string{pending, cancelled}, done, kiosk.VerdictClosed, []string{orderCall, cancelCall, orderCall}},
		{"paid before: the mall would cancel it all the same", []string{paid}, done, kiosk.VerdictPaid, []string{orderCall}},
		{"paid in between", []string{pending, paid}, done, kiosk.VerdictPaid, []string{orderCall, cancelCall, orderCall}},
		{"yes, and nothing happened", []string{pending, pending}, done, kiosk.VerdictWaiting, []string{orderCall, cancelCall, orderCall}},
		{"closed before", []string{told("CLOSED_PAY_TIMEOUT")}, done, kiosk.VerdictClosed, []string{orderCall}},
		{"refused", []string{pending}, `{"status_code":1,"message":"no"}`, kiosk.VerdictUnknown, []string{orderCall, cancelCall}},
		{"in a state that nobody lists", []string{told("FROZEN")}, done, kiosk.VerdictUnknown, []string{orderCall}},
		{"another order is told of", []string{strings.ReplaceAll(pending, orderNo, "77")}, done, kiosk.VerdictWaiting, []string{orderCall}},
		{"answer lost", []string{pending}, "drop", "no answer", []string{orderCall, cancelCall}},
		{"first look cut off", []string{"cut"}, done, "garbage", []string{orderCall}},
		{"HTML", []string{pending}, "<html>", "garbage", []string{orderCall, cancelCall}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: tt.orders, cancelCall: {tt.cancel}})
			a, err := g.Close(t.Context(), numbered())
			wiretest.Call(a.Verdict, err).Is(t, tt.want)
			require.Equal(t, tt.calls, m.calls())
		})
	}
	t.Run("an entered order is somebody else's", func(t *testing.T) {
		g, m := open(t, nil)
		wiretest.Call(g.Close(t.Context(), entered())).Is(t, "unsupported")
		require.Empty(t, m.calls())
	})
}

func TestCan_NothingThatIsEnteredIsEverCancelled(t *testing.T) {
	g, _ := open(t, nil, entry)
	require.False(t, g.Capabilities().Close)
}

func TestTry_LogsTheClerkIn(t *testing.T) {
	g, m := open(t, nil)
	wiretest.Call(g.Try(t.Context())).Is(t, "login")
	require.Equal(t, 1, m.count(loginCall))
	require.Empty(t, m.calls(), "and asks nothing else")

	g, _ = open(t, only(loginCall, `{"status_code":1,"message":"incorrect.password"}`))
	_, err := g.Try(t.Context())
	require.ErrorContains(t, err, "login refused: incorrect.password")
	require.Equal(t, "garbage", wiretest.Proves(err))
}
