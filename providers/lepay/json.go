package lepay

import (
	"fmt"

	"facepay/providers/wire"
)

const (
	// valuesMax bounds the values of one reply, which become objects in memory
	// of many times their bytes; the longest documented reply has about 20, a
	// list of adverts some hundred.
	valuesMax = 10_000
	// textBytesMax bounds one text that is looked at.
	textBytesMax = wire.TextBytesMax
)

// object is a decoded JSON object: string, json.Number, bool, nil, object and
// []any. Numbers keep their literal text, money never becomes a float.
type object map[string]any

// decode reads body as one JSON object whatever Content-Type it came with. A
// byte order mark and white space around it are taken, a field that stands
// twice is not: which of the two holds would be a guess.
func decode(body []byte) (object, error) {
	o, err := wire.Decode[object](body, valuesMax)
	if err != nil {
		return nil, fmt.Errorf("reply %w", err)
	}
	return o, nil
}

// text is the field's string or a number's literal text, without white space
// around it; "" for anything else, and for what no documented field would hold.
func (o object) text(key string) string { return wire.Text(o[key]) }

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
	if !wire.Word(s, orderNoBytesMax) {
		return ""
	}
	return s
}
