package weidoufu

import "facepay/providers/wire"

// valuesMax bounds the values of one reply; the longest documented one has about
// 15.
const valuesMax = 1000

type object = wire.Object

func decode(text []byte) (object, error) { return wire.Decode(text, valuesMax) }
