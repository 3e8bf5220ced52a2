package providers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/official"
	"facepay/providers/provider"
)

// Official is the provider's name under which the till speaks to WeChat Pay and to Alipay
// themselves, by their own sections of the config; either may stay empty.
const Official = "official"

type officialRail struct {
	wallet kiosk.Wallet
	name   string
}

// officialRails are the gateways of Official.
var officialRails = []officialRail{{kiosk.WeChat, "wechatpay"}, {kiosk.Alipay, "alipay"}}

var errNoRail = errors.New(`"official" needs [providers.wechatpay] or [providers.alipay] to be filled in`)

// unfilled is a Section of which nothing of the shop's may be set.
type unfilled interface {
	provider.Section
	Empty() bool
}

// rails are the parts of Official that are filled in.
func (c Config) rails() (names []string) {
	for _, r := range officialRails {
		if !c[r.name].(unfilled).Empty() {
			names = append(names, r.name)
		}
	}
	return names
}

// newOfficial makes the gateway of both wallets, or of the one that is filled in. Each
// part calls itself by its own name, or as when that is Practice.
func newOfficial(as string, c Config, client *gatewayhttp.Client) (kiosk.Gateway, error) {
	if len(c.rails()) == 0 {
		return nil, fmt.Errorf("provider: %w", errNoRail)
	}
	var parts []official.Part
	for _, r := range officialRails {
		if c[r.name].(unfilled).Empty() {
			continue
		}
		called := r.name
		if as == Practice {
			called = as
		}
		part, err := New(r.name, called, c, client)
		if err != nil {
			return nil, err
		}
		parts = append(parts, official.Part{Name: r.name, Wallet: r.wallet, Gateway: part})
	}
	return official.New(as, parts), nil
}

// NewPractising makes the gateway called name as it speaks to the practice gateway at url.
// Nothing has to be filled in; of Official there is what is, and both wallets where neither
// is.
func NewPractising(name string, c Config, url string, client *gatewayhttp.Client) (kiosk.Gateway, error) {
	practised, filled := c.Practising(url), c.rails()
	if name == Official && len(filled) > 0 {
		for _, r := range officialRails {
			if !slices.Contains(filled, r.name) {
				practised[r.name] = c[r.name]
			}
		}
	}
	return New(name, Practice, practised, client)
}

// Parts are the gateways that g is made of: itself, called name in the config, or those of
// Official. A part's Wallet is "" where it is the only one.
func Parts(name string, g kiosk.Gateway) []official.Part {
	if several, are := g.(*official.Gateway); are {
		return several.Parts()
	}
	return []official.Part{{Name: name, Gateway: g}}
}

// Rails are the names on record of the wallets' own gateways, nil where g is a single one.
func Rails(g kiosk.Gateway) map[kiosk.Wallet]string {
	rails := map[kiosk.Wallet]string{}
	for _, p := range Parts("", g) {
		if p.Wallet == "" {
			return nil
		}
		rails[p.Wallet] = p.Gateway.Name()
	}
	return rails
}

// OfOfficial reports whether a key below "providers" is of one of Official's sections.
func OfOfficial(key string) bool {
	section, _, _ := strings.Cut(key, ".")
	return slices.ContainsFunc(officialRails, func(r officialRail) bool { return r.name == section })
}
