package alipayservice

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/providers/alipayservice/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/rsakey"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Config is the section [providers.alipayservice] of the config. It holds no secret:
// the service has the private key, the till only Alipay's public one.
type Config struct {
	BaseURL string `toml:"base_url"`
	StoreID string `toml:"store_id"`
	// TimeoutExpress is an order's validity as Alipay writes it: 5m,
	// 2h, 1d, or 1c for the end of the day.
	TimeoutExpress string `toml:"timeout_express"`
	// AlipayPublicKey verifies notifications: PEM, the bare base64 text that
	// Alipay's console shows, or the path of a file with one of the two.
	AlipayPublicKey string `toml:"alipay_public_key"`
	AppID           string `toml:"app_id"`
	// QueryPath is an undocumented route for asking about an order, which some services added.
	QueryPath string `toml:"query_path"`

	provider.Shop `toml:"-"`
}

const (
	// wordBytesMax bounds the ids: Alipay's store numbers have at most 32
	// characters, an app's id 16.
	wordBytesMax = 64
	// timeoutMax is the longest that Alipay keeps an unpaid trade.
	timeoutMax = 15 * 24 * time.Hour
	// timeoutBytesMax: a longer number of minutes is over timeoutMax.
	timeoutBytesMax = 6
)

var errTimeout = errors.New("is not a time from 1m to 15d, such as 5m, 2h, 1d, or 1c for the end of the day")

func Default() Config {
	return Config{BaseURL: "http://127.0.0.1:10086", TimeoutExpress: "5m"}
}

func (c Config) Check(section string) error {
	needed := wire.WrongWhen(c.StoreID == "", "is needed; it is the shop's number in each order, such as 123456")
	return cmp.Or(c.CheckUnused(section), wire.FirstWrong(section, wire.Setting{Key: "store_id", Wrong: needed}))
}

func (c Config) CheckUnused(section string) error {
	return wire.FirstWrong(section,
		wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		wire.Setting{Key: "store_id", Wrong: wire.OptionalWord(c.StoreID, wordBytesMax)},
		wire.Setting{Key: "timeout_express", Wrong: second(ParseTimeout(c.TimeoutExpress))},
		wire.Setting{Key: "alipay_public_key", Wrong: second(rsakey.Public(c.AlipayPublicKey))},
		wire.Setting{Key: "app_id", Wrong: wire.OptionalWord(c.AppID, wordBytesMax)},
		wire.Setting{Key: "query_path", Wrong: weburl.CheckRoute(c.QueryPath)},
	)
}

func second[T any](_ T, err error) error { return err }

// ParseTimeout reads Alipay's notation of how long a trade can be paid: 1m to
// 15d in whole minutes, hours or days. 1c, the end of the day, is at most a day.
func ParseTimeout(s string) (time.Duration, error) {
	const day = 24 * time.Hour
	if s == "1c" {
		return day, nil
	}
	if len(s) < 2 || len(s) > timeoutBytesMax || s[0] < '1' || s[0] > '9' {
		return 0, errTimeout
	}
	last := len(s) - 1
	n, err := strconv.ParseUint(s[:last], 10, 32)
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': day}[s[last]]
	if err != nil || unit == 0 || time.Duration(n)*unit > timeoutMax {
		return 0, errTimeout
	}
	return time.Duration(n) * unit, nil
}

var Provider = provider.Definition{
	Name:    "alipayservice",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`query_path`", func(c *Config) { c.QueryPath = provider.AnyPath }),
		provider.Set("`[notify]` and `alipay_public_key`", func(c *Config) { c.NotifyURL, c.Listening = provider.AnyURL, true }),
	},
}

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	c.BaseURL, c.StoreID, c.AppID, c.AlipayPublicKey = url, practice.StoreID, practice.AppID, practice.PublicKey
	if c.QueryPath != "" {
		c.QueryPath = practice.QueryPath
	}
}
