package smallsaas

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Config is the section [providers.smallsaas] of the config.
type Config struct {
	BaseURL  string `toml:"base_url"`
	Username string `toml:"username"` // of a clerk of the store
	Password string `toml:"password"` // a secret; printed nowhere
	StoreID  string `toml:"store_id"`
	// StoreName goes with every order that the till makes; "" where the mall
	// looks it up by itself.
	StoreName string `toml:"store_name"`
	// ProductID is the product that costs one fen, of which the till orders as
	// many as the amount has fen. Without it the cashier enters order numbers.
	ProductID string `toml:"product_id"`
	AppURL    string `toml:"app_url"` // base of the wpay page; "" is BaseURL
}

const (
	// idBytesMax bounds the ids; the mall's are database keys of a few digits.
	idBytesMax = 64
	// credentialsBytesMax bounds user name and password: more is a paste gone
	// wrong.
	credentialsBytesMax = 128
	// storeNameRunesMax bounds the name, which is a sign over a door.
	storeNameRunesMax = 100
)

var (
	errNeeded    = errors.New("is needed, the mall assigns it")
	errIDShape   = errors.New("may hold only letters, digits, - and _")
	errTooLong   = errors.New("is too long")
	errUnprinted = errors.New("holds characters that cannot be printed")
)

// Default is the section as it is without a config file.
func Default() Config { return Config{BaseURL: "https://mall.smallsaas.cn"} }

// Check tells the first thing that is wrong with c, beginning with the key's
// full name; section is such as "providers.smallsaas". Values are not repeated.
func (c Config) Check(section string) error {
	if err := c.CheckUnused(section); err != nil {
		return err
	}
	for _, needed := range []struct{ key, value string }{
		{"username", c.Username}, {"password", c.Password}, {"store_id", c.StoreID},
	} {
		if needed.value == "" {
			return fmt.Errorf("%s.%s: %w", section, needed.key, errNeeded)
		}
	}
	return nil
}

// CheckUnused is Check while another gateway is in use: what is filled in must
// be right, and nothing is needed.
func (c Config) CheckUnused(section string) error {
	if err := gatewayhttp.CheckBaseURL(section+".base_url", c.BaseURL); err != nil {
		return err
	}
	if c.AppURL != "" {
		if err := gatewayhttp.CheckBaseURL(section+".app_url", c.AppURL); err != nil {
			return err
		}
	}
	for _, field := range []struct {
		key string
		err error
	}{
		{"username", checkText(c.Username, len(c.Username) > credentialsBytesMax)},
		{"password", checkText(c.Password, len(c.Password) > credentialsBytesMax)},
		{"store_id", checkID(c.StoreID)},
		{"store_name", checkText(c.StoreName, utf8.RuneCountInString(c.StoreName) > storeNameRunesMax)},
		{"product_id", checkID(c.ProductID)},
	} {
		if field.err != nil {
			return fmt.Errorf("%s.%s: %w", section, field.key, field.err)
		}
	}
	return nil
}

func checkID(s string) error {
	if s != "" && !wire.Word(s, idBytesMax) {
		return errIDShape
	}
	return nil
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
