package smallsaas

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConfig_Check(t *testing.T) {
	filled := Default()
	filled.Username, filled.Password, filled.StoreID = "clerk", secretPassword, "460"
	for name, tt := range map[string]struct {
		change func(*Config)
		want   string // the beginning of the error, "" for none
		unused bool   // it is wrong while another gateway is in use, too
	}{
		"filled in":              {func(*Config) {}, "", false},
		"with everything":        {func(c *Config) { c.StoreName, c.ProductID, c.AppURL = "总店 1 号", "17", "https://app.example/m" }, "", false},
		"base_url plain":         {func(c *Config) { c.BaseURL = "http://mall.smallsaas.cn" }, "providers.smallsaas.base_url: ", true},
		"app_url plain":          {func(c *Config) { c.AppURL = "http://mall.smallsaas.cn" }, "providers.smallsaas.app_url: ", true},
		"app_url with a query":   {func(c *Config) { c.AppURL = "https://mall.smallsaas.cn?a=b" }, "providers.smallsaas.app_url: ", true},
		"username missing":       {func(c *Config) { c.Username = "" }, "providers.smallsaas.username: is needed", false},
		"username overlong":      {func(c *Config) { c.Username = strings.Repeat("a", 129) }, "providers.smallsaas.username: is too long", true},
		"password missing":       {func(c *Config) { c.Password = "" }, "providers.smallsaas.password: is needed", false},
		"password overlong":      {func(c *Config) { c.Password += strings.Repeat("a", 129) }, "providers.smallsaas.password: is too long", true},
		"password with a break":  {func(c *Config) { c.Password += "\n" }, "providers.smallsaas.password: holds", true},
		"store_id missing":       {func(c *Config) { c.StoreID = "" }, "providers.smallsaas.store_id: is needed", false},
		"store_id that is none":  {func(c *Config) { c.StoreID = "4 60" }, "providers.smallsaas.store_id: may hold", true},
		"store_name overlong":    {func(c *Config) { c.StoreName = strings.Repeat("店", 101) }, "providers.smallsaas.store_name: is too long", true},
		"store_name not UTF-8":   {func(c *Config) { c.StoreName = "\xff" }, "providers.smallsaas.store_name: holds", true},
		"product_id that is not": {func(c *Config) { c.ProductID = "1;2" }, "providers.smallsaas.product_id: may hold", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := filled
			tt.change(&c)
			used, unused := c.Check("providers.smallsaas"), c.CheckUnused("providers.smallsaas")
			if tt.want == "" {
				require.NoError(t, used)
				require.NoError(t, unused)
				return
			}
			require.True(t, used != nil && strings.HasPrefix(used.Error(), tt.want), "%v", used)
			require.Equal(t, tt.unused, unused != nil, "%v", unused)
			require.NotContains(t, used.Error(), secretPassword)
		})
	}
	require.NoError(t, Default().CheckUnused("providers.smallsaas"))
	require.ErrorContains(t, Default().Check("providers.smallsaas"), "providers.smallsaas.username")
}

func TestConfig_IsPrintedWithoutItsPassword(t *testing.T) {
	c := Config{Username: "clerk", Password: secretPassword}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c)
	text := fmt.Sprintf("%v %+v %#v %s %v %#v", c, c, c, c, struct{ C Config }{c}, &c) + log.String()
	require.NotContains(t, text, secretPassword)
	require.Contains(t, text, "smallsaas")
}
