package practice

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"facepay/providers/practice"
	"facepay/providers/practice/alipaytrade"
)

// clockMax is the distance of a request's time from this clock.
const clockMax = 5 * time.Minute

// OtherSerial names a certificate of WeChat's that no till has: replies come under it with
// FaultWrongKey.
const OtherSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

// signedUnder is a reply's header with one of the faults of signatures, "" for none.
func signedUnder(fault practice.FaultKind, body []byte) http.Header {
	header := signedHeader(body, time.Now())
	switch fault {
	case practice.FaultUnsigned:
		return nil
	case practice.FaultWrongKey:
		text := header.Get("Wechatpay-Timestamp") + "\n" + header.Get("Wechatpay-Nonce") + "\n" + string(body) + "\n"
		header.Set("Wechatpay-Serial", OtherSerial)
		header.Set("Wechatpay-Signature", alipaytrade.Signature(merchantKey, text))
	}
	return header
}

// signedHeader signs a body at a time of the machine's clock, whatever the orders' is.
func signedHeader(body []byte, at time.Time) http.Header {
	unix, nonce := strconv.FormatInt(at.Unix(), 10), practice.Random(practice.BothCases, 32)
	return http.Header{
		"Wechatpay-Timestamp": {unix}, "Wechatpay-Nonce": {nonce}, "Wechatpay-Serial": {PublicKeyID},
		"Wechatpay-Signature": {alipaytrade.Signature(wechatKey, unix+"\n"+nonce+"\n"+string(body)+"\n")},
	}
}

var pair = regexp.MustCompile(`^(mchid|nonce_str|signature|timestamp|serial_no)="([^"]*)"$`)

// signedByShop reports whether the shop's key signed a request, within the clock's bounds.
func signedByShop(r practice.Request) bool {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "WECHATPAY2-SHA256-RSA2048 ")
	said := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		m := pair.FindStringSubmatch(part)
		if m == nil {
			return false
		}
		said[m[1]] = m[2]
	}
	unix, err := strconv.ParseInt(said["timestamp"], 10, 64)
	if !ok || err != nil || len(said) != 5 || said["mchid"] != MchID || said["serial_no"] != Serial || len(said["nonce_str"]) > 32 ||
		time.Since(time.Unix(unix, 0)).Abs() > clockMax || r.Header.Get("Wechatpay-Serial") != PublicKeyID {
		return false
	}
	path := r.Path
	if q := r.Query.Encode(); q != "" { // the till's are in this order and spelling
		path += "?" + q
	}
	text := r.Method + "\n" + path + "\n" + said["timestamp"] + "\n" + said["nonce_str"] + "\n" + string(r.Body) + "\n"
	sign, err := base64.StdEncoding.DecodeString(said["signature"])
	digest := sha256.Sum256([]byte(text))
	return err == nil && rsa.VerifyPKCS1v15(&merchantKey.PublicKey, crypto.SHA256, digest[:], sign) == nil
}

// seal is AEAD_AES_256_GCM with the APIv3 key.
func seal(plain []byte, nonce, associated string) string {
	block, err := aes.NewCipher([]byte(APIv3Key))
	if err != nil {
		panic("practice: the APIv3 key has no 32 bytes")
	}
	gcm, _ := cipher.NewGCM(block) // of AES always
	return base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), plain, []byte(associated)))
}
