// Package wire has what the vendors' formats share: JSON that is read without
// guessing, words that are fit to be kept, China's time.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"facepay/kiosk"
)

const (
	// depthMax bounds nesting; the deepest reply known, a smallsaas order, has 5.
	depthMax = 16
	// TextBytesMax bounds one text that is looked at.
	TextBytesMax = 4096
)

// Errors of Decode, to stand behind the name of what was read.
var (
	ErrNotObject = errors.New("is not a JSON object")
	errDuplicate = errors.New("names a field twice")
	errTooDeep   = errors.New("is nested too deep")
	errTooMany   = errors.New("has too many values")
	errEmpty     = errors.New("is empty")
)

// Object is a decoded JSON object: its values are string, json.Number, bool, nil,
// Object and []any. A nil Object has no fields.
type Object map[string]any

// Decode reads body as one JSON object whatever Content-Type it came with. Numbers
// keep their literal text, money never becomes a float. A byte order mark and
// white space around it are taken, a field that stands twice is not: which of the
// two holds would be a guess. valuesMax bounds its values, which become objects in
// memory of many times their bytes.
func Decode(body []byte, valuesMax int) (Object, error) {
	body = Trimmed(body)
	if len(body) == 0 {
		return nil, errEmpty
	}
	if body[0] != '{' {
		return nil, ErrNotObject
	}
	d := decoder{json: json.NewDecoder(bytes.NewReader(body)), valuesMax: valuesMax}
	d.json.UseNumber()
	v, err := d.value(0)
	if err != nil {
		return nil, fmt.Errorf("cannot be decoded: %w", err)
	}
	if _, err := d.json.Token(); err != io.EOF {
		return nil, fmt.Errorf("has more than one value: %w", ErrNotObject)
	}
	return v.(Object), nil // it began with a brace
}

// DecodeReply is Decode of a reply, which its error names.
func DecodeReply(body []byte, valuesMax int) (Object, error) {
	o, err := Decode(body, valuesMax)
	if err != nil {
		return nil, fmt.Errorf("reply %w", err)
	}
	return o, nil
}

// Trimmed is body without a byte order mark and white space around it.
func Trimmed(body []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
}

type decoder struct {
	json              *json.Decoder
	values, valuesMax int
}

func (d *decoder) value(depth int) (any, error) {
	if d.values++; d.values > d.valuesMax {
		return nil, errTooMany
	}
	if depth > depthMax {
		return nil, errTooDeep
	}
	t, err := d.json.Token()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return d.members(depth)
	case json.Delim('['):
		return d.elements(depth)
	}
	return t, nil
}

func (d *decoder) members(depth int) (Object, error) {
	o := Object{}
	for d.json.More() {
		t, err := d.json.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, ErrNotObject
		}
		if _, twice := o[key]; twice {
			return nil, errDuplicate
		}
		if o[key], err = d.value(depth + 1); err != nil {
			return nil, err
		}
	}
	_, err := d.json.Token()
	return o, err
}

func (d *decoder) elements(depth int) ([]any, error) {
	var list []any
	for d.json.More() {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.json.Token()
	return list, err
}

// Text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (o Object) Text(key string) string { return Text(o[key]) }

// Child is the field's object, nil when it is none.
func (o Object) Child(key string) Object {
	c, _ := o[key].(Object)
	return c
}

// NumberBytesMax bounds the numbers of orders, trades and refunds: the vendors'
// have 24 to 29 digits, the wallets' at most 64 characters.
const NumberBytesMax = 64

// Number is the field as an order's, trade's or refund's number, "" for none.
func (o Object) Number(key string) string {
	s := o.Text(key)
	if !Word(s, NumberBytesMax) {
		return ""
	}
	return s
}

// Has reports whether the field says anything: not null, "" or missing.
func (o Object) Has(key string) bool { return o[key] != nil && o[key] != "" }

// Yuan reads yuan, string or number, by the literal text; nil for nothing.
func (o Object) Yuan(key string) (*kiosk.Fen, error) {
	if !o.Has(key) {
		return nil, nil
	}
	f, err := kiosk.ParseYuan(o.Text(key))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return &f, nil
}

// Phrase is the field fit to be kept and shown.
func (o Object) Phrase(key string) string { return Phrase(o.Text(key)) }

// Text is Object.Text of a value.
func Text(v any) string {
	var s string
	switch v := v.(type) {
	case string:
		s = strings.TrimSpace(v)
	case json.Number:
		s = v.String()
	}
	if len(s) > TextBytesMax {
		return ""
	}
	return s
}
