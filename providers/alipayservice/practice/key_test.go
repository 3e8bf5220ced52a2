package practice

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

func TestKeys_AreAPair(t *testing.T) {
	block, rest := pem.Decode([]byte(PublicKey))
	require.NotNil(t, block)
	require.Empty(t, rest)
	public := wiretest.Call(x509.ParsePKIXPublicKey(block.Bytes)).OK(t)
	sum := sha256.Sum256([]byte("text"))
	sign := wiretest.Call(rsa.SignPKCS1v15(rand.Reader, privateKey, crypto.SHA256, sum[:])).OK(t)
	require.NoError(t, rsa.VerifyPKCS1v15(public.(*rsa.PublicKey), crypto.SHA256, sum[:], sign))
}
