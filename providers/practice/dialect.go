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
}

// route is one call of a vendor.
type route struct {
	dialect string
	name    string // what faults name, such as "tofastpay"
	path    string // after normalPath
	// code finds the payment code in a request; nil where there is none.
	code func(request) kiosk.Code
	// namesAmount and namesOrder tell whether a reply names them, so that one
	// can be wrong.
	namesAmount, namesOrder bool
	serve                   func(*book, request) reply
}

func (rt *route) fullName() string { return rt.dialect + "/" + rt.name }

// dialects are all that are spoken. Each is a file of its own.
func dialects(c Config) []dialect {
	return []dialect{lepay(c)}
}

// request is one call as it came, already read and bounded.
type request struct {
	base string     // scheme and host that the caller used
	form url.Values // of a form body; empty for others
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
			last := len(o.No) - 1
			o.No = o.No[:last] + string('0'+(o.No[last]-'0'+1)%10)
		}
		return o
	}
}
