// Package provider describes a gateway to whoever chooses one by its name: the
// config, the practice gateway and the documentation.
package provider

import (
	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/practice"
	"facepay/providers/wire"
)

// Definition is a gateway's entry in the list of all.
type Definition struct {
	Name string // in the config
	// Section makes the gateway's section of the config as it is without a file.
	Section func() Section
	Codes   wire.Sheet // its result codes, for the documentation
	// Dialect is the practice gateway's half.
	Dialect practice.NewDialect
	// Settings are the keys that change what the gateway can do, for the
	// documentation; the practice account has none of them.
	Settings []Setting
	// PublicURLNeeded is the reason why nothing works without notify.public_url, "" for none.
	PublicURLNeeded string
}

// Section is a gateway's section of the config, a pointer to a struct.
type Section interface {
	// Check tells the first thing that is wrong, beginning with the key's full
	// name and without its value; prefix is the section's, such as "providers.lepay".
	Check(prefix string) error
	// CheckUnused is Check while another gateway is in use: anything may be
	// missing, but what is there must be right.
	CheckUnused(prefix string) error
	// Address is the gateway's base URL.
	Address() string
	// Practise points the section at the practice gateway at url, with its
	// account. A route that the shop's gateway has beside the documented ones is
	// one of the practice gateway's too.
	Practise(url string)
	// Open makes the gateway called name, of a section that passed its Check.
	Open(name string, client *gatewayhttp.Client) kiosk.Gateway
}

// Shop is the part of the config that gateways are told beside their sections, which embed it.
type Shop struct {
	Name string // on the customer's bill
	// NotifyURL is the address for notifications, "" for none; Listening
	// tells that they reach this till there.
	NotifyURL string
	Listening bool
}

// For takes what s tells. Sections of gateways that are told nothing lack it.
func (s *Shop) For(told Shop) { *s = told }

// Setting is a key of a section, or what else changes what a gateway can do.
type Setting struct {
	Name string // as the documentation prints it
	Set  func(Section)
}

// Set makes a Setting of sections of type C. Its values only have to be of the
// right form: nothing is sent by them.
func Set[C any](name string, set func(*C)) Setting {
	return Setting{name, func(s Section) { set(any(s).(*C)) }}
}

// Values for a Setting.
const (
	AnyPath = "/some/path"
	AnyURL  = "https://shop.example/notify"
)
