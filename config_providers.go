package main

import (
	"regexp"
	"strings"

	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
)

// Providers is the [providers] table, a section for each gateway: those that
// package providers can make, and those of later versions.
type Providers struct {
	providers.Config
	Smallsaas     Smallsaas     `toml:"smallsaas"`
	YFPay         YFPay         `toml:"yfpay"`
	AlipayService AlipayService `toml:"alipayservice"`
	Weidoufu      Weidoufu      `toml:"weidoufu"`
}

// The sections below belong to gateways that this version does not speak to
// yet; see providersBuilt.

// Smallsaas is [providers.smallsaas].
type Smallsaas struct {
	BaseURL   string `toml:"base_url"`
	Username  string `toml:"username"`
	Password  string `toml:"password"`
	StoreID   string `toml:"store_id"`
	StoreName string `toml:"store_name"`
	ProductID string `toml:"product_id"`
	AppURL    string `toml:"app_url"`
}

// YFPay is [providers.yfpay].
type YFPay struct {
	BaseURL         string `toml:"base_url"`
	InstNo          string `toml:"inst_no"`
	MchNo           string `toml:"mch_no"`
	ShopNo          string `toml:"shop_no"`
	TerminalNo      string `toml:"terminal_no"`
	Key             string `toml:"key"`
	CodeField       string `toml:"code_field"`
	RefundQueryPath string `toml:"refund_query_path"`
}

// AlipayService is [providers.alipayservice].
type AlipayService struct {
	BaseURL         string `toml:"base_url"`
	StoreID         string `toml:"store_id"`
	TimeoutExpress  string `toml:"timeout_express"`
	AlipayPublicKey string `toml:"alipay_public_key"`
	AppID           string `toml:"app_id"`
	QueryPath       string `toml:"query_path"`
}

// Weidoufu is [providers.weidoufu].
type Weidoufu struct {
	BaseURL   string `toml:"base_url"`
	AccessKey string `toml:"access_key"`
	SecretKey string `toml:"secret_key"`
	NotifyAck string `toml:"notify_ack"`
	QueryPath string `toml:"query_path"`
	ClosePath string `toml:"close_path"`
	CodePath  string `toml:"code_path"`
}

func defaultProviders() Providers {
	return Providers{
		Config:        providers.Default(),
		Smallsaas:     Smallsaas{BaseURL: "https://mall.smallsaas.cn"},
		YFPay:         YFPay{BaseURL: "https://open.gdyfsk.com/yfpay", CodeField: "auth_no"},
		AlipayService: AlipayService{BaseURL: "http://127.0.0.1:10086", TimeoutExpress: "5m"},
		Weidoufu:      Weidoufu{BaseURL: "https://open.weidoufu.com", NotifyAck: "success"},
	}
}

// Check looks at the section of every gateway, the one in use and the others.
func (p Providers) Check(selected string) error {
	if err := p.Config.Check(selected); err != nil {
		return err
	}
	for _, section := range []struct {
		name  string
		check func() error
	}{
		{"lepay", func() error { return checkUnusedLepay(p.Lepay) }},
		{"smallsaas", p.Smallsaas.Check},
		{"yfpay", p.YFPay.Check},
		{"alipayservice", p.AlipayService.Check},
		{"weidoufu", p.Weidoufu.Check},
	} {
		if err := section.check(); err != nil {
			return inSection("providers."+section.name, err)
		}
	}
	return nil
}

// checkUnusedLepay lets the ids be missing while another gateway is in use.
func checkUnusedLepay(c lepay.Config) error {
	const section = "providers.lepay"
	if c.MerchantID == "" && c.StoreID == "" {
		return gatewayhttp.CheckBaseURL(section+".base_url", c.BaseURL)
	}
	return c.Check(section)
}

// Check looks at the two addresses.
func (s Smallsaas) Check() error {
	if s.AppURL != "" {
		if err := gatewayhttp.CheckBaseURL("app_url", s.AppURL); err != nil {
			return err
		}
	}
	return gatewayhttp.CheckBaseURL("base_url", s.BaseURL)
}

// Check holds the numbers to the sizes that the vendor's fields have.
func (y YFPay) Check() error {
	const instNoMax, numberMax = 8, 32
	if err := gatewayhttp.CheckBaseURL("base_url", y.BaseURL); err != nil {
		return err
	}
	for _, field := range []struct {
		key, value string
		max        int
	}{
		{"inst_no", y.InstNo, instNoMax},
		{"mch_no", y.MchNo, numberMax},
		{"shop_no", y.ShopNo, numberMax},
		{"terminal_no", y.TerminalNo, numberMax},
	} {
		if err := checkName(field.key, field.value, field.max); err != nil {
			return err
		}
	}
	if y.CodeField == "" {
		return keyErr("code_field", "must not be empty; the vendor's name for it is auth_no unless told otherwise")
	}
	return checkRoute("refund_query_path", y.RefundQueryPath)
}

// timeoutShape is Alipay's notation: minutes, hours or days, or 1c for the end
// of the day.
var timeoutShape = regexp.MustCompile(`^([1-9]\d{0,4}[mhd]|1c)$`)

// Check looks at the address, the validity of a QR and the optional route.
func (a AlipayService) Check() error {
	if err := gatewayhttp.CheckBaseURL("base_url", a.BaseURL); err != nil {
		return err
	}
	if !timeoutShape.MatchString(a.TimeoutExpress) {
		return keyErr("timeout_express", "is not a time such as 5m, 2h, 1d or 1c")
	}
	return checkRoute("query_path", a.QueryPath)
}

// Check looks at the address and the optional routes.
func (w Weidoufu) Check() error {
	if err := gatewayhttp.CheckBaseURL("base_url", w.BaseURL); err != nil {
		return err
	}
	for _, route := range []struct{ key, path string }{
		{"query_path", w.QueryPath}, {"close_path", w.ClosePath}, {"code_path", w.CodePath},
	} {
		if err := checkRoute(route.key, route.path); err != nil {
			return err
		}
	}
	return nil
}

// checkRoute takes an empty path, for a call that the gateway does not offer.
func checkRoute(key, path string) error {
	if path == "" || strings.HasPrefix(path, "/") && !strings.ContainsAny(path, "?# ") {
		return nil
	}
	return keyErr(key, "must begin with / and hold no ?, # or space")
}
