// Package practice speaks the mall's format for the practice gateway. It shares no
// code with the till's half.
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
	"facepay/providers/practice"
)

// The practice clerk's account.
const (
	Username  = "practice"
	Password  = "practice-password"
	StoreID   = "460"
	StoreName = "练习门店"
	ProductID = "1" // the product of one fen
)

const (
	tokenValid  = 2 * time.Hour   // a login's life
	tokensMax   = 100             // bounds the logins remembered; the oldest ends first
	backOffice  = 2 * time.Second // the time that the back office takes over a refund
	quantityMax = 100_000_000     // of one product: as many fen as the largest sale of a shop has
)

// prices are by product id: the amount products of one fen and one jiao, and something else.
var prices = map[string]kiosk.Fen{"1": 1, "2": 10, "3": 1290}

// Dialect is the mall's: JSON behind a login's token, totals reckoned
// from products, refunds by a ticket that the back office sees to. Field names
// follow the vendor's document and its reference for clerks.
func Dialect(practice.Config) practice.Dialect {
	m := &mall{tokens: map[string]time.Time{}}
	return practice.Dialect{Name: "smallsaas", Routes: []practice.Route{
		{Name: "login", Path: "/rest/login", Serve: m.login},
		{Name: "logout", Method: http.MethodGet, Path: "/rest/logout", Serve: m.known(m.logout)},
		{Name: "create", Path: "/rest/store/order", NamesAmount: true, NamesOrder: true, Serve: m.known(m.create)},
		{Name: "order", Method: http.MethodGet, Path: "/rest/order/*", NamesAmount: true, NamesOrder: true, Serve: m.known(m.show)},
		{Name: "order", Method: http.MethodGet, Path: "/rest/store/order/*", NamesAmount: true, NamesOrder: true, Serve: m.known(m.show)},
		{Name: "action", Method: http.MethodPut, Path: "/rest/store/order/*", Serve: m.known(m.act)},
		{Name: "wx_push_order", Path: "/rest/wx/push_order", NamesAmount: true, Serve: m.known(m.pushWeChat)},
		{Name: "ali_push_order", Path: "/rest/ali/push_order", NamesAmount: true, Serve: m.known(m.pushAlipay)},
		{Name: "ticket", Path: "/rest/order_customer_service", Serve: m.known(m.ticket)},
		{Name: "wpay", Method: http.MethodGet, Path: "/app/payment/wpay/*", Serve: m.page},
	}}
}

type mall struct {
	mu     sync.Mutex
	tokens map[string]time.Time // token → its end
	list   []string             // oldest first
}

// envelope is every reply of the mall; status_code 0 is yes.
type envelope struct {
	StatusCode int    `json:"status_code"`
	Message    string `json:"message,omitempty"`
	Data       any    `json:"data,omitempty"`
}

func yes(data any) practice.Reply { return practice.ReplyJSON(envelope{Data: data}) }

func no(message string) practice.Reply {
	return practice.ReplyJSON(envelope{StatusCode: 1, Message: message})
}

// read reads a request's body into v; what it cannot read is missing.
func read(r practice.Request, v any) bool { return json.Unmarshal(r.Body, v) == nil }

func (m *mall) login(r practice.Request) practice.Reply {
	var in struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	switch {
	case !read(r, &in), in.Username != Username:
		return no("invalid.username")
	case subtle.ConstantTimeCompare([]byte(in.Password), []byte(Password)) != 1:
		return no("incorrect.password")
	}
	token := practice.Random(practice.BothCases, 96) + "=="
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[token] = r.Orders.Now().Add(tokenValid)
	if m.list = append(m.list, token); len(m.list) > tokensMax {
		delete(m.tokens, m.list[0])
		m.list = m.list[1:]
	}
	return yes(map[string]string{"access_token": token})
}

// logout ends every login at once, so that a till meets a token that has ended.
func (m *mall) logout(practice.Request) practice.Reply {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.tokens)
	m.list = nil
	return practice.ReplyJSON(envelope{Message: "logout.success"})
}

// known serves those who are logged in. The document shows no refusal of a token.
func (m *mall) known(serve func(practice.Request) practice.Reply) func(practice.Request) practice.Reply {
	return func(r practice.Request) practice.Reply {
		m.mu.Lock()
		end, ok := m.tokens[r.Header.Get("Authorization")]
		m.mu.Unlock()
		if !ok || r.Orders.Now().After(end) {
			out := no("invalid.token")
			out.Status = http.StatusUnauthorized
			return out
		}
		return serve(r)
	}
}

// text is a field that callers send as text or as a number.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(strings.Trim(string(b), `"`))
	return nil
}

