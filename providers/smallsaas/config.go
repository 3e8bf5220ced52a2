package smallsaas

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/smallsaas/practice"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Config is the section [providers.smallsaas] of the config.
type Config struct {
	BaseURL  string `toml:"base_url"`
	Username string `toml:"username"` // of a clerk of the store
	Password string `toml:"password"` // a secret; printed nowhere
	StoreID  string `toml:"store_id"`
	// StoreName goes with every order; "" where the mall looks it up by itself.
	StoreName string `toml:"store_name"`
	// ProductID is the product that costs one fen, of which the till orders as
	// many as the amount has fen. Without it the cashier enters order numbers.
	ProductID string `toml:"product_id"`
	AppURL    string `toml:"app_url"` // base of the wpay page; "" is BaseURL
}

const (
	// idBytesMax bounds the ids; the mall's are database keys of a few digits.
	idBytesMax = 64
	// credentialsBytesMax bounds user name and password against a wrong paste.
	credentialsBytesMax = 128
	// storeNameRunesMax bounds the name, which is a sign over a door.
	storeNameRunesMax = 100
)

var (
	errTooLong   = errors.New("is too long")
	errUnprinted = errors.New("holds characters that cannot be printed")
)

// Default is the section as it is without a config file.
func Default() Config { return Config{BaseURL: "https://mall.smallsaas.cn"} }

// Check is Section's.
func (c Config) Check(section string) error {
	if err := c.CheckUnused(section); err != nil {
		return err
	}
	return wire.FirstWrong(section,
		wire.Setting{Key: "username", Wrong: wire.Needed(c.Username)},
		wire.Setting{Key: "password", Wrong: wire.Needed(c.Password)},
		wire.Setting{Key: "store_id", Wrong: wire.Needed(c.StoreID)},
	)
}

// CheckUnused is Section's: nothing is needed.
func (c Config) CheckUnused(section string) error {
	if err := weburl.CheckBase(section+".base_url", c.BaseURL); err != nil {
		return err
	}
	if c.AppURL != "" {
		if err := weburl.CheckBase(section+".app_url", c.AppURL); err != nil {
			return err
		}
	}
	return wire.FirstWrong(section,
		wire.Setting{Key: "username", Wrong: checkText(c.Username, len(c.Username) > credentialsBytesMax)},
		wire.Setting{Key: "password", Wrong: checkText(c.Password, len(c.Password) > credentialsBytesMax)},
		wire.Setting{Key: "store_id", Wrong: wire.OptionalWord(c.StoreID, idBytesMax)},
		wire.Setting{Key: "store_name", Wrong: checkText(c.StoreName, utf8.RuneCountInString(c.StoreName) > storeNameRunesMax)},
		wire.Setting{Key: "product_id", Wrong: wire.OptionalWord(c.ProductID, idBytesMax)},
	)
}

func checkText(s string, tooLong bool) error {
	switch {
	case tooLong:
		return errTooLong
	case !utf8.ValidString(s), strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return errUnprinted
	}
	return nil
}

// String is c without what is secret, as are GoString and LogValue.
func (c Config) String() string {
	return fmt.Sprintf("smallsaas %s store %s product %q", c.BaseURL, c.StoreID, c.ProductID)
}

// GoString is String.
func (c Config) GoString() string { return c.String() }

// LogValue is String.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

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

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	*c = Config{
		BaseURL: url, Username: practice.Username, Password: practice.Password,
		StoreID: practice.StoreID, StoreName: practice.StoreName, ProductID: practice.ProductID,
	}
}
