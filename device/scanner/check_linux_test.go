package scanner

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

func TestCheck_NamesAnotherProgramAtTheScannersPort(t *testing.T) {
	port := serialtest.NewWire(t).Slave
	check := Check(port.Name())
	require.Equal(t, kiosk.HealthOK, check.Run(t.Context())[0].Health)

	end := beside(t, port.Name())
	found := check.Run(t.Context())[0]
	require.Equal(t, kiosk.HealthFailed, found.Health)
	require.Equal(t, kiosk.T("check.brief.scanner.shared", "program", "cat"), found.Brief)
	end()
	require.Equal(t, kiosk.HealthOK, check.Run(t.Context())[0].Health)
}
