package providers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipay"
	"facepay/providers/rsakey"
)

// certified is a gateway of which only the certificates count.
type certified struct {
	kiosk.Gateway
	expiries []rsakey.Expiry
}

func (c certified) Expiries() []rsakey.Expiry { return c.expiries }

// rotated is a gateway whose wallet signs by a key that the till does not have.
type rotated struct{ kiosk.Gateway }

func (rotated) StrangeKey() string { return "5157F0" }

func TestKeyResults(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.Local)
	of := func(key string, days time.Duration) rsakey.Expiry {
		return rsakey.Expiry{Key: key, At: now.Add(days * 24 * time.Hour)}
	}
	g := certified{expiries: []rsakey.Expiry{of("fine", 31), of("soon", 30), of("sooner", 1), of("now", 0), of("past", -10)}}
	var told []string
	for _, r := range expiryResults("alipay", g, now) {
		told = append(told, r.What.ID+" "+r.What.Args[3]+" "+r.What.Args[5])
	}
	require.Equal(t, []string{
		"check.found.gateway.expires soon 2026-12-29", "check.found.gateway.expires sooner 2026-11-30",
		"check.found.gateway.expired now 2026-11-29", "check.found.gateway.expired past 2026-11-19",
	}, told)
	results := keyResults("wechatpay", rotated{}, now)
	require.Len(t, results, 1)
	require.Equal(t, kiosk.HealthFailed, results[0].Health)
	require.Equal(t, kiosk.T("check.found.gateway.strange_key", "name", "wechatpay", "serial", "5157F0"), results[0].What)
	require.Equal(t, "check.todo.gateway.strange_key", results[0].Todo.ID)
	require.Empty(t, keyResults("alipay", new(alipay.Gateway), now), "no key was strange")
	require.Empty(t, expiryResults("lepay", struct{ kiosk.Gateway }{}, now), "most have none")
}
