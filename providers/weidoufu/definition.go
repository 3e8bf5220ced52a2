package weidoufu

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/weidoufu/practice"
)

// Provider is weidoufu's Definition.
var Provider = provider.Definition{
	Name:    "weidoufu",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`query_path`", func(c *Config) { c.QueryPath = provider.AnyPath }),
		provider.Set("`close_path`", func(c *Config) { c.ClosePath = provider.AnyPath }),
		provider.Set("`code_path`", func(c *Config) { c.CodePath = provider.AnyPath }),
		provider.Set("`[notify]`", func(c *Config) { c.NotifyURL, c.Listening = provider.AnyURL, true }),
	},
	PublicURLNeeded: "makes no order without an address for its notifications",
}

// Address is the base URL.
func (c *Config) Address() string { return c.BaseURL }

// Open makes the gateway called name.
func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

// Practise points c at the practice gateway.
func (c *Config) Practise(url string) {
	c.BaseURL, c.AccessKey, c.SecretKey = url, practice.AccessKey, practice.SecretKey
	for path, there := range map[*string]string{
		&c.QueryPath: practice.QueryPath, &c.ClosePath: practice.ClosePath, &c.CodePath: practice.CodePath,
	} {
		if *path != "" {
			*path = there
		}
	}
}
