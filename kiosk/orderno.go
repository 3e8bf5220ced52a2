package kiosk

import (
	"hash/fnv"
	"strings"
	"time"
)

// OrderNo is the till's own number of a payment: OrderNoTime of the shop's clock,
// the till's tag, and random characters of OrderAlphabet. It is unique without a
// counter, so that it tells nobody how much is sold.
type OrderNo string

// OrderNoTime is the layout of the time with which an order number begins.
const OrderNoTime = "20060102150405"

// OrderAlphabet of the order numbers: 32 digits and capitals, without the four
// letters that people misread.
const OrderAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	tagLength = 2
	// orderNoMin is the shortest order number of any till.
	orderNoMin = 20
)

// Tail is the last four characters, what people compare by eye.
func (n OrderNo) Tail() string {
	if len(n) < 4 {
		return string(n)
	}
	return string(n[len(n)-4:])
}

// Tag is that of the till which made the number, "" for a number that no till made:
// of any version's only the time and the tag are sure, and that all are letters and digits.
func (n OrderNo) Tag() string {
	const until = len(OrderNoTime) + tagLength
	if len(n) < orderNoMin || len(plainTag(string(n))) != len(n) {
		return ""
	}
	if _, err := time.Parse(OrderNoTime, string(n[:len(OrderNoTime)])); err != nil {
		return ""
	}
	return string(n[len(OrderNoTime):until])
}

// TillTag is the mark of a till in its order numbers: its name, where that has one
// or two letters or digits, else two characters that the name always gives. Tills of
// one merchant should have names of two.
func TillTag(till string) string {
	switch tag := plainTag(till); {
	case len(tag) == len(till) && len(tag) == tagLength:
		return tag
	case len(tag) == len(till) && len(tag) == 1:
		return "0" + tag
	}
	h := fnv.New32a()
	h.Write([]byte(till)) // never fails
	sum := h.Sum32()
	return string([]byte{OrderAlphabet[sum>>5%32], OrderAlphabet[sum%32]})
}

// plainTag are the letters and digits of s, in capitals.
func plainTag(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}
