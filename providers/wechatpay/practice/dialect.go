// Package practice speaks WeChat Pay's formats for the practice gateway: API v3, and v2's
// code payment. It shares no code with the till's half.
package practice

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// The practice shop's account.
const (
	AppID       = "wx00000practice00"
	MchID       = "1900000001"
	Serial      = "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
	PublicKeyID = "PUB_KEY_ID_0119000000012026010100000000000001"
	APIv3Key    = "practice0000000000000000000000v3"
	APIv2Key    = "practice0000000000000000000000v2"
)

// Path is the part of a base URL under which the dialect answers.
const Path = "/wechatpay"

// Dialect is WeChat Pay as a direct merchant meets it.
func Dialect(practice.Config) practice.Dialect {
	w := &gateway{codes: kiosk.DefaultPayCodes()}
	const order, refunds = Path + "/v3/pay/transactions/out-trade-no/*", Path + "/v3/refund/domestic/refunds"
	on := func(name, method, path string, names bool, serve func(practice.Request) reply) practice.Route {
		return practice.Route{Name: name, Method: method, Path: path, Signed: true, NamesOrder: names, NamesAmount: names, Serve: checked(serve),
			Faults: []practice.FaultKind{practice.FaultUnsigned, practice.FaultWrongKey}}
	}
	codepay := on("codepay", http.MethodPost, Path+"/v3/pay/transactions/codepay", true, w.codepay)
	codepay.Code = func(r practice.Request) kiosk.PayCode { return kiosk.NewPayCode(contentOf(r).Payer.AuthCode) }
	reverse := on("reverse", http.MethodPost, order+"/reverse", false, w.reverse)
	reverse.NamesOrder, reverse.Faults = true, append(reverse.Faults, practice.FaultUndone)
	closed := on("close", http.MethodPost, order+"/close", false, w.close)
	closed.Bare = true
	return practice.Dialect{
		Name: "wechatpay",
		Routes: append([]practice.Route{
			on("native", http.MethodPost, Path+"/v3/pay/transactions/native", false, w.native),
			codepay,
			on("query", http.MethodGet, order, true, w.query),
			closed,
			reverse,
			on("refund", http.MethodPost, refunds, true, w.refund),
			on("refund_query", http.MethodGet, refunds+"/*", true, w.refundQuery),
			on("tradebill", http.MethodGet, Path+"/v3/bill/tradebill", false, w.bill),
			{Name: "billdownload", Method: http.MethodGet, Path: Path + billPath + "*", Serve: billFile},
		}, w.v2()...),
		Notify:       notify,
		Sign:         signedHeader,
		NotifyFaults: []practice.FaultKind{practice.FaultOld},
		Accepts:      func(status int, _ []byte) bool { return status == http.StatusOK || status == http.StatusNoContent },
		Retries:      practice.WeChatRetries,
	}
}

// gateway is the practice WeChat Pay.
type gateway struct{ codes kiosk.PayCodeTable }

// content is the body of a request.
type content struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Description string `json:"description"`
	OutTradeNo  string `json:"out_trade_no"`
	TimeExpire  string `json:"time_expire"`
	NotifyURL   string `json:"notify_url"`
	Payer       struct {
		AuthCode string `json:"auth_code"`
	} `json:"payer"`
	Amount struct {
		Total    kiosk.Fen `json:"total"`
		Refund   kiosk.Fen `json:"refund"`
		Currency string    `json:"currency"`
	} `json:"amount"`
	Scene struct {
		Store struct {
			OutID string `json:"out_id"`
		} `json:"store_info"`
	} `json:"scene_info"`
	OutRefundNo string `json:"out_refund_no"`
}

func contentOf(r practice.Request) content {
	var c content
	_ = json.Unmarshal(r.Body, &c) // what cannot be read lacks its fields
	return c
}

// reply is an answer before it is signed: an object, nothing, or a refusal.
type reply struct {
	status  int
	object  any // nil: no content
	order   practice.Order
	failure error // of this gateway itself
}

func done(object any) reply { return reply{status: http.StatusOK, object: object} }

type refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func no(status int, code, message string) reply {
	return reply{status: status, object: refusal{code, message}}
}

func wrong(field string) reply {
	return no(http.StatusBadRequest, "PARAM_ERROR", "参数错误："+field)
}

