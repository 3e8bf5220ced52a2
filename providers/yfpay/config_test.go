package yfpay

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"
)

func TestConfig_Loads(t *testing.T) {
	c := Default()
	_, err := toml.Decode(`
base_url = "https://test.gdyfsk.com/yfpay"
inst_no = "900075"
mch_no = "Y52211090004"
shop_no = "86000033007"
terminal_no = "70020283"
key = "51c7d68424e5492199cf7f4734a2b977"
code_field = "auth_code"
refund_query_path = "/v3/queryrefund"
app_id = "wxbca6c935a45dcdc5"
channel_type = "1234"
food_order_type = "direct_payment"
`, &c)
	require.NoError(t, err)
	// Not require.Equal: the printed difference would hide what Format hides.
	require.True(t, c == Config{
		BaseURL: "https://test.gdyfsk.com/yfpay", InstNo: "900075", MchNo: mchNo, ShopNo: "86000033007", TerminalNo: "70020283",
		Key: "51c7d68424e5492199cf7f4734a2b977", CodeField: "auth_code", RefundQueryPath: "/v3/queryrefund",
		AppID: "wxbca6c935a45dcdc5", ChannelType: "1234", FoodOrderType: "direct_payment",
	})
	require.NoError(t, c.Check("providers.yfpay"))
}

func TestConfig_MistakesNameTheirKey(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Config)
		key    string
	}{
		"plain http":               {func(c *Config) { c.BaseURL = "http://open.gdyfsk.com/yfpay" }, "base_url"},
		"institution too long":     {func(c *Config) { c.InstNo = "123456789" }, "inst_no"},
		"merchant too long":        {func(c *Config) { c.MchNo = strings.Repeat("1", 33) }, "mch_no"},
		"merchant with &":          {func(c *Config) { c.MchNo = "a&b" }, "mch_no"},
		"shop with a space":        {func(c *Config) { c.ShopNo = "a b" }, "shop_no"},
		"terminal too long":        {func(c *Config) { c.TerminalNo = strings.Repeat("1", 33) }, "terminal_no"},
		"key with a space":         {func(c *Config) { c.Key = "a b" }, "key"},
		"key with a line end":      {func(c *Config) { c.Key = "ab\n" }, "key"},
		"key without an end":       {func(c *Config) { c.Key = strings.Repeat("k", keyMax+1) }, "key"},
		"no code field":            {func(c *Config) { c.CodeField = "" }, "code_field"},
		"code field sign":          {func(c *Config) { c.CodeField = "sign" }, "code_field"},
		"code field of the amount": {func(c *Config) { c.CodeField = "total_amount" }, "code_field"},
		"code field with =":        {func(c *Config) { c.CodeField = "a=b" }, "code_field"},
		"refund path without /":    {func(c *Config) { c.RefundQueryPath = "v3/queryrefund" }, "refund_query_path"},
		"app id too long":          {func(c *Config) { c.AppID = strings.Repeat("w", 33) }, "app_id"},
		"channel with &":           {func(c *Config) { c.ChannelType = "&" }, "channel_type"},
		"unlisted scene":           {func(c *Config) { c.FoodOrderType = "food" }, "food_order_type"},
	} {
		t.Run(name, func(t *testing.T) {
			config := config("https://open.gdyfsk.com/yfpay")
			c.change(&config)
			for _, err := range []error{config.Check("providers.yfpay"), config.CheckUnused("providers.yfpay")} {
				require.Error(t, err)
				require.True(t, strings.HasPrefix(err.Error(), "providers.yfpay."+c.key+": "), err.Error())
				require.NotContains(t, err.Error(), config.Key)
			}
		})
	}
}

func TestConfig_OnlyTheSectionInUseMustBeComplete(t *testing.T) {
	require.NoError(t, Default().CheckUnused("providers.yfpay"))
	for key, clear := range map[string]func(*Config){
		"inst_no": func(c *Config) { c.InstNo = "" }, "mch_no": func(c *Config) { c.MchNo = "" }, "key": func(c *Config) { c.Key = "" },
	} {
		c := config("https://open.gdyfsk.com/yfpay")
		clear(&c)
		require.ErrorContains(t, c.Check("providers.yfpay"), "providers.yfpay."+key+": ")
		require.NoError(t, c.CheckUnused("providers.yfpay"))
	}
	require.NoError(t, config("https://open.gdyfsk.com/yfpay").Check("providers.yfpay"))
}
