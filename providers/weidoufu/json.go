package weidoufu

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"facepay/kiosk"
)

const (
	// depthMax bounds nesting; the deepest documented reply has 3 levels.
	depthMax = 16
	// valuesMax bounds the values of one reply, which become objects in memory
	// of many times their bytes; the longest documented one has about 15.
	valuesMax = 1000
	// textBytesMax bounds one text that is looked at, the picture of a QR apart.
	textBytesMax = 4096
)

var (
	errNotObject = errors.New("is not a JSON object")
	errDuplicate = errors.New("names a field twice")
	errTooDeep   = errors.New("is nested too deep")
	errTooMany   = errors.New("has too many values")
)

// object is a decoded JSON object: string, json.Number, bool, nil, object and
// []any. Numbers keep their literal text, money never becomes a float.
type object map[string]any

// trimmed is body without a byte order mark and white space around it.
func trimmed(body []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
}

// decode reads text as one JSON object. A field that stands twice is not taken:
// which of the two holds would be a guess.
func decode(text []byte) (object, error) {
	text = trimmed(text)
	if len(text) == 0 || text[0] != '{' {
		return nil, errNotObject
	}
	d := decoder{json: json.NewDecoder(bytes.NewReader(text))}
	d.json.UseNumber()
	v, err := d.value(0)
	if err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if _, err := d.json.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode: more than one value: %w", errNotObject)
	}
	o, ok := v.(object)
	if !ok {
		return nil, errNotObject
	}
	return o, nil
}

type decoder struct {
	json   *json.Decoder
	values int
}

func (d *decoder) value(depth int) (any, error) {
	if d.values++; d.values > valuesMax {
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

func (d *decoder) members(depth int) (object, error) {
	o := object{}
	for d.json.More() {
		t, err := d.json.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, errNotObject
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

// text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (o object) text(key string) string {
	var s string
	switch v := o[key].(type) {
	case string:
		s = strings.TrimSpace(v)
	case json.Number:
		s = v.String()
	}
	if len(s) > textBytesMax {
		return ""
	}
	return s
}

// child is the field's object, nil when it is none; a nil object has no fields.
func (o object) child(key string) object {
	c, _ := o[key].(object)
	return c
}

// numberBytesMax bounds the numbers of orders; weidoufu's have 24 digits,
// Alipay's and WeChat's at most 64 characters.
const numberBytesMax = 64

// number is the field as an order's number, "" when it cannot be one.
func (o object) number(key string) string {
	s := o.text(key)
	if !plainWord(s, numberBytesMax) {
		return ""
	}
	return s
}

// phrase makes s fit to be kept and shown: one line, no control characters, at
// most kiosk.ReasonRunesMax long.
func phrase(s string) string { return kiosk.Trim(oneLine(s)) }

// oneLine is s without control characters and line ends.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s))
}
