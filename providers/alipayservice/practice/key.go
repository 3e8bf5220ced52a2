package practice

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
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
	if block == nil {
		panic("practice: alipay.pem holds no PEM block")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		panic(fmt.Sprintf("practice: alipay.pem: %v", err))
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		panic("practice: alipay.pem is no RSA key")
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		panic(fmt.Sprintf("practice: alipay.pem: %v", err))
	}
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
}
