package smallsaas

import (
	"cmp"
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

func Default() Config { return Config{BaseURL: "https://mall.smallsaas.cn"} }

func (c Config) Check(section string) error {
	return cmp.Or(c.CheckUnused(section), wire.FirstWrong(section,
		wire.Setting{Key: "username", Wrong: wire.Needed(c.Username)},
		wire.Setting{Key: "password", Wrong: wire.Needed(c.Password)},
		wire.Setting{Key: "store_id", Wrong: wire.Needed(c.StoreID)},
	))
}

func (c Config) CheckUnused(section string) error {
	return wire.FirstWrong(section,
		wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		wire.Setting{Key: "app_url", Wrong: weburl.CheckBase(cmp.Or(c.AppURL, c.BaseURL))},
		wire.Setting{Key: "username", Wrong: checkText(c.Username, len(c.Username) > credentialsBytesMax)},
		wire.Setting{Key: "password", Wrong: checkText(c.Password, len(c.Password) > credentialsBytesMax)},
		wire.Setting{Key: "store_id", Wrong: wire.OptionalWord(c.StoreID, idBytesMax)},
		wire.Setting{Key: "store_name", Wrong: checkText(c.StoreName, utf8.RuneCountInString(c.StoreName) > storeNameRunesMax)},
		wire.Setting{Key: "product_id", Wrong: wire.OptionalWord(c.ProductID, idBytesMax)},
	)
}

func checkText(s string, tooLong bool) error {
	unprinted := !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
	return cmp.Or(wire.WrongWhen(tooLong, "is too long"), wire.WrongWhen(unprinted, "holds characters that cannot be printed"))
}

// Format keeps every fmt verb from printing the password.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "smallsaas %s store %s product %q", c.BaseURL, c.StoreID, c.ProductID)
}

func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

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
