package netcheck

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/weburl"
)

// addrsMax bounds the addresses of a name that are tried and told.
const addrsMax = 4

func (v *visit) dns(ctx context.Context) kiosk.CheckResult {
	if len(v.addrs) > 0 {
		return dnsNone.Result("host", v.host)
	}
	ctx, cancel := context.WithTimeout(ctx, v.bound(dnsMax))
	defer cancel()
	began := time.Now()
	addrs, err := v.Resolver.LookupNetIP(ctx, "ip", v.host)
	took := time.Since(began)
	var of *net.DNSError
	switch {
	case errors.As(err, &of) && of.IsNotFound, err == nil && len(addrs) == 0:
		return dnsNoName.Result("host", v.host)
	case errors.As(err, &of) && of.IsTimeout, errors.Is(err, context.DeadlineExceeded):
		return dnsSilent.Result("host", v.host)
	case err != nil:
		reason := kiosk.Trim(err.Error())
		if of != nil {
			reason = kiosk.Trim(of.Err)
		}
		return dnsFailed.Result("host", v.host, "reason", reason)
	}
	addrs = addrs[:min(len(addrs), addrsMax)]
	led := true
	words := make([]string, len(addrs))
	for i, a := range addrs {
		a = a.Unmap()
		addrs[i], words[i] = a, a.String()
		led = led && weburl.Inside(a)
	}
	v.addrs = addrs
	args := []string{"host", v.host, "addresses", strings.Join(words, ", "), "ms", millis(took)}
	if led && !v.plain() && !near(addrs[0]) {
		return dnsInside.Result(args...)
	}
	return dnsOK.Result(args...)
}

func (v *visit) nameless() bool {
	_, err := netip.ParseAddr(v.host)
	return err == nil
}

// online reports whether the internet answers: a name that nobody has asked for
// before, under the gateway's own, is not in the shop's memory, so that whatever
// answer comes was fetched from outside. That there is no such name is one.
func (v *visit) online(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, v.bound(hintMax))
	defer cancel()
	_, err := v.Resolver.LookupNetIP(ctx, "ip", "facepay-"+strconv.FormatUint(rand.Uint64(), 36)+"."+strings.TrimSuffix(v.host, ".")+".")
	var of *net.DNSError
	return err == nil || errors.As(err, &of) && of.IsNotFound
}
