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
)

const (
	// depthMax bounds nesting; the deepest reply known, a smallsaas order with its
	// tickets, has 5 levels.
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

// Decode reads body as one JSON object whatever Content-Type it came with: its
// values are string, json.Number, bool, nil, O and []any. Numbers keep their
// literal text, money never becomes a float. A byte order mark and white space
// around it are taken, a field that stands twice is not: which of the two holds
// would be a guess. valuesMax bounds its values, which become objects in memory
// of many times their bytes.
func Decode[O ~map[string]any](body []byte, valuesMax int) (O, error) {
	body = Trimmed(body)
	if len(body) == 0 {
		return nil, errEmpty
	}
	if body[0] != '{' {
		return nil, ErrNotObject
	}
	d := decoder[O]{json: json.NewDecoder(bytes.NewReader(body)), valuesMax: valuesMax}
	d.json.UseNumber()
	v, err := d.value(0)
	if err != nil {
		return nil, fmt.Errorf("cannot be decoded: %w", err)
	}
	if _, err := d.json.Token(); err != io.EOF {
		return nil, fmt.Errorf("has more than one value: %w", ErrNotObject)
	}
	o, ok := v.(O)
	if !ok {
		return nil, ErrNotObject
	}
	return o, nil
}

// Trimmed is body without a byte order mark and white space around it.
func Trimmed(body []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
}

type decoder[O ~map[string]any] struct {
	json              *json.Decoder
	values, valuesMax int
}

func (d *decoder[O]) value(depth int) (any, error) {
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

func (d *decoder[O]) members(depth int) (O, error) {
	o := O{}
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

func (d *decoder[O]) elements(depth int) ([]any, error) {
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

// Text is a decoded string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
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
