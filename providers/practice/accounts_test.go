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
)

func TestAccounts_TheAlipayKeysAreAPair(t *testing.T) {
	block, rest := pem.Decode([]byte(DefaultAccounts().AlipayService.PublicKey))
	require.NotNil(t, block)
	require.Empty(t, rest)
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	require.NoError(t, err)
	sum := sha256.Sum256([]byte("text"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, alipayKey, crypto.SHA256, sum[:])
	require.NoError(t, err)
	require.NoError(t, rsa.VerifyPKCS1v15(public.(*rsa.PublicKey), crypto.SHA256, sum[:], sign))
}

func TestAccounts_FollowTheConfig(t *testing.T) {
	s := startProbe(t, Config{StoreID: "7"})
	require.Equal(t, "7", s.Accounts().Lepay.StoreID)
	require.Equal(t, "15", DefaultAccounts().Lepay.MerchantID)
}
