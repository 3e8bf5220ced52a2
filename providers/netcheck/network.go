package netcheck

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"

	"facepay/kiosk"
)

type Link struct {
	Name     string
	Up       bool // switched on, and its cable or radio is connected
	Loopback bool
	Addrs    []netip.Addr
}

func systemLinks() ([]Link, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var links []Link
	for _, i := range all {
		const up = net.FlagUp | net.FlagRunning
		l := Link{Name: i.Name, Up: i.Flags&up == up, Loopback: i.Flags&net.FlagLoopback != 0}
		addrs, err := i.Addrs()
		if err != nil {
			continue // it went away just now
		}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				l.Addrs = append(l.Addrs, p.Addr().Unmap())
			}
		}
		links = append(links, l)
	}
	return links, nil
}

// systemRoute asks the system by connecting a datagram socket, which sends
// nothing.
func systemRoute(to netip.Addr) (netip.Addr, error) {
	const discard = 9
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, discard)))
	if err != nil {
		return netip.Addr{}, err
	}
	defer conn.Close()
	from, ok := conn.LocalAddr().(*net.UDPAddr)
	if !ok {
		return netip.Addr{}, net.ErrClosed
	}
	return from.AddrPort().Addr().Unmap(), nil
}

// outside are addresses that no network has but every default route leads to:
// they are reserved for documents.
var outside = []netip.Addr{netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("2001:db8::1")}

// network looks whether this machine is connected at all.
func (v *visit) network(context.Context) kiosk.CheckResult {
	targets := outside
	if len(v.addrs) > 0 {
		targets = v.addrs
	}
	if strings.EqualFold(v.host, "localhost") || near(targets[0]) {
		return networkLoopback.Result()
	}
	links, err := v.Links()
	if err != nil {
		return networkUnreadable.Result("reason", kiosk.Trim(err.Error()))
	}
	up := ""
	addressed := false
	for _, l := range links {
		if l.Loopback || !l.Up {
			continue
		}
		if up == "" {
			up = l.Name
		}
		for _, a := range l.Addrs {
			addressed = addressed || a.IsGlobalUnicast() && !a.IsLinkLocalUnicast()
		}
	}
	switch {
	case up == "":
		return networkNoLink.Result()
	case !addressed:
		return networkNoAddress.Result("link", up)
	}
	for _, to := range targets {
		if from, err := v.Route(to); err == nil {
			return networkOK.Result("link", linkOf(links, from, up), "address", from.String())
		}
	}
	return networkNoRoute.Result("link", up)
}

func linkOf(links []Link, a netip.Addr, otherwise string) string {
	for _, l := range links {
		if slices.ContainsFunc(l.Addrs, func(own netip.Addr) bool { return own.WithZone("") == a.WithZone("") }) {
			return l.Name
		}
	}
	return otherwise
}
