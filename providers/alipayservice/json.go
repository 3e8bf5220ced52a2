package alipayservice

import (
	"fmt"

	"facepay/providers/wire"
)

const (
	// valuesMax bounds the values of one reply; Alipay's longest here has about 30.
	valuesMax = 1000
	// itemsMax bounds a list; a trade is paid from a handful of sources.
	itemsMax = 100
)

// object is a reply; nil is the reply `null`.
type object = wire.Object

// decode reads a reply: one JSON object, or the word null.
func decode(body []byte) (object, error) {
	if string(wire.Trimmed(body)) == replyNull {
		return nil, nil
	}
	return wire.DecodeReply(body, valuesMax)
}

// objects reads a field that is a list of objects; nil when it says nothing.
func objects(o object, key string) ([]object, error) {
	if !o.Has(key) {
		return nil, nil
	}
	items, is := o[key].([]any)
	var list []object
	for _, item := range items {
		one, isObject := item.(object)
		list, is = append(list, one), is && isObject
	}
	if !is || len(list) > itemsMax {
		return nil, fmt.Errorf("%s is not a list of at most %d objects", key, itemsMax)
	}
	return list, nil
}