// create makes a clerk's order and reckons what it costs.
func (m *mall) create(r practice.Request) practice.Reply {
	var in struct {
		StoreID     text   `json:"store_id"`
		PaymentType string `json:"payment_type"`
		Remark      string `json:"remark"`
		Origin      string `json:"origin"`
		OrderItems  []struct {
			ProductID text  `json:"product_id"`
			Quantity  int64 `json:"quantity"`
		} `json:"order_items"`
	}
	if !read(r, &in) {
		return no("invalid.json")
	}
	wallet, ok := map[string]kiosk.Wallet{"WECHAT": kiosk.WeChat, "ALIPAY": kiosk.Alipay}[in.PaymentType]
	switch {
	case string(in.StoreID) != StoreID:
		return no("新建订单失败 - 必须指定门店")
	case !ok:
		return no("新建订单失败 - payment_type")
	case in.Origin != "" && in.Origin != "OTHER":
		return no("新建订单失败 - 不支持的来源")
	case len(in.OrderItems) != 1:
		return no("新建订单失败 - order_items")
	}
	item := in.OrderItems[0]
	price := prices[string(item.ProductID)]
	if price == 0 || item.Quantity <= 0 || item.Quantity > quantityMax {
		return no("新建订单失败 - 库存不足")
	}
	o, err := r.Orders.Open(practice.NewOrder{
		Store: string(in.StoreID), Amount: price * kiosk.Fen(item.Quantity), Wallet: wallet,
		Attach: in.Remark, QR: r.QR(),
	})
	if err != nil {
		return practice.Refused(err, no, map[error]string{practice.ErrFull: "新建订单失败", practice.ErrField: "新建订单失败"})
	}
	return yes(m.tell(r, o))
}

type (
	orderReply struct {
		OrderNumber string       `json:"order_number"`
		Status      string       `json:"status"`
		TotalPrice  json.Number  `json:"total_price"` // yuan
		PaymentType string       `json:"payment_type"`
		CreatedDate string       `json:"created_date"`
		PayDate     *string      `json:"pay_date"`
		TradeNumber *string      `json:"trade_number"`
		Remark      string       `json:"remark"`
		Ticket      *ticketReply `json:"order_customer_service"`
	}
	ticketReply struct {
		ServiceNumber string      `json:"service_number"`
		ServiceType   string      `json:"service_type"`
		Status        string      `json:"status"`
		RefundFee     json.Number `json:"refund_fee"`
		CreatedDate   string      `json:"created_date"`
	}
)

// statuses is the mall's word for an order. A customer's refusal is none
// of the mall's business: the order goes on waiting.
var statuses = map[practice.State]string{
	practice.StateCreated: "CREATED_PAY_PENDING", practice.StateConfirming: "CREATED_PAY_PENDING", practice.StateRefused: "CREATED_PAY_PENDING",
	practice.StatePaid: "PAID_CONFIRM_PENDING", practice.StateExpired: "CLOSED_PAY_TIMEOUT", practice.StateClosed: "CLOSED_CANCELED",
}

func timeText(t time.Time) string { return t.In(practice.China).Format(time.DateTime) }

// tell is the mall's view of an order, whose money takes as long to go back as people do.
func (m *mall) tell(r practice.Request, o practice.Order) orderReply {
	o = r.Tell(o)
	out := orderReply{
		OrderNumber: o.No, Status: statuses[o.State], TotalPrice: json.Number(o.Amount.Yuan()),
		PaymentType: strings.ToUpper(string(o.Wallet)), CreatedDate: timeText(o.CreatedAt), Remark: o.Attach,
	}
	if o.State == practice.StatePaid {
		at := timeText(o.SettledAt)
		out.PayDate, out.TradeNumber = &at, &o.TradeNo
	}
	if len(o.Refunds) > 0 {
		back := o.Refunds[0]
		ticket := &ticketReply{
			ServiceNumber: back.No, ServiceType: "REFUND", Status: "REFUND_PENDING",
			RefundFee: json.Number(back.Amount.Yuan()), CreatedDate: timeText(back.At),
		}
		out.Status, out.Ticket = "CANCELED_REFUND_PENDING", ticket
		if !r.Orders.Now().Before(back.At.Add(backOffice)) {
			out.Status, ticket.Status = "CLOSED_REFUNDED", "REFUNDED"
		}
	}
	return out
}

func (m *mall) show(r practice.Request) practice.Reply {
	o, err := r.Orders.Find(r.Rest)
	if err != nil {
		return practice.Refused(err, no, map[error]string{practice.ErrNoOrder: "invalid.order.id"})
	}
	return yes(m.tell(r, o))
}

