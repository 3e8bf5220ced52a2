package wechatpay

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/rsakey"
)

// scheme is the name of the request's signature.
const scheme = "WECHATPAY2-SHA256-RSA2048"

// clockMax is the distance of a signature's time from this machine's: WeChat's own.
const clockMax = 5 * time.Minute

// Errors about signatures. Each wraps kiosk.ErrForged: what it is said of proves nothing,
// least of all a payment.
var (
	ErrUnsigned     = fmt.Errorf("is not signed: %w", kiosk.ErrForged)
	ErrOtherSerial  = fmt.Errorf("is signed under a serial that is neither public_key_id nor in platform_certificate: %w", kiosk.ErrForged)
	ErrOld          = fmt.Errorf("was signed more than 5 minutes away from this machine's clock: %w", kiosk.ErrForged)
	ErrBadSignature = fmt.Errorf("has a signature that does not fit: %w", kiosk.ErrForged)
)

// signedRequest is the text of a request that is signed: five lines, each with its end.
// path has the query, as it is sent.
func signedRequest(method, path, unix, nonce string, body []byte) []byte {
	return []byte(method + "\n" + path + "\n" + unix + "\n" + nonce + "\n" + string(body) + "\n")
}

// signedReply is the text of a reply or notification that is signed: three lines.
func signedReply(unix, nonce string, body []byte) []byte {
	return []byte(unix + "\n" + nonce + "\n" + string(body) + "\n")
}

// authorization is the Authorization of a request.
func authorization(key *rsa.PrivateKey, merchant, serial, method, path string, body []byte, at time.Time, nonce string) (string, error) {
	unix := strconv.FormatInt(at.Unix(), 10)
	sign, err := rsakey.Sign(key, signedRequest(method, path, unix, nonce, body))
	if err != nil {
		return "", err
	}
	return scheme + ` mchid="` + merchant + `",nonce_str="` + nonce + `",signature="` + sign + `",timestamp="` + unix + `",serial_no="` + serial + `"`, nil
}

// Header fields of replies and notifications.
const (
	headerTime      = "Wechatpay-Timestamp"
	headerNonce     = "Wechatpay-Nonce"
	headerSignature = "Wechatpay-Signature"
	headerSerial    = "Wechatpay-Serial"
)

// verify tells whether WeChat signed body, by the header that came with it and keys by
// their bareSerial. Nothing of body is read before. Errors: ErrUnsigned, ErrOtherSerial,
// ErrOld, ErrBadSignature.
func verify(keys map[string]*rsa.PublicKey, get func(name string) string, body []byte, now time.Time) error {
	unix, nonce, sign, serial := get(headerTime), get(headerNonce), get(headerSignature), get(headerSerial)
	if unix == "" || nonce == "" || sign == "" || serial == "" {
		return ErrUnsigned
	}
	key := keys[bareSerial(serial)]
	if key == nil {
		return ErrOtherSerial
	}
	at, err := strconv.ParseInt(unix, 10, 64)
	if err != nil || strconv.FormatInt(at, 10) != unix {
		return ErrBadSignature
	}
	if rsakey.Verify(key, signedReply(unix, nonce, body), sign) != nil {
		return ErrBadSignature
	}
	if now.Sub(time.Unix(at, 0)).Abs() > clockMax { // only now: anybody could have written the time
		return ErrOld
	}
	return nil
}

// once is a header's field that came exactly once, "" otherwise: which of two holds would
// be a guess.
func once(h http.Header) func(string) string {
	return func(name string) string {
		if values := h.Values(name); len(values) == 1 {
			return values[0]
		}
		return ""
	}
}

var errSealed = errors.New("cannot be opened with api_v3_key")

// tagBytes is the size of AES-GCM's tag, at the end of the ciphertext.
const tagBytes = 16

// unseal opens AEAD_AES_256_GCM. The nonce has 12 bytes in every sample of WeChat's, and 16
// on one of its pages.
func unseal(key, ciphertext, nonce, associated string) ([]byte, error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(ciphertext)
	if err != nil || len(sealed) < tagBytes || len(nonce) != 12 && len(nonce) != 16 {
		return nil, errSealed
	}
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return nil, errSealed
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	if err != nil {
		return nil, errSealed
	}
	plain, err := gcm.Open(nil, []byte(nonce), sealed, []byte(associated))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

// bmp is s without characters of four bytes, such as emoji, which WeChat refuses.
func bmp(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return -1
		}
		return r
	}, s)
}
