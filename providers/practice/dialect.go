package practice

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
)

// dialect is one vendor's way to speak of the order book.
type dialect struct {
	name   string
	routes []route
	// notify says what to send, and where, when an order has changed (scanned,
	// paid, refused, closed) or, with a refund, when money went back. An empty
	// url is nothing to send. nil: this vendor notifies nobody. It is called
	// under the book's lock and may not ask the book.
	notify func(Order, *Refund) (url, contentType string, body []byte)
	// accepts reports whether a till's answer to a notification ends it.
	accepts func(status int, body []byte) bool
	// retries are the waits before a notification is sent again, by the vendor's
	// schedule; after the last it is given up.
	retries []time.Duration
}

// route is one call of a vendor.
type route struct {
	dialect string
	name    string // what faults name, such as "tofastpay"
	method  string // "" is POST
	// path is after normalPath. One that ends in "/*" stands for every path that
	// goes on there; request.rest is what follows.
	path string
	// code finds the payment code in a request; nil where there is none.
	code func(request) kiosk.PayCode
	// namesAmount and namesOrder tell whether a reply names them, so that one
	// can be wrong.
	namesAmount, namesOrder bool
	// signed: a reply carries its signature as "sign", so that it can be forged.
	signed bool
	serve  func(*book, request) reply
	// sends marks the made-up route under which faults name notifications.
	sends bool
}

func (rt *route) fullName() string { return rt.dialect + "/" + rt.name }

// dialects are all that are spoken. Each is a file of its own.
func dialects(c Config) []dialect {
	return []dialect{
		lepay(c),
		yfpay(c),
		weidoufu(c),
		smallsaas(c),
		alipayService(c),
	}
}

// request is one call as it came, already read and bounded.
type request struct {
	base        string // scheme and host that the caller used
	method      string
	path        string // after normalPath
	rest        string // what follows a route's path that ends in "/*", decoded
	header      http.Header
	contentType string     // of the body, without parameters and in lower case; "" when none can be read
	query       url.Values // of the address; empty when it cannot be read
	form        url.Values // of a form body; empty for others
	body        []byte     // all of it, within bodyBytesMax
	// tell turns an order into what the reply says of it: the same, or the
	// wrong one when a fault asks for that.
	tell func(Order) Order
	// phoneURL is the base of the customer page for real phones, "" for none.
	phoneURL string
}

// qr makes the QR text of orders when phones can open the page; nil otherwise.
func (r request) qr() func(no string) string {
	if r.phoneURL == "" {
		return nil
	}
	return func(no string) string { return r.phoneURL + "/pay/" + no }
}

// reply is what a dialect answers, before any fault.
type reply struct {
	status int
	body   []byte
	header http.Header // beside, or instead of, the usual Content-Type of JSON
	// fault and delay are what this reply's payment code asks for.
	fault FaultKind
	delay time.Duration
}

// replyJSON is a reply with status 200; v is one of the dialect's own structs.
func replyJSON(v any) reply {
	body, err := json.Marshal(v)
	if err != nil {
		return replyError(fmt.Errorf("encode %T: %w", v, err))
	}
	return reply{status: http.StatusOK, body: body}
}

// byCode adds what the payment code of a charged order asks for.
func (r reply) byCode(o Order) reply {
	switch CodeBehaviours[o.CodeTail] {
	case CodeAnswerLost:
		r.fault = FaultLoseAnswer
	case CodeSlow:
		r.delay = slowAnswer
	}
	return r
}

// replyError is this gateway's own failure, such as a full disk.
func replyError(err error) reply {
	body, _ := json.Marshal(map[string]string{"error": err.Error()}) // a map of strings always encodes
	return reply{status: http.StatusInternalServerError, body: body}
}

// normalPath is a path without repeated slashes and without the front
// controller that some vendors' documents print (//index.php/…).
func normalPath(p string) string {
	var b strings.Builder
	for i := range len(p) {
		if p[i] == '/' && i > 0 && p[i-1] == '/' {
			continue
		}
		b.WriteByte(p[i])
	}
	p = b.String()
	if rest, ok := strings.CutPrefix(p, "/index.php/"); ok {
		return "/" + rest
	}
	return p
}

// wrongly is what FaultWrongAmount and FaultWrongOrder say of an order.
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

// notices is the made-up route under which faults name a dialect's
// notifications.
func (d dialect) notices() *route {
	return &route{dialect: d.name, name: notifyRoute, namesAmount: true, namesOrder: true, signed: true, sends: true}
}
