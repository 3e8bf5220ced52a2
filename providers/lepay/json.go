package lepay

import (
	"slices"

	"facepay/providers/wire"
)

// valuesMax bounds the values of one reply; the longest documented reply has
// about 20, a list of adverts some hundred.
const valuesMax = 10_000

type object = wire.Object

func decode(body []byte) (object, error) { return wire.DecodeReply(body, valuesMax) }

// payload is a reply's content: result if it has one, else data.
// Alipay's and WeChat's branch of the vendor's server differ in this.
func payload(o object) object {
	if r := o.Child("result"); r != nil {
		return r
	}
	return o.Child("data")
}

// spoke reports whether o has any of the fields in which lepay says how it went.
func spoke(o object) bool {
	return slices.ContainsFunc([]string{"status", "code", "msg"}, func(k string) bool { return o.Text(k) != "" })
}

// all appends every object in v to list, first v itself.
func all(v any, list []object) []object {
	switch v := v.(type) {
	case object:
		list = append(list, v)
		for _, e := range v {
			list = all(e, list)
		}
	case []any:
		for _, e := range v {
			list = all(e, list)
		}
	}
	return list
}
