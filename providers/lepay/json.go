package lepay

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
	// depthMax bounds nesting; the deepest documented reply has 4 levels.
	depthMax = 16
	// valuesMax bounds the values of one reply, which become objects in memory
	// of many times their bytes; the longest documented reply has about 20, a
	// list of adverts some hundred.
	valuesMax = 10_000
	// textBytesMax bounds one text that is looked at.
	textBytesMax = 4096
)

var (
	errNotObject  = errors.New("reply is not a JSON object")
	errDuplicate  = errors.New("reply names a field twice")
	errTooDeep    = errors.New("reply is nested too deep")
	errTooMany    = errors.New("reply has too many values")
	errEmptyReply = errors.New("reply is empty")
)

// object is a decoded JSON object: string, json.Number, bool, nil, object and
// []any. Numbers keep their literal text, money never becomes a float.
type object map[string]any

// decode reads body as one JSON object whatever Content-Type it came with. A
// byte order mark and white space around it are taken, a field that stands
// twice is not: which of the two holds would be a guess.
func decode(body []byte) (object, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	if len(body) == 0 {
		return nil, errEmptyReply
	}
	if body[0] != '{' {
		return nil, errNotObject
	}
	d := decoder{json: json.NewDecoder(bytes.NewReader(body))}
	d.json.UseNumber()
	v, err := d.value(0)
	if err != nil {
		return nil, fmt.Errorf("decode reply: %w", err)
	}
	if _, err := d.json.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode reply: more than one value: %w", errNotObject)
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
func (o object) text(key string) string { return scalar(o[key]) }

func scalar(v any) string {
	var s string
	switch v := v.(type) {
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

// orderNoBytesMax bounds a gateway's numbers; lepay's have 25 digits, Alipay's
// and WeChat's at most 64 characters.
const orderNoBytesMax = 64

// number is the field as an order number, "" when it cannot be one.
func (o object) number(key string) string {
	s := o.text(key)
	if !plainWord(s, orderNoBytesMax) {
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
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s))
}
