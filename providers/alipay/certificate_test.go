package alipay

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/alipay/practice"
	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

// signedCertificate is a certificate and its PEM.
type signedCertificate struct {
	*x509.Certificate
	pem []byte
}

// certificates are those of an app in certificate mode, made for the tests.
type certificates struct {
	root, other, curve, app, alipay signedCertificate
	alipayKey                       *rsa.PrivateKey
}

// alipayKeys are Alipay's in certificate mode; making one is slow.
var alipayKeys = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, rsakey.BitsMin) })

func newCertificates(t testing.TB) certificates {
	t.Helper()
	appKey := wiretest.Call(rsakey.ParsePrivate(practice.AppPrivateKey)).OK(t)
	alipayKey := wiretest.Call(alipayKeys()).OK(t)
	curveKey := wiretest.Call(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)).OK(t)
	issue := func(name string, serial int64, key, by crypto.Signer) signedCertificate {
		of := &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name, OrganizationalUnit: []string{"Tests"}, Organization: []string{"Practice"}, Country: []string{"CN"}},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(100 * 24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		}
		der := wiretest.Call(x509.CreateCertificate(rand.Reader, of, of, key.Public(), by)).OK(t)
		return signedCertificate{wiretest.Call(x509.ParseCertificate(der)).OK(t), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	}
	return certificates{
		root: issue("Practice Root", 1234567890123456789, alipayKey, alipayKey), other: issue("Practice Class 2", 42, alipayKey, alipayKey),
		curve: issue("Practice Curve", 7, curveKey, curveKey), app: issue("App", 11, appKey, appKey), alipay: issue("Alipay", 12, alipayKey, alipayKey), alipayKey: alipayKey,
	}
}

const section = "providers.alipay"

// folder writes the files of an app, of which a test can break one.
func folder(t testing.TB) (certificates, func(name, text string) string) {
	dir := t.TempDir()
	return newCertificates(t), func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
}

func keyMode(write func(name, text string) string) Config {
	c := Default()
	c.AppID, c.PrivateKey, c.AlipayPublicKey = practice.AppID, write("app.pem", practice.AppPrivateKey), practice.AlipayPublicKey
	return c
}

func certificateMode(made certificates, write func(name, text string) string) Config {
	c := keyMode(write)
	c.AlipayPublicKey, c.AppCertificate, c.AlipayCertificate = "", write("app.crt", string(made.app.pem)), write("alipay.crt", string(made.alipay.pem))
	c.RootCertificate = write("root.crt", string(made.root.pem)+string(made.curve.pem)+string(made.other.pem))
	return c
}

