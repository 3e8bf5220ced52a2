package providers

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
)

func complete() Config {
	c := Default()
	c.Lepay.MerchantID, c.Lepay.StoreID = "15", "460"
	c.PracticeURL = "http://127.0.0.1:8780"
	return c
}

func TestNew_EveryNameMakesItsGateway(t *testing.T) {
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, complete().Check(name))
			g, err := New(name, complete(), client)
			require.NoError(t, err)
			require.Equal(t, name, g.Name(), "the ledger keeps the name that the config gave")
			require.True(t, g.Can().Code)
			require.Contains(t, g.Can().QR, kiosk.WeChat)
		})
	}
}

func TestNew_UnknownNameListsTheKnown(t *testing.T) {
	for _, name := range []string{"", "yfpay", "Lepay", "lepay ", strings.Repeat("x", 5000)} {
		_, err := New(name, complete(), nil)
		require.ErrorIs(t, err, ErrUnknown)
		for _, known := range Names() {
			require.Contains(t, err.Error(), known)
		}
		require.True(t, strings.HasPrefix(err.Error(), "provider: "))
		require.Less(t, len(err.Error()), 300)
		require.ErrorIs(t, complete().Check(name), ErrUnknown)
	}
}

func TestNew_SectionOfTheProviderInUseMustBeComplete(t *testing.T) {
	c := complete()
	c.Lepay.StoreID = ""
	_, err := New("lepay", c, nil)
	require.ErrorContains(t, err, "providers.lepay.store_id")
	_, err = New(Practice, c, nil)
	require.NoError(t, err, "another provider's section may stay empty")
}

func TestNew_PracticeNeedsAnAddressThatMayBePlain(t *testing.T) {
	for _, address := range []string{"", "http://pay.example", "127.0.0.1:80"} {
		c := complete()
		c.PracticeURL = address
		_, err := New(Practice, c, nil)
		require.Error(t, err, address)
	}
}

func TestConfig_Loads(t *testing.T) {
	file := struct {
		Providers Config `toml:"providers"`
	}{Default()}
	_, err := toml.Decode("[providers.lepay]\nmerchant_id = \"15\"\nstore_id = \"460\"\ncsn = \"A-1\"\n", &file)
	require.NoError(t, err)
	require.Equal(t, lepay.Config{BaseURL: "https://fw.lepay.vip", MerchantID: "15", StoreID: "460", CSN: "A-1"}, file.Providers.Lepay)
	require.NoError(t, file.Providers.Check("lepay"))
}
