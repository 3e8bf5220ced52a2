package yfpay

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/weburl"
	"facepay/providers/wire"
	"facepay/providers/yfpay/practice"
)

// Config is the section [providers.yfpay] of the config.
type Config struct {
	BaseURL    string `toml:"base_url"`
	InstNo     string `toml:"inst_no"` // the institution that the merchant belongs to
	MchNo      string `toml:"mch_no"`
	ShopNo     string `toml:"shop_no"`
	TerminalNo string `toml:"terminal_no"`
	Key        string `toml:"key"` // the institution's key; it signs requests and replies
	// CodeField is the undocumented name of the customer's code in a request.
	CodeField string `toml:"code_field"`
	// RefundQueryPath is the route that tells of refunds, "" for none.
	RefundQueryPath string `toml:"refund_query_path"`
	// AppID, ChannelType and FoodOrderType go with mini-program orders when set.
	AppID         string `toml:"app_id"`
	ChannelType   string `toml:"channel_type"`
	FoodOrderType string `toml:"food_order_type"`

	provider.Shop `toml:"-"`
}

// Sizes of the vendor's fields, in characters.
const (
	instNoMax = 8
	numberMax = 32
	// appIDMax is over WeChat's 18 and Alipay's 16.
	appIDMax = 32
	// keyMax bounds the key; the vendor's have 32.
	keyMax = 256
)

// foodOrderTypes are the scenes that minipay documents.
var foodOrderTypes = []string{"qr_order", "pre_order", "home_delivery", "direct_payment", "other"}

func Default() Config {
	return Config{BaseURL: "https://open.gdyfsk.com/yfpay", CodeField: "auth_no"}
}

func (c Config) Check(prefix string) error {
	return cmp.Or(c.CheckUnused(prefix), wire.FirstWrong(prefix,
		wire.Setting{Key: "inst_no", Wrong: wire.Needed(c.InstNo)},
		wire.Setting{Key: "mch_no", Wrong: wire.Needed(c.MchNo)},
		wire.Setting{Key: "key", Wrong: wire.Needed(c.Key)},
	))
}

func (c Config) CheckUnused(prefix string) error {
	return wire.FirstWrong(prefix,
		wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		wire.Setting{Key: "inst_no", Wrong: wire.OptionalWord(c.InstNo, instNoMax)},
		wire.Setting{Key: "mch_no", Wrong: wire.OptionalWord(c.MchNo, numberMax)},
		wire.Setting{Key: "shop_no", Wrong: wire.OptionalWord(c.ShopNo, numberMax)},
		wire.Setting{Key: "terminal_no", Wrong: wire.OptionalWord(c.TerminalNo, numberMax)},
		wire.Setting{Key: "code_field", Wrong: wire.OptionalWord(c.CodeField, numberMax)},
		wire.Setting{Key: "app_id", Wrong: wire.OptionalWord(c.AppID, appIDMax)},
		wire.Setting{Key: "refund_query_path", Wrong: weburl.CheckRoute(c.RefundQueryPath)},
		wire.Setting{Key: "channel_type", Wrong: wire.OptionalWord(c.ChannelType, numberMax)},
		wire.Setting{Key: "key", Wrong: wire.WrongWhen(len(c.Key) > keyMax || !wire.Visible(c.Key), "must be one word of plain ASCII")},
		wire.Setting{Key: "code_field",
			Wrong: wire.WrongWhen(c.CodeField == "", "must not be empty; the vendor's name for it is auth_no unless told otherwise")},
		wire.Setting{Key: "code_field", Wrong: wire.WrongWhen(slices.Contains(chargeFields, c.CodeField), "is a field of its own in the vendor's requests")},
		wire.Setting{Key: "food_order_type", Wrong: wire.WrongWhen(
			c.FoodOrderType != "" && !slices.Contains(foodOrderTypes, c.FoodOrderType), "is none of %s", strings.Join(foodOrderTypes, ", "))},
	)
}

// Format keeps every fmt verb from printing the key.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "yfpay.Config{%s inst_no %s mch_no %s}", c.BaseURL, c.InstNo, c.MchNo)
}

// LogValue is the form for slog, without the key.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

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

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	c.BaseURL, c.InstNo, c.MchNo, c.ShopNo, c.TerminalNo = url+"/yfpay", practice.InstNo, practice.MchNo, practice.ShopNo, practice.TerminalNo
	c.Key = practice.Key
	if c.RefundQueryPath != "" {
		c.RefundQueryPath = practice.RefundQueryPath
	}
}