func TestConfig_Check(t *testing.T) {
	made, write := folder(t)
	curve := wiretest.Call(x509.MarshalPKIXPublicKey(made.curve.PublicKey)).OK(t)
	appPublic := wiretest.Call(x509.MarshalPKIXPublicKey(made.app.PublicKey)).OK(t)
	of := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	require.NoError(t, keyMode(write).Check(section))
	require.NoError(t, certificateMode(made, write).Check(section))
	require.NoError(t, Default().CheckUnused(section))
	practising := Default()
	practising.Practise("http://127.0.0.1:1")
	require.NoError(t, practising.Check(section))
	for _, tt := range []struct {
		name      string
		certified bool
		change    func(*Config)
		key       string
		says      string
		unused    bool // it is right in a section that is not used
	}{
		{"no app", false, func(c *Config) { c.AppID = "" }, "app_id", "is needed", true},
		{"an app that is none", false, func(c *Config) { c.AppID = "2021 1" }, "app_id", "may hold", false},
		{"a seller that is none", false, func(c *Config) { c.SellerID = "z97@aliyun.com" }, "seller_id", "may hold", false},
		{"plain http", false, func(c *Config) { c.BaseURL = "http://openapi.alipay.com/gateway.do" }, "base_url", "plain http", false},
		{"no private key", false, func(c *Config) { c.PrivateKey = "" }, "private_key", "is needed", true},
		{"the private key's text", false, func(c *Config) { c.PrivateKey = practice.AppPrivateKey }, "private_key", "is not a file", false},
		{"a private key that is public", false, func(c *Config) { c.PrivateKey = write("public.pem", practice.AlipayPublicKey) }, "private_key", "is a public key", false},
		{"no public key", false, func(c *Config) { c.AlipayPublicKey = "" }, "alipay_public_key", "is needed", true},
		{"the app's own public key", false, func(c *Config) { c.AlipayPublicKey = of("PUBLIC KEY", appPublic) }, "alipay_public_key", "the app's own", false},
		{"a private key for the public", false, func(c *Config) { c.AlipayPublicKey = practice.AppPrivateKey }, "alipay_public_key", "is a private key", false},
		{"a public key of another kind", false, func(c *Config) { c.AlipayPublicKey = of("PUBLIC KEY", curve) }, "alipay_public_key", "holds no RSA", false},
		{"key and certificates", true, func(c *Config) { c.AlipayPublicKey = practice.AlipayPublicKey }, "alipay_public_key", "stands beside", false},
		{"no app's certificate", true, func(c *Config) { c.AppCertificate = "" }, "app_certificate", "is needed beside", false},
		{"no Alipay's certificate", true, func(c *Config) { c.AlipayCertificate = "" }, "alipay_certificate", "is needed beside", false},
		{"no root certificate", true, func(c *Config) { c.RootCertificate = "" }, "root_certificate", "is needed beside", false},
		{"another app's certificate", true, func(c *Config) { c.AppCertificate = c.AlipayCertificate }, "app_certificate", "another key", false},
		{"a certificate of another kind", true, func(c *Config) { c.AlipayCertificate = write("curve.crt", string(made.curve.pem)) }, "alipay_certificate", "no RSA key", false},
		{"a certificate that is a key", true, func(c *Config) { c.AlipayCertificate = write("key.pem", practice.AlipayPublicKey) }, "alipay_certificate", "no certificate", false},
		{"a certificate that is text", true, func(c *Config) { c.AlipayCertificate = write("text", "hello") }, "alipay_certificate", "no certificate", false},
		{"a certificate by SM2", true, func(c *Config) { c.AlipayCertificate = "../rsakey/testdata/sm2.pem" }, "alipay_certificate", "made for SM2", false},
		{"roots by SM2 alone", true, func(c *Config) { c.RootCertificate = "../rsakey/testdata/sm2.pem" }, "root_certificate", "no root certificate", false},
		{"roots of another kind", true, func(c *Config) { c.RootCertificate = write("curves.crt", string(made.curve.pem)) }, "root_certificate", "no root certificate", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := keyMode(write)
			if tt.certified {
				c = certificateMode(made, write)
			}
			tt.change(&c)
			err := c.Check(section)
			require.ErrorContains(t, err, section+"."+tt.key+": ")
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), strings.Split(practice.AppPrivateKey, "\n")[1], "no key is repeated")
			require.Equal(t, tt.unused, c.CheckUnused(section) == nil)
		})
	}
}

func TestConfig_CertificatesBecomeNumbers(t *testing.T) {
	made, write := folder(t)
	k, wrong := certificateMode(made, write).load()
	require.NoError(t, wrong.Wrong)
	require.Equal(t, certificateSN(made.app.Certificate), k.appCertSN)
	require.Equal(t, certificateSN(made.alipay.Certificate), k.alipayCertSN)
	require.Equal(t, certificateSN(made.root.Certificate)+"_"+certificateSN(made.other.Certificate), k.rootCertSN)
	require.True(t, made.alipayKey.PublicKey.Equal(k.alipay))
	require.Equal(t, []rsakey.Expiry{{Key: "app_certificate", At: made.app.NotAfter}, {Key: "alipay_certificate", At: made.alipay.NotAfter}}, New("alipay", certificateMode(made, write), nil).Expiries())
	require.Empty(t, New("alipay", keyMode(write), nil).Expiries())
}
