package practice

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	smallsaasName = "smallsaas"
	// smallsaasTokenValid is how long a login lasts.
	smallsaasTokenValid = 2 * time.Hour
	// smallsaasTokensMax bounds the logins remembered; the oldest ends first.
	smallsaasTokensMax = 100
	// smallsaasBackOffice is how long the back office takes over a refund.
	smallsaasBackOffice = 2 * time.Second
	// smallsaasQuantityMax bounds what can be ordered of one product: as many
	// fen as the largest sale of a shop has.
	smallsaasQuantityMax = 100_000_000
)

// smallsaasPrices are the goods of the practice mall by product id: the amount
// products of one fen and one jiao, and something to order for the rest.
var smallsaasPrices = map[string]kiosk.Fen{"1": 1, "2": 10, "3": 1290}

// smallsaas is the mall's dialect: JSON behind a login's token, totals reckoned
// from products, refunds by a ticket that the back office sees to. Field names
// follow the vendor's document and its reference for clerks.
func smallsaas(c Config) dialect {
	m := &smallsaasMall{config: c, tokens: map[string]time.Time{}}
	on := func(name, method, path string, serve func(*book, request) reply) route {
		return route{dialect: smallsaasName, name: name, method: method, path: path, serve: serve}
	}
	tells := func(r route) route {
		r.namesAmount, r.namesOrder = true, true
		return r
	}
	totals := func(r route) route {
		r.namesAmount = true
		return r
	}
	return dialect{name: smallsaasName, routes: []route{
		on("login", http.MethodPost, "/rest/login", m.login),
		on("logout", http.MethodGet, "/rest/logout", m.known(m.logout)),
		tells(on("create", http.MethodPost, "/rest/store/order", m.known(m.create))),
		tells(on("order", http.MethodGet, "/rest/order/*", m.known(m.show))),
		tells(on("order", http.MethodGet, "/rest/store/order/*", m.known(m.show))),
		on("action", http.MethodPut, "/rest/store/order/*", m.known(m.act)),
		totals(on("wx_push_order", http.MethodPost, "/rest/wx/push_order", m.known(m.pushWeChat))),
		totals(on("ali_push_order", http.MethodPost, "/rest/ali/push_order", m.known(m.pushAlipay))),
		on("ticket", http.MethodPost, "/rest/order_customer_service", m.known(m.ticket)),
		on("wpay", http.MethodGet, "/app/payment/wpay/*", m.page),
	}}
}

type smallsaasMall struct {
	config Config

	mu     sync.Mutex
	tokens map[string]time.Time // token → its end
	list   []string             // oldest first
}

// smallsaasEnvelope is every reply of the mall; status_code 0 is yes.
type smallsaasEnvelope struct {
	StatusCode int    `json:"status_code"`
	Message    string `json:"message,omitempty"`
	Data       any    `json:"data,omitempty"`
}

func smallsaasYes(data any) reply { return replyJSON(smallsaasEnvelope{Data: data}) }

func smallsaasNo(message string) reply {
	return replyJSON(smallsaasEnvelope{StatusCode: 1, Message: message})
}

// smallsaasRead reads a request's body into v; what it cannot read is missing.
func smallsaasRead(r request, v any) bool { return json.Unmarshal(r.body, v) == nil }

// login gives a token for user name and password.
func (m *smallsaasMall) login(b *book, r request) reply {
	var in struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	a := m.config.accounts().SmallSaaS
	switch {
	case !smallsaasRead(r, &in), in.Username != a.Username:
		return smallsaasNo("invalid.username")
	case subtle.ConstantTimeCompare([]byte(in.Password), []byte(a.Password)) != 1:
		return smallsaasNo("incorrect.password")
	}
	token := random(bothCases, 96) + "=="
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[token] = b.now().Add(smallsaasTokenValid)
	if m.list = append(m.list, token); len(m.list) > smallsaasTokensMax {
		delete(m.tokens, m.list[0])
		m.list = m.list[1:]
	}
	return smallsaasYes(map[string]string{"access_token": token})
}

