package weidoufu

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConfig_Check(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		want   string // beginning of the error
		unused string // the same while another gateway is in use
	}{
		{"all that the vendor gives", func(*Config) {}, "", ""},
		{"without the optional paths", func(c *Config) { c.QueryPath, c.ClosePath, c.CodePath = "", "", "" }, "", ""},
		{"without an address for notifications", func(c *Config) { c.NotifyURL = "" }, "", ""},
		{"no access key", func(c *Config) { c.AccessKey = "" }, "providers.weidoufu.access_key: is needed", ""},
		{"no secret key", func(c *Config) { c.SecretKey = "" }, "providers.weidoufu.secret_key: is needed", ""},
		{"a key with a space", func(c *Config) { c.AccessKey += " " }, "providers.weidoufu.access_key: may hold", "providers.weidoufu.access_key: may hold"},
		{"a key too long", func(c *Config) { c.SecretKey = strings.Repeat("S", 65) }, "providers.weidoufu.secret_key: may hold", "providers.weidoufu.secret_key: may hold"},
		{"plain http to the world", func(c *Config) { c.BaseURL = "http://open.weidoufu.com" }, "providers.weidoufu.base_url: plain http", "providers.weidoufu.base_url: plain http"},
		{"no acknowledgement", func(c *Config) { c.NotifyAck = " " }, "providers.weidoufu.notify_ack: must not be empty", "providers.weidoufu.notify_ack: must not be empty"},
		{"acknowledgement of two lines", func(c *Config) { c.NotifyAck = "suc\ncess" }, "providers.weidoufu.notify_ack: has at most", "providers.weidoufu.notify_ack: has at most"},
		{"relative path", func(c *Config) { c.QueryPath = "pay/query" }, "providers.weidoufu.query_path: must begin with a single /", "providers.weidoufu.query_path: must begin with a single /"},
		{"path with a query", func(c *Config) { c.ClosePath = "/pay?x" }, "providers.weidoufu.close_path: must", "providers.weidoufu.close_path: must"},
		{"path with a space", func(c *Config) { c.CodePath = "/pay /code" }, "providers.weidoufu.code_path: must", "providers.weidoufu.code_path: must"},
		{"address for notifications too long", func(c *Config) { c.NotifyURL = "https://pos.example.com/" + strings.Repeat("n", 105) }, "notify.public_url: ", ""},
		{"address for notifications that is none", func(c *Config) { c.NotifyURL = "pos.example.com" }, "notify.public_url: ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := full("https://open.weidoufu.com")
			tt.change(&c)
			for want, err := range map[string]error{tt.want + "\x00": c.Check("providers.weidoufu"), tt.unused: c.CheckUnused("providers.weidoufu")} {
				want = strings.TrimSuffix(want, "\x00")
				if want == "" {
					require.NoError(t, err)
					continue
				}
				require.Error(t, err)
				require.True(t, strings.HasPrefix(err.Error(), want), "%v", err)
				require.NotContains(t, err.Error(), testSK)
			}
		})
	}
	require.NoError(t, Default().CheckUnused("providers.weidoufu"))
}

func TestConfig_TellsNoKey(t *testing.T) {
	c := full("https://open.weidoufu.com")
	g := New("weidoufu", c, nil)
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("config", "config", c, "within", struct{ C Config }{c})
	}
	said := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%T"} {
		said += fmt.Sprintf(verb, c) + fmt.Sprintf(verb, &c) + fmt.Sprintf(verb, struct{ C Config }{c}) + fmt.Sprintf(verb, g) + fmt.Sprintf(verb, []any{g, c})
	}
	for _, told := range []string{testAK, testSK, fmt.Sprintf("%x", testSK)} {
		require.False(t, strings.Contains(said, told), told)
	}
	require.True(t, strings.Contains(said, "SecretKey:set"))
}