// checked lets a call see only what the shop has signed, and signs its reply; refusals are
// not signed.
func checked(serve func(practice.Request) reply) func(practice.Request) practice.Reply {
	return func(r practice.Request) practice.Reply {
		said := no(http.StatusUnauthorized, "SIGN_ERROR", "签名错误，请检查后再试")
		if signedByShop(r) {
			said = serve(r)
		}
		if said.failure != nil {
			return practice.ReplyError(said.failure)
		}
		out := practice.Reply{Status: said.status}
		if said.object != nil {
			out = practice.ReplyJSON(said.object)
			out.Status = said.status
		}
		if said.status < http.StatusBadRequest {
			out.Header = signedUnder(r.Fault, out.Body)
		}
		return out.ByCode(said.order)
	}
}

// mine is the shop's own refusal, nil for a request of its app and merchant.
func mine(c content, app bool) *reply {
	if c.MchID != MchID || app && c.AppID != AppID {
		said := no(http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "商户号与appid不匹配")
		return &said
	}
	return nil
}

// numbered reports whether a number has only characters that every call of WeChat's takes.
func numbered(s string) bool {
	return len(s) >= 6 && len(s) <= 32 && strings.Trim(s, practice.BothCases+"_-") == ""
}

// orderOf is the order that a request makes, or the refusal.
func orderOf(c content) (practice.NewOrder, *reply) {
	if said := mine(c, true); said != nil {
		return practice.NewOrder{}, said
	}
	field := ""
	switch {
	case !numbered(c.OutTradeNo):
		field = "out_trade_no"
	case c.Amount.Total <= 0 || c.Amount.Currency != "CNY":
		field = "amount"
	case c.Description == "" || len(c.Description) > 127 || strings.ContainsFunc(c.Description, func(r rune) bool { return r > 0xFFFF }):
		field = "description"
	}
	if field != "" {
		said := wrong(field)
		return practice.NewOrder{}, &said
	}
	return practice.NewOrder{Amount: c.Amount.Total, Wallet: kiosk.WeChat, Own: c.OutTradeNo}, nil
}

// refused is WeChat's reply about an order that could not be made.
func refused(o practice.Order, err error) reply {
	switch {
	case errors.Is(err, practice.ErrOwnTaken) && o.State == practice.StatePaid:
		return no(http.StatusBadRequest, "ORDERPAID", "订单已支付")
	case errors.Is(err, practice.ErrOwnTaken) && !o.State.Open():
		return no(http.StatusBadRequest, "ORDER_CLOSED", "订单已关闭")
	case errors.Is(err, practice.ErrOwnTaken):
		return no(http.StatusForbidden, "OUT_TRADE_NO_USED", "商户订单号重复")
	case errors.Is(err, practice.ErrCodeUsed):
		return no(http.StatusBadRequest, "AUTH_CODE_INVALID", "付款码无效")
	case errors.Is(err, practice.ErrFull):
		return no(http.StatusTooManyRequests, "FREQUENCY_LIMITED", "频率限制")
	case errors.Is(err, practice.ErrField):
		return wrong("notify_url")
	}
	return reply{failure: err}
}

// native makes a QR. The same number and amount is the same order until somebody scans it.
func (w *gateway) native(r practice.Request) reply {
	c := contentOf(r)
	n, said := orderOf(c)
	if said != nil {
		return *said
	}
	ends, err := time.Parse(time.RFC3339, c.TimeExpire)
	switch {
	case err != nil:
		return wrong("time_expire")
	case c.NotifyURL == "" || strings.Contains(c.NotifyURL, "?"):
		return wrong("notify_url")
	}
	n.NotifyURL, n.QR = c.NotifyURL, r.QR()
	n.Valid = min(max(ends.Sub(r.Orders.Now()), time.Minute), 2*time.Hour) // the vendor's own bounds
	o, err := r.Orders.Open(n)
	if errors.Is(err, practice.ErrOwnTaken) && o.State == practice.StateCreated && o.Amount == n.Amount {
		err = nil
	}
	if err != nil {
		return refused(o, err)
	}
	return done(struct {
		CodeURL string `json:"code_url"`
	}{o.QR})
}

