package yfpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
)

const (
	// depthMax bounds nesting; the deepest documented message has 1 level, and
	// JSON inside a text is looked at for 2.
	depthMax = 8
	// valuesMax bounds the values of one message, which become objects in memory
	// of many times their bytes; the longest documented one has 22.
	valuesMax = 1000
	// orderNoBytesMax bounds the gateway's and the wallets' numbers: the vendor's
	// have 29 digits, a wallet's at most 64 characters.
	orderNoBytesMax = 64
	// fenDigitsMax keeps an amount under 10 billion yuan and every sum in range.
	fenDigitsMax = 12
)

var (
	errNotObject = errors.New("is not a JSON object")
	errDuplicate = errors.New("names a field twice")
	errTooDeep   = errors.New("is nested too deep")
	errTooMany   = errors.New("has too many values")
	errEmpty     = errors.New("is empty")
	errNotUTF8   = errors.New("is not UTF-8")
	errAmount    = errors.New("names an amount that is no number of fen")
	errNumber    = errors.New("names a number that is none")
)

// message is a decoded JSON object: each value is a string, json.Number, bool,
// nil or nested.
type message map[string]any

// nested is the JSON text of an object or array, as it came. No documented
// field is one.
type nested string

// decode reads body as one JSON object whatever Content-Type it came with. A
// byte order mark and white space around it are taken, a field that stands
// twice is not: which of the two was signed would be a guess. Numbers keep
// their literal text, since that is what is signed.
func decode(body []byte) (message, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	switch {
	case len(body) == 0:
		return nil, errEmpty
	case body[0] != '{':
		return nil, errNotObject
	case !utf8.Valid(body):
		return nil, errNotUTF8 // decoding would put other characters in their place
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil { // refuses what follows the object, too
		return nil, fmt.Errorf("decode: %w", err)
	}
	w := walker{json: json.NewDecoder(bytes.NewReader(body))}
	w.json.UseNumber()
	if err := w.value(0); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	m := make(message, len(raw))
	for name, text := range raw {
		v, err := value(text)
		if err != nil {
			return nil, fmt.Errorf("decode: %w", err)
		}
		m[name] = v
	}
	return m, nil
}

// value is one member's value.
func value(text json.RawMessage) (any, error) {
	if text[0] == '{' || text[0] == '[' {
		return nested(text), nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// walker goes through valid JSON for what encoding/json does not mind.
type walker struct {
	json   *json.Decoder
	values int
}

func (w *walker) value(depth int) error {
	if w.values++; w.values > valuesMax {
		return errTooMany
	}
	if depth > depthMax {
		return errTooDeep
	}
	t, err := w.json.Token()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	opening, isDelim := t.(json.Delim)
	if !isDelim {
		return nil
	}
	names := map[string]bool{}
	for w.json.More() {
		if opening == '{' {
			t, err := w.json.Token()
			if err != nil {
				return err
			}
			name, _ := t.(string) // in an object it is one
			if names[name] {
				return errDuplicate
			}
			names[name] = true
		}
		if err := w.value(depth + 1); err != nil {
			return err
		}
	}
	_, err = w.json.Token()
	return err
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

// text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (m message) text(name string) string { return wire.Text(m[name]) }

// has reports whether m says anything under name.
func (m message) has(name string) bool {
	v, there := m[name]
	return there && v != nil && v != ""
}

// number is the field as an order number, "" when it is not there. One that
// cannot be a number is an error: what it should have named is not known.
func (m message) number(name string) (string, error) {
	if !m.has(name) {
		return "", nil
	}
	s := m.text(name)
	if !wire.Word(s, orderNoBytesMax) {
		return "", fmt.Errorf("%s: %w", name, errNumber)
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
		return nil, fmt.Errorf("%s: %w", name, errAmount)
	}
	f := kiosk.Fen(n)
	return &f, nil
}

// timeLayout is how the vendor writes times, in China time.
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
