package yfpay

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

// PAY_SUCCESS on prepay or minipay is never money, not even when such a reply
// turns up as the answer to a question about money.
func TestMeaning_AnOrderThatWasMadeIsNeverMoney(t *testing.T) {
	meanings := []reflect.Type{reflect.TypeFor[orderMade](), reflect.TypeFor[moneyTaken](), reflect.TypeFor[orderClosed](), reflect.TypeFor[moneyReturned]()}
	for i, a := range meanings {
		for j, b := range meanings {
			require.Equal(t, i == j, a.ConvertibleTo(b), "%v to %v", a, b)
		}
	}
	for _, word := range []string{wordSuccess, wordSucceess, wordInProcess, wordFail, wordRefund, "", "x"} {
		m := message{"result_code": word, "trade_state": "SUCCESS"}
		require.NotEqual(t, kiosk.VerdictPaid, madeOf(&prepayResults)(m).verdict(), word)
		require.NotEqual(t, kiosk.VerdictPaid, madeOf(&minipayResults)(m).verdict(), word)
		require.NotEqual(t, kiosk.VerdictPaid, orderClosedOf(m).verdict(), word)
		for _, field := range orderFields {
			m[field] = "x"
			require.False(t, chargedOf(m).taken(), "%s with %s", word, field)
			require.False(t, queriedOf(m).taken(), "%s with %s", word, field)
			delete(m, field)
		}
	}

	qr := ok("PAY_SUCCESS", echoes("qrcode", "weixin://wxpay/bizpayurl?pr=uEjiUsG")...)
	g := replying(t, signed(qr...))
	p := payment()
	require.Equal(t, kiosk.VerdictWaiting, wiretest.Call(g.OpenQR(t.Context(), p)).OK(t).Verdict)
	require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(g.Query(t.Context(), p)).OK(t).Verdict)
	require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(secret))).OK(t).Verdict)
	wiretest.Call(g.ReadNotification("", []byte(signed(qr...)))).Fails(t, kiosk.ErrNotification)
}
