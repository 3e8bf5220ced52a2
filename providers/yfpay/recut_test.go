package yfpay

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

// changed is a signed object whose fields f has cut otherwise, so that its signature
// still fits.
func changed(t *testing.T, object string, cut func(f map[string]string)) string {
	var f map[string]string
	require.NoError(t, json.Unmarshal([]byte(object), &f))
	cut(f)
	require.Equal(t, f["sign"], seal(f, key), "the signature still fits")
	b := wiretest.Call(json.Marshal(f)).OK(t)
	return string(b)
}

// recut moves fields into the value of the one that stands before them in the
// signed text.
func recut(t *testing.T, object, into string, hidden ...string) string {
	return changed(t, object, func(f map[string]string) {
		for _, name := range hidden {
			f[into] += "&" + name + "=" + f[name]
			delete(f, name)
		}
	})
}

// renamed moves the beginning of a field's value into its name.
func renamed(t *testing.T, object, field, beginning string) string {
	return changed(t, object, func(f map[string]string) {
		rest, begins := strings.CutPrefix(f[field], beginning+"=")
		require.True(t, begins)
		delete(f, field)
		f[field+"="+beginning] = rest
	})
}

// "Order made" and "paid" are the same word. What tells them apart, the QR, must
// not be hidden in another field.
func TestSignature_AnOrderThatWasMadeCannotBeRecutIntoMoney(t *testing.T) {
	const qr = "weixin://wxpay/bizpayurl?pr=uEjiUsG"
	made := signed(ok("PAY_SUCCESS", echoes("pay_type", "400", "qrcode", qr)...)...)
	for name, forged := range map[string]string{
		"the QR":              recut(t, made, "pay_type", "qrcode"),
		"the QR and the kind": recut(t, made, "pay_trace_no", "pay_type", "qrcode"),
		"the QR in its name":  renamed(t, made, "qrcode", "weixin://wxpay/bizpayurl?pr"),
		"a mini-program's":    recut(t, signed(ok("PAY_SUCCESS", echoes("nonceStr", "a", "packages", "prepay_id=1", "paySign", "b", "signType", "MD5")...)...), "nonceStr", "packages", "paySign"),
		"a refund's number":   recut(t, signed(ok("PAY_SUCCESS", echoes("pay_type", "400", "refund_fee", "40", "refund_trace_no", "r1")...)...), "pay_type", "refund_fee", "refund_trace_no"),
	} {
		t.Run(name, func(t *testing.T) {
			wiretest.Call(listener().ReadNotification("application/json", []byte(forged))).Fails(t, kiosk.ErrForged)
			g := replying(t, forged)
			a, err := g.Query(t.Context(), payment())
			require.NotEqual(t, kiosk.VerdictPaid, a.Verdict)
			require.ErrorIs(t, err, kiosk.ErrForged)
		})
	}
	require.Equal(t, qr, wiretest.Call(replying(t, made).OpenQR(t.Context(), payment())).OK(t).QR)

	link := "https://pay.example/q?mch_no=" + mchNo + "&pay_trace_no=" + ownNum + "&total_amount=100"
	g := replying(t, signed(ok("PAY_SUCCESS", echoes("pay_type", "400", "qrcode", link)...)...))
	a := wiretest.Call(g.OpenQR(t.Context(), payment())).OK(t)
	require.Equal(t, link, a.QR, "a link's own parameters are no other fields")
}
