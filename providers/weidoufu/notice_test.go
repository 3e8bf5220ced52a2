package weidoufu

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

func noticing() *Gateway { return New("weidoufu", full("https://open.weidoufu.com"), nil) }

// notice is a notification of content, signed with key.
func notice(content, key string) string {
	return `{"sign":"` + noticeSignature([]byte(content), key) + `","content":` + content + `}`
}

// printed is noticeContent with something else in it.
func printed(old, instead string) string { return strings.Replace(noticeContent, old, instead, 1) }

func TestGateway_ReadNotice(t *testing.T) {
	paid := kiosk.Notification{OrderNo: ownNo, Answer: kiosk.Answer{
		Verdict: kiosk.VerdictPaid, Order: ownNo, Amount: fen(100), TradeNo: "4200000000000001",
		PaidAt: time.Date(2024, 1, 1, 4, 0, 30, 0, time.UTC).In(wire.China),
	}}
	says := func(change func(*kiosk.Notification)) kiosk.Notification { n := paid; change(&n); return n }
	unpaid := func(v kiosk.Verdict) kiosk.Notification {
		return says(func(n *kiosk.Notification) { n.Answer.Verdict, n.Answer.PaidAt = v, time.Time{} })
	}
	spaced := strings.ReplaceAll(noticeContent, `,"`, ",\n  \"")
	inString := wiretest.Call(json.Marshal(noticeContent)).OK(t)
	tests := []struct {
		name, body string
		want       kiosk.Notification
	}{
		{"facts, 004 notification", `{"sign":"` + noticeSign + `","content":` + noticeContent + `}`, paid},
		{"facts, 004 notification, signed as it came", notice(spaced, testSK), paid},
		{"facts, 004 notification, signed without white space", `{"sign":"` + noticeSign + `","content":` + spaced + `}`, paid},
		{"content first, byte order mark, line ends", "\uFEFF{ \"content\" : " + noticeContent + " ,\n\"sign\" : \"" + noticeSign + "\" }\n", paid},
		{"content in a string", `{"sign":"` + noticeSign + `","content":` + string(inString) + `}`, paid},
		{"facts, 004 notification, status 1", notice(printed(`"status":2`, `"status":1`), testSK), unpaid(kiosk.VerdictWaiting)},
		{"facts, 004 notification, status 3", notice(printed(`"status":2`, `"status":3`), testSK), unpaid(kiosk.VerdictClosed)},
		{"another status", notice(printed(`"status":2`, `"status":5`), testSK), unpaid(kiosk.VerdictUnknown)},
		{"no status", notice(printed(`"status":2,`, ``), testSK), unpaid(kiosk.VerdictUnknown)},
		{"status and amount as text", notice(strings.Replace(printed(`"status":2`, `"status":"2"`), `"total_fee":100`, `"total_fee":"100"`, 1), testSK), paid},
		{"closed before anybody scanned: no wallet's number, no time", notice(`{"mch_trade_no":"202401010000000000000001","out_order_no":"KIOSK202401010000000001","transaction_id":"","total_fee":100,"pay_time":"","status":3}`, testSK),
			says(func(n *kiosk.Notification) {
				n.Answer = kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: ownNo, Amount: fen(100), TradeNo: "202401010000000000000001"}
			})},
		{"time that is none", notice(printed("2024-01-01 12:00:30", "yesterday"), testSK), says(func(n *kiosk.Notification) { n.Answer.PaidAt = time.Time{} })},
		{"another amount and order are for the till to see", notice(strings.ReplaceAll(printed(`"total_fee":100`, `"total_fee":1`), ownNo, docNo), testSK),
			says(func(n *kiosk.Notification) { n.OrderNo, n.Answer.Order, n.Answer.Amount = docNo, docNo, fen(1) })},
		{"characters that JSON may escape", notice(printed(`"attach":""`, `"attach":"茶 \/ <b> \u8336 & \ud83d\ude00"`), testSK), paid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, kind := range []string{"application/json", "text/plain", ""} {
				require.Equal(t, tt.want, wiretest.Call(noticing().ReadNotification(kind, []byte(tt.body))).OK(t))
			}
		})
	}
}

