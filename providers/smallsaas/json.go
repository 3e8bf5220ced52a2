package smallsaas

import (
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// valuesMax bounds the values of one reply; an order with a long ticket log has some hundred.
const valuesMax = 10_000

type object = wire.Object

func decode(body []byte) (object, error) { return wire.DecodeReply(body, valuesMax) }

// objects are the objects in the field, which is one or a list of them.
func objects(o object, key string) []object {
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
func has(o object, key string) bool {
	v, there := o[key]
	if s, is := v.(string); is {
		return strings.TrimSpace(s) != ""
	}
	return there && v != nil
}

// yuan reads a field of yuan, number or text, by its literal text; nil when it
// says nothing. The mall's decimals may have more places than two, of which
// those beyond must be zeros.
func yuan(o object, key string) (*kiosk.Fen, error) {
	if !has(o, key) {
		return nil, nil
	}
	s := o.Text(key)
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
