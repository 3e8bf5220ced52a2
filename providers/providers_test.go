package providers

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
	"facepay/providers/provider"
	"facepay/providers/wire/wiretest"
)

// complete is a table in which every section is filled in.
func complete() Config {
	c := Default().Practising("https://pay.example")
	return c.For(provider.Shop{Name: "茶铺", NotifyURL: "https://shop.example/notify/weidoufu"})
}

// real are the names of gateways, without the practice gateway.
func real() []string { return Names()[:len(Names())-1] }

func TestNew_EveryNameMakesItsGateway(t *testing.T) {
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	require.Len(t, real(), 7)
	for _, name := range real() {
		for _, as := range []string{name, Practice} {
			require.NoError(t, complete().Check(name))
			g := wiretest.Call(New(name, as, complete(), client)).OK(t)
			require.Equal(t, as, g.Name(), "the name that the ledger keeps")
			require.NotEmpty(t, g.Capabilities().QR)
			require.NotEmpty(t, complete().BaseURL(name))
		}
	}
	require.NoError(t, Default().Check(Practice), "no section has to be filled in to practise")
}

func TestNew_UnknownNameListsTheKnown(t *testing.T) {
	for _, name := range []string{"", "YFPay", "Lepay", "lepay ", strings.Repeat("x", 5000)} {
		_, err := New(name, name, complete(), nil)
		require.ErrorIs(t, err, ErrUnknown)
		for _, known := range Names() {
			require.Contains(t, err.Error(), known)
		}
		require.True(t, strings.HasPrefix(err.Error(), "provider: "))
		require.Less(t, len(err.Error()), 300)
		require.ErrorIs(t, complete().Check(name), ErrUnknown)
	}
}

func TestCheck_OnlyTheSectionInUseMustBeComplete(t *testing.T) {
	for _, name := range real() {
		require.ErrorContains(t, Default().Check(name), "providers."+name+".", name)
		_, err := New(name, name, Default(), nil)
		require.ErrorContains(t, err, "providers."+name+".", name)
	}
	only := Default()
	only["lepay"] = complete()["lepay"]
	require.NoError(t, only.Check("lepay"))
}

func TestCheck_WhatIsWrongElsewhereIsToldToo(t *testing.T) {
	for _, name := range real() {
		c := Default()
		c[name].Practise("http://pay.example")
		require.ErrorContains(t, c.Check(Practice), "providers."+name+".base_url", name)
	}
}

func TestConfig_Loads(t *testing.T) {
	c := Default()
	var file map[string]toml.Primitive
	meta := wiretest.Call(toml.Decode("[providers.lepay]\nmerchant_id = \"15\"\nstore_id = \"460\"\ncsn = \"A-1\"\n", &file)).OK(t)
	require.NoError(t, c.Decode(meta, file["providers"]))
	require.Equal(t, lepay.Config{BaseURL: "https://fw.lepay.vip", MerchantID: "15", StoreID: "460", CSN: "A-1"}, *Section[lepay.Config](c))
	require.NoError(t, c.Check("lepay"))
}
