// Package providers makes the gateway that the config names. One list has them all: a
// new one is a folder and one line here; testdata/toy shows what has to be in it.
package providers

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"facepay/kiosk"
	"facepay/providers/alipay"
	"facepay/providers/alipayservice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
	"facepay/providers/practice"
	"facepay/providers/provider"
	"facepay/providers/smallsaas"
	"facepay/providers/weburl"
	"facepay/providers/wechatpay"
	"facepay/providers/weidoufu"
	"facepay/providers/yfpay"
)

//go:generate go run ./gatewaysdoc -output ../docs/gateways.md

// definitions are the gateways, in the order of the documentation.
var definitions = []provider.Definition{
	lepay.Provider,
	smallsaas.Provider,
	yfpay.Provider,
	alipayservice.Provider,
	weidoufu.Provider,
	alipay.Provider,
	wechatpay.Provider,
}

// Practice is the provider's name under which the till speaks to the practice
// gateway on its own machine, in the dialect of one of the others.
const Practice = "practice"

// DefaultDialect is the practice gateway's when the config names no gateway.
const DefaultDialect = "lepay"

// Definitions are all gateways.
func Definitions() []provider.Definition { return slices.Clone(definitions) }

// Names lists the providers that can be chosen.
func Names() []string {
	var names []string
	for _, d := range definitions {
		names = append(names, d.Name)
	}
	return append(names, Official, Practice)
}

// Dialects are those of the practice gateway.
func Dialects() []practice.NewDialect {
	var dialects []practice.NewDialect
	for _, d := range definitions {
		dialects = append(dialects, d.Dialect)
	}
	return dialects
}

// Config is the config's table "providers": a section for each gateway, by its
// name. Only the section of the gateway in use has to be filled in.
type Config map[string]provider.Section

// Default is the table as it is without a config file.
func Default() Config {
	c := Config{}
	for _, d := range definitions {
		c[d.Name] = d.Section()
	}
	return c
}

// Decode reads the table of a config file over c.
func (c Config) Decode(meta toml.MetaData, table toml.Primitive) error {
	var sections map[string]toml.Primitive
	if err := meta.PrimitiveDecode(table, &sections); err != nil {
		return err
	}
	for name, section := range c {
		if given, is := sections[name]; is {
			if err := meta.PrimitiveDecode(given, section); err != nil {
				return err
			}
		}
	}
	return nil
}

// Section is the section of type C.
func Section[C any](c Config) *C {
	for _, s := range c {
		if section, is := any(s).(*C); is {
			return section
		}
	}
	return nil
}

// copied is c with sections of its own.
func (c Config) copied() Config {
	own := Config{}
	for name, s := range c {
		fresh := reflect.New(reflect.TypeOf(s).Elem())
		fresh.Elem().Set(reflect.ValueOf(s).Elem())
		own[name] = fresh.Interface().(provider.Section)
	}
	return own
}

// For is c with what the gateways are told about the shop; notifyURL is each one's address
// for notifications, by its name, "" for none.
func (c Config) For(s provider.Shop, notifyURL func(name string) string) Config {
	c = c.copied()
	for name, section := range c {
		if told, is := section.(interface{ For(provider.Shop) }); is {
			s.NotifyURL = notifyURL(name)
			told.For(s)
		}
	}
	return c
}

// Practising is c with every section pointed at the practice gateway at url.
func (c Config) Practising(url string) Config {
	c = c.copied()
	for _, section := range c {
		section.Practise(url)
	}
	return c
}

// BaseURL is the address of the gateway called name.
func (c Config) BaseURL(name string) string { return weburl.Base(c[name].Address()) }

// ErrUnknown is a provider's name that this version does not know.
var ErrUnknown = errors.New("not a provider of this version")

// Check tells whether selected is a provider, its section is filled in and
// nothing is wrong in the others. The error begins with the full name of the key
// that is wrong, "provider" or one of a section's.
func (c Config) Check(selected string) error {
	used := []string{selected}
	switch selected {
	case Practice:
	case Official:
		if used = c.rails(); len(used) == 0 {
			return fmt.Errorf("provider: %w", errNoRail)
		}
	default:
		if _, err := find(selected); err != nil {
			return err
		}
	}
	for _, d := range definitions {
		check := c[d.Name].CheckUnused
		if slices.Contains(used, d.Name) {
			check = c[d.Name].Check
		}
		if err := check("providers." + d.Name); err != nil {
			return err
		}
	}
	return nil
}

// CheckPublicURL tells whether the selected gateway can do with notify.public_url
// as it is. The error begins with that key.
func (c Config) CheckPublicURL(selected, publicURL string) error {
	d, err := find(selected)
	if err != nil || d.PublicURLNeeded == "" || publicURL != "" {
		return nil
	}
	return fmt.Errorf("notify.public_url: is needed by %s, which %s", d.Name, d.PublicURLNeeded)
}

// New makes the gateway called name, which calls itself as; all gateways share
// client. Errors are ErrUnknown and those of its section.
func New(name, as string, c Config, client *gatewayhttp.Client) (kiosk.Gateway, error) {
	if name == Official {
		return newOfficial(as, c, client)
	}
	if _, err := find(name); err != nil {
		return nil, err
	}
	if err := c[name].Check("providers." + name); err != nil {
		return nil, err
	}
	return c[name].Open(as, client), nil
}

func find(name string) (provider.Definition, error) {
	for _, d := range definitions {
		if d.Name == name {
			return d, nil
		}
	}
	// Quoted and cut: it is whatever stood in the file.
	const nameRunesMax = 40
	if r := []rune(name); len(r) > nameRunesMax {
		name = string(r[:nameRunesMax]) + "…"
	}
	return provider.Definition{}, fmt.Errorf("provider: %q is %w, which are: %s", name, ErrUnknown, strings.Join(Names(), ", "))
}
