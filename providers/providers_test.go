package providers

import (
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipay"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
	"facepay/providers/provider"
	"facepay/providers/wechatpay"
	"facepay/providers/wire/wiretest"
)

// complete is a table in which every section is filled in.
func complete() Config {
	c := Default().Practising("https://pay.example")
	return c.For(provider.Shop{Name: "茶铺"}, func(name string) string { return "https://shop.example/notify/" + name })
}

// real are the names of gateways, without the practice gateway.
func real() []string {
	return slices.DeleteFunc(Names(), func(n string) bool { return n == Practice || n == Official })
}

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

// Practice has the wallets that the shop has: both where neither is filled in yet.
func TestNewPractising_OfficialHasTheWalletsThatAreFilledIn(t *testing.T) {
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	wechat := func(c Config) { Section[wechatpay.Config](c).AppID = "wx8888888888888888" }
	ali := func(c Config) { Section[alipay.Config](c).PrivateKey = "app.pem" }
	for name, tt := range map[string]struct {
		filled  []func(Config)
		wallets []kiosk.Wallet
	}{
		"neither":          {nil, []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}},
		"both":             {[]func(Config){wechat, ali}, []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}},
		"WeChat Pay alone": {[]func(Config){wechat}, []kiosk.Wallet{kiosk.WeChat}},
		"Alipay alone":     {[]func(Config){ali}, []kiosk.Wallet{kiosk.Alipay}},
	} {
		t.Run(name, func(t *testing.T) {
			c := Default()
			for _, fill := range tt.filled {
				fill(c)
			}
			c = c.For(provider.Shop{Name: "茶铺"}, func(string) string { return "https://shop.example/notify" })
			g := wiretest.Call(NewPractising(Official, c, "http://127.0.0.1:1", client)).OK(t)
			require.Equal(t, tt.wallets, g.Capabilities().QR)
			require.Equal(t, tt.wallets, g.Capabilities().CodeWallets)
			require.Equal(t, Practice, g.Name())
			require.Len(t, Parts(Official, g), len(tt.wallets))
			for _, alone := range []string{"wechatpay", "alipay"} {
				wiretest.Call(NewPractising(alone, c, "http://127.0.0.1:1", client)).OK(t, "named by itself it is practised, whatever is filled in")
			}
		})
	}
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

// Either section of the two may stay empty; what is filled in has to be right.
func TestOfficial_EitherWalletMayBeMissing(t *testing.T) {
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	require.EqualError(t, Default().Check(Official), `provider: "official" needs [providers.wechatpay] or [providers.alipay] to be filled in`)
	_, err := New(Official, Official, Default(), client)
	require.ErrorIs(t, err, errNoRail)
	for want, names := range map[string][]string{"wechat": {"wechatpay"}, "alipay": {"alipay"}, "wechat alipay": {"wechatpay", "alipay"}} {
		c := Default()
		for _, name := range names {
			c[name] = complete()[name]
		}
		require.NoError(t, c.Check(Official))
		g := wiretest.Call(New(Official, Official, c, client)).OK(t)
		var qr []string
		for _, w := range g.Capabilities().QR {
			qr = append(qr, string(w))
		}
		require.Equal(t, want, strings.Join(qr, " "))
		require.Equal(t, g.Capabilities().QR, g.Capabilities().CodeWallets)
		require.Len(t, Parts(Official, g), len(names))
		for _, p := range Parts(Official, g) {
			require.Equal(t, p.Name, Rails(g)[p.Wallet], "the name on record")
			require.Contains(t, names, p.Name)
		}
	}
	half := Default()
	half["alipay"] = complete()["alipay"]
	Section[wechatpay.Config](half).AppID = "wx1"
	require.ErrorContains(t, half.Check(Official), "providers.wechatpay.merchant_id: is needed", "what was begun must be whole")

	practised := wiretest.Call(New(Official, Practice, complete(), client)).OK(t)
	require.Equal(t, map[kiosk.Wallet]string{kiosk.WeChat: Practice, kiosk.Alipay: Practice}, Rails(practised))
	require.Nil(t, Rails(wiretest.Call(New("lepay", "lepay", complete(), client)).OK(t)))
}
