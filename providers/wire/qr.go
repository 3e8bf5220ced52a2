package wire

import (
	"net/url"
	"slices"
	"strings"
)

// QRBytesMax: a longer text is too dense for a phone across a counter.
const QRBytesMax = 512

// QRText reports whether qr is a link in plain ASCII that a QR can hold and the
// scanner of a wallet pays.
func QRText(qr string) bool { return qrOf(qr, "weixin", "alipays", "https", "http") }

// AlipayQRText is QRText where only Alipay's scanner counts.
func AlipayQRText(qr string) bool { return qrOf(qr, "alipays", "https", "http") }

func qrOf(qr string, schemes ...string) bool {
	if len(qr) > QRBytesMax || !Visible(qr) {
		return false
	}
	u, err := url.Parse(qr) // makes the scheme small
	return err == nil && slices.Contains(schemes, u.Scheme) && u.Hostname() != "" && u.User == nil
}

// Visible reports whether s is ASCII without spaces and control characters.
func Visible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
