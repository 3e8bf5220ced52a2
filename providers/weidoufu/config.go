package weidoufu

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/weburl"
	"facepay/providers/weidoufu/practice"
	"facepay/providers/wire"
)

// Config is the section [providers.weidoufu] of the config. However it is
// printed, it does not tell its keys.
type Config struct {
	BaseURL   string `toml:"base_url"`
	AccessKey string `toml:"access_key"`
	SecretKey string `toml:"secret_key"` // signs requests and notifications
	NotifyAck string `toml:"notify_ack"` // the whole answer to a notification
	// Paths of calls that the vendor documents nowhere; "" where it has not told.
	QueryPath string `toml:"query_path"`
	ClosePath string `toml:"close_path"`
	CodePath  string `toml:"code_path"`

	provider.Shop `toml:"-"` // no order can be made without its NotifyURL
}

const (
	// keyBytesMax bounds both keys; the vendor's have 32 to 34 characters.
	keyBytesMax = 64
	// ackBytesMax bounds the answer to a notification; those that are known of
	// other gateways have under 64 bytes.
	ackBytesMax = 256
	// Sizes that the vendor's tables give, in characters.
	bodyRunesMax      = 32
	notifyURLBytesMax = 128
)

func Default() Config {
	return Config{BaseURL: "https://open.weidoufu.com", NotifyAck: "success"}
}

// Check is Section's. What is wrong with NotifyURL is said of notify.public_url,
// which it is made from.
func (c Config) Check(prefix string) error {
	needed := wire.FirstWrong(prefix,
		wire.Setting{Key: "access_key", Wrong: wire.Needed(c.AccessKey)},
		wire.Setting{Key: "secret_key", Wrong: wire.Needed(c.SecretKey)},
	)
	notify := wire.FirstWrong("notify", wire.Setting{Key: "public_url", Wrong: checkNotifyURL(c.NotifyURL)})
	return cmp.Or(needed, c.CheckUnused(prefix), notify)
}

func (c Config) CheckUnused(prefix string) error {
	return wire.FirstWrong(prefix,
		wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		wire.Setting{Key: "access_key", Wrong: wire.OptionalWord(c.AccessKey, keyBytesMax)},
		wire.Setting{Key: "secret_key", Wrong: wire.OptionalWord(c.SecretKey, keyBytesMax)},
		wire.Setting{Key: "notify_ack", Wrong: checkAck(c.NotifyAck)},
		wire.Setting{Key: "query_path", Wrong: weburl.CheckRoute(c.QueryPath)},
		wire.Setting{Key: "close_path", Wrong: weburl.CheckRoute(c.ClosePath)},
		wire.Setting{Key: "code_path", Wrong: weburl.CheckRoute(c.CodePath)},
	)
}

func checkAck(s string) error {
	odd := len(s) > ackBytesMax || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
	return cmp.Or(
		wire.WrongWhen(strings.TrimSpace(s) == "", `must not be empty; it is "success" unless the vendor says otherwise`),
		wire.WrongWhen(odd, "has at most %d printable ASCII characters", ackBytesMax))
}

func checkNotifyURL(s string) error {
	if s == "" {
		return nil
	}
	tooLong := wire.WrongWhen(len(s) > notifyURLBytesMax, "the address that the gateway is told has over %d characters", notifyURLBytesMax)
	return cmp.Or(tooLong, weburl.Check(s))
}

// Format keeps every fmt verb from printing the keys.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.shown()) }

// LogValue is the redacted form for slog.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.shown()) }

// MarshalJSON is the redacted form within something else that is logged.
func (c Config) MarshalJSON() ([]byte, error) { return json.Marshal(c.shown()) }

func (c Config) shown() string {
	return fmt.Sprintf("weidoufu.Config{BaseURL:%q AccessKey:%s SecretKey:%s QueryPath:%q ClosePath:%q CodePath:%q NotifyURL:%q Listening:%t}",
		c.BaseURL, hidden(c.AccessKey), hidden(c.SecretKey), c.QueryPath, c.ClosePath, c.CodePath, c.NotifyURL, c.Listening)
}

func hidden(secret string) string {
	if secret == "" {
		return "none"
	}
	return "set"
}

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

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

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
