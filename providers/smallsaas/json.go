package smallsaas

import (
	"fmt"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// valuesMax bounds the values of one reply, which become objects in memory
// of many times their bytes; an order with a long ticket log has some hundred.
const valuesMax = 10_000

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

// time reads "2016-12-14 13:42:33", zero when the field is none.
func (o object) time(key string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, o.text(key), wire.China)
	if err != nil {
		return time.Time{}
	}
	return t
}
