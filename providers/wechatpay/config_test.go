package wechatpay

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/rsakey"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire/wiretest"
)

// files are a shop's key and certificate, its number and WeChat's key, in files.
type files struct{ private, certificate, serial, public, platform, platformSerial string }

func writeFiles(t testing.TB) files {
	folder := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	merchant := wiretest.Call(rsakey.ParsePrivate(practice.MerchantKey)).OK(t)
	certificate := func(key *rsa.PrivateKey, serial int64) []byte { return certificateOf(t, key, serial, time.Hour) }
	return files{
		private:     write("apiclient_key.pem", "PRIVATE KEY", wiretest.Call(x509.MarshalPKCS8PrivateKey(merchant)).OK(t)),
		certificate: write("apiclient_cert.pem", "CERTIFICATE", certificate(merchant, 0xABCDEF)), serial: "0000ABCDEF",
		public:         write("pub_key.pem", "PUBLIC KEY", wiretest.Call(x509.MarshalPKIXPublicKey(&wechatKey.PublicKey)).OK(t)),
		platform:       write("platform.pem", "CERTIFICATE", certificate(wechatKey, 0x5157F09EFDC0)),
		platformSerial: "5157F09EFDC0",
	}
}

// certificateOf is a certificate with a serial number, good for some time.
func certificateOf(t testing.TB, key *rsa.PrivateKey, serial int64, good time.Duration) []byte {
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now(), NotAfter: time.Now().Add(good)}
	return wiretest.Call(x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)).OK(t)
}

func (f files) config() Config {
	c := Default()
	c.AppID, c.MerchantID, c.CertificateSerial, c.PrivateKey, c.APIv3Key = "wx8888888888888888", "1900000109", f.serial, f.private, ownV3Key
	c.PublicKey, c.PublicKeyID = f.public, ownSerial
	return c
}

func TestConfig_Keys(t *testing.T) {
	f := writeFiles(t)
	c := f.config()
	c.PlatformCertificate, c.Certificate, c.CodeAPI, c.APIv2Key = f.platform, f.certificate, "v2", ownV3Key
	require.NoError(t, c.Check("providers.wechatpay"))
	k, _ := c.load()
	require.True(t, k.wechat[ownSerial].Equal(&wechatKey.PublicKey), "a notification may come signed either way")
	require.True(t, k.wechat[f.platformSerial].Equal(&wechatKey.PublicKey))
	require.Equal(t, k.certificate.Raw, k.shown().Certificate[0])
	require.Equal(t, []rsakey.Expiry{{Key: "certificate", At: k.certificate.NotAfter}, {Key: "platform_certificate", At: k.platform[0].NotAfter}}, New("wechatpay", c, nil).Expiries())
	require.Empty(t, New("wechatpay", f.config(), nil).Expiries(), "keys have no end")
	require.Empty(t, New("wechatpay", Default(), nil).Expiries())

	c = f.config()
	c.PublicKey, c.PublicKeyID, c.PlatformCertificate = "", "", f.platform
	require.NoError(t, c.Check("providers.wechatpay"), "an older merchant has no public key")

	require.NoError(t, Default().CheckUnused("providers.wechatpay"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, v := range []any{c, &c, New("wechatpay", c, nil)} {
			require.NotContains(t, fmt.Sprintf(verb, v), ownV3Key)
		}
	}
	require.NotContains(t, c.LogValue().String(), ownV3Key)
}

func TestConfig_Bad(t *testing.T) {
	f := writeFiles(t)
	open := filepath.Join(t.TempDir(), "open.pem")
	require.NoError(t, os.WriteFile(open, wiretest.Call(os.ReadFile(f.private)).OK(t), 0o644))
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"no app":                   {func(c *Config) { c.AppID = "" }, "app_id: is needed, the vendor assigns it"},
		"no merchant":              {func(c *Config) { c.MerchantID = "" }, "merchant_id: is needed, the vendor assigns it"},
		"no serial":                {func(c *Config) { c.CertificateSerial = "" }, "certificate_serial: is needed, the vendor assigns it"},
		"no key":                   {func(c *Config) { c.PrivateKey = "" }, "private_key: is needed; it is the file apiclient_key.pem"},
		"no v3 key":                {func(c *Config) { c.APIv3Key = "" }, "api_v3_key: is needed, the vendor assigns it"},
		"v3 key of 31":             {func(c *Config) { c.APIv3Key = ownV3Key[1:] }, "api_v3_key: must have exactly 32 letters and digits"},
		"plain http":               {func(c *Config) { c.BaseURL = "http://api.mch.weixin.qq.com" }, "base_url: "},
		"no public key":            {func(c *Config) { c.PublicKey, c.PublicKeyID = "", "" }, "public_key: is needed: the file"},
		"public key without id":    {func(c *Config) { c.PublicKeyID = "" }, "public_key_id: is needed beside public_key"},
		"id without public key":    {func(c *Config) { c.PublicKey = "" }, "public_key: is needed beside public_key_id"},
		"serial in the id's place": {func(c *Config) { c.PublicKeyID = f.platformSerial }, "public_key_id: must begin with PUB_KEY_ID_"},
		"private for public":       {func(c *Config) { c.PublicKey = f.private }, "public_key: is a private key"},
		"public for private":       {func(c *Config) { c.PrivateKey = f.public }, "private_key: is a public key"},
		"no file":                  {func(c *Config) { c.PrivateKey = f.private + "x" }, "private_key: is not a file that can be read"},
		"certificate for key":      {func(c *Config) { c.PrivateKey = f.certificate }, "private_key: holds no RSA private key"},
		"key for certificate":      {func(c *Config) { c.Certificate = f.public }, "certificate: holds no certificate (PEM)"},
		"WeChat's certificate":     {func(c *Config) { c.Certificate = f.platform }, "certificate: is of another key than private_key"},
		"own certificate":          {func(c *Config) { c.PlatformCertificate = f.certificate }, "platform_certificate: is the shop's own key"},
		"another serial":           {func(c *Config) { c.Certificate, c.CertificateSerial = f.certificate, "ABCDEE" }, "certificate_serial: is not the serial number"},
		"v4":                       {func(c *Config) { c.CodeAPI = "v4" }, `code_api: must be "v3" or "v2"`},
		"v2 without its key":       {func(c *Config) { c.CodeAPI, c.Certificate = "v2", f.certificate }, `api_v2_key: is needed with code_api = "v2"`},
		"v2 without certificate":   {func(c *Config) { c.CodeAPI, c.APIv2Key = "v2", ownV3Key }, `certificate: is needed with code_api = "v2"`},
	} {
		t.Run(name, func(t *testing.T) {
			config := f.config()
			c.change(&config)
			require.ErrorContains(t, config.Check("providers.wechatpay"), "providers.wechatpay."+c.want)
		})
	}
	own := f.config()
	own.PublicKey = filepath.Join(t.TempDir(), "own.pem")
	der := wiretest.Call(x509.MarshalPKIXPublicKey(&wiretest.Call(rsakey.ParsePrivate(practice.MerchantKey)).OK(t).PublicKey)).OK(t)
	require.NoError(t, os.WriteFile(own.PublicKey, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600))
	require.ErrorContains(t, own.Check("providers.wechatpay"), "public_key: is the shop's own key")
	if runtime.GOOS != "windows" {
		readable := f.config()
		readable.PrivateKey = open
		require.ErrorContains(t, readable.Check("providers.wechatpay"), "private_key: others can read this private key (mode 0644)")
	}
}
