package wechatpay

import (
	"cmp"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/rsakey"
	"facepay/providers/weburl"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire"
)

// Config is the section [providers.wechatpay] of the config. Private keys and certificates
// are files; none of their text stands here.
type Config struct {
	BaseURL    string `toml:"base_url"`
	AppID      string `toml:"app_id"`      // bound to the merchant
	MerchantID string `toml:"merchant_id"` // mchid
	// CertificateSerial is that of the merchant's certificate: hexadecimal, leading zeros count.
	CertificateSerial string `toml:"certificate_serial"`
	PrivateKey        string `toml:"private_key"` // file: apiclient_key.pem
	APIv3Key          string `toml:"api_v3_key"`  // opens notifications
	// PublicKey verifies replies and notifications: a file, PEM or bare base64; PublicKeyID
	// is its name, PUB_KEY_ID_….
	PublicKey   string `toml:"public_key"`
	PublicKeyID string `toml:"public_key_id"`
	// PlatformCertificate verifies those of older merchants, and of one that changes to a
	// public key, whose notifications come signed either way. A file or a folder: before one
	// certificate ends WeChat begins to sign under the next, and both are taken.
	PlatformCertificate string `toml:"platform_certificate"`
	CodeAPI             string `toml:"code_api"` // "v3" or "v2"
	APIv2Key            string `toml:"api_v2_key"`
	Certificate         string `toml:"certificate"` // file: apiclient_cert.pem, which v2 is shown to reverse

	provider.Shop `toml:"-"`

	practising bool // with the practice shop's keys, which are no files
}

const (
	wordBytesMax   = 32
	serialBytesMax = 40
	keyBytes       = 32 // of the APIv3 key
	keyBytesMax    = 64 // of the APIv2 key, which has 32
	idPrefix       = "PUB_KEY_ID_"
	codeV3, codeV2 = "v3", "v2"
)

var (
	errNoPrivate = errors.New("is needed; it is the file apiclient_key.pem")
	errNoPublic  = errors.New("is needed: the file of WeChat Pay's public key from the merchant platform")
	errNoID      = errors.New("is needed beside public_key, as the merchant platform shows it: " + idPrefix + "…")
	errNoKeyOfID = errors.New("is needed beside public_key_id")
	errID        = errors.New("must begin with " + idPrefix)
	errV3Key     = fmt.Errorf("must have exactly %d letters and digits", keyBytes)
	errCodeAPI   = errors.New(`must be "v3" or "v2"`)
	errV2        = errors.New(`is needed with code_api = "v2"`)
	errOwnKey    = errors.New("is the shop's own key; WeChat Pay's public key belongs here")
	errNotPair   = errors.New("is of another key than private_key")
	errSerial    = errors.New("is not the serial number of the file in certificate")
	errNotRSA    = errors.New("is of no RSA key")
)

// CodeAPIs are the values of code_api.
func CodeAPIs() []string { return []string{codeV3, codeV2} }

func Default() Config { return Config{BaseURL: firstHost, CodeAPI: codeV3} }

func (c Config) v2() bool { return c.CodeAPI == codeV2 }

func (c Config) Check(section string) error {
	needed := []wire.Setting{
		{Key: "app_id", Wrong: wire.Needed(c.AppID)},
		{Key: "merchant_id", Wrong: wire.Needed(c.MerchantID)},
		{Key: "certificate_serial", Wrong: wire.Needed(c.CertificateSerial)},
		{Key: "api_v3_key", Wrong: wire.Needed(c.APIv3Key)},
		{Key: "api_v2_key", Wrong: when(c.v2() && c.APIv2Key == "", errV2)},
	}
	if !c.practising {
		needed = append(needed,
			wire.Setting{Key: "private_key", Wrong: when(c.PrivateKey == "", errNoPrivate)},
			wire.Setting{Key: "public_key", Wrong: when(c.PublicKey == "" && c.PlatformCertificate == "", errNoPublic)},
			wire.Setting{Key: "certificate", Wrong: when(c.v2() && c.Certificate == "", errV2)})
	}
	return cmp.Or(c.CheckUnused(section), wire.FirstWrong(section, needed...))
}