// logout ends every login at once, so that a till meets a token that has ended.
func (m *smallsaasMall) logout(*book, request) reply {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.tokens)
	m.list = nil
	return replyJSON(smallsaasEnvelope{Message: "logout.success"})
}

// known serves those who are logged in. The document shows no refusal of a
// token; this is the plainest.
func (m *smallsaasMall) known(serve func(*book, request) reply) func(*book, request) reply {
	return func(b *book, r request) reply {
		m.mu.Lock()
		end, ok := m.tokens[r.header.Get("Authorization")]
		m.mu.Unlock()
		if !ok || b.now().After(end) {
			out := smallsaasNo("invalid.token")
			out.status = http.StatusUnauthorized
			return out
		}
		return serve(b, r)
	}
}

// smallsaasText is a field that callers send as text or as a number.
type smallsaasText string

// UnmarshalJSON takes both.
func (t *smallsaasText) UnmarshalJSON(b []byte) error {
	*t = smallsaasText(strings.Trim(string(b), `"`))
	return nil
}

// create makes a clerk's order and reckons what it costs.
func (m *smallsaasMall) create(b *book, r request) reply {
	var in struct {
		StoreID     smallsaasText `json:"store_id"`
		PaymentType string        `json:"payment_type"`
		Remark      string        `json:"remark"`
		Origin      string        `json:"origin"`
		OrderItems  []struct {
			ProductID smallsaasText `json:"product_id"`
			Quantity  int64         `json:"quantity"`
		} `json:"order_items"`
	}
	if !smallsaasRead(r, &in) {
		return smallsaasNo("invalid.json")
	}
	wallet, ok := map[string]kiosk.Wallet{"WECHAT": kiosk.WeChat, "ALIPAY": kiosk.Alipay}[in.PaymentType]
	switch {
	case string(in.StoreID) != m.config.accounts().SmallSaaS.StoreID:
		return smallsaasNo("新建订单失败 - 必须指定门店")
	case !ok:
		return smallsaasNo("新建订单失败 - payment_type")
	case in.Origin != "" && in.Origin != "OTHER":
		return smallsaasNo("新建订单失败 - 不支持的来源")
	case len(in.OrderItems) != 1:
		return smallsaasNo("新建订单失败 - order_items")
	}
	item := in.OrderItems[0]
	price := smallsaasPrices[string(item.ProductID)]
	if price == 0 || item.Quantity <= 0 || item.Quantity > smallsaasQuantityMax {
		return smallsaasNo("新建订单失败 - 库存不足")
	}
	o, err := b.open(newOrder{
		dialect: smallsaasName, store: string(in.StoreID), amount: price * kiosk.Fen(item.Quantity), wallet: wallet,
		attach: in.Remark, qr: r.qr(),
	})
	switch {
	case errors.Is(err, ErrFull), errors.Is(err, ErrField):
		return smallsaasNo("新建订单失败")
	case err != nil:
		return replyError(err)
	}
	return smallsaasYes(m.tell(b, r, o))
}

type (
	smallsaasOrder struct {
		OrderNumber string           `json:"order_number"`
		Status      string           `json:"status"`
		TotalPrice  json.Number      `json:"total_price"` // yuan
		PaymentType string           `json:"payment_type"`
		CreatedDate string           `json:"created_date"`
		PayDate     *string          `json:"pay_date"`
		TradeNumber *string          `json:"trade_number"`
		Remark      string           `json:"remark"`
		Ticket      *smallsaasTicket `json:"order_customer_service"`
	}
	smallsaasTicket struct {
		ServiceNumber string      `json:"service_number"`
		ServiceType   string      `json:"service_type"`
		Status        string      `json:"status"`
		RefundFee     json.Number `json:"refund_fee"`
		CreatedDate   string      `json:"created_date"`
	}
)

