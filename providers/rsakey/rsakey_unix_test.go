//go:build !windows

package rsakey_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

func TestPrivate_IsThisUsersAlone(t *testing.T) {
	key := wiretest.Call(rsa.GenerateKey(rand.Reader, rsakey.BitsMin)).OK(t)
	path := filepath.Join(t.TempDir(), "key.pem")
	require.NoError(t, os.WriteFile(path, []byte(pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))), 0o600))
	for mode, private := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o700: true, 0o640: false, 0o604: false, 0o620: false, 0o644: false} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := rsakey.Private(path)
		require.Equal(t, private, err == nil, "%o: %v", mode, err)
	}
}