func (c Config) CheckUnused(section string) error {
	if err := wire.FirstWrong(section,
		wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)},
		wire.Setting{Key: "app_id", Wrong: wire.OptionalWord(c.AppID, wordBytesMax)},
		wire.Setting{Key: "merchant_id", Wrong: wire.OptionalWord(c.MerchantID, wordBytesMax)},
		wire.Setting{Key: "certificate_serial", Wrong: wire.OptionalWord(c.CertificateSerial, serialBytesMax)},
		wire.Setting{Key: "api_v3_key", Wrong: when(c.APIv3Key != "" && !wire.Word(c.APIv3Key, keyBytes) || c.APIv3Key != "" && len(c.APIv3Key) != keyBytes, errV3Key)},
		wire.Setting{Key: "public_key_id", Wrong: when(c.PublicKeyID != "" && !strings.HasPrefix(c.PublicKeyID, idPrefix), errID)},
		wire.Setting{Key: "public_key_id", Wrong: wire.OptionalWord(c.PublicKeyID, wire.NumberBytesMax)},
		wire.Setting{Key: "public_key_id", Wrong: when(c.PublicKey != "" && c.PublicKeyID == "", errNoID)},
		wire.Setting{Key: "public_key", Wrong: when(c.PublicKeyID != "" && c.PublicKey == "" && !c.practising, errNoKeyOfID)},
		wire.Setting{Key: "code_api", Wrong: when(c.CodeAPI != codeV3 && c.CodeAPI != codeV2, errCodeAPI)},
		wire.Setting{Key: "api_v2_key", Wrong: wire.OptionalWord(c.APIv2Key, keyBytesMax)},
	); err != nil {
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

// keys are what the section names, read.
type keys struct {
	private     *rsa.PrivateKey
	wechat      map[string]*rsa.PublicKey // by bareSerial of what Wechatpay-Serial names
	certificate *x509.Certificate         // the merchant's, nil where none is set
	platform    []*x509.Certificate       // WeChat's
}

// shown is the certificate that v2 is shown.
func (k *keys) shown() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{k.certificate.Raw}, PrivateKey: k.private, Leaf: k.certificate}
}

// bareSerial is a serial number, or a public key's id, as all write it alike: WeChat fills it
// up with zeros to whole bytes, and a tool may not, or may write small letters.
func bareSerial(s string) string { return strings.ToUpper(strings.TrimLeft(s, "0")) }

// serialOf is a certificate's bareSerial.
func serialOf(c *x509.Certificate) string { return bareSerial(c.SerialNumber.Text(16)) }

// load reads the keys. The setting tells the first that is wrong; there are no keys without
// error where none are set.
func (c Config) load() (*keys, wire.Setting) {
	k := &keys{wechat: map[string]*rsa.PublicKey{}}
	var err error
	switch {
	case c.practising:
		c.PublicKey = practice.PublicKey
		k.private, err = rsakey.ParsePrivate(practice.MerchantKey)
	case c.PrivateKey != "":
		k.private, err = rsakey.Private(c.PrivateKey)
	}
	if err != nil {
		return nil, wire.Setting{Key: "private_key", Wrong: err}
	}
	public, err := rsakey.Public(c.PublicKey)
	switch {
	case err != nil:
		return nil, wire.Setting{Key: "public_key", Wrong: err}
	case public != nil && k.private != nil && k.private.PublicKey.Equal(public):
		return nil, wire.Setting{Key: "public_key", Wrong: errOwnKey}
	case public != nil:
		k.wechat[bareSerial(c.PublicKeyID)] = public
	}
	if c.PlatformCertificate != "" {
		if err := k.readPlatform(c.PlatformCertificate); err != nil {
			return nil, wire.Setting{Key: "platform_certificate", Wrong: err}
		}
	}
	if c.Certificate != "" {
		if wrong := k.readCertificate(c); wrong.Wrong != nil {
			return nil, wrong
		}
	}
	if k.private == nil || len(k.wechat) == 0 {
		return nil, wire.Setting{}
	}
	return k, wire.Setting{}
}

func (k *keys) readPlatform(path string) (err error) {
	if k.platform, err = rsakey.Certificates(path); err != nil {
		return err
	}
	for _, c := range k.platform {
		key, is := c.PublicKey.(*rsa.PublicKey)
		switch {
		case !is:
			return errNotRSA
		case k.private != nil && k.private.PublicKey.Equal(key):
			return errOwnKey
		}
		k.wechat[serialOf(c)] = key
	}
	return nil
}

func (k *keys) readCertificate(c Config) wire.Setting {
	var err error
	k.certificate, err = rsakey.Certificate(c.Certificate)
	switch {
	case err != nil:
	case k.private != nil && !k.private.PublicKey.Equal(k.certificate.PublicKey):
		err = errNotPair
	case c.CertificateSerial != "" && bareSerial(c.CertificateSerial) != serialOf(k.certificate):
		return wire.Setting{Key: "certificate_serial", Wrong: errSerial}
	}
	return wire.Setting{Key: "certificate", Wrong: err}
}

// Format keeps every fmt verb from printing more than who the shop is.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wechatpay.Config{%s merchant_id %s app_id %s}", c.BaseURL, c.MerchantID, c.AppID)
}

// LogValue is the form for slog.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

var Provider = provider.Definition{
	Name:    "wechatpay",
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
	own.BaseURL, own.CodeAPI, own.Shop = Default().BaseURL, Default().CodeAPI, provider.Shop{}
	return own == Default()
}

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return New(name, *c, client)
}

func (c *Config) Practise(url string) {
	*c = Config{
		BaseURL: url + practice.Path, AppID: practice.AppID, MerchantID: practice.MchID, CertificateSerial: practice.Serial, APIv3Key: practice.APIv3Key,
		PublicKeyID: practice.PublicKeyID, CodeAPI: c.CodeAPI, APIv2Key: practice.APIv2Key, Shop: c.Shop, practising: true,
	}
}
