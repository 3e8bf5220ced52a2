// Package providers makes the gateway that the config names. One table lists
// them all: a new one is a folder of its own and one line here.
package providers

import (
	"errors"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/alipayservice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
	"facepay/providers/smallsaas"
	"facepay/providers/weburl"
	"facepay/providers/weidoufu"
	"facepay/providers/wire"
	"facepay/providers/yfpay"
)

// Practice is the provider's name under which the till speaks to the practice
// gateway on its own machine, in the dialect of one of the others.
const Practice = "practice"

// DefaultDialect is what the practice gateway is spoken to in when the config
// names no gateway.
const DefaultDialect = "lepay"

// Config is the config's table "providers", a section for each gateway. Only
// the section of the gateway in use has to be filled in.
type Config struct {
	Lepay         lepay.Config         `toml:"lepay"`
	Smallsaas     smallsaas.Config     `toml:"smallsaas"`
	YFPay         yfpay.Config         `toml:"yfpay"`
	AlipayService alipayservice.Config `toml:"alipayservice"`
	Weidoufu      weidoufu.Config      `toml:"weidoufu"`
}

// Default is the table as it is without a config file.
func Default() Config {
	return Config{
		Lepay:         lepay.Default(),
		Smallsaas:     smallsaas.Default(),
		YFPay:         yfpay.Default(),
		AlipayService: alipayservice.Default(),
		Weidoufu:      weidoufu.Default(),
	}
}

// Shop is what the gateways are told beside their sections.
type Shop struct {
	Name string // on the customer's bill
	Till string
	// NotifyURL is where notifications are to be sent, "" for nowhere; Listening
	// tells that they reach this till there.
	NotifyURL string
	Listening bool
}

// For puts what the gateways are told about the shop into their sections.
func (c Config) For(s Shop) Config {
	c.YFPay.OrderBody, c.AlipayService.Subject, c.Weidoufu.Body = s.Name, s.Name, s.Name
	c.YFPay.NotifyURL, c.YFPay.Listening = s.NotifyURL, s.Listening
	c.AlipayService.NotifyURL, c.AlipayService.Listening = s.NotifyURL, s.Listening
	c.Weidoufu.NotifyURL, c.Weidoufu.Listening = s.NotifyURL, s.Listening
	return c
}

// provider is one gateway that can be chosen.
type provider struct {
	name string
	// check looks at its section when it is in use, unused when it is not: then
	// anything may be missing, but what is there must be right.
	check, unused func(Config, string) error
	make          func(string, Config, *gatewayhttp.Client) kiosk.Gateway
	codes         func() wire.Sheet // what it may say
}

var table = []provider{
	{
		"lepay",
		func(c Config, s string) error { return c.Lepay.Check(s) },
		func(c Config, s string) error { return c.Lepay.CheckUnused(s) },
		func(n string, c Config, h *gatewayhttp.Client) kiosk.Gateway { return lepay.New(n, c.Lepay, h) },
		lepay.Codes,
	},
	{
		"smallsaas",
		func(c Config, s string) error { return c.Smallsaas.Check(s) },
		func(c Config, s string) error { return c.Smallsaas.CheckUnused(s) },
		func(n string, c Config, h *gatewayhttp.Client) kiosk.Gateway { return smallsaas.New(n, c.Smallsaas, h) },
		smallsaas.Codes,
	},
	{
		"yfpay",
		func(c Config, s string) error { return c.YFPay.Check(s) },
		func(c Config, s string) error { return c.YFPay.CheckUnused(s) },
		func(n string, c Config, h *gatewayhttp.Client) kiosk.Gateway { return yfpay.New(n, c.YFPay, h) },
		yfpay.Codes,
	},
	{
		"alipayservice",
		func(c Config, s string) error { return c.AlipayService.Check(s) },
		func(c Config, s string) error { return c.AlipayService.CheckUnused(s) },
		func(n string, c Config, h *gatewayhttp.Client) kiosk.Gateway {
			return alipayservice.New(n, c.AlipayService, h)
		},
		alipayservice.Codes,
	},
	{
		"weidoufu",
		func(c Config, s string) error { return c.Weidoufu.Check(s) },
		func(c Config, s string) error { return c.Weidoufu.CheckUnused(s) },
		func(n string, c Config, h *gatewayhttp.Client) kiosk.Gateway { return weidoufu.New(n, c.Weidoufu, h) },
		weidoufu.Codes,
	},
}

// ErrUnknown is a provider's name that this version does not know.
var ErrUnknown = errors.New("not a provider of this version")

// Names lists the providers that can be chosen.
func Names() []string {
	var names []string
	for _, p := range table {
		names = append(names, p.name)
	}
	return append(names, Practice)
}

// BaseURLs are the addresses of the gateways by their names.
func (c Config) BaseURLs() map[string]string {
	return map[string]string{
		"lepay": weburl.Base(c.Lepay.BaseURL), "smallsaas": weburl.Base(c.Smallsaas.BaseURL), "yfpay": weburl.Base(c.YFPay.BaseURL),
		"alipayservice": weburl.Base(c.AlipayService.BaseURL), "weidoufu": weburl.Base(c.Weidoufu.BaseURL),
	}
}

// Check tells whether selected is a provider, its section is filled in and
// nothing is wrong in the others. The error begins with the full name of the key
// that is wrong, "provider" or one of a section's.
func (c Config) Check(selected string) error {
	if selected != Practice {
		if _, err := find(selected); err != nil {
			return err
		}
	}
	for _, p := range table {
		check := p.unused
		if p.name == selected {
			check = p.check
		}
		if err := check(c, "providers."+p.name); err != nil {
			return err
		}
	}
	return nil
}

// New makes the gateway called name, which calls itself as; all gateways share
// client. Errors are ErrUnknown and those of its section.
func New(name, as string, c Config, client *gatewayhttp.Client) (kiosk.Gateway, error) {
	p, err := find(name)
	if err != nil {
		return nil, err
	}
	if err := p.check(c, "providers."+p.name); err != nil {
		return nil, err
	}
	return p.make(as, c, client), nil
}

func find(name string) (provider, error) {
	for _, p := range table {
		if p.name == name {
			return p, nil
		}
	}
	// Quoted and cut: it is whatever stood in the file.
	const nameRunesMax = 40
	if r := []rune(name); len(r) > nameRunesMax {
		name = string(r[:nameRunesMax]) + "…"
	}
	return provider{}, fmt.Errorf("provider: %q is %w, which are: %s", name, ErrUnknown, strings.Join(Names(), ", "))
}
