package gatewayhttp

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// urlBytesMax bounds an address; 2048 is what servers and proxies commonly
// take, anything longer is no gateway's.
const urlBytesMax = 2048

// Reasons for which an address is refused.
var (
	errURLShape    = errors.New("is not an absolute http or https URL")
	errURLUser     = errors.New("must not hold a user name or password")
	errURLFragment = errors.New("must not have a #fragment")
	errURLQuery    = errors.New("must not have a ?query")
	errURLPlain    = errors.New("plain http is for loopback and private addresses only, use https")
	errURLLong     = errors.New("is too long")
)

// CheckBaseURL holds a gateway's base address from the config to the rules: an
// absolute https URL without user, query and fragment; http only where the host
// is localhost or a loopback, private or link-local address. The error begins
// with key, the setting's full name, and never repeats the value.
func CheckBaseURL(key, address string) error {
	u, err := parseURL(address)
	if err == nil && (u.RawQuery != "" || u.ForceQuery) {
		err = errURLQuery
	}
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// CheckURL holds any address that is to be asked to the same rules; a query is
// allowed.
func CheckURL(address string) error {
	_, err := parseURL(address)
	return err
}

func parseURL(address string) (*url.URL, error) {
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
	case strings.Contains(address, "#"):
		return nil, errURLFragment
	case u.Scheme == "http" && !nearby(u.Hostname()):
		return nil, errURLPlain
	}
	return u, nil
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
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
}

// MayLeadInside reports whether a host may be this machine or one of the shop's
// own network, in any spelling that a resolver takes. It is the wider sister of
// the rule for plain http: that one permits, this one forbids. A public name that
// resolves to such a host passes; it is asked by https only, and no host inside
// can show a certificate of that name.
func MayLeadInside(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsUnspecified() || nearby(ip.String())
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
