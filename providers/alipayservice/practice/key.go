package practice

import (
	_ "embed"

	"facepay/providers/practice/alipaytrade"
)

// keyPEM signs what the practice Alipay sends. It guards nothing; it is fixed, so
// that a till that was told its other half goes on trusting it after the gateway
// has started anew.
//
//go:embed alipay.pem
var keyPEM []byte

// privateKey is the key in keyPEM, and PublicKey its other half as PEM.
var privateKey, PublicKey = alipaytrade.ReadKey(keyPEM)
