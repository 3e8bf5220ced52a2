package webhook

import (
	"fmt"

	"facepay/providers/weburl"
)

// Config is the section [notify] of the config.
type Config struct {
	Listen string `toml:"listen"` // the host:port of the listener; empty: none
	// PublicURL is the address for gateways and mini-programs, in front of the
	// routes. It may name another server of the shop's while Listen is empty.
	PublicURL string `toml:"public_url"`
}

// Check tells the first thing that is wrong with c, beginning with the key.
func (c Config) Check() error {
	if c.Listen != "" {
		if err := weburl.CheckHostPort(c.Listen); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
	}
	if c.PublicURL != "" {
		if _, err := weburl.ParseBase(c.PublicURL); err != nil {
			return fmt.Errorf("public_url: %w", err)
		}
	}
	return nil
}

// NotifyURL is the address for the notifications of the gateway of that name in the
// config, "" when it cannot be told.
func (c Config) NotifyURL(provider string) string {
	if c.PublicURL == "" {
		return ""
	}
	return weburl.Base(c.PublicURL) + notifyRoute + provider
}

// base is the path of PublicURL. A reverse proxy may hand requests on with it
// or without it.
func (c Config) base() string {
	u, err := weburl.ParseBase(c.PublicURL)
	if err != nil {
		return ""
	}
	return u.Path
}
