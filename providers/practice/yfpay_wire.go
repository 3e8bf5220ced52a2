package practice

import (
	"bytes"
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

// yfpayFields is a message of yfpay's: the text of each member, null ones left
// out.
type yfpayFields map[string]string

var (
	errYFPayObject = errors.New("no JSON object")
	errYFPayTwice  = errors.New("a member stands twice")
)

// readYFPay reads a request. A number counts as it is written, and so does what
// is an object.
func readYFPay(body []byte) (yfpayFields, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errYFPayObject
	}
	f, seen := yfpayFields{}, map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string) // in an object it is one
		if seen[name] {
			return nil, errYFPayTwice
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		var text string
		switch {
		case string(value) == "null":
		case value[0] != '"':
			f[name] = string(value)
		case json.Unmarshal(value, &text) == nil:
			f[name] = text
		default:
			return nil, errYFPayObject
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errYFPayObject
	}
	return f, nil
}

// sign is the signature of f: every member but sign by the bytes of its name,
// empty ones too, then the institution's key.
func (f yfpayFields) sign(key string) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if name != "sign" {
			b.WriteString(name + "=" + f[name] + "&")
		}
	}
	sum := md5.Sum(append(b.Bytes(), "key="+key...))
	return hex.EncodeToString(sum[:])
}

// signedBy reports whether f carries its signature.
func (f yfpayFields) signedBy(key string) bool {
	return subtle.ConstantTimeCompare([]byte(f["sign"]), []byte(f.sign(key))) == 1
}

// sealed is f as JSON with its signature, which covers empty members too.
func (f yfpayFields) sealed(key string) []byte {
	f["sign"] = f.sign(key)
	body, _ := json.Marshal(f) // a map of strings always encodes
	return body
}

const (
	yfpayTime      = "20060102150405"
	yfpayNumberMax = 32
	// yfpayTextMax bounds a text such as order_body.
	yfpayTextMax = 512
	// yfpayFenDigitsMax is one digit under what kiosk takes for an amount.
	yfpayFenDigitsMax = 12
	// yfpayExpireMax is the longest validity, in minutes: a week.
	yfpayExpireMax = 7 * 24 * 60
)

// yfpayShapes are how the members of a request look; others are taken as they
// are, within yfpayTextMax.
var yfpayShapes = map[string]func(string) bool{
	"pay_type":        func(s string) bool { return yfpayWallets[s] != "" },
	"pay_trace_no":    yfpayNumber,
	"trade_no":        yfpayNumber,
	"query_trace_no":  yfpayNumber,
	"close_trace_no":  yfpayNumber,
	"refund_trace_no": yfpayNumber,
	"pay_time":        yfpayMoment,
	"close_time":      yfpayMoment,
	"total_amount":    func(s string) bool { return yfpayFen(s) > 0 },
	"refund_fee":      func(s string) bool { return yfpayFen(s) > 0 },
	"time_expire": func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= 1 && n <= yfpayExpireMax
	},
	"notify_url": func(s string) bool { return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") },
}

var yfpayWallets = map[string]kiosk.Wallet{"300": kiosk.Alipay, "400": kiosk.WeChat, "600": kiosk.UnionPay}

func yfpayPayType(w kiosk.Wallet) string {
	for payType, wallet := range yfpayWallets {
		if wallet == w {
			return payType
		}
	}
	return ""
}

func yfpayNumber(s string) bool {
	return s != "" && len(s) <= yfpayNumberMax && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune(bothCases+"-_", r)
	})
}

func yfpayMoment(s string) bool {
	_, err := time.ParseInLocation(yfpayTime, s, chinaTime)
	return err == nil
}

// yfpayFen is an amount in fen, 0 for what is none.
func yfpayFen(s string) kiosk.Fen {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > yfpayFenDigitsMax || strconv.FormatUint(n, 10) != s {
		return 0
	}
	return kiosk.Fen(n)
}

func yfpayAmount(f kiosk.Fen) string { return strconv.FormatInt(int64(f), 10) }

// wrong names the first member that must be there and is not, or that looks
// otherwise than it may; "" when all is well.
func (f yfpayFields) wrong(needed ...string) string {
	for _, name := range needed {
		if f[name] == "" {
			return name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		value := f[name]
		if shape := yfpayShapes[name]; len(value) > yfpayTextMax || value != "" && shape != nil && !shape(value) {
			return name
		}
	}
	return ""
}
