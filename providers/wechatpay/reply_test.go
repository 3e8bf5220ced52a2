package wechatpay

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/rsakey"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire/wiretest"
)

// A reply is believed as WeChat signed it, byte for byte, within 300 seconds of this machine's
// clock; any other proves nothing, whatever it says.
func TestReplies_ThatProveNothing(t *testing.T) {
	paid := orderObject("SUCCESS")
	const off = 301 * time.Second
	now := time.Now().Truncate(time.Second)
	sign := func(body string, at time.Time) http.Header {
		unix := fmt.Sprint(at.Unix())
		return signedBy(unix, ownNonce, wiretest.Call(rsakey.Sign(wechatKey, signedReply(unix, ownNonce, []byte(body)))).OK(t), practice.PublicKeyID)
	}
	for name, c := range map[string]struct {
		signed, sent string
		at           time.Duration
		change       func(http.Header)
		want         error // nil: it cannot be read
	}{
		"unsigned":                    {paid, paid, 0, func(h http.Header) { clear(h) }, ErrUnsigned},
		"without its serial":          {paid, paid, 0, func(h http.Header) { h.Del(headerSerial) }, ErrUnsigned},
		"by an unknown serial":        {paid, paid, 0, func(h http.Header) { h.Set(headerSerial, practice.OtherSerial) }, ErrOtherSerial},
		"301 s behind":                {paid, paid, -off, nil, ErrOld},
		"301 s ahead":                 {paid, paid, off, nil, ErrOld},
		"encoded again":               {paid, paid[:1] + " " + paid[1:], 0, nil, ErrBadSignature},
		"other content":               {paid, orderObject("SUCCESS", "attach", "1"), 0, nil, ErrBadSignature},
		"truncated":                   {paid, paid[:len(paid)/2], 0, nil, ErrBadSignature},
		"truncated, and signed so":    {paid[:len(paid)/2], paid[:len(paid)/2], 0, nil, nil},
		"a node twice, and signed so": {`{"trade_state":"NOTPAY",` + paid[1:], `{"trade_state":"NOTPAY",` + paid[1:], 0, nil, nil},
		"WeChat's probe": {paid, paid, 0, func(h http.Header) {
			h.Set(headerSignature, "WECHATPAY/SIGNTEST/"+h.Get(headerSignature))
		}, ErrBadSignature},
		"another nonce": {paid, paid, 0, func(h http.Header) { h.Set(headerNonce, "0123456789ABCDEF") }, ErrBadSignature},
	} {
		t.Run(name, func(t *testing.T) {
			s := gatewayhttptest.Serve(t, func(w http.ResponseWriter, _ *http.Request) {
				h := sign(c.signed, now.Add(c.at))
				if c.change != nil {
					c.change(h)
				}
				for name := range h {
					w.Header().Set(name, h.Get(name))
				}
				_, _ = w.Write([]byte(c.sent))
			})
			g := at(t, s.URL)
			g.now = func() time.Time { return now }
			for call, ask := range map[string]func() error{
				"query": func() error { _, err := g.Query(t.Context(), payment(kiosk.RailQR)); return err },
				"codepay": func() error {
					_, err := g.Charge(t.Context(), payment(kiosk.RailCode), kiosk.NewPayCode(payCode))
					return err
				},
			} {
				err := ask()
				require.Equal(t, "garbage", wiretest.Proves(err), call)
				if c.want != nil {
					require.ErrorIs(t, err, c.want, call)
				}
			}
		})
	}
}
