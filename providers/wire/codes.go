package wire

import (
	"cmp"
	"slices"
	"strings"

	"facepay/kiosk"
)

// Class is the meaning of one word of a gateway's to the till. It is not yet
// the answer: paid also needs the right order and the right amount.
type Class string

// The classes. They stand as they are on docs/gateways.md, which says what the
// till does and what the cashier sees.
const (
	Paid       Class = "paid"
	Waiting    Class = "waiting"
	Confirming Class = "confirming"
	// InProcess is confirming for a code and waiting for a QR: the word itself
	// does not tell a customer at the password from one who has not scanned.
	InProcess Class = "in process"
	Failed    Class = "failed"
	Closed    Class = "closed"
	// Unknown is also the class of every word that no table lists.
	Unknown Class = "unknown"
	// Busy is unknown too, and the gateway asks to be asked less often.
	Busy Class = "busy"

	RefundDone    Class = "refund done"
	RefundPending Class = "refund pending"
	RefundRefused Class = "refund refused"
	// RefundStuck left the shop and waits for a person at the gateway.
	RefundStuck Class = "refund stuck"
	// RefundNews is a notification about money that goes back, not about payment.
	RefundNews Class = "refund news"

	// Read: the request was understood; another field of the reply tells the rest.
	Read Class = "read on"
	// LogIn: the call was refused for want of a token and did nothing.
	LogIn Class = "log in again"
	// NotFound: the order is not to be seen where it was looked for.
	NotFound Class = "not found"
)

// Verdict is c as a word on a payment, unknown where it is none.
func (c Class) Verdict() kiosk.Verdict { return cmp.Or(verdicts[c], kiosk.VerdictUnknown) }

var verdicts = map[Class]kiosk.Verdict{
	Paid: kiosk.VerdictPaid, Waiting: kiosk.VerdictWaiting, Confirming: kiosk.VerdictConfirming, Failed: kiosk.VerdictFailed, Closed: kiosk.VerdictClosed,
}

// Refund is c as a word on a refund, unknown where it is none.
func (c Class) Refund() kiosk.RefundVerdict {
	return cmp.Or(refundVerdicts[c], kiosk.RefundSaidUnknown)
}

var refundVerdicts = map[Class]kiosk.RefundVerdict{
	RefundDone: kiosk.RefundSaidDone, RefundPending: kiosk.RefundSaidPending, RefundRefused: kiosk.RefundSaidRefused,
	RefundStuck: kiosk.RefundSaidStuck,
}

// ResultCode is one word of a gateway's and what the till makes of it.
type ResultCode struct {
	Code   string
	Means  string // the gateway's or the wallet's meaning
	Class  Class
	Why    string // the reason for this class and no kinder one
	Source string // the source that documents it
}

// Row makes a row; its arguments are the fields in their order.
func Row(code, means string, class Class, why, source string) ResultCode {
	return ResultCode{Code: code, Means: means, Class: class, Why: why, Source: source}
}

// Rows are the rows of one class; pairs are codes, each with its meaning.
func Rows(class Class, why, source string, pairs ...string) (rows []ResultCode) {
	for pair := range slices.Chunk(pairs, 2) {
		rows = append(rows, Row(pair[0], pair[1], class, why, source))
	}
	return rows
}

// ResultCodes are the codes that one field of the reply to one call may hold. The decoders
// decide by it, and docs/gateways.md is printed from it.
type ResultCodes struct {
	Call  string // as the vendor names it
	Does  string // the till's use of the call
	Field string
	// AnyCase: small ASCII letters count as the capitals that the rows have.
	AnyCase bool
	// Phrases: a row is a piece of the field's text, not all of it.
	Phrases bool
	// Note is for the page: what counts beside the rows.
	Note string
	Rows []ResultCode
}

// Row finds the first row that fits what a gateway said; false for none.
func (t *ResultCodes) Row(said string) (ResultCode, bool) {
	if t.AnyCase {
		said = Capitals(said)
	}
	for _, r := range t.Rows {
		if r.Code == said || t.Phrases && strings.Contains(said, r.Code) {
			return r, true
		}
	}
	return ResultCode{}, false
}

// Class is the class of a gateway's word: Unknown unless the table lists it.
func (t *ResultCodes) Class(said string) Class {
	r, _ := t.Row(said)
	return cmp.Or(r.Class, Unknown)
}

// Lists reports whether the table has a row for a gateway's word.
func (t *ResultCodes) Lists(said string) bool {
	_, listed := t.Row(said)
	return listed
}

// Capitals is s with its ASCII letters made capitals. Some letters of other scripts have
// an ASCII one for their capital, and a word with one is not the gateway's.
func Capitals(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// Sheet is the till's knowledge of one gateway's words.
type Sheet struct {
	Name   string   // in the config
	About  []string // paragraphs: what it is, and what proves a payment
	Live   []string // steps from the contract to the first sale; none where a vendor's own people take them
	Tables []*ResultCodes
}
