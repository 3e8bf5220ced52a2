package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQRText(t *testing.T) {
	longest := "https://" + strings.Repeat("x", QRBytesMax-len("https://"))
	for qr, want := range map[string]struct{ any, alipay bool }{
		"weixin://wxpay/bizpayurl?pr=1":  {true, false},
		"WEIXIN://wxpay/bizpayurl?pr=1":  {true, false},
		"https://qr.alipay.com/bax1":     {true, true},
		"HTTPS://QR.ALIPAY.COM/BAX1":     {true, true},
		"http://qr.alipay.com/bax1":      {true, true},
		"alipays://platformapi/startapp": {true, true},
		longest:                          {true, true},

		longest + "x":                  {},
		"":                             {},
		"bax1":                         {},
		"https:///bax1":                {},
		"https://me:secret@a/bax1":     {},
		"javascript://qr.alipay.com/1": {},
		"intent://qr.alipay.com/1":     {},
		"file:///etc/passwd":           {},
		"data:image/png;base64,AAAA":   {},
		"https://qr.alipay.com/b ax":   {},
		"https://qr.alipay.com/\nx":    {},
		"https://qr.alipay.com/\x7f":   {},
		"https://qr.alipay.com/付":      {},
	} {
		require.Equal(t, want.any, QRText(qr), "%q", qr)
		require.Equal(t, want.alipay, AlipayQRText(qr), "%q", qr)
	}
}
