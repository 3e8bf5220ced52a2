package kiosk

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// PayCode is a payment code as a scanner or a face terminal read it. It is as good
// as cash for a minute, so every way of printing it shows its last 4 only;
// Reveal is for the one request that spends it.
type PayCode struct{ text string }

// ScanCharsMin is the shortest scan: no barcode in trade has fewer than UPC-E's 6
// digits.
const ScanCharsMin = 6

// NewPayCode wraps what was read. Nothing is checked; PayCodeTable.Recognise does.
func NewPayCode(text string) PayCode { return PayCode{text} }

// Reveal is the whole code, for the gateway's request body only.
func (c PayCode) Reveal() string { return c.text }

// Tail is the last 4 characters, or "" of a code too short to keep any secret.
func (c PayCode) Tail() string {
	if len(c.text) < 8 {
		return ""
	}
	return c.text[len(c.text)-4:]
}

// String, GoString, LogValue and MarshalText show the tail only.
func (c PayCode) String() string { return "…" + c.Tail() }

// GoString keeps %#v from printing the code.
func (c PayCode) GoString() string { return "kiosk.PayCode(" + c.String() + ")" }

// Format keeps every fmt verb from printing the code.
func (c PayCode) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue is the redacted form for slog.
func (c PayCode) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText is the redacted form for encoders.
func (c PayCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// PayCodePattern says which codes belong to a wallet.
type PayCodePattern struct {
	Wallet  Wallet
	Face    bool
	Pattern *regexp.Regexp
}

// PayCodeTable is the table of patterns, in order; the first that fits decides.
// Prefixes have changed before, so it is a setting.
type PayCodeTable []PayCodePattern

// PayCodeSettings are the patterns of each wallet's payment codes, as regular
// expressions of the whole code. Wallets have changed their prefixes before.
type PayCodeSettings struct {
	WeChat     []string `toml:"wechat"`
	Alipay     []string `toml:"alipay"`
	AlipayFace []string `toml:"alipay_face"` // what Alipay's face terminals send
	UnionPay   []string `toml:"unionpay"`
	MaxAmount  string   `toml:"max_amount"` // yuan, the most that one code is charged; "": no limit
}

// DefaultPayCodeSettings are the patterns that the wallets publish.
func DefaultPayCodeSettings() PayCodeSettings {
	return PayCodeSettings{
		WeChat:     []string{`1[0-5]\d{16}`},
		Alipay:     []string{`(2[5-9]|30)\d{14,22}`},
		AlipayFace: []string{`fp[!-~]{33}`},
		UnionPay:   []string{`62\d{17}`},
	}
}

// Bounds of a shop's own patterns, far over what a wallet could publish.
const (
	codePatternsMax     = 16
	codePatternBytesMax = 200
)

// Limit is MaxAmount, 0 for none. Errors: those of ParseLimit.
func (s PayCodeSettings) Limit() (Fen, error) {
	if s.MaxAmount == "" {
		return 0, nil
	}
	return ParseLimit(s.MaxAmount)
}

// Table compiles the patterns. Its errors begin with the key that is wrong.
func (s PayCodeSettings) Table() (PayCodeTable, error) {
	var table PayCodeTable
	for _, w := range []struct {
		key      string
		wallet   Wallet
		face     bool
		patterns []string
	}{
		{"wechat", WeChat, false, s.WeChat}, {"alipay", Alipay, false, s.Alipay},
		{"alipay_face", Alipay, true, s.AlipayFace}, {"unionpay", UnionPay, false, s.UnionPay},
	} {
		if len(w.patterns) > codePatternsMax {
			return nil, fmt.Errorf("%s: %d patterns, at most %d are taken", w.key, len(w.patterns), codePatternsMax)
		}
		for _, p := range w.patterns {
			if p == "" || len(p) > codePatternBytesMax {
				return nil, fmt.Errorf("%s: a pattern has 1 to %d characters", w.key, codePatternBytesMax)
			}
			re, err := regexp.Compile("^(?:" + p + ")$")
			if err != nil {
				return nil, fmt.Errorf("%s: %q is no regular expression", w.key, p)
			}
			table = append(table, PayCodePattern{w.wallet, w.face, re})
		}
	}
	return table, nil
}

// DefaultPayCodes is the table of the patterns that the wallets publish.
func DefaultPayCodes() PayCodeTable {
	table, err := DefaultPayCodeSettings().Table()
	if err != nil {
		panic(err) // the patterns above are constants
	}
	return table
}

// Why a scan is no payment code. Each has its sentence for the cashier.
var (
	ErrPayCodeEmpty    = errors.New("nothing was read")
	ErrPayCodeTooLong  = errors.New("too long for a payment code")
	ErrPayCodeLink     = errors.New("a link, not a payment code")
	ErrPayCodeBarcode  = errors.New("a product barcode, not a payment code")
	ErrPayCodeAlphabet = errors.New("has characters that no payment code has")
	ErrPayCodeUnknown  = errors.New("no wallet's payment code looks like this")
	ErrPayCodeParity   = errors.New("the line has a parity bit, 8N1 is read")
	ErrPayCodeCapitals = errors.New("a face string in capitals")
)

// PayCodeBytesMax bounds what a scanner may deliver as one frame: the longest code
// known has 35 characters, a QR link rarely over 256.
const PayCodeBytesMax = 512

// codeLongest is beyond any wallet's code, so that a pattern is never run on a
// flood.
const codeLongest = 64

// Recognise tells which wallet c belongs to and whether a face terminal sent
// it, or why it is no payment code (one of the ErrPayCode errors, or a PayCodeMark).
func (t PayCodeTable) Recognise(c PayCode) (PayCodePattern, error) {
	p, _, err := t.Read(c)
	return p, err
}

// Read is Recognise together with the code as the wallet wrote it, without what
// the scanner put around it.
func (t PayCodeTable) Read(c PayCode) (PayCodePattern, PayCode, error) {
	if p, found := t.match(c.text); found {
		return p, c, nil
	}
	s := PlainCode(c.text)
	switch {
	case s == "" && len(c.text) <= codeLongest:
		return PayCodePattern{}, c, ErrPayCodeEmpty
	case strings.Contains(s, "://"), strings.HasPrefix(strings.ToLower(s), "www."):
		return PayCodePattern{}, c, ErrPayCodeLink
	case len(s) > codeLongest, len(c.text) > 2*codeLongest:
		return PayCodePattern{}, c, ErrPayCodeTooLong
	}
	if p, found := t.match(s); found {
		return p, PayCode{s}, nil
	}
	if swapped, ok := swapCase(s); ok {
		if p, found := t.match(swapped); found && p.Face {
			return p, PayCode{swapped}, nil
		}
	}
	if t.parity(c.text) {
		return PayCodePattern{}, c, ErrPayCodeParity
	}
	return PayCodePattern{}, PayCode{s}, t.fault(s)
}

// match finds the pattern of a text as it is.
func (t PayCodeTable) match(s string) (PayCodePattern, bool) {
	for _, p := range t {
		if len(s) <= codeLongest && p.Pattern.MatchString(s) {
			return p, true
		}
	}
	return PayCodePattern{}, false
}

// fault is the error of a cleaned text that is no payment code.
func (t PayCodeTable) fault(s string) error {
	switch {
	case t.capitals(s):
		return ErrPayCodeCapitals
	case !allDigits(s):
		return t.mark(s)
	}
	if n := len(s); n == 8 || n == 12 || n == 13 || n == 14 { // EAN-8, UPC-A, EAN-13, ITF-14
		return ErrPayCodeBarcode
	}
	return ErrPayCodeUnknown
}
