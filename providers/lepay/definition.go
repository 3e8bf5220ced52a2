package lepay

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay/practice"
	"facepay/providers/provider"
)

// Provider is lepay's Definition.
var Provider = provider.Definition{
	Name:    "lepay",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
}

// Address is the base URL.
func (c *Config) Address() string { return c.BaseURL }

// Open makes the gateway called name.
func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

// Practise points c at the practice gateway.
func (c *Config) Practise(url string) {
	c.BaseURL, c.MerchantID, c.StoreID, c.CSN = url, practice.MerchantID, practice.StoreID, ""
}
