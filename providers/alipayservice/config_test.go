package alipayservice

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"os"
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

func TestParsePublicKey(t *testing.T) {
	key := testKey(t)
	pkix, pkcs1 := publicDER(t, key), x509.MarshalPKCS1PublicKey(&key.PublicKey)
	bare := base64.StdEncoding.EncodeToString(pkix)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for name, text := range map[string]string{
		"PKIX as PEM":                        pemOf("PUBLIC KEY", pkix),
		"PKCS #1 as PEM":                     pemOf("RSA PUBLIC KEY", pkcs1),
		"PEM with white space around it":     "\n  " + pemOf("PUBLIC KEY", pkix) + "\n\n",
		"PEM with Windows line ends":         strings.ReplaceAll(pemOf("PUBLIC KEY", pkix), "\n", "\r\n"),
		"bare, as Alipay's console shows it": bare,
		"bare PKCS #1":                       base64.StdEncoding.EncodeToString(pkcs1),
		"bare in several lines":              bare[:100] + "\n" + bare[100:200] + "\r\n  " + bare[200:],
		"file of PEM":                        file("key.pem", pemOf("PUBLIC KEY", pkix)),
		"file of a bare key":                 file("key.txt", bare+"\n"),
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, key.PublicKey.Equal(wiretest.Call(parsePublicKey(text)).OK(t)))
		})
	}
	none := wiretest.Call(parsePublicKey("  ")).OK(t)
	require.Nil(t, none)

	small := wiretest.Call(rsa.GenerateKey(rand.Reader, 1024)).OK(t)
	curve := wiretest.Call(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)).OK(t)
	curveDER := wiretest.Call(x509.MarshalPKIXPublicKey(&curve.PublicKey)).OK(t)
	pkcs8 := wiretest.Call(x509.MarshalPKCS8PrivateKey(key)).OK(t)
	private := base64.StdEncoding.EncodeToString(pkcs8)
	huge := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), keyBitsMax, 1), E: 65537}
	for name, tt := range map[string]struct {
		text string
		want error
	}{
		"a key too small":             {publicPEM(t, small), errKeySize},
		"a key too large":             {pemOf("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(huge)), errKeySize},
		"a key of another kind":       {pemOf("PUBLIC KEY", curveDER), errKeyShape},
		"a private key as PEM":        {pemOf("PRIVATE KEY", pkcs8), errKeyPrivate},
		"a private key as older PEM":  {pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), errKeyPrivate},
		"a private key, bare":         {private, errKeyPrivate},
		"an older private key, bare":  {base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key)), errKeyPrivate},
		"a private key called public": {pemOf("PUBLIC KEY", pkcs8), errKeyPrivate},
		"a file with a private key":   {file("private.pem", pemOf("PRIVATE KEY", pkcs8)), errKeyPrivate},
		"a file with something else":  {file("notes.txt", "hello"), errKeyShape},
		"an empty file":               {file("empty", ""), errKeyShape},
		"a file too long":             {file("long", strings.Repeat("a", keyBytesMax+1)), errKeyLong},
		"a file that is not there":    {filepath.Join(folder, "none.pem"), errKeyFile},
		"a folder":                    {folder, errKeyFile},
		"two keys":                    {pemOf("PUBLIC KEY", pkix) + pemOf("PUBLIC KEY", pkix), errKeyShape},
		"PEM cut off":                 {pemOf("PUBLIC KEY", pkix)[:200], errKeyShape},
		"bare, cut off":               {bare[:300], errKeyShape},
		"bare, cut off early":         {bare[:40], errKeyFile},
		"bare, a line of it":          {bare[:200] + "\n", errKeyFile},
		"text too long":               {strings.Repeat("A", keyBytesMax+1), errKeyLong},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parsePublicKey(tt.text)
			require.ErrorIs(t, err, tt.want)
			require.Nil(t, got)
			require.NotContains(t, err.Error(), private[:20], "a private key that was mixed up is not repeated")
		})
	}
	t.Run("a key whose file has gone since it was checked", func(t *testing.T) {
		cfg := Default()
		cfg.AlipayPublicKey, cfg.Listening = filepath.Join(folder, "none.pem"), true
		require.False(t, New("alipayservice", cfg, nil).Capabilities().Notifications)
	})
}
