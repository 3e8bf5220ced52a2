package practice

import (
	_ "embed"

	"facepay/providers/practice/alipaytrade"
)

// The two private keys of the practice shop and its Alipay. They guard nothing; they are
// fixed, so that a till that was told of them goes on after the gateway has started anew.
var (
	//go:embed alipay.pem
	alipayPEM []byte
	//go:embed app.pem
	appPEM []byte
)

var (
	// alipayKey signs what the practice Alipay sends; AlipayPublicKey is its other half as PEM.
	alipayKey, AlipayPublicKey = alipaytrade.ReadKey(alipayPEM)
	// AppPrivateKey signs the till's requests, as PEM.
	AppPrivateKey = string(appPEM)
	appKey, _     = alipaytrade.ReadKey(appPEM)
)
