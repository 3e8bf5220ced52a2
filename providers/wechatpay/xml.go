package wechatpay

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"facepay/providers/wire"
)

// fields are the elements of a v2 message, each a text.
type fields map[string]string

const (
	// fieldsMax bounds a message's elements; micropay's, with its coupons, has some 50.
	fieldsMax = 200
	signField = "sign"
	// signHMAC is the better of v2's two; a message without sign_type is signed by MD5.
	signHMAC = "HMAC-SHA256"
	signMD5  = "MD5"
)

var (
	errNotXML  = errors.New("is not XML of one level")
	errTwice   = errors.New("names an element twice")
	errTooMany = errors.New("has too many elements")
	errRecut   = errors.New("can be read in two ways")
)

// signature signs fields: all but sign that say anything, sorted, as k=v joined by &, then
// the key (WeChat v2, 安全规范).
func signature(f fields, key, kind string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if name != signField && f[name] != "" {
			b.WriteString(name + "=" + f[name] + "&")
		}
	}
	b.WriteString("key=" + key)
	if kind == signHMAC {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(b.String()))
		return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
	}
	sum := md5.Sum([]byte(b.String()))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// signedBy tells whether f was signed by key, in the way of the request or in the one that
// f names.
func (f fields) signedBy(key string) error {
	kind := signHMAC
	if f["sign_type"] == signMD5 {
		kind = signMD5
	}
	switch {
	case f[signField] == "":
		return ErrUnsigned
	case subtle.ConstantTimeCompare([]byte(f[signField]), []byte(signature(f, key, kind))) != 1:
		return ErrBadSignature
	case wire.Recut(f, fieldsRead, signField):
		return errRecut
	}
	return nil
}

// fieldsRead are the elements that this package makes anything of.
var fieldsRead = []string{
	"appid", "err_code", "err_code_des", "mch_id", "openid", "out_trade_no", "recall", "result_code", "return_code", "return_msg", "sign_type",
	"time_end", "total_fee", "trade_state", "trade_state_desc", "transaction_id",
}

// encode is f as XML.
func (f fields) encode() []byte {
	var b bytes.Buffer
	b.WriteString("<xml>")
	for _, name := range slices.Sorted(maps.Keys(f)) {
		b.WriteString("<" + name + ">")
		_ = xml.EscapeText(&b, []byte(f[name])) // a buffer takes everything
		b.WriteString("</" + name + ">")
	}
	b.WriteString("</xml>")
	return b.Bytes()
}

// decodeXML reads XML of one level, without document types and entities of its own.
func decodeXML(body []byte) (fields, error) {
	d := xml.NewDecoder(bytes.NewReader(wire.Trimmed(body)))
	f, depth, name, text := fields{}, 0, "", ""
	for {
		t, err := d.Token()
		if err == io.EOF && depth == 0 && len(f) > 0 {
			return f, nil
		}
		if err != nil {
			return nil, errNotXML
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth > 2, depth == 1 && (t.Name.Local != "xml" || len(f) > 0), len(t.Attr) > 0, t.Name.Space != "":
				return nil, errNotXML
			case depth == 2:
				if name, text = t.Name.Local, ""; f.has(name) {
					return nil, errTwice
				}
			}
		case xml.EndElement:
			if depth == 2 {
				f[name] = text
			}
			if depth--; len(f) > fieldsMax {
				return nil, errTooMany
			}
		case xml.CharData:
			switch {
			case depth == 2:
				text += string(t)
			case len(bytes.TrimSpace(t)) > 0:
				return nil, errNotXML
			}
		case xml.ProcInst:
			if t.Target != "xml" || depth > 0 || len(f) > 0 {
				return nil, errNotXML
			}
		default:
			return nil, errNotXML
		}
	}
}

func (f fields) has(name string) bool { _, is := f[name]; return is }

// object is f for the readers of texts.
func (f fields) object() wire.Object {
	o := wire.Object{}
	for name, text := range f {
		o[name] = text
	}
	return o
}
