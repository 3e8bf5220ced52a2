package providers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk/gatewaytest"
	"facepay/providers"
)

// The simulator and the till's tests use the profiles for the real gateways.
func TestCapabilities_AreThoseOfTheProfiles(t *testing.T) {
	require.Len(t, gatewaytest.Profiles, len(providers.Definitions()))
	for i, p := range gatewaytest.Profiles {
		d := providers.Definitions()[i]
		require.Equal(t, p.Name, d.Name)
		section := d.Section()
		section.Practise("http://127.0.0.1:1")
		require.Equal(t, p.Plain(), section.Open(d.Name, nil).Capabilities(), p.Name)
		require.Len(t, p.Settings, len(d.Settings), p.Name)
		for _, s := range d.Settings {
			changed, want := d.Section(), p.Plain()
			changed.Practise("http://127.0.0.1:1")
			s.Set(changed)
			require.Contains(t, p.Settings, s.Name, p.Name)
			p.Settings[s.Name](&want)
			require.Equal(t, want, changed.Open(d.Name, nil).Capabilities(), "%s with %s", p.Name, s.Name)
		}
	}
}
