package alipay

import (
	"cmp"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"

	"facepay/kiosk"
	"facepay/providers/alipay/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/rsakey"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Config is the section [providers.alipay] of the config. No key's text stands in it but
// Alipay's public one: the shop's private key is a file that only the till's user may read.
type Config struct {
	BaseURL string `toml:"base_url"`
	AppID   string `toml:"app_id"`
	// SellerID is the shop's account at Alipay (PID, 2088…); it is checked in
	// notifications when set.
	SellerID   string `toml:"seller_id"`
	PrivateKey string `toml:"private_key"` // file
	// AlipayPublicKey verifies replies and notifications: PEM, the bare base64 text that
	// Alipay's console shows, or a file. Or the three certificates, all of them files.
	AlipayPublicKey   string `toml:"alipay_public_key"`
	AppCertificate    string `toml:"app_certificate"`
	AlipayCertificate string `toml:"alipay_certificate"`
	RootCertificate   string `toml:"root_certificate"`

	provider.Shop `toml:"-"`

	practising bool // with the practice shop's keys, which are no files
}

// wordBytesMax bounds the ids, which have 16 digits.
const wordBytesMax = 32

var (
	errNoPublic = errors.New("is needed, or the three certificates; it is Alipay's public key from the app's page, not the app's own")
	errBoth     = errors.New("stands beside certificates; an app has either the key or the certificates")
	errThree    = errors.New("is needed beside the other certificates")
	errOwnKey   = errors.New("is the app's own public key; Alipay's stands below it on the app's page")
	errNotPair  = errors.New("is of another key than private_key")
	errNotRSA   = errors.New("is of no RSA key")
)

func Default() Config { return Config{BaseURL: "https://openapi.alipay.com/gateway.do"} }

func (c Config) Check(section string) error {
	needed := []wire.Setting{
		{Key: "app_id", Wrong: wire.Needed(c.AppID)},
		{Key: "private_key", Wrong: wire.WrongWhen(c.PrivateKey == "" && !c.practising, "is needed; it is the file with the app's private key")},
		{Key: "alipay_public_key", Wrong: when(c.AlipayPublicKey == "" && !c.certified() && !c.practising, errNoPublic)},
	}
	return cmp.Or(c.CheckUnused(section), wire.FirstWrong(section, needed...))
}

func (c Config) CheckUnused(section string) error {
	settings := []wire.Setting{
		{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		{Key: "app_id", Wrong: wire.OptionalWord(c.AppID, wordBytesMax)},
		{Key: "seller_id", Wrong: wire.OptionalWord(c.SellerID, wordBytesMax)},
		{Key: "alipay_public_key", Wrong: when(c.AlipayPublicKey != "" && c.certified(), errBoth)},
	}
	for _, file := range c.certificates() {
		settings = append(settings, wire.Setting{Key: file.key, Wrong: when(c.certified() && file.path == "", errThree)})
	}
	if err := wire.FirstWrong(section, settings...); err != nil {
		return err
	}
	_, wrong := c.load()
	return wire.FirstWrong(section, wrong)
}

func when(is bool, err error) error {
	if is {
		return err
	}
	return nil
}

// certified reports whether the app has certificates instead of a public key.
func (c Config) certified() bool {
	return c.AppCertificate != "" || c.AlipayCertificate != "" || c.RootCertificate != ""
}

// file is a key of the section that names a file.
type file struct{ key, path string }

func (c Config) certificates() []file {
	return []file{{"app_certificate", c.AppCertificate}, {"alipay_certificate", c.AlipayCertificate}, {"root_certificate", c.RootCertificate}}
}

// keys are what the section names, read.
type keys struct {
	private                             *rsa.PrivateKey
	alipay                              *rsa.PublicKey
	appCertSN, rootCertSN, alipayCertSN string // "" in key mode
	expiries                            []rsakey.Expiry
}

// load reads the keys. The setting tells the first that is wrong; there are no keys
// without error where none are set.
func (c Config) load() (*keys, wire.Setting) {
	if c.practising {
		c.PrivateKey, c.AlipayPublicKey = "", practice.AlipayPublicKey
	}
	k := &keys{}
	var err error
	if k.private, err = c.private(); err != nil {
		return nil, wire.Setting{Key: "private_key", Wrong: err}
	}
	if k.alipay, err = rsakey.Public(c.AlipayPublicKey); err != nil {
		return nil, wire.Setting{Key: "alipay_public_key", Wrong: err}
	}
	if c.certified() {
		if wrong := k.certify(c); wrong.Wrong != nil {
			return nil, wrong
		}
	}
	switch {
	case k.private == nil || k.alipay == nil:
		return nil, wire.Setting{}
	case k.private.PublicKey.Equal(k.alipay):
		return nil, wire.Setting{Key: "alipay_public_key", Wrong: errOwnKey}
	}
	return k, wire.Setting{}
}

// private is the app's private key, nil where none is set.
func (c Config) private() (*rsa.PrivateKey, error) {
	switch {
	case c.practising:
		return rsakey.ParsePrivate(practice.AppPrivateKey)
	case c.PrivateKey == "":
		return nil, nil
	}
	return rsakey.Private(c.PrivateKey)
}

// certify reads the three certificates.
func (k *keys) certify(c Config) wire.Setting {
	app, err := rsakey.Certificate(c.AppCertificate)
	if err == nil && k.private != nil && !k.private.PublicKey.Equal(app.PublicKey) {
		err = errNotPair
	}
	if err != nil {
		return wire.Setting{Key: "app_certificate", Wrong: err}
	}
	alipay, err := rsakey.Certificate(c.AlipayCertificate)
	if err == nil {
		k.alipay, err = rsaOf(alipay)
	}
	if err != nil {
		return wire.Setting{Key: "alipay_certificate", Wrong: err}
	}
	root, _, err := rsakey.File(c.RootCertificate)
	if err == nil {
		k.rootCertSN, err = rootSN(root)
	}
	if err != nil {
		return wire.Setting{Key: "root_certificate", Wrong: err}
	}
	k.appCertSN, k.alipayCertSN = certificateSN(app), certificateSN(alipay)
	k.expiries = []rsakey.Expiry{{Key: "app_certificate", At: app.NotAfter}, {Key: "alipay_certificate", At: alipay.NotAfter}}
	return wire.Setting{}
}

func rsaOf(c *x509.Certificate) (*rsa.PublicKey, error) {
	key, is := c.PublicKey.(*rsa.PublicKey)
	if !is {
		return nil, errNotRSA
	}
	return key, nil
}

// Format keeps every fmt verb from printing more than who the shop is.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "alipay.Config{%s app_id %s}", c.BaseURL, c.AppID)
}

// LogValue is the form for slog.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

var Provider = provider.Definition{
	Name:    "alipay",
	Section: func() provider.Section { c := Default(); return &c },
	Codes:   Codes,
	Dialect: practice.Dialect,
	Settings: []provider.Setting{
		provider.Set("`[notify]`", func(c *Config) { c.NotifyURL, c.Listening = provider.AnyURL, true }),
	},
}

// Empty reports whether nothing of the shop's is set.
func (c *Config) Empty() bool {
	own := *c
	own.BaseURL, own.Shop = Default().BaseURL, provider.Shop{}
	return own == Default()
}

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	*c = Config{BaseURL: url + practice.Path, AppID: practice.AppID, SellerID: practice.SellerID, Shop: c.Shop, practising: true}
}
