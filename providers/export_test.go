package providers

import (
	"testing"

	"facepay/providers/provider"
	"facepay/providers/wire"
)

// Codes are all that the gateways may say.
func Codes() []wire.Sheet {
	var sheets []wire.Sheet
	for _, d := range definitions {
		sheets = append(sheets, d.Codes)
	}
	return sheets
}

// Register adds a gateway for as long as a test runs.
func Register(t *testing.T, d provider.Definition) {
	before := definitions
	definitions = append(Definitions(), d)
	t.Cleanup(func() { definitions = before })
}
