package weidoufu

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"facepay/kiosk"
)

// params are the fields of a request: string for text, int64 for what the vendor takes
// as a JSON number. Those that are "" are neither signed nor sent.
type params map[string]any

func (p params) text(key string) string {
	switch v := p[key].(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// signed is p without what is empty and with its signature.
func (p params) signed(secretKey string) params {
	out := params{}
	for key, v := range p {
		if key != "sign" && p.text(key) != "" {
			out[key] = v
		}
	}
	out["sign"] = out.signature(secretKey)
	return out
}

// signature is weidoufu's over a request: the fields that are not empty by their names,
// as they are and not encoded, then the key; MD5 in upper case.
func (p params) signature(secretKey string) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(p)) {
		if v := p.text(key); v != "" && key != "sign" {
			b.WriteString(key + "=" + v + "&")
		}
	}
	b.WriteString("secret_key=" + secretKey)
	sum := md5.Sum([]byte(b.String()))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// noticeSignature is weidoufu's over the text of a notification's content.
func noticeSignature(content []byte, secretKey string) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write(content)
	sum := md5.Sum([]byte(hex.EncodeToString(mac.Sum(nil))))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// fits reports whether sign is noticeSignature of content, in constant time. Without a
// key nothing fits: anybody could have signed with none.
func fits(sign string, content []byte, secretKey string) bool {
	return secretKey != "" && hmac.Equal([]byte(sign), []byte(noticeSignature(content, secretKey)))
}

// pay_type, the number of a wallet.
const (
	typeWeChat   = int64(1)
	typeAlipay   = int64(2)
	typeUnionPay = int64(3)
)

var payTypes = map[kiosk.Wallet]int64{kiosk.WeChat: typeWeChat, kiosk.Alipay: typeAlipay, kiosk.UnionPay: typeUnionPay}
