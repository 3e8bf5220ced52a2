package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"facepay/kiosk"
)

// Dialect is one vendor's way to speak of orders.
type Dialect struct {
	Name   string
	Routes []Route
	// Notify makes the notification of a changed order or of a refund, as it is sent at a time of
	// the orders' clock; an empty url is nothing to send, nil a vendor that notifies nobody. It holds
	// the orders' lock and may not ask for orders.
	Notify func(o Order, r *Refund, at time.Time) (url, contentType string, body []byte)
	// Sign makes the header of a notification by a vendor that signs there, at each try anew, at a
	// time of the machine's clock; nil for the others.
	Sign func(body []byte, at time.Time) http.Header
	// NotifyFaults are those that Notify and Sign carry out: FaultOld of who signs a time.
	NotifyFaults []FaultKind
	// Accepts reports whether a till's answer to a notification ends it.
	Accepts func(status int, body []byte) bool
	// Retries are the vendor's waits before a notification is sent again; after the last it is given up.
	Retries []time.Duration
}

// NewDialect makes the dialect of one gateway that starts; config is complete.
type NewDialect func(config Config) Dialect

// Route is one call of a vendor.
type Route struct {
	dialect string
	Name    string // the name in faults, such as "tofastpay"
	Method  string // "" is POST
	// Path is after normalPath. A "*" in it stands for Request.Rest, which is not empty.
	Path string
	// Param is a parameter of the address, such as "method=alipay.trade.pay", that tells this route
	// from the others at its path; "" for a path with one route.
	Param string
	// Code finds the payment code in a request; nil where there is none.
	Code func(Request) kiosk.PayCode
	// NamesAmount and NamesOrder: a reply names them, so that one can be wrong.
	NamesAmount, NamesOrder bool
	Bare                    bool        // a reply has no content, which cannot be cut off
	Signed                  bool        // a reply carries its signature, as "sign" or in a header, so that it can be forged
	Faults                  []FaultKind // that Serve carries out
	Serve                   func(Request) Reply
	// sends marks the made-up route under which faults name notifications.
	sends bool
}

func (rt *Route) fullName() string { return rt.dialect + "/" + rt.Name }

// Request is one call as it came, already read and bounded.
type Request struct {
	Orders      DialectOrders
	Base        string // scheme and host that the caller used
	Method      string
	Path        string // after normalPath
	Rest        string // the part that a "*" in the route's path stands for, decoded
	Header      http.Header
	ContentType string     // of the body, without parameters and in lower case; "" when none can be read
	Query       url.Values // of the address; empty when it cannot be read
	Form        url.Values // of a form body; empty for others
	Body        []byte     // all of it, within bodyBytesMax
	// Tell returns the order that the reply tells of: the same, or the wrong one of a fault.
	Tell func(Order) Order
	// Fault is one of the route's Faults that this request meets, "" for none.
	Fault    FaultKind
	phoneURL string // the base of the customer page for real phones, "" for none
}

// QR makes the QR text of orders when phones can open the page; nil otherwise.
func (r Request) QR() func(no string) string {
	if r.phoneURL == "" {
		return nil
	}
	return func(no string) string { return r.phoneURL + "/pay/" + no }
}

// Reply is a dialect's answer before any fault.
type Reply struct {
	Status int
	Body   []byte
	Header http.Header // beside, or instead of, the usual Content-Type of JSON
	// fault and delay are those that this reply's payment code asks for.
	fault FaultKind
	delay time.Duration
}

// ReplyJSON is a reply with status 200; v is one of the dialect's own structs.
func ReplyJSON(v any) Reply {
	body, err := json.Marshal(v)
	if err != nil {
		return ReplyError(fmt.Errorf("encode %T: %w", v, err))
	}
	return Reply{Status: http.StatusOK, Body: body}
}

// ByCode adds what the payment code of a charged order asks for.
func (r Reply) ByCode(o Order) Reply {
	switch CodeBehaviours[o.CodeTail] {
	case CodeAnswerLost:
		r.fault = FaultLoseAnswer
	case CodeSlow:
		r.delay = slowAnswer
	}
	return r
}

// ReplyError is this gateway's own failure, such as a full disk.
func ReplyError(err error) Reply {
	body, _ := json.Marshal(map[string]string{"error": err.Error()}) // a map of strings always encodes
	return Reply{Status: http.StatusInternalServerError, Body: body}
}

// Refused is no of what the vendor says of a refusal, or ReplyError.
func Refused(err error, no func(msg string) Reply, says map[error]string) Reply {
	for known, msg := range says {
		if errors.Is(err, known) {
			return no(msg)
		}
	}
	return ReplyError(err)
}

const formValueBytesMax = 256 // the longest known value, a face string, has 35

// CheckForm names the first required field that is missing or malformed; "": none.
func CheckForm(form url.Values, fields ...string) string {
	for _, f := range fields {
		v := form.Get(f)
		switch {
		case v == "":
			return "缺少参数" + f
		case len(form[f]) > 1, len(v) > formValueBytesMax, !utf8.ValidString(v), strings.ContainsAny(v, "\x00\r\n"):
			return "参数错误" + f
		}
	}
	return ""
}

// WeChatRetries are WeChat's waits before a notification is sent again, for the
// vendors that print none of their own.
var WeChatRetries = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
	30 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}

// normalPath is a path without what some vendors' documents print: repeated slashes, /index.php/.
func normalPath(p string) string {
	for strings.Contains(p, "//") {
		p = strings.ReplaceAll(p, "//", "/")
	}
	if rest, ok := strings.CutPrefix(p, "/index.php/"); ok {
		return "/" + rest
	}
	return p
}

// wrongly is the lie of FaultWrongAmount and FaultWrongOrder about an order.
func wrongly(kind FaultKind) func(Order) Order {
	return func(o Order) Order {
		switch kind {
		case FaultWrongAmount:
			o.Amount += 100 // plausible, and never the right one
		case FaultWrongOrder:
			o.No, o.Own = anotherNo(o.No), anotherNo(o.Own)
		}
		return o
	}
}

// anotherNo is a number of the same shape that differs in its last character.
func anotherNo(no string) string {
	if no == "" {
		return ""
	}
	last := len(no) - 1
	if c := no[last]; c >= '0' && c <= '9' {
		return no[:last] + string('0'+(c-'0'+1)%10)
	}
	if no[last] == 'x' {
		return no[:last] + "y"
	}
	return no[:last] + "x"
}

// notificationRoute stands for a dialect's notifications in faults.
func (d Dialect) notificationRoute() *Route {
	return &Route{dialect: d.Name, Name: notifyRoute, NamesAmount: true, NamesOrder: true, Signed: true, Faults: d.NotifyFaults, sends: true}
}
