package wechatpay

import (
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"crypto/aes"
	"crypto/cipher"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/rsakey"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire/wiretest"
)

// vectorShop is the shop of the vectors, at their time.
func vectorShop(t testing.TB) *Gateway {
	g := at(t, "http://127.0.0.1:1")
	g.cfg.MerchantID, g.cfg.AppID, g.cfg.APIv3Key = "1900000109", "wx8888888888888888", ownV3Key
	g.keys.wechat = map[string]*rsa.PublicKey{ownSerial: publicKey(t, ownKey)}
	now := clockAt(t, ownTime)
	g.now = func() time.Time { return now }
	return g
}

func TestNotification_Vector(t *testing.T) {
	g := vectorShop(t)
	header := once(signedBy(ownTime, ownNonce, ownNoticeSign, ownSerial))
	amount := kiosk.Fen(1234)
	want := kiosk.Notification{OrderNo: "T20260101000001", Answer: kiosk.Answer{
		Verdict: kiosk.VerdictPaid, Order: "T20260101000001", Amount: &amount, TradeNo: "4200000000202601010000000001",
		PaidAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}}
	n := wiretest.Call(g.WithHeader(header).ReadNotification("application/json", []byte(ownNotice))).OK(t)
	require.True(t, want.Answer.PaidAt.Equal(n.Answer.PaidAt))
	n.Answer.PaidAt = want.Answer.PaidAt
	require.Equal(t, want, n)
	wiretest.Call(g.ReadNotification("application/json", []byte(ownNotice))).Fails(t, kiosk.ErrForged, "without its header")

	for name, change := range map[string]func(*Gateway){
		"another shop's": func(g *Gateway) { g.cfg.MerchantID = "1900000110" }, "another app's": func(g *Gateway) { g.cfg.AppID = "wx1" },
		"another key's": func(g *Gateway) { g.cfg.APIv3Key = practice.APIv3Key },
	} {
		other := vectorShop(t)
		change(other)
		wiretest.Call(other.WithHeader(header).ReadNotification("", []byte(ownNotice))).Fails(t, kiosk.ErrNotification, name)
	}
	late := vectorShop(t)
	late.now = func() time.Time { return clockAt(t, ownTime).Add(301 * time.Second) }
	wiretest.Call(late.WithHeader(header).ReadNotification("", []byte(ownNotice))).Fails(t, kiosk.ErrForged)
}

// sealed is a notification of the practice shop around content, and its header.
func sealed(t testing.TB, event, content, nonce string) (string, func(string) string) {
	block := wiretest.Call(aes.NewCipher([]byte(practice.APIv3Key))).OK(t)
	ciphertext := ""
	if nonce != "" {
		gcm := wiretest.Call(cipher.NewGCMWithNonceSize(block, len(nonce))).OK(t)
		ciphertext = base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), []byte(content), nil))
	}
	body := fmt.Sprintf(`{"id":"EV-1","event_type":%q,"resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":%q,"nonce":%q}}`, event, ciphertext, nonce)
	return body, headerOf(t, body)
}

func headerOf(t testing.TB, body string) func(string) string {
	unix := fmt.Sprint(time.Now().Unix())
	return once(signedBy(unix, ownNonce, wiretest.Call(rsakey.Sign(wechatKey, signedReply(unix, ownNonce, []byte(body)))).OK(t), practice.PublicKeyID))
}

func TestNotification_Contents(t *testing.T) {
	g := at(t, "http://127.0.0.1:1")
	const twelve = "0123456789ab"
	back := `{"mchid":"` + practice.MchID + `","out_trade_no":"` + number + `","out_refund_no":"R1","refund_status":"SUCCESS"}`
	for _, nonce := range []string{twelve, twelve + "cdef"} {
		for _, event := range []string{"REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"} {
			body, header := sealed(t, event, back, nonce)
			n := wiretest.Call(g.WithHeader(header).ReadNotification("", []byte(body))).OK(t)
			require.Equal(t, kiosk.Notification{OrderNo: number, Refund: true, Answer: kiosk.Answer{Order: number, Verdict: kiosk.VerdictUnknown}}, n)
		}
	}
	for _, row := range noticeStates.Rows {
		body, header := sealed(t, eventPaid, orderObject(row.Code), twelve)
		n := wiretest.Call(g.WithHeader(header).ReadNotification("", []byte(body))).OK(t)
		require.Equal(t, row.Class.Verdict(), n.Answer.Verdict, row.Code)
	}
	for name, c := range map[string]struct{ event, content, nonce string }{
		"nonce of 11":            {eventPaid, orderObject("SUCCESS"), twelve[:11]},
		"no nonce":               {eventPaid, orderObject("SUCCESS"), ""},
		"another event":          {"COUPON.USE", orderObject("SUCCESS"), twelve},
		"an unlisted state":      {eventPaid, orderObject("NO_SUCH_WORD"), twelve},
		"no amount":              {eventPaid, orderObject("SUCCESS", "amount", ""), twelve},
		"no merchant":            {eventPaid, orderObject("NOTPAY", "mchid", ""), twelve},
		"no number":              {eventPaid, orderObject("NOTPAY", "out_trade_no", ""), twelve},
		"no object":              {eventPaid, `[]`, twelve},
		"another shop's refund":  {"REFUND.SUCCESS", strings.Replace(back, practice.MchID, "1900000002", 1), twelve},
		"a refund of no payment": {"REFUND.SUCCESS", strings.Replace(back, number, "", 1), twelve},
	} {
		body, header := sealed(t, c.event, c.content, c.nonce)
		wiretest.Call(g.WithHeader(header).ReadNotification("", []byte(body))).Fails(t, kiosk.ErrNotification, name)
	}
	for name, body := range map[string]string{
		"v2's XML": "<xml><return_code>SUCCESS</return_code></xml>", "empty": "", "no resource": `{"event_type":"TRANSACTION.SUCCESS"}`,
		"an empty resource": `{"event_type":"TRANSACTION.SUCCESS","resource":{}}`, "a resource that is a text": `{"event_type":"TRANSACTION.SUCCESS","resource":"x"}`,
		"another algorithm": `{"event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_SM4_GCM"}}`, "long": strings.Repeat(" ", noticeBytesMax+1),
	} {
		wiretest.Call(g.WithHeader(headerOf(t, body)).ReadNotification("", []byte(body))).Fails(t, kiosk.ErrNotification, name)
	}
	contentType, ack := g.NotificationAck()
	require.Empty(t, contentType+string(ack))
}
