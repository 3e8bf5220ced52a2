package release_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app/release"
)

func newKey(t *testing.T) (ed25519.PublicKey, ed25519.PrivateKey) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return public, private
}

func packed(t *testing.T) (path string, m release.Manifest) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "facepay_1.2.3_amd64.deb")
	require.NoError(t, os.WriteFile(path, []byte("a till"), 0o600))
	file, err := release.Describe(path)
	require.NoError(t, err)
	return path, release.Manifest{Version: "1.2.3", Files: []release.File{file}}
}

func TestOpen_WhatTheKeySealed(t *testing.T) {
	path, m := packed(t)
	public, private := newKey(t)
	text, signature, err := release.Seal(m, private)
	require.NoError(t, err)
	opened, err := release.Open(text, signature, public)
	require.NoError(t, err)
	require.Equal(t, m.Files, opened.Files)
	require.Equal(t, "1.2.3", opened.Version)
	require.NoError(t, opened.Verify(path))
	require.Equal(t, release.File{
		Name: "facepay_1.2.3_amd64.deb", OS: "linux", Arch: "amd64", Size: 6,
		SHA256: "f70162571a07ee8aa7fc90fe22fc3716810b4c40ba6db0c39ea57c305178aad3",
	}, opened.Files[0])

	require.NoError(t, os.WriteFile(path, []byte("A till"), 0o600))
	require.ErrorContains(t, opened.Verify(path), "not the file of version 1.2.3")
}

func TestOpen_RefusesWhatTheKeyDidNotSeal(t *testing.T) {
	_, m := packed(t)
	public, private := newKey(t)
	other, _ := newKey(t)
	text, signature, err := release.Seal(m, private)
	require.NoError(t, err)
	unsigned, none, err := release.Seal(m, nil)
	require.NoError(t, err)
	require.Contains(t, string(unsigned), `"signed_by": "unsigned"`)
	require.Empty(t, none)
	changed := append([]byte(" "), text...)
	for name, c := range map[string]struct {
		text, signature []byte
		key             ed25519.PublicKey
	}{
		"changed":           {changed, signature, public},
		"cut off":           {text[:len(text)-1], signature, public},
		"of another key":    {text, signature, other},
		"without signature": {unsigned, none, public},
		"not base64":        {text, []byte("?"), public},
		"without a key":     {text, signature, nil},
	} {
		opened, err := release.Open(c.text, c.signature, c.key)
		require.ErrorContains(t, err, "signature", name)
		require.Zero(t, opened, name)
	}
}

func TestDescribe_RefusesANameWithoutASystem(t *testing.T) {
	_, err := release.Describe("facepay")
	require.ErrorContains(t, err, "what it runs on")
}

func TestPrivateKey(t *testing.T) {
	_, private := newKey(t)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	key, err := release.PrivateKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	require.NoError(t, err)
	require.Equal(t, private, key)
	_, err = release.PrivateKey([]byte("a password"))
	require.Error(t, err)
}
