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
	"facepay/providers/practice"
)

// message has the text of each member, null ones left out.
type message map[string]string

var (
	errNotObject = errors.New("no JSON object")
	errTwice     = errors.New("a member stands twice")
)

// readMessage reads a request. Numbers and objects count as they are written.
func readMessage(body []byte) (message, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errNotObject
	}
	f, seen := message{}, map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string) // in an object it is one
		if seen[name] {
			return nil, errTwice
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
			return nil, errNotObject
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errNotObject
	}
	return f, nil
}

// sign is over every member but sign, empty ones too, by the bytes of its name, then the key.
func (f message) sign(key string) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if name != "sign" {
			b.WriteString(name + "=" + f[name] + "&")
		}
	}
	sum := md5.Sum(append(b.Bytes(), "key="+key...))
	return hex.EncodeToString(sum[:])
}

func (f message) signedBy(key string) bool {
	return subtle.ConstantTimeCompare([]byte(f["sign"]), []byte(f.sign(key))) == 1
}

// sealed is f as JSON with its signature, which covers empty members too.
func (f message) sealed(key string) []byte {
	f["sign"] = f.sign(key)
	body, _ := json.Marshal(f) // a map of strings always encodes
	return body
}

const (
	timeLayout   = "20060102150405"
	numberMax    = 32
	textMax      = 512         // bounds a text such as order_body
	fenDigitsMax = 12          // one digit under what kiosk takes for an amount
	expireMax    = 7 * 24 * 60 // the longest validity, in minutes: a week
)

// shapes check members of a request; others are as they are, within textMax.
var shapes = map[string]func(string) bool{
	"pay_type":        func(s string) bool { return wallets[s] != "" },
	"pay_trace_no":    isNumber,
	"trade_no":        isNumber,
	"query_trace_no":  isNumber,
	"close_trace_no":  isNumber,
	"refund_trace_no": isNumber,
	"pay_time":        isTime,
	"close_time":      isTime,
	"total_amount":    func(s string) bool { return fenOf(s) > 0 },
	"refund_fee":      func(s string) bool { return fenOf(s) > 0 },
	"time_expire": func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= 1 && n <= expireMax
	},
	"notify_url": func(s string) bool { return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") },
}

var wallets = map[string]kiosk.Wallet{"300": kiosk.Alipay, "400": kiosk.WeChat, "600": kiosk.UnionPay}

func payTypeOf(w kiosk.Wallet) string {
	for payType, wallet := range wallets {
		if wallet == w {
			return payType
		}
	}
	return ""
}

func isNumber(s string) bool {
	return s != "" && len(s) <= numberMax && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune(practice.BothCases+"-_", r)
	})
}

func isTime(s string) bool {
	_, err := time.ParseInLocation(timeLayout, s, practice.China)
	return err == nil
}

// fenOf is an amount in fen, 0 for what is none.
func fenOf(s string) kiosk.Fen {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > fenDigitsMax || strconv.FormatUint(n, 10) != s {
		return 0
	}
	return kiosk.Fen(n)
}

func fenText(f kiosk.Fen) string { return strconv.FormatInt(int64(f), 10) }

// wrong names the first member that is missing or looks otherwise than it may; "": none.
func (f message) wrong(needed ...string) string {
	for _, name := range needed {
		if f[name] == "" {
			return name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		value := f[name]
		if shape := shapes[name]; len(value) > textMax || value != "" && shape != nil && !shape(value) {
			return name
		}
	}
	return ""
}
