package rsakey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestPublic(t *testing.T) {
	key := wiretest.Call(rsa.GenerateKey(rand.Reader, rsakey.BitsMin)).OK(t)
	pkix, pkcs1 := wiretest.Call(x509.MarshalPKIXPublicKey(&key.PublicKey)).OK(t), x509.MarshalPKCS1PublicKey(&key.PublicKey)
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
			require.True(t, key.PublicKey.Equal(wiretest.Call(rsakey.Public(text)).OK(t)))
		})
	}
	none := wiretest.Call(rsakey.Public("  ")).OK(t)
	require.Nil(t, none)

	small := wiretest.Call(rsa.GenerateKey(rand.Reader, 1024)).OK(t)
	curve := wiretest.Call(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)).OK(t)
	curveDER := wiretest.Call(x509.MarshalPKIXPublicKey(&curve.PublicKey)).OK(t)
	pkcs8 := wiretest.Call(x509.MarshalPKCS8PrivateKey(key)).OK(t)
	private := base64.StdEncoding.EncodeToString(pkcs8)
	huge := &rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), rsakey.BitsMax, 1), E: 65537}
	for name, tt := range map[string]struct {
		text string
		want error
	}{
		"a key too small":             {pemOf("PUBLIC KEY", wiretest.Call(x509.MarshalPKIXPublicKey(&small.PublicKey)).OK(t)), rsakey.ErrSize},
		"a key too large":             {pemOf("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(huge)), rsakey.ErrSize},
		"a key of another kind":       {pemOf("PUBLIC KEY", curveDER), rsakey.ErrShape},
		"a private key as PEM":        {pemOf("PRIVATE KEY", pkcs8), rsakey.ErrPrivate},
		"a private key as older PEM":  {pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), rsakey.ErrPrivate},
		"a private key, bare":         {private, rsakey.ErrPrivate},
		"an older private key, bare":  {base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key)), rsakey.ErrPrivate},
		"a private key called public": {pemOf("PUBLIC KEY", pkcs8), rsakey.ErrPrivate},
		"a file with a private key":   {file("private.pem", pemOf("PRIVATE KEY", pkcs8)), rsakey.ErrPrivate},
		"a file with something else":  {file("notes.txt", "hello"), rsakey.ErrShape},
		"an empty file":               {file("empty", ""), rsakey.ErrShape},
		"a file too long":             {file("long", strings.Repeat("a", rsakey.BytesMax+1)), rsakey.ErrLong},
		"a file that is not there":    {filepath.Join(folder, "none.pem"), rsakey.ErrNoKey},
		"a folder":                    {folder, rsakey.ErrNoKey},
		"two keys":                    {pemOf("PUBLIC KEY", pkix) + pemOf("PUBLIC KEY", pkix), rsakey.ErrShape},
		"PEM cut off":                 {pemOf("PUBLIC KEY", pkix)[:200], rsakey.ErrShape},
		"bare, cut off":               {bare[:300], rsakey.ErrShape},
		"bare, cut off early":         {bare[:40], rsakey.ErrNoKey},
		"bare, a line of it":          {bare[:200] + "\n", rsakey.ErrNoKey},
		"text too long":               {strings.Repeat("A", rsakey.BytesMax+1), rsakey.ErrLong},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := rsakey.Public(tt.text)
			require.ErrorIs(t, err, tt.want)
			require.Nil(t, got)
			require.NotContains(t, err.Error(), private[:20], "a private key that was mixed up is not repeated")
		})
	}
}

func TestPrivate(t *testing.T) {
	key := wiretest.Call(rsa.GenerateKey(rand.Reader, rsakey.BitsMin)).OK(t)
	pkcs8, pkcs1 := wiretest.Call(x509.MarshalPKCS8PrivateKey(key)).OK(t), x509.MarshalPKCS1PrivateKey(key)
	folder := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), mode))
		return path
	}
	for name, text := range map[string]string{
		"PKCS #8 as PEM": pemOf("PRIVATE KEY", pkcs8), "PKCS #1 as PEM": pemOf("RSA PRIVATE KEY", pkcs1),
		"PKCS #8, bare": base64.StdEncoding.EncodeToString(pkcs8), "PKCS #1, bare": base64.StdEncoding.EncodeToString(pkcs1) + "\r\n",
		"PKCS #1 called PKCS #8": pemOf("PRIVATE KEY", pkcs1),
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, key.Equal(wiretest.Call(rsakey.Private(file("key", text, 0o600))).OK(t)))
		})
	}
	small := wiretest.Call(rsa.GenerateKey(rand.Reader, 1024)).OK(t)
	public := wiretest.Call(x509.MarshalPKIXPublicKey(&key.PublicKey)).OK(t)
	for name, tt := range map[string]struct {
		path string
		want error
	}{
		"a public key":             {file("public.pem", pemOf("PUBLIC KEY", public), 0o600), rsakey.ErrPublic},
		"a public key, bare":       {file("public", base64.StdEncoding.EncodeToString(public), 0o600), rsakey.ErrPublic},
		"a key too small":          {file("small", pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(small)), 0o600), rsakey.ErrSize},
		"locked":                   {file("locked", pemOf("ENCRYPTED PRIVATE KEY", pkcs8), 0o600), rsakey.ErrLocked},
		"locked in the old way":    {file("old", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", 0o600), rsakey.ErrLocked},
		"cut off":                  {file("cut", pemOf("PRIVATE KEY", pkcs8)[:400], 0o600), rsakey.ErrNotPrivate},
		"something else":           {file("else", "hello", 0o600), rsakey.ErrNotPrivate},
		"too long":                 {file("long", strings.Repeat("A", rsakey.BytesMax+1), 0o600), rsakey.ErrLong},
		"a file that is not there": {filepath.Join(folder, "none"), rsakey.ErrNoFile},
		"a folder":                 {folder, rsakey.ErrNoFile},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := rsakey.Private(tt.path)
			require.ErrorIs(t, err, tt.want)
			require.Nil(t, got)
		})
	}
}

func FuzzParsePublic(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		key, err := rsakey.ParsePublic(text)
		if (key == nil) == (err == nil) {
			t.Fatalf("%v, %v", key, err)
		}
		if key != nil && (key.N.BitLen() < rsakey.BitsMin || key.N.BitLen() > rsakey.BitsMax) {
			t.Fatalf("key of %d bits", key.N.BitLen())
		}
	})
}

func FuzzParsePrivate(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		key, err := rsakey.ParsePrivate(text)
		if (key == nil) == (err == nil) {
			t.Fatal(err)
		}
		if key != nil && (key.N.BitLen() < rsakey.BitsMin || key.N.BitLen() > rsakey.BitsMax) {
			t.Fatalf("key of %d bits", key.N.BitLen())
		}
	})
}