func TestGateway_ReadNotice_Refused(t *testing.T) {
	inString := wiretest.Call(json.Marshal(strings.ReplaceAll(noticeContent, ",", ", "))).OK(t)
	sign := `"sign":"` + noticeSign + `"`
	real := `{` + sign + `,"content":` + noticeContent + `}`
	tests := []struct {
		name, body string
		want       error
	}{
		{"no signature", `{"content":` + noticeContent + `}`, kiosk.ErrForged},
		{"empty signature", `{"sign":"","content":` + noticeContent + `}`, kiosk.ErrForged},
		{"signature that is no text", `{"sign":{"$ne":""},"content":` + noticeContent + `}`, kiosk.ErrForged},
		{"signature is null", `{"sign":null,"content":` + noticeContent + `}`, kiosk.ErrForged},
		{"a digit of the signature", strings.Replace(real, "103EFA", "103EFB", 1), kiosk.ErrForged},
		{"half a signature", strings.Replace(real, noticeSign, noticeSign[:16], 1), kiosk.ErrForged},
		{"signature in lower case", strings.Replace(real, noticeSign, strings.ToLower(noticeSign), 1), kiosk.ErrForged},
		{"signed with another key", notice(noticeContent, "SKother"), kiosk.ErrForged},
		{"signed with no key", notice(noticeContent, ""), kiosk.ErrForged},
		{"signed as requests are", `{"sign":"` + vectorParams().signature(testSK) + `","content":` + noticeContent + `}`, kiosk.ErrForged},
		{"another amount under the same signature", strings.Replace(real, `"total_fee":100`, `"total_fee":1`, 1), kiosk.ErrForged},
		{"another status under the same signature", strings.Replace(notice(printed(`"status":2`, `"status":1`), testSK), `"status":1`, `"status":2`, 1), kiosk.ErrForged},
		{"a second status behind the signed one", strings.Replace(real, `"status":2`, `"status":2,"status":2`, 1), kiosk.ErrForged},
		{"a second content behind the signed one", strings.TrimSuffix(real, "}") + `,"content":{"status":2}}`, kiosk.ErrForged},
		{"no content", `{` + sign + `}`, kiosk.ErrForged},
		{"the fields beside the signature instead of within content", `{` + sign + `,` + noticeContent[1:], kiosk.ErrForged},
		{"content in a string, not signed as it stands there", `{` + sign + `,"content":` + string(inString) + `}`, kiosk.ErrForged},
		{"empty", ``, kiosk.ErrNotification},
		{"no JSON", `sign=` + noticeSign, kiosk.ErrNotification},
		{"a list", `[` + real + `]`, kiosk.ErrNotification},
		{"cut off", real[:len(real)-1], kiosk.ErrNotification},
		{"two at once", real + real, kiosk.ErrNotification},
		{"nested without end", strings.Repeat(`{"content":`, 20_000) + strings.Repeat(`}`, 20_000), kiosk.ErrNotification},
		{"larger than any", `{"x":"` + strings.Repeat("0", noticeBytesMax) + `",` + real[1:], kiosk.ErrNotification},
		{"signed, content is no object", notice(`[1]`, testSK), kiosk.ErrNotification},
		{"signed, content is null", notice(`null`, testSK), kiosk.ErrNotification},
		{"signed, a field twice", notice(printed(`"status":2`, `"status":1,"status":2`), testSK), kiosk.ErrNotification},
		{"signed, nested deep", notice(printed(`"attach":""`, `"attach":`+strings.Repeat(`[`, 100)+strings.Repeat(`]`, 100)), testSK), kiosk.ErrNotification},
		{"signed, no order", notice(printed(`"out_order_no":"`+ownNo+`",`, ``), testSK), kiosk.ErrNotification},
		{"signed, order of no till's form", notice(printed(ownNo, "1' OR '1"), testSK), kiosk.ErrNotification},
		{"signed, paid without an amount", notice(printed(`"total_fee":100,`, ``), testSK), kiosk.ErrNotification},
		{"signed, amount in yuan", notice(printed(`"total_fee":100`, `"total_fee":1.00`), testSK), kiosk.ErrNotification},
		{"signed, amount below 0", notice(printed(`"total_fee":100`, `"total_fee":-100`), testSK), kiosk.ErrNotification},
		{"signed, amount as an exponent", notice(printed(`"total_fee":100`, `"total_fee":1e2`), testSK), kiosk.ErrNotification},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := noticing().ReadNotification("application/json", []byte(tt.body))
			require.ErrorIs(t, err, tt.want)
			require.Zero(t, n)
			require.NotContains(t, err.Error(), testSK)
		})
	}
	t.Run("a till without a key believes nobody", func(t *testing.T) {
		c := full("https://open.weidoufu.com")
		c.SecretKey = ""
		wiretest.Call(New("weidoufu", c, nil).ReadNotification("application/json", []byte(notice(noticeContent, "")))).Fails(t, kiosk.ErrForged)
	})
}

func TestGateway_NoticeAck(t *testing.T) {
	for ack, kind := range map[string]string{"success": "text/plain; charset=utf-8", `{"code":1}`: "application/json; charset=utf-8"} {
		c := full("https://open.weidoufu.com")
		c.NotifyAck = ack
		gotKind, got := New("weidoufu", c, nil).NotificationAck()
		require.Equal(t, kind, gotKind)
		require.True(t, bytes.Equal([]byte(ack), got), "%s", got)
	}
}
