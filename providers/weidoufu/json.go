package weidoufu

import "facepay/providers/wire"

// valuesMax bounds the values of one reply, which become objects in memory
// of many times their bytes; the longest documented one has about 15.
const valuesMax = 1000

// object is a decoded JSON object: string, json.Number, bool, nil, object and
// []any. Numbers keep their literal text, money never becomes a float.
type object map[string]any

// decode reads text as one JSON object. A field that stands twice is not taken:
// which of the two holds would be a guess.
func decode(text []byte) (object, error) { return wire.Decode[object](text, valuesMax) }

// text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (o object) text(key string) string { return wire.Text(o[key]) }

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
	if !wire.Word(s, numberBytesMax) {
		return ""
	}
	return s
}
