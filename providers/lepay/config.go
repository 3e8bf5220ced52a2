package lepay

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay/practice"
	"facepay/providers/provider"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Config is the section [providers.lepay] of the config.
type Config struct {
	BaseURL    string `toml:"base_url"`
	MerchantID string `toml:"merchant_id"`
	StoreID    string `toml:"store_id"`
	CSN        string `toml:"csn"` // serial of the device, sent with every request when set
}

// idBytesMax bounds the ids: the vendor's have 2 to 3 digits, a serial rarely over 32.
const idBytesMax = 64

func Default() Config { return Config{BaseURL: "https://fw.lepay.vip"} }

func (c Config) Check(prefix string) error {
	return wire.FirstWrong(prefix,
		c.base(),
		wire.Setting{Key: "merchant_id", Wrong: wire.Needed(c.MerchantID)},
		wire.Setting{Key: "store_id", Wrong: wire.Needed(c.StoreID)},
		wire.Setting{Key: "merchant_id", Wrong: wire.OptionalWord(c.MerchantID, idBytesMax)},
		wire.Setting{Key: "store_id", Wrong: wire.OptionalWord(c.StoreID, idBytesMax)},
		wire.Setting{Key: "csn", Wrong: wire.OptionalWord(c.CSN, idBytesMax)},
	)
}

// CheckUnused is Check while another gateway is in use: both ids may be missing.
func (c Config) CheckUnused(prefix string) error {
	if c.MerchantID == "" && c.StoreID == "" {
		return wire.FirstWrong(prefix, c.base())
	}
	return c.Check(prefix)
}

func (c Config) base() wire.Setting {
	return wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)}
}

var Provider = provider.Definition{
	Name:    "lepay",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
}

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	c.BaseURL, c.MerchantID, c.StoreID, c.CSN = url, practice.MerchantID, practice.StoreID, ""
}