// codepay charges a code.
func (w *gateway) codepay(r practice.Request) reply {
	c := contentOf(r)
	n, said := orderOf(c)
	if said != nil {
		return *said
	}
	if c.Scene.Store.OutID == "" {
		return wrong("scene_info")
	}
	o, err := w.charge(r, n, c.Payer.AuthCode)
	switch {
	case errors.Is(err, errNotWeChat):
		return no(http.StatusBadRequest, "AUTH_CODE_INVALID", "付款码无效")
	case err != nil:
		return refused(o, err)
	}
	answer := charged(r, o)
	answer.order = o
	return answer
}

var errNotWeChat = errors.New("not a code of WeChat's")

// charge spends a code of WeChat's.
func (w *gateway) charge(r practice.Request, n practice.NewOrder, text string) (practice.Order, error) {
	code := kiosk.NewPayCode(text)
	pattern, err := w.codes.Recognise(code)
	if err != nil || pattern.Wallet != kiosk.WeChat {
		return practice.Order{}, errNotWeChat
	}
	return r.Orders.Charge(n, code)
}

func charged(r practice.Request, o practice.Order) reply {
	switch {
	case o.State == practice.StatePaid:
		return done(objectOf(r.Tell(o), r.Orders.Now()))
	case o.State == practice.StateConfirming:
		return reply{status: http.StatusAccepted, object: struct {
			State string `json:"trade_state"`
		}{"USERPAYING"}}
	case o.Refusal == practice.RefusedBalance:
		return no(http.StatusForbidden, "NOT_ENOUGH", "余额不足")
	}
	return no(http.StatusBadRequest, "AUTH_CODE_EXPIRE", "付款码已过期，请刷新后重试")
}

// absent reports whether WeChat knows nothing of an order: its code was refused at once.
func absent(o practice.Order) bool { return o.Refusal == practice.RefusedCode }

func (w *gateway) query(r practice.Request) reply {
	if r.Query.Get("mchid") != MchID {
		return wrong("mchid")
	}
	o, err := r.Orders.FindOwn(r.Rest)
	if errors.Is(err, practice.ErrNoOrder) || err == nil && absent(o) {
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
	}
	if err != nil {
		return reply{failure: err}
	}
	return done(objectOf(r.Tell(o), r.Orders.Now()))
}

// close ends a QR that was not paid.
func (w *gateway) close(r practice.Request) reply {
	if said := mine(contentOf(r), false); said != nil {
		return *said
	}
	o, err := r.Orders.FindOwn(r.Rest)
	switch {
	case errors.Is(err, practice.ErrNoOrder):
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
	case err != nil:
		return reply{failure: err}
	case o.Rail == kiosk.RailCode:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "付款码订单请使用撤销接口")
	}
	if _, err := r.Orders.Close(o.No); errors.Is(err, practice.ErrSettled) {
		return no(http.StatusBadRequest, "ORDERPAID", "订单已支付")
	} else if err != nil {
		return reply{failure: err}
	}
	return reply{status: http.StatusNoContent}
}

// reverse ends a code payment and gives back what was paid. Of a number that it does not
// know it says the same.
func (w *gateway) reverse(r practice.Request) reply {
	if said := mine(contentOf(r), true); said != nil {
		return *said
	}
	o, err := r.Orders.FindOwn(r.Rest)
	switch {
	case errors.Is(err, practice.ErrNoOrder):
		o.Own = r.Rest
	case err != nil:
		return reply{failure: err}
	case o.Rail != kiosk.RailCode:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "仅付款码订单可撤销")
	case r.Fault == practice.FaultUndone: // as WeChat was seen to do
	default:
		if err := undo(r.Orders, o); err != nil {
			return reply{failure: err}
		}
	}
	return done(struct {
		AppID      string `json:"appid"`
		MchID      string `json:"mchid"`
		OutTradeNo string `json:"out_trade_no"`
	}{AppID, MchID, r.Tell(o).Own})
}

// undo closes an order, or gives back what is left of it.
func undo(orders practice.DialectOrders, o practice.Order) error {
	_, err := orders.Close(o.No)
	if errors.Is(err, practice.ErrSettled) {
		err = nil
		if left := o.Amount - o.Refunded; left > 0 {
			_, _, err = orders.Refund(o.No, reversalOf(o), left)
		}
	}
	return err
}

// reversalOf is the number of the refund that a reversal of a paid order is.
func reversalOf(o practice.Order) string { return "reverse_" + o.Own }
