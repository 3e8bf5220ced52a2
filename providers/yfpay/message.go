package yfpay

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
)

const (
	// valuesMax bounds the values of one message; the longest documented has 22.
	valuesMax = 1000
	// fenDigitsMax keeps an amount under 10 billion yuan and every sum in range.
	fenDigitsMax = 12
)

// message is a JSON object of string, json.Number, bool, nil and nested.
type message map[string]any

// nested is an object or array as it came; no documented field is one.
type nested string

// decode reads body as wire.Decode does, and keeps what is nested as it came: it is
// the literal text that is signed.
func decode(body []byte) (message, error) {
	body = wire.Trimmed(body)
	if !utf8.Valid(body) {
		return nil, errors.New("is not UTF-8") // decoding would put other characters in their place
	}
	o, err := wire.Decode(body, valuesMax)
	if err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	for name, v := range o {
		switch v.(type) {
		case wire.Object, []any:
			o[name] = nested(raw[name])
		}
	}
	return message(o), nil
}

// signed are the texts that m's signature covers: null takes no part, an empty
// string does, a number counts as it is written. The vendor's messages hold no
// objects but as texts; one that does is taken to sign as it is written.
func (m message) signed() map[string]string {
	texts := make(map[string]string, len(m))
	for name, v := range m {
		switch v := v.(type) {
		case string:
			texts[name] = v
		case json.Number:
			texts[name] = v.String()
		case bool:
			texts[name] = strconv.FormatBool(v)
		case nested:
			texts[name] = string(v)
		}
	}
	return texts
}

func (m message) text(name string) string { return wire.Text(m[name]) }

func (m message) has(name string) bool { return wire.Object(m).Has(name) }

// number is the field as an order number, "" when it is not there. One that
// cannot be a number is an error: what it should have named is not known.
func (m message) number(name string) (string, error) {
	if !m.has(name) {
		return "", nil
	}
	s := m.text(name)
	if !wire.Word(s, wire.NumberBytesMax) {
		return "", fmt.Errorf("%s: names a number that is none", name)
	}
	return s, nil
}

// fen is the field as an amount, nil when it is not there. The vendor writes
// fen as plain decimal text.
func (m message) fen(name string) (*kiosk.Fen, error) {
	if !m.has(name) {
		return nil, nil
	}
	s := m.text(name)
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > fenDigitsMax || strconv.FormatUint(n, 10) != s {
		return nil, fmt.Errorf("%s: names an amount that is no number of fen", name)
	}
	f := kiosk.Fen(n)
	return &f, nil
}

// timeLayout is the vendor's form of times, in China time.
const timeLayout = "20060102150405"

// time is the field as a time, zero when it is none.
func (m message) time(name string) time.Time {
	t, err := time.ParseInLocation(timeLayout, m.text(name), wire.China)
	if err != nil {
		return time.Time{}
	}
	return t
}

func timeText(t time.Time) string { return t.In(wire.China).Format(timeLayout) }
