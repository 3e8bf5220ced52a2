package yfpay

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/yfpay/practice"
)

// Provider is yfpay's Definition.
var Provider = provider.Definition{
	Name:    "yfpay",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`refund_query_path`", func(c *Config) { c.RefundQueryPath = provider.AnyPath }),
		provider.Set("`[notify]`", func(c *Config) { c.NotifyURL, c.Listening = provider.AnyURL, true }),
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
	c.BaseURL, c.InstNo, c.MchNo, c.ShopNo, c.TerminalNo = url+"/yfpay", practice.InstNo, practice.MchNo, practice.ShopNo, practice.TerminalNo
	c.Key = practice.Key
	if c.RefundQueryPath != "" {
		c.RefundQueryPath = practice.RefundQueryPath
	}
}
