package providers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk/gatewaytest"
	"facepay/providers"
	"facepay/providers/practice"
)

func TestCapabilities_AreTheProfilesThatTestsAndSimulatorUse(t *testing.T) {
	config := providers.Default().Practising("http://127.0.0.1:1", practice.DefaultAccounts())
	config.Weidoufu.NotifyURL = "https://shop.example/notify"
	require.Len(t, gatewaytest.Profiles, len(providers.Names())-1)
	for _, p := range gatewaytest.Profiles {
		made, err := providers.New(p.Name, p.Name, config, nil)
		require.NoError(t, err)
		require.Equal(t, p.Plain(), made.Can(), p.Name)
	}
}
