package smallsaas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"facepay/kiosk"
)

const (
	// depthMax bounds nesting; the deepest reply known, an order with its
	// tickets, has 5 levels.
	depthMax = 16
	// valuesMax bounds the values of one reply, which become objects in memory
	// of many times their bytes; an order with a long ticket log has some hundred.
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

// objects are the objects in the field, which is one or a list of them.
func (o object) objects(key string) []object {
	switch v := o[key].(type) {
	case object:
		return []object{v}
	case []any:
		var list []object
		for _, e := range v {
			if c, ok := e.(object); ok {
				list = append(list, c)
			}
		}
		return list
	}
	return nil
}

// has reports whether the field says anything: not null, "" or missing.
func (o object) has(key string) bool {
	v, there := o[key]
	if s, is := v.(string); is {
		return strings.TrimSpace(s) != ""
	}
	return there && v != nil
}

// yuan reads a field of yuan, number or text, by its literal text; nil when it
// says nothing. The mall's decimals may have more places than two, of which
// those beyond must be zeros.
func (o object) yuan(key string) (*kiosk.Fen, error) {
	if !o.has(key) {
		return nil, nil
	}
	s := o.text(key)
	if dot := strings.IndexByte(s, '.'); dot >= 0 {
		for len(s) > dot+3 && s[len(s)-1] == '0' {
			s = s[:len(s)-1]
		}
	}
	f, err := kiosk.ParseYuan(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return &f, nil
}

// china is the time zone of the mall's times; it has had no summer time since
// 1991.
var china = time.FixedZone("CST", 8*60*60)

// time reads "2016-12-14 13:42:33", zero when the field is none.
func (o object) time(key string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, o.text(key), china)
	if err != nil {
		return time.Time{}
	}
	return t
}

// phrase makes s fit to be kept and shown: one line, no control characters, at
// most kiosk.ReasonRunesMax long.
func phrase(s string) string {
	return kiosk.Trim(strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)))
}
