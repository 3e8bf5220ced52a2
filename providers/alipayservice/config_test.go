package alipayservice

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

const section = "providers.alipayservice"

func TestConfig_Check(t *testing.T) {
	filled := Default()
	filled.StoreID = "123456"
	require.NoError(t, filled.Check(section))
	require.NoError(t, Default().CheckUnused(section))
	tests := []struct {
		name   string
		change func(*Config)
		want   string // "" is right
	}{
		{"the default address", func(*Config) {}, ""},
		{"plain http elsewhere", func(c *Config) { c.BaseURL = "http://pay.shop.example" }, "base_url"},
		{"the document's address, without http://", func(c *Config) { c.BaseURL = "127.0.0.1:10086" }, "base_url"},
		{"no store", func(c *Config) { c.StoreID = "" }, "store_id"},
		{"a store that is none", func(c *Config) { c.StoreID = "1 2" }, "store_id"},
		{"a store too long", func(c *Config) { c.StoreID = strings.Repeat("1", wordBytesMax+1) }, "store_id"},
		{"no time", func(c *Config) { c.TimeoutExpress = "" }, "timeout_express"},
		{"a time that is none", func(c *Config) { c.TimeoutExpress = "soon" }, "timeout_express"},
		{"a key that is none", func(c *Config) { c.AlipayPublicKey = "-----BEGIN PUBLIC KEY-----" }, "alipay_public_key"},
		{"an app", func(c *Config) { c.AppID = appID }, ""},
		{"an app that is none", func(c *Config) { c.AppID = "app id" }, "app_id"},
		{"a query path", func(c *Config) { c.QueryPath = "/alipay/query_order.do" }, ""},
		{"a query path without /", func(c *Config) { c.QueryPath = "query" }, "query_path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := filled
			tt.change(&c)
			err := c.Check(section)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			require.True(t, strings.HasPrefix(err.Error(), section+"."+tt.want+": "), "%v", err)
			if tt.want != "store_id" || c.StoreID != "" {
				require.Error(t, c.CheckUnused(section), "what is there must be right in an unused section too")
			} else {
				require.NoError(t, c.CheckUnused(section))
			}
		})
	}
}

func TestParseTimeout(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"5m": 5 * time.Minute, "1m": time.Minute, "90m": 90 * time.Minute, "21600m": 15 * day, "2h": 2 * time.Hour, "360h": 15 * day, "1d": day, "15d": 15 * day, "1c": day,
	} {
		d := wiretest.Call(ParseTimeout(text)).OK(t, text)
		require.Equal(t, want, d, text)
	}
	for _, text := range []string{
		"", "m", "5", "0m", "05m", "-5m", "+5m", "5 m", " 5m", "5m ", "5M", "5s", "1.5h", "1e2m", "5mm", "2c", "c", "1cc", "16d", "361h", "21601m", "9999999999999999999d", "５m",
	} {
		_, err := ParseTimeout(text)
		require.Error(t, err, text)
	}
}

func TestGateway_WithoutItsKeysFileNoNotificationIsBelieved(t *testing.T) {
	cfg := Default()
	cfg.AlipayPublicKey, cfg.Listening = filepath.Join(t.TempDir(), "none.pem"), true
	require.False(t, New("alipayservice", cfg, nil).Capabilities().Notifications)
}
