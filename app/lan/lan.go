// Package lan serves pages to phones and tablets in the shop's network: plain HTTP, for
// private addresses alone, behind a token in the path, with a limit on everything.
package lan

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// The limits of a server. A browser opens up to six connections.
const (
	connsMax        = 64 // open at once
	addressConnsMax = 24 // of one address
	headerMax       = 8 << 10
	headerTime      = 5 * time.Second
	idleTime        = 10 * time.Second
)

// ErrNoNetwork is that no phone can reach this machine.
var ErrNoNetwork = errors.New("this machine has no address in a network of the shop's")

// Address is this machine's in the shop's network: that of its way out, or else its
// first private one, or else, where there is no network at all, its own.
func Address() (netip.Addr, error) {
	var found []netip.Addr
	if c, err := net.Dial("udp4", "192.0.2.1:9"); err == nil { // an address of no machine; nothing is sent
		if at, err := netip.ParseAddrPort(c.LocalAddr().String()); err == nil {
			found = append(found, at.Addr())
		}
		c.Close()
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil && len(found) == 0 {
		return netip.Addr{}, fmt.Errorf("list this machine's addresses: %w", err)
	}
	for _, a := range addrs {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			found = append(found, prefix.Addr().Unmap())
		}
	}
	for _, fits := range []func(netip.Addr) bool{netip.Addr.IsPrivate, netip.Addr.IsLinkLocalUnicast, netip.Addr.IsLoopback} {
		for _, a := range found {
			if a.Is4() && fits(a) {
				return a, nil
			}
		}
	}
	return netip.Addr{}, ErrNoNetwork
}

// near reports whether an address is of the shop's network, or this machine's own.
func near(a netip.Addr) bool { return a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsLoopback() }

// Timeouts bound what a sender and a receiver may take.
type Timeouts struct{ Read, Write time.Duration }

// NewServer is a server of pages that nobody keeps, whose answers have headers for that
// and the policy. It is to be served on a listener of Bound.
func NewServer(h http.HandlerFunc, policy string, t Timeouts) *http.Server {
	s := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			to := w.Header()
			to.Set("Cache-Control", "no-store")
			to.Set("Content-Security-Policy", policy)
			to.Set("Referrer-Policy", "same-origin") // with "no-referrer" a browser would not tell where its POST comes from
			to.Set("X-Content-Type-Options", "nosniff")
			h(w, r)
		}),
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            headerTime,
		ReadTimeout:                  t.Read,
		WriteTimeout:                 t.Write,
		IdleTimeout:                  idleTime,
		MaxHeaderBytes:               headerMax,
		Protocols:                    &http.Protocols{},
		ErrorLog:                     log.New(io.Discard, "", 0), // strangers write there
	}
	s.Protocols.SetHTTP1(true)
	return s
}

// Token is the rest of a request's path after a prefix, if it has that.
func Token(r *http.Request, prefix string) (rest string, is bool) {
	return strings.CutPrefix(r.URL.EscapedPath(), prefix)
}

// SameToken reports whether somebody has the token; nobody has the empty one.
func SameToken(sent, token string) bool {
	return token != "" && subtle.ConstantTimeCompare([]byte(sent), []byte(token)) == 1
}
