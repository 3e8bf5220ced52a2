package alipayservice

import (
	"bytes"
	"encoding/json"
	"errors"
	"facepay/kiosk"
	"facepay/providers/wire"
	"fmt"
	"io"
	"strings"
)

const (
	// membersMax bounds the members of one object; Alipay's longest reply here
	// has about 30.
	membersMax = 200
	// itemsMax bounds a list; a trade is paid from a handful of sources.
	itemsMax = 100
	// textBytesMax bounds one text that is looked at.
	textBytesMax = 4096
	// numberBytesMax bounds order numbers and trade numbers: Alipay's are at most
	// 64 characters.
	numberBytesMax = 64
)

var (
	errNotObject = errors.New("reply is not a JSON object")
	errDuplicate = errors.New("reply names a field twice")
	errTooMany   = errors.New("reply has too many fields")
	errLongList  = errors.New("list is too long")
)

// object is a JSON object, its values undecoded so that an amount keeps its
// literal text and never becomes a float. A nil object is the reply `null`.
type object map[string]json.RawMessage

// decode reads a reply: one JSON object, or the word null, whatever Content-Type
// it came with. A byte order mark and white space around it are taken, a field
// that stands twice is not: which of the two holds would be a guess.
func decode(body []byte) (object, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	if string(body) == "null" {
		return nil, nil
	}
	return decodeObject(body)
}

func decodeObject(text []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errNotObject
	}
	o := object{}
	for d.More() {
		if len(o) == membersMax {
			return nil, errTooMany
		}
		t, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("decode reply: %w", err)
		}
		key, isText := t.(string)
		if !isText {
			return nil, errNotObject
		}
		if _, twice := o[key]; twice {
			return nil, errDuplicate
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, fmt.Errorf("decode reply: %w", err)
		}
		o[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("decode reply: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode reply: more than one value: %w", errNotObject)
	}
	return o, nil
}

// text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (o object) text(key string) string {
	raw := o[key]
	if len(raw) == 0 || len(raw) > 6*textBytesMax { // a character may be written \u1234
		return ""
	}
	var s string
	switch c := raw[0]; {
	case c == '"':
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
	case c == '-' || c >= '0' && c <= '9':
		s = string(raw)
	}
	if s = strings.TrimSpace(s); len(s) > textBytesMax {
		return ""
	}
	return s
}

// has reports whether the field says anything.
func (o object) has(key string) bool {
	switch string(o[key]) {
	case "", "null", `""`:
		return false
	}
	return true
}

// number is the field as an order or trade number, "" when it cannot be one.
func (o object) number(key string) string {
	s := o.text(key)
	if !wire.Word(s, numberBytesMax) {
		return ""
	}
	return s
}

// phrase is the field fit to be kept and shown.
func (o object) phrase(key string) string { return wire.Phrase(o.text(key)) }

// yuan reads a field of yuan, string or number, by its literal text; nil when
// it says nothing.
func (o object) yuan(key string) (*kiosk.Fen, error) {
	if !o.has(key) {
		return nil, nil
	}
	f, err := kiosk.ParseYuan(o.text(key))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return &f, nil
}

// objects reads a field that is a list of objects; nil when it says nothing.
func (o object) objects(key string) ([]object, error) {
	if !o.has(key) {
		return nil, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(o[key], &items); err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	if len(items) > itemsMax {
		return nil, fmt.Errorf("%s: %w", key, errLongList)
	}
	var list []object
	for _, item := range items {
		one, err := decodeObject(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		list = append(list, one)
	}
	return list, nil
}