// smallsaasStatus is the mall's word for an order. A customer's refusal is none
// of the mall's business: the order goes on waiting.
var smallsaasStatus = map[State]string{
	StateCreated: "CREATED_PAY_PENDING", StateConfirming: "CREATED_PAY_PENDING", StateRefused: "CREATED_PAY_PENDING",
	StatePaid: "PAID_CONFIRM_PENDING", StateExpired: "CLOSED_PAY_TIMEOUT", StateClosed: "CLOSED_CANCELED",
}

func smallsaasTime(t time.Time) string { return t.In(chinaTime).Format(time.DateTime) }

// tell is what the mall shows of an order. Its money went back in the book when
// the ticket was taken; here it takes as long as people do.
func (m *smallsaasMall) tell(b *book, r request, o Order) smallsaasOrder {
	o = r.tell(o)
	out := smallsaasOrder{
		OrderNumber: o.No, Status: smallsaasStatus[o.State], TotalPrice: json.Number(o.Amount.Yuan()),
		PaymentType: strings.ToUpper(string(o.Wallet)), CreatedDate: smallsaasTime(o.CreatedAt), Remark: o.Attach,
	}
	if o.State == StatePaid {
		at := smallsaasTime(o.SettledAt)
		out.PayDate, out.TradeNumber = &at, &o.TradeNo
	}
	if len(o.Refunds) > 0 {
		back := o.Refunds[0]
		ticket := &smallsaasTicket{
			ServiceNumber: back.No, ServiceType: "REFUND", Status: "REFUND_PENDING",
			RefundFee: json.Number(back.Amount.Yuan()), CreatedDate: smallsaasTime(back.At),
		}
		out.Status, out.Ticket = "CANCELED_REFUND_PENDING", ticket
		if !b.now().Before(back.At.Add(smallsaasBackOffice)) {
			out.Status, ticket.Status = "CLOSED_REFUNDED", "REFUNDED"
		}
	}
	return out
}

// show tells of an order, to customers and to clerks.
func (m *smallsaasMall) show(b *book, r request) reply {
	o, err := b.find(smallsaasName, r.rest)
	if errors.Is(err, ErrNoOrder) {
		return smallsaasNo("invalid.order.id")
	}
	if err != nil {
		return replyError(err)
	}
	return smallsaasYes(m.tell(b, r, o))
}

// act cancels an order. The mall says yes whatever came of it.
func (m *smallsaasMall) act(b *book, r request) reply {
	var in struct {
		StoreID smallsaasText `json:"store_id"`
		Action  string        `json:"action"`
	}
	switch {
	case !smallsaasRead(r, &in), string(in.StoreID) != m.config.accounts().SmallSaaS.StoreID:
		return smallsaasNo("更新订单失败 - 门店")
	case !strings.EqualFold(in.Action, "cancel"):
		return smallsaasNo("更新订单失败 - 非法的操作")
	}
	_, err := b.close(smallsaasName, r.rest)
	switch {
	case errors.Is(err, ErrNoOrder):
		return smallsaasNo("invalid.order")
	case err != nil && !errors.Is(err, ErrSettled):
		return replyError(err)
	}
	return replyJSON(smallsaasEnvelope{Message: "更新订单成功"})
}

type smallsaasPush struct {
	OrderType   string `json:"order_type"`
	OrderNumber string `json:"order_number"`
	Type        string `json:"type"`
}

// push finds the order that a QR is wanted for and notes which wallet it is for.
func (m *smallsaasMall) push(b *book, r request, kind string, w kiosk.Wallet) (Order, *reply) {
	var in smallsaasPush
	no := func(message string) (Order, *reply) {
		out := smallsaasNo(message)
		return Order{}, &out
	}
	switch {
	case !smallsaasRead(r, &in), in.OrderNumber == "":
		return no("order_number.required")
	case in.Type != kind:
		return no("invalid.type")
	case in.OrderType != "Order":
		return no("retrieve.order.failure")
	}
	o, err := b.bound(in.OrderNumber, w, kiosk.RailQR, r.qr())
	switch {
	case errors.Is(err, ErrNoOrder), errors.Is(err, ErrSettled):
		return no("retrieve.order.failure")
	case err != nil:
		out := replyError(err)
		return Order{}, &out
	}
	return o, nil
}

