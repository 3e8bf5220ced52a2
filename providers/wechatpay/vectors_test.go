package wechatpay

import (
	"crypto/rsa"
	"encoding/base64"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/rsakey"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire/wiretest"
)

const (
	ownTime   = "1767225600"
	ownNonce  = "0123456789ABCDEF0123456789ABCDEF"
	ownSerial = "PUB_KEY_ID_0119000001092026010100000000000001"
	ownV3Key  = "0123456789abcdef0123456789abcdef"
)

func publicKey(t testing.TB, text string) *rsa.PublicKey {
	return wiretest.Call(rsakey.ParsePublic(text)).OK(t)
}

func TestVectors_Requests(t *testing.T) {
	for name, c := range map[string]struct{ key, method, path, unix, nonce, body, sign string }{
		"official, order": {officialKey, "POST", "/v3/pay/transactions/jsapi", "1554208460", "593BEC0C930BF1AFEB40B4A08C8FB242", officialOrder, officialOrderSign},
		"official, refund query": {
			officialKey, "GET", "/v3/refund/domestic/refunds/123123123123", "1554208460", "593BEC0C930BF1AFEB40B4A08C8FB242", "", officialRefundSign,
		},
		"own, native": {ownKey, "POST", pathNative, ownTime, ownNonce, ownNative, ownNativeSign},
		"own, query":  {ownKey, "GET", pathOrder + "T20260101000001?mchid=1900000109", ownTime, ownNonce, "", ownQuerySign},
	} {
		t.Run(name, func(t *testing.T) {
			text := signedRequest(c.method, c.path, c.unix, c.nonce, []byte(c.body))
			require.NoError(t, rsakey.Verify(publicKey(t, c.key), text, c.sign))
			require.ErrorIs(t, rsakey.Verify(publicKey(t, c.key), append(text, '\n'), c.sign), rsakey.ErrSignature)
		})
	}
}

// signedBy is the header of a reply.
func signedBy(unix, nonce, sign, serial string) http.Header {
	return http.Header{headerTime: {unix}, headerNonce: {nonce}, headerSignature: {sign}, headerSerial: {serial}}
}

func clockAt(t testing.TB, unix string) time.Time {
	return time.Unix(wiretest.Call(strconv.ParseInt(unix, 10, 64)).OK(t), 0)
}

func TestVectors_Replies(t *testing.T) {
	for name, c := range map[string]struct{ key, unix, nonce, body, sign string }{
		"official":          {replyKey, replyTime, replyNonce, replyBody, replySign},
		"own, 204":          {ownKey, ownTime, ownNonce, "", ownEmptySign},
		"own, 202":          {ownKey, ownTime, ownNonce, `{"trade_state":"USERPAYING"}`, ownTakenSign},
		"own, notification": {ownKey, ownTime, ownNonce, ownNotice, ownNoticeSign},
	} {
		t.Run(name, func(t *testing.T) {
			keys, now := map[string]*rsa.PublicKey{ownSerial: publicKey(t, c.key)}, clockAt(t, c.unix)
			check := func(h http.Header, body string, now time.Time) error { return verify(keys, once(h), []byte(body), now) }
			good := signedBy(c.unix, c.nonce, c.sign, ownSerial)
			require.NoError(t, check(good, c.body, now))
			require.NoError(t, check(good, c.body, now.Add(300*time.Second)))
			require.NoError(t, check(good, c.body, now.Add(-300*time.Second)))
			require.ErrorIs(t, check(good, c.body, now.Add(301*time.Second)), ErrOld)
			require.ErrorIs(t, check(good, c.body, now.Add(-301*time.Second)), ErrOld)
			require.ErrorIs(t, check(good, c.body+" ", now), ErrBadSignature, "the bytes as they came, and no others")
			require.ErrorIs(t, check(signedBy(c.unix, c.nonce, c.sign, "PUB_KEY_ID_another"), c.body, now), ErrOtherSerial)
			require.ErrorIs(t, check(signedBy("0"+c.unix, c.nonce, c.sign, ownSerial), c.body, now), ErrBadSignature)
			require.ErrorIs(t, check(signedBy(c.unix, c.nonce, "WECHATPAY/SIGNTEST/"+c.sign, ownSerial), c.body, now), ErrBadSignature)
			for field := range good {
				without, twice := good.Clone(), good.Clone()
				without.Del(field)
				require.ErrorIs(t, check(without, c.body, now), ErrUnsigned, field)
				twice.Add(field, good.Get(field))
				require.ErrorIs(t, check(twice, c.body, now), ErrUnsigned, field)
				require.ErrorIs(t, check(without, c.body, now), kiosk.ErrForged)
			}
		})
	}
}

