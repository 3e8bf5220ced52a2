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

// complete is a table in which every section is filled in.
func complete() Config {
	c := Default()
	c.Lepay.MerchantID, c.Lepay.StoreID = "15", "460"
	c.Smallsaas.Username, c.Smallsaas.Password, c.Smallsaas.StoreID = "clerk", "word", "460"
	c.YFPay.InstNo, c.YFPay.MchNo, c.YFPay.Key = "900075", "M1", "k1"
	c.AlipayService.StoreID = "123456"
	c.Weidoufu.AccessKey, c.Weidoufu.SecretKey = "AK1", "SK1"
	return c.For(Shop{Name: "茶铺", Till: "01", NotifyURL: "https://shop.example/notify/weidoufu"})
}

// real are the names of gateways, without the practice gateway.
func real() []string { return Names()[:len(Names())-1] }

func TestNew_EveryNameMakesItsGateway(t *testing.T) {
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	require.Len(t, real(), 5)
	for _, name := range real() {
		for _, as := range []string{name, Practice} {
			require.NoError(t, complete().Check(name))
			g, err := New(name, as, complete(), client)
			require.NoError(t, err)
			require.Equal(t, as, g.Name(), "the name that the ledger keeps")
			require.Contains(t, g.Capabilities().QR, kiosk.Alipay)
			require.NotEmpty(t, complete().BaseURLs()[name])
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
	only.Lepay = complete().Lepay
	require.NoError(t, only.Check("lepay"))
}

func TestCheck_WhatIsWrongElsewhereIsToldToo(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"lepay":         func(c *Config) { c.Lepay.BaseURL = "http://pay.example" },
		"smallsaas":     func(c *Config) { c.Smallsaas.BaseURL = "http://pay.example" },
		"yfpay":         func(c *Config) { c.YFPay.BaseURL = "http://pay.example" },
		"alipayservice": func(c *Config) { c.AlipayService.BaseURL = "http://pay.example" },
		"weidoufu":      func(c *Config) { c.Weidoufu.BaseURL = "http://pay.example" },
	} {
		c := Default()
		spoil(&c)
		require.ErrorContains(t, c.Check(Practice), "providers."+name+".base_url", name)
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
