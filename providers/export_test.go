package providers

import "facepay/providers/wire"

// Codes are all that the gateways may say.
func Codes() []wire.Sheet {
	var sheets []wire.Sheet
	for _, d := range definitions {
		sheets = append(sheets, d.Codes())
	}
	return sheets
}
