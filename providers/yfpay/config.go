package yfpay

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Config is the section [providers.yfpay] of the config.
type Config struct {
	BaseURL    string `toml:"base_url"`
	InstNo     string `toml:"inst_no"` // the institution that the merchant belongs to
	MchNo      string `toml:"mch_no"`
	ShopNo     string `toml:"shop_no"`
	TerminalNo string `toml:"terminal_no"`
	Key        string `toml:"key"` // the institution's key; it signs requests and replies
	// CodeField is what the vendor calls the customer's code in a request; its
	// documents do not tell.
	CodeField string `toml:"code_field"`
	// RefundQueryPath is the route that tells of refunds, "" where the vendor has
	// none.
	RefundQueryPath string `toml:"refund_query_path"`
	// AppID, ChannelType and FoodOrderType go with mini-program orders when set.
	AppID         string `toml:"app_id"`
	ChannelType   string `toml:"channel_type"`
	FoodOrderType string `toml:"food_order_type"`

	// NotifyURL is where the gateway is told to send its notifications, "" for
	// nowhere.
	NotifyURL string `toml:"-"`
	// Listening: what is sent to NotifyURL really reaches this till.
	Listening bool `toml:"-"`
	// OrderBody is what the customer's wallet shows as the thing paid for, such as
	// the shop's name; "" leaves it to the gateway.
	OrderBody string `toml:"-"`
}

// Sizes of the vendor's fields, in characters.
const (
	instNoMax = 8
	numberMax = 32
	// appIDMax is over WeChat's 18 and Alipay's 16.
	appIDMax = 32
	// pathMax bounds a route; the vendor's have under 20.
	pathMax = 128
	// keyMax bounds the key; the vendor's have 32.
	keyMax = 256
)

// Why a setting cannot be used.
var (
	errNeeded    = errors.New("is needed, the vendor assigns it")
	errShape     = errors.New("may hold only letters, digits, - and _")
	errKeyShape  = errors.New("must be one word of plain ASCII")
	errFieldName = errors.New("is a field of its own in the vendor's requests")
	errFieldNone = errors.New("must not be empty; the vendor's name for it is auth_no unless told otherwise")
	errPath      = errors.New("must begin with / and hold no ?, #, % or space")
	errFood      = errors.New("is none of " + strings.Join(foodOrderTypes, ", "))
)

// foodOrderTypes are the scenes that minipay documents.
var foodOrderTypes = []string{"qr_order", "pre_order", "home_delivery", "direct_payment", "other"}

// Default is the section as it is without a config file.
func Default() Config {
	return Config{BaseURL: "https://open.gdyfsk.com/yfpay", CodeField: "auth_no"}
}

// Check tells the first thing that is wrong with the section of the gateway in
// use, beginning with the key's full name; prefix is the section's, such as
// "providers.yfpay".
func (c Config) Check(prefix string) error {
	if err := c.CheckUnused(prefix); err != nil {
		return err
	}
	for _, need := range []struct{ key, value string }{
		{"inst_no", c.InstNo}, {"mch_no", c.MchNo}, {"key", c.Key},
	} {
		if need.value == "" {
			return fmt.Errorf("%s.%s: %w", prefix, need.key, errNeeded)
		}
	}
	return nil
}

// CheckUnused is Check for a section that is not in use: what is there must be
// right, but anything may be missing.
func (c Config) CheckUnused(prefix string) error {
	if err := gatewayhttp.CheckBaseURL(prefix+".base_url", c.BaseURL); err != nil {
		return err
	}
	for _, word := range []struct {
		key, value string
		max        int
	}{
		{"inst_no", c.InstNo, instNoMax},
		{"mch_no", c.MchNo, numberMax},
		{"shop_no", c.ShopNo, numberMax},
		{"terminal_no", c.TerminalNo, numberMax},
		{"code_field", c.CodeField, numberMax},
		{"app_id", c.AppID, appIDMax},
		{"channel_type", c.ChannelType, numberMax},
	} {
		if len(word.value) > word.max {
			return fmt.Errorf("%s.%s: has %d characters, at most %d fit", prefix, word.key, len(word.value), word.max)
		}
		if word.value != "" && !wire.Word(word.value, word.max) {
			return fmt.Errorf("%s.%s: %w", prefix, word.key, errShape)
		}
	}
	problem := func(key string, err error) error { return fmt.Errorf("%s.%s: %w", prefix, key, err) }
	switch {
	case len(c.Key) > keyMax || strings.ContainsFunc(c.Key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return problem("key", errKeyShape)
	case c.CodeField == "":
		return problem("code_field", errFieldNone)
	case slices.Contains(chargeFields, c.CodeField):
		return problem("code_field", errFieldName)
	case c.RefundQueryPath != "" && !plainPath(c.RefundQueryPath):
		return problem("refund_query_path", errPath)
	case c.FoodOrderType != "" && !slices.Contains(foodOrderTypes, c.FoodOrderType):
		return problem("food_order_type", errFood)
	}
	return nil
}

func plainPath(s string) bool {
	return len(s) <= pathMax && s[0] == '/' && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("?#%", r)
	})
}

// Format keeps every fmt verb from printing the key.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "yfpay.Config{%s inst_no %s mch_no %s}", c.BaseURL, c.InstNo, c.MchNo)
}

// LogValue is the form for slog, without the key.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }
