package providers

import "facepay/providers/wire"

//go:generate go run ./gatewaysdoc -output ../docs/gateways.md

// Codes lists what each gateway is known to say and what the till makes of it:
// the tables by which the gateways' own decoders decide.
func Codes() []wire.Sheet {
	var sheets []wire.Sheet
	for _, p := range table {
		sheets = append(sheets, p.codes())
	}
	return sheets
}