// bound binds an open order to the wallet and the rail by which it is going to
// be paid; the mall's orders are open to all until then. ErrNoOrder, ErrSettled.
func (b *book) bound(no string, w kiosk.Wallet, rail kiosk.Rail, qr func(no string) string) (Order, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, err := b.look(smallsaasName, no)
	if err != nil {
		return Order{}, err
	}
	if !o.State.Open() {
		return o, ErrSettled
	}
	if o.Wallet == w && o.Rail == rail {
		return o, nil
	}
	if o.Wallet != w && qr == nil {
		o.QR = newQR(w)
	}
	o.Wallet, o.Rail = w, rail
	return b.change(o)
}

// pushWeChat gives the QR of an order for WeChat.
func (m *smallsaasMall) pushWeChat(b *book, r request) reply {
	o, refusal := m.push(b, r, "NATIVE", kiosk.WeChat)
	if refusal != nil {
		return *refusal
	}
	second := strconv.FormatInt(b.now().Unix(), 10)
	return smallsaasYes(map[string]string{
		"timeStamp": second, "codeUrl": o.QR, "package": "prepay_id=wx" + random(digits, 28), "paySign": strings.ToUpper(random(lowerCase, 32)),
		"totalFee": r.tell(o).Amount.Yuan(), "appId": "wx117676b671891683", "signType": "MD5", "title": "练习", "nonceStr": second + "855",
	})
}

// pushAlipay gives the QR of an order for Alipay. The document's reply names no
// total; the fault of a wrong amount brings one.
func (m *smallsaasMall) pushAlipay(b *book, r request) reply {
	o, refusal := m.push(b, r, "QRCODE", kiosk.Alipay)
	if refusal != nil {
		return *refusal
	}
	data := map[string]string{"qr_code": o.QR}
	if told := r.tell(o); told.Amount != o.Amount {
		data["totalFee"] = told.Amount.Yuan()
	}
	return smallsaasYes(data)
}

// ticket takes the wish for a refund of the whole order. A second one while the
// first is there is refused.
func (m *smallsaasMall) ticket(b *book, r request) reply {
	var in struct {
		OrderNumber string `json:"order_number"`
		ServiceType string `json:"service_type"`
		Reason      string `json:"reason"`
	}
	switch {
	case !smallsaasRead(r, &in):
		return smallsaasNo("invalid.order")
	case strings.TrimSpace(in.Reason) == "":
		return smallsaasNo("reason.is.empty")
	case in.ServiceType != "REFUND":
		return smallsaasNo("invalid.service_type")
	}
	o, err := b.find(smallsaasName, in.OrderNumber)
	switch {
	case errors.Is(err, ErrNoOrder):
		return smallsaasNo("invalid.order")
	case err != nil:
		return replyError(err)
	case len(o.Refunds) > 0:
		return smallsaasNo("already.refund")
	}
	_, _, err = b.refund(smallsaasName, o.No, "", o.Amount)
	switch {
	case errors.Is(err, ErrNotPaid), errors.Is(err, ErrRefundTooMuch):
		return smallsaasNo("invalid.order.status")
	case err != nil:
		return replyError(err)
	}
	return replyJSON(smallsaasEnvelope{Message: "order.customer.service.created"})
}

// page is where the QR of the mini-program rail leads: WeChat's page of the mall,
// here the customer page of the order.
func (m *smallsaasMall) page(b *book, r request) reply {
	o, err := b.find(smallsaasName, r.rest)
	if err == nil && o.State.Open() {
		o, err = b.bound(o.No, kiosk.WeChat, kiosk.RailMini, r.qr())
	}
	if err != nil && !errors.Is(err, ErrSettled) {
		return reply{status: http.StatusNotFound, header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, body: []byte("no such order\n")}
	}
	return reply{status: http.StatusFound, header: http.Header{"Location": {"/pay/" + url.PathEscape(o.No)}}}
}
