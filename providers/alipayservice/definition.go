package alipayservice

import (
	"facepay/kiosk"
	"facepay/providers/alipayservice/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
)

// Provider is the service's Definition.
var Provider = provider.Definition{
	Name:    "alipayservice",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`query_path`", func(c *Config) { c.QueryPath = provider.AnyPath }),
		provider.Set("`[notify]` and `alipay_public_key`", func(c *Config) { c.NotifyURL, c.Listening = provider.AnyURL, true }),
	},
}

// Address is the base URL.
func (c *Config) Address() string { return c.BaseURL }

// Open makes the gateway called name.
func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

// Practise points c at the practice gateway.
func (c *Config) Practise(url string) {
	c.BaseURL, c.StoreID, c.AppID, c.AlipayPublicKey = url, practice.StoreID, practice.AppID, practice.PublicKey
	if c.QueryPath != "" {
		c.QueryPath = practice.QueryPath
	}
}
