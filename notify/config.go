package notify

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Config is the section [notify] of the config.
type Config struct {
	// Listen is the host:port of the listener; empty: none.
	Listen string `toml:"listen"`
	// PublicURL is what gateways and mini-programs are told, in front of the
	// routes. It may name another server of the shop's while Listen is empty.
	PublicURL string `toml:"public_url"`
}

// urlBytesMax bounds the public address; vendors take 128 to 256 bytes with the
// route behind it, and 2048 is what servers commonly take at all.
const urlBytesMax = 2048

// Reasons for which a public address is refused.
var (
	errURLShape = errors.New("is not an absolute http or https URL")
	errURLUser  = errors.New("must not hold a user name or password")
	errURLRest  = errors.New("must not have a ?query or #fragment")
	errURLPlain = errors.New("plain http is for loopback and private addresses only, use https")
	errURLLong  = errors.New("is too long")
)

// Check tells the first thing that is wrong with c, beginning with the key.
func (c Config) Check() error {
	if c.Listen != "" {
		if err := checkListen(c.Listen); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
	}
	if c.PublicURL != "" {
		if _, err := parsePublic(c.PublicURL); err != nil {
			return fmt.Errorf("public_url: %w", err)
		}
	}
	return nil
}

// NotifyURL is where the gateway of that name in the config sends its
// notifications, "" when it cannot be told.
func (c Config) NotifyURL(provider string) string {
	if c.PublicURL == "" {
		return ""
	}
	return strings.TrimRight(c.PublicURL, "/") + notifyRoute + provider
}

// base is the path of PublicURL. A reverse proxy may hand requests on with it
// or without it.
func (c Config) base() string {
	u, err := parsePublic(c.PublicURL)
	if err != nil {
		return ""
	}
	return strings.TrimRight(u.Path, "/")
}

func checkListen(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not host:port, such as 127.0.0.1:8780", address)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("%q is not a port from 1 to 65535", port)
	}
	return nil
}

func parsePublic(address string) (*url.URL, error) {
	if len(address) > urlBytesMax {
		return nil, errURLLong
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, errURLShape // url.Error repeats the address, which may hold a password
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "", !validPort(u):
		return nil, errURLShape
	case u.User != nil:
		return nil, errURLUser
	case strings.ContainsAny(address, "?#"):
		return nil, errURLRest
	case u.Scheme == "http" && !nearby(u.Hostname()):
		return nil, errURLPlain
	}
	return u, nil
}

// validPort refuses "host:" and ports that cannot exist.
func validPort(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// nearby reports whether host is this machine or one of the shop's own network.
// A name other than localhost is not: what it resolves to is up to others.
func nearby(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
}
