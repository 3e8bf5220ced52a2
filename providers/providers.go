// Package providers makes the gateway that the config names. One table lists
// them all: a new one is a folder of its own and one line here.
package providers

import (
	"errors"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
)

// Practice is the provider's name under which the till speaks to the practice
// gateway on its own machine.
const Practice = "practice"

// Config is the config's table "providers", a section for each gateway. Only
// the section of the gateway in use has to be filled in.
type Config struct {
	Lepay lepay.Config `toml:"lepay"`
	// PracticeURL is the practice gateway's address; the caller starts it and
	// sets this, no config file does.
	PracticeURL string `toml:"-"`
}

// Default is the table as it is without a config file.
func Default() Config { return Config{Lepay: lepay.Default()} }

// provider is one gateway that can be chosen.
type provider struct {
	name  string
	check func(Config) error
	make  func(Config, *gatewayhttp.Client) kiosk.Gateway
}

var table = []provider{
	{"lepay", func(c Config) error { return c.Lepay.Check("providers.lepay") }, func(c Config, h *gatewayhttp.Client) kiosk.Gateway { return lepay.New("lepay", c.Lepay, h) }},
	{Practice, func(Config) error { return nil }, func(c Config, h *gatewayhttp.Client) kiosk.Gateway { return lepay.New(Practice, c.practice(), h) }},
}

// practice is lepay's section for the practice gateway, which speaks lepay's
// dialect. The ids are the ones in the vendor's examples.
func (c Config) practice() lepay.Config {
	return lepay.Config{BaseURL: c.PracticeURL, MerchantID: "15", StoreID: "460"}
}

// ErrUnknown is a provider's name that this version does not know.
var ErrUnknown = errors.New("not a provider of this version")

// Names lists the providers that can be chosen.
func Names() []string {
	var names []string
	for _, p := range table {
		names = append(names, p.name)
	}
	return names
}

// Check tells whether name is a provider and its section is filled in. The
// error begins with the full name of the key that is wrong, "provider" or one
// of the section's.
func (c Config) Check(name string) error {
	p, err := find(name)
	if err != nil {
		return err
	}
	return p.check(c)
}

// New makes the gateway called name; all gateways share client. Errors are those
// of Check; a practice gateway without its address is one too.
func New(name string, c Config, client *gatewayhttp.Client) (kiosk.Gateway, error) {
	p, err := find(name)
	if err != nil {
		return nil, err
	}
	if err := p.check(c); err != nil {
		return nil, err
	}
	if name == Practice {
		if err := gatewayhttp.CheckBaseURL("address of the practice gateway", c.PracticeURL); err != nil {
			return nil, err
		}
	}
	return p.make(c, client), nil
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
