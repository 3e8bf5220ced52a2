package practice

import (
	_ "embed"

	"facepay/providers/practice/alipaytrade"
)

// The two private keys of the practice shop and its WeChat Pay. They guard nothing; they
// are fixed, so that a till that was told of them goes on after the gateway has started anew.
var (
	//go:embed wechat.pem
	wechatPEM []byte
	//go:embed merchant.pem
	merchantPEM []byte
)

var (
	// wechatKey signs what the practice WeChat Pay sends; PublicKey is its other half as PEM.
	wechatKey, PublicKey = alipaytrade.ReadKey(wechatPEM)
	// MerchantKey signs the till's requests, as PEM.
	MerchantKey    = string(merchantPEM)
	merchantKey, _ = alipaytrade.ReadKey(merchantPEM)
)
