// Package weburl holds the rules for web addresses that stand in a config or
// that a gateway tells: which may be asked, and which others may be told.
package weburl

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// BytesMax bounds an address; 2048 is what servers and proxies commonly take.
const BytesMax = 2048

// Reasons for which an address is refused. None repeats the address, which may
// hold a password.
var (
	ErrShape    = errors.New("is not an absolute http or https URL")
	ErrUser     = errors.New("must not hold a user name or password")
	ErrFragment = errors.New("must not have a #fragment")
	ErrQuery    = errors.New("must not have a ?query")
	ErrPlain    = errors.New("plain http is for loopback and private addresses only, use https")
	ErrLong     = errors.New("is too long")
	ErrHost     = errors.New("has a host that is neither an address nor a name of letters, digits, - and dots")
	ErrPath     = errors.New("has a path with a blank, a .. or a character beyond plain ASCII in it")
)

// Parse reads an absolute https URL without user and fragment; http only where
// the host is this machine or in the shop's own network. Errors: the reasons
// above but ErrQuery.
func Parse(address string) (*url.URL, error) {
	if len(address) > BytesMax {
		return nil, ErrLong
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, ErrShape
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "", !validPort(u):
		return nil, ErrShape
	case u.User != nil:
		return nil, ErrUser
	case !Host(u.Hostname()):
		return nil, ErrHost
	case strings.Contains(address, "#"):
		return nil, ErrFragment
	case u.Scheme == "http" && !nearby(u.Hostname()):
		return nil, ErrPlain
	}
	return u, nil
}

// ParseBase is Parse for an address that routes are put behind. It has no query
// therefore, and what a paste may leave at its ends, blanks and slashes, is
// trimmed; what would make every route behind it another is refused.
func ParseBase(address string) (*url.URL, error) {
	if len(address) > BytesMax {
		return nil, ErrLong
	}
	u, err := Parse(strings.TrimFunc(address, outside))
	switch {
	case err != nil:
		return nil, err
	case u.RawQuery != "" || u.ForceQuery:
		return nil, ErrQuery
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	if !plainPath(u.Path) {
		return nil, ErrPath
	}
	return u, nil
}

// RouteBytesMax bounds a route, so that the address with a query stays far below
// what servers take; the vendors' have under 30.
const RouteBytesMax = 256

// ErrRoute is a route that cannot stand behind a base address.
var ErrRoute = fmt.Errorf("must begin with a single / and hold plain ASCII without blank, ?, #, %% and .., at most %d of them", RouteBytesMax)

// CheckRoute is nil for a route that can stand behind a base address, and for none; else ErrRoute.
func CheckRoute(route string) error {
	if route == "" {
		return nil
	}
	if route[0] != '/' || strings.HasPrefix(route, "//") || len(route) > RouteBytesMax || strings.ContainsAny(route, "?#%") || !plainPath(route) {
		return ErrRoute
	}
	return nil
}

// plainPath reports whether a path means the same to every server.
func plainPath(path string) bool {
	parts := strings.Split(path, "/")
	return !slices.Contains(parts, ".") && !slices.Contains(parts, "..") &&
		!strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' })
}

// Base is ParseBase as text. What that refuses stays as it is.
func Base(address string) string {
	u, err := ParseBase(address)
	if err != nil {
		return address
	}
	return u.String()
}

// outside are the characters that may stand around an address by mistake.
func outside(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// Check is Parse for whoever only wants to know.
func Check(address string) error {
	_, err := Parse(address)
	return err
}

// CheckBase is ParseBase for whoever only wants to know.
func CheckBase(address string) error {
	_, err := ParseBase(address)
	return err
}

// CheckHostPort looks at an address to listen on or to dial without a scheme: a
// port from 1 on, behind a host or none.
func CheckHostPort(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not host:port, such as 127.0.0.1:8780", address)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("%q is not a port from 1 to 65535", port)
	}
	return nil
}

// Host reports whether host is an IP address or a name in plain ASCII; a name in
// other letters has an ASCII form, which begins with xn--.
func Host(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if label == "" || strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

// validPort refuses "host:" and port numbers that cannot exist.
func validPort(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	_, err := netip.ParseAddrPort("127.0.0.1:" + port)
	return err == nil && port != "0"
}

// nearby reports whether host is this machine or one of the shop's own network.
// A name other than localhost is not: what it resolves to is up to others.
func nearby(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && Inside(ip) && !ip.Unmap().IsUnspecified()
}

// Inside reports whether ip is this machine's or of the shop's own network. An
// unspecified address is what this machine reaches itself by.
func Inside(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

// MayLeadInside reports whether a host may be this machine or one of the shop's
// own network, in any spelling that a resolver takes. It is the wider sister of
// the rule for plain http: that one permits, this one forbids. A public name that
// resolves to such a host passes; it is asked by https only, and no host inside
// can show a certificate of that name.
func MayLeadInside(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return Inside(ip)
	}
	label := host[strings.LastIndexByte(host, '.')+1:]
	switch label {
	case host, "localhost", "local", "internal": // a name without a dot is the shop's own too
		return true
	}
	// "127.1" and "0x7f.1" are addresses to some resolvers, and no public name
	// ends so; a name that is not in ASCII may turn into one of all these.
	return label == "" || label[0] >= '0' && label[0] <= '9' || strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII })
}
