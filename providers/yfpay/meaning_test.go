package yfpay

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
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
	g, _ := replying(t, signed(qr...))
	p := payment()
	a, err := g.OpenQR(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, kiosk.VerdictWaiting, a.Verdict)
	a, err = g.Query(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, kiosk.VerdictUnknown, a.Verdict)
	a, err = g.Charge(t.Context(), p, kiosk.NewPayCode(secret))
	require.NoError(t, err)
	require.Equal(t, kiosk.VerdictUnknown, a.Verdict)
	_, err = g.ReadNotification("", []byte(signed(qr...)))
	require.ErrorIs(t, err, kiosk.ErrNotification)
}