// act cancels an order. The mall says yes whatever came of it.
func (m *mall) act(r practice.Request) practice.Reply {
	var in struct {
		StoreID text   `json:"store_id"`
		Action  string `json:"action"`
	}
	switch {
	case !read(r, &in), string(in.StoreID) != StoreID:
		return no("更新订单失败 - 门店")
	case !strings.EqualFold(in.Action, "cancel"):
		return no("更新订单失败 - 非法的操作")
	}
	if _, err := r.Orders.Close(r.Rest); err != nil && !errors.Is(err, practice.ErrSettled) {
		return practice.Refused(err, no, map[error]string{practice.ErrNoOrder: "invalid.order"})
	}
	return practice.ReplyJSON(envelope{Message: "更新订单成功"})
}

// push finds the order that a QR is wanted for and notes which wallet it is for.
func (m *mall) push(r practice.Request, kind string, w kiosk.Wallet) (practice.Order, *practice.Reply) {
	var in struct {
		OrderType   string `json:"order_type"`
		OrderNumber string `json:"order_number"`
		Type        string `json:"type"`
	}
	no := func(message string) (practice.Order, *practice.Reply) { return practice.Order{}, new(no(message)) }
	switch {
	case !read(r, &in), in.OrderNumber == "":
		return no("order_number.required")
	case in.Type != kind:
		return no("invalid.type")
	case in.OrderType != "Order":
		return no("retrieve.order.failure")
	}
	o, err := r.Orders.Bind(in.OrderNumber, w, kiosk.RailQR, r.QR())
	switch {
	case errors.Is(err, practice.ErrNoOrder), errors.Is(err, practice.ErrSettled):
		return no("retrieve.order.failure")
	case err != nil:
		return practice.Order{}, new(practice.ReplyError(err))
	}
	return o, nil
}

func (m *mall) pushWeChat(r practice.Request) practice.Reply {
	o, refusal := m.push(r, "NATIVE", kiosk.WeChat)
	if refusal != nil {
		return *refusal
	}
	second := strconv.FormatInt(r.Orders.Now().Unix(), 10)
	return yes(map[string]string{
		"timeStamp": second, "codeUrl": o.QR, "package": "prepay_id=wx" + practice.Random(practice.Digits, 28), "paySign": strings.ToUpper(practice.Random(practice.LowerCase, 32)),
		"totalFee": r.Tell(o).Amount.Yuan(), "appId": "wx117676b671891683", "signType": "MD5", "title": "练习", "nonceStr": second + "855",
	})
}

// pushAlipay's documented reply names no total; the fault of a wrong amount brings one.
func (m *mall) pushAlipay(r practice.Request) practice.Reply {
	o, refusal := m.push(r, "QRCODE", kiosk.Alipay)
	if refusal != nil {
		return *refusal
	}
	data := map[string]string{"qr_code": o.QR}
	if told := r.Tell(o); told.Amount != o.Amount {
		data["totalFee"] = told.Amount.Yuan()
	}
	return yes(data)
}

// ticket takes the wish for a refund of the whole order, once.
func (m *mall) ticket(r practice.Request) practice.Reply {
	var in struct {
		OrderNumber string `json:"order_number"`
		ServiceType string `json:"service_type"`
		Reason      string `json:"reason"`
	}
	switch {
	case !read(r, &in):
		return no("invalid.order")
	case strings.TrimSpace(in.Reason) == "":
		return no("reason.is.empty")
	case in.ServiceType != "REFUND":
		return no("invalid.service_type")
	}
	o, err := r.Orders.Find(in.OrderNumber)
	if err == nil && len(o.Refunds) > 0 {
		return no("already.refund")
	}
	if err == nil {
		_, _, err = r.Orders.Refund(o.No, "", o.Amount)
	}
	if err != nil {
		return practice.Refused(err, no, map[error]string{
			practice.ErrNoOrder: "invalid.order", practice.ErrNotPaid: "invalid.order.status", practice.ErrRefundTooMuch: "invalid.order.status",
		})
	}
	return practice.ReplyJSON(envelope{Message: "order.customer.service.created"})
}

// page is the mini-program rail's QR: WeChat's page of the mall, here the customer page.
func (m *mall) page(r practice.Request) practice.Reply {
	o, err := r.Orders.Find(r.Rest)
	if err == nil && o.State.Open() {
		o, err = r.Orders.Bind(o.No, kiosk.WeChat, kiosk.RailMini, r.QR())
	}
	if err != nil && !errors.Is(err, practice.ErrSettled) {
		return practice.Reply{Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte("no such order\n")}
	}
	return practice.Reply{Status: http.StatusFound, Header: http.Header{"Location": {"/pay/" + url.PathEscape(o.No)}}}
}
