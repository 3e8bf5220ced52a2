package lepay

import (
	"errors"
	"fmt"

	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Config is the section [providers.lepay] of the config.
type Config struct {
	BaseURL    string `toml:"base_url"`
	MerchantID string `toml:"merchant_id"`
	StoreID    string `toml:"store_id"`
	CSN        string `toml:"csn"` // serial of the device, sent with every request when set
}

// idBytesMax bounds the ids: the vendor's have 2 to 3 digits, a device's serial
// rarely over 32.
const idBytesMax = 64

var (
	errIDEmpty = errors.New("is needed, the vendor assigns it")
	errIDShape = errors.New("may hold only letters, digits, - and _")
)

// Default is the section as it is without a config file.
func Default() Config { return Config{BaseURL: "https://fw.lepay.vip"} }

// Check tells the first thing that is wrong with c, beginning with the key's
// full name; prefix is the section's, such as "providers.lepay".
func (c Config) Check(prefix string) error {
	if err := gatewayhttp.CheckBaseURL(prefix+".base_url", c.BaseURL); err != nil {
		return err
	}
	for _, id := range []struct {
		key, value string
		optional   bool
	}{
		{"merchant_id", c.MerchantID, false},
		{"store_id", c.StoreID, false},
		{"csn", c.CSN, true},
	} {
		if id.value == "" && id.optional {
			continue
		}
		if id.value == "" {
			return fmt.Errorf("%s.%s: %w", prefix, id.key, errIDEmpty)
		}
		if !wire.Word(id.value, idBytesMax) {
			return fmt.Errorf("%s.%s: %w", prefix, id.key, errIDShape)
		}
	}
	return nil
}

// CheckUnused is Check while another gateway is in use: both ids may be missing.
func (c Config) CheckUnused(prefix string) error {
	if c.MerchantID == "" && c.StoreID == "" {
		return gatewayhttp.CheckBaseURL(prefix+".base_url", c.BaseURL)
	}
	return c.Check(prefix)
}
