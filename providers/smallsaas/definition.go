package smallsaas

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/smallsaas/practice"
)

// Provider is the mall's Definition.
var Provider = provider.Definition{
	Name:    "smallsaas",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`product_id` empty", func(c *Config) { c.ProductID = "" }),
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
	*c = Config{
		BaseURL: url, Username: practice.Username, Password: practice.Password,
		StoreID: practice.StoreID, StoreName: practice.StoreName, ProductID: practice.ProductID,
	}
}
