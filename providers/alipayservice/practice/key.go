package practice

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
)

// keyPEM signs what the practice Alipay sends. It guards nothing; it is fixed, so
// that a till that was told its other half goes on trusting it after the gateway
// has started anew.
//
//go:embed alipay.pem
var keyPEM []byte

// privateKey is the key in keyPEM, and PublicKey its other half as PEM.
var privateKey, PublicKey = readKey()

// readKey panics on a broken embedded file, which the tests would meet first.
func readKey() (*rsa.PrivateKey, string) {
	block, _ := pem.Decode(keyPEM)
	parsed, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
	key := parsed.(*rsa.PrivateKey)
	public, _ := x509.MarshalPKIXPublicKey(&key.PublicKey) // an RSA key always encodes
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
}