// Own signatures are openssl's: v3's of a request and v2's of a message.
func TestSignatures_AreOpenSSLs(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	key := wiretest.Call(rsakey.ParsePrivate(practice.MerchantKey)).OK(t)
	pem := file("apiclient_key.pem", []byte(practice.MerchantKey))
	for name, text := range map[string][]byte{
		"native":  signedRequest("POST", pathNative, ownTime, ownNonce, []byte(ownNative)),
		"query":   signedRequest("GET", pathOrder+"T20260101000001?mchid=1900000109", ownTime, ownNonce, nil),
		"a reply": signedReply(ownTime, ownNonce, []byte(`{"trade_state":"USERPAYING"}`)),
	} {
		out, err := exec.Command("openssl", "dgst", "-sha256", "-sign", pem, file("text", text)).Output()
		require.NoError(t, err, "openssl is among the packages of the tests")
		require.Equal(t, base64.StdEncoding.EncodeToString(out), wiretest.Call(rsakey.Sign(key, text)).OK(t), name)
	}
	f := fields{"appid": "wx8888888888888888", "body": "门店收款", "mch_id": "1900000109", "nonce_str": ownNonce, "total_fee": "1234", "attach": ""}
	const v2 = "appid=wx8888888888888888&body=门店收款&mch_id=1900000109&nonce_str=" + ownNonce + "&total_fee=1234&key=TEST_ONLY_KEY_123"
	for kind, args := range map[string][]string{signMD5: {"-md5"}, signHMAC: {"-sha256", "-hmac", "TEST_ONLY_KEY_123"}} {
		out, err := exec.Command("openssl", append(append([]string{"dgst", "-r"}, args...), file("v2", []byte(v2)))...).Output()
		require.NoError(t, err)
		digest, _, _ := strings.Cut(string(out), " ")
		require.Equal(t, strings.ToUpper(digest), signature(f, "TEST_ONLY_KEY_123", kind))
	}
}

func TestVectors_AES(t *testing.T) {
	plain := wiretest.Call(unseal("testAPIv3Key0000", "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC", "wCq51qZv4Yfg", "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8")).OK(t)
	require.Equal(t, "Hello World", string(plain))
	require.Equal(t, ownPlain, string(wiretest.Call(unseal(ownV3Key, ownSealed, "fedcba987654", "transaction")).OK(t)))
	for name, c := range map[string][4]string{
		"nonce of 11":     {ownV3Key, ownSealed, "fedcba98765", "transaction"},
		"nonce of 16":     {ownV3Key, ownSealed, "fedcba9876540000", "transaction"},
		"no nonce":        {ownV3Key, ownSealed, "", "transaction"},
		"other data":      {ownV3Key, ownSealed, "fedcba987654", ""},
		"other key":       {"0123456789abcdef0123456789abcdeX", ownSealed, "fedcba987654", "transaction"},
		"key of 31":       {ownV3Key[:31], ownSealed, "fedcba987654", "transaction"},
		"no content":      {ownV3Key, "", "fedcba987654", "transaction"},
		"no base64":       {ownV3Key, ownSealed + "!", "fedcba987654", "transaction"},
		"only half a tag": {ownV3Key, "AAAAAAAAAAA=", "fedcba987654", "transaction"},
	} {
		wiretest.Call(unseal(c[0], c[1], c[2], c[3])).Fails(t, errSealed, name)
	}
}

func TestVectors_V2(t *testing.T) {
	official := fields{"appid": "wxd930ea5d5a258f4f", "body": "test", "device_info": "1000", "mch_id": "10000100", "nonce_str": "ibuaiVcKdpRxkhJA"}
	const key = "192006250b4c09247ec02edce69f6a2d"
	require.Equal(t, "9A0A8659F005D6984697E2CA0A9CF3B7", signature(official, key, signMD5))
	require.Equal(t, "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6", signature(official, key, signHMAC))
	own := fields{
		"appid": "wx8888888888888888", "auth_code": "134567890123456789", "body": "门店收款", "mch_id": "1900000109", "nonce_str": ownNonce,
		"out_trade_no": "T20260101000001", "sign_type": signHMAC, "spbill_create_ip": "127.0.0.1", "total_fee": "1234", "attach": "",
	}
	require.Equal(t, "568B5413F5367C7A48AF1C792524CFD12CF4CAA0F71E37E52587FE74FE801498", signature(own, "TEST_ONLY_KEY_123", signHMAC))

	own[signField] = signature(own, "TEST_ONLY_KEY_123", signHMAC)
	again := wiretest.Call(decodeXML(own.encode())).OK(t)
	require.Equal(t, own, again)
	require.NoError(t, again.signedBy("TEST_ONLY_KEY_123"))
	require.ErrorIs(t, again.signedBy("TEST_ONLY_KEY_124"), ErrBadSignature)
	again["total_fee"] = "1"
	require.ErrorIs(t, again.signedBy("TEST_ONLY_KEY_123"), ErrBadSignature)
	delete(again, signField)
	require.ErrorIs(t, again.signedBy("TEST_ONLY_KEY_123"), ErrUnsigned)
}
