package practice

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"fmt"
)

// Accounts are the credentials that the practice gateway takes, one shop's at
// every vendor. They open nothing anywhere else.
type Accounts struct {
	Lepay struct {
		MerchantID, StoreID string
	}
	SmallSaaS struct {
		Username, Password string
		StoreID, StoreName string
		ProductID          string // the product of one fen
	}
	YFPay struct {
		InstNo, MchNo, ShopNo, TerminalNo string
		Key                               string
	}
	AlipayService struct {
		StoreID, AppID string
		PublicKey      string // PEM, of the key that signs notifications
	}
	WeiDouFu struct {
		AccessKey, SecretKey string
	}
}

// alipayPEM signs what the practice Alipay sends. It guards nothing; it is
// fixed, so that a till that was told its other half goes on trusting it after
// the gateway has started anew.
//
//go:embed alipay.pem
var alipayPEM []byte

// alipayKey is the key in alipayPEM, and its other half as PEM.
var alipayKey, alipayPublic = readAlipayKey()

// readAlipayKey panics on a broken embedded file, which the tests would meet
// first.
func readAlipayKey() (*rsa.PrivateKey, string) {
	block, _ := pem.Decode(alipayPEM)
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

// DefaultAccounts are the credentials of a gateway with the ids of Defaults.
func DefaultAccounts() Accounts { return Defaults().accounts() }

// Accounts are the credentials that this gateway takes.
func (s *Server) Accounts() Accounts { return s.config.accounts() }

func (c Config) accounts() Accounts {
	var a Accounts
	a.Lepay.MerchantID, a.Lepay.StoreID = c.MerchantID, c.StoreID
	a.SmallSaaS.Username, a.SmallSaaS.Password = "practice", "practice-password"
	a.SmallSaaS.StoreID, a.SmallSaaS.StoreName, a.SmallSaaS.ProductID = "460", "练习门店", "1"
	a.YFPay.InstNo, a.YFPay.MchNo, a.YFPay.ShopNo, a.YFPay.TerminalNo = "900075", "PRACTICE_MCH_1", "PRACTICE_SHOP_1", "PRACTICE_TERM_1"
	a.YFPay.Key = "practice-key-00000000000000000001"
	a.AlipayService.StoreID, a.AlipayService.AppID, a.AlipayService.PublicKey = "123456", "2021000000000001", alipayPublic
	a.WeiDouFu.AccessKey, a.WeiDouFu.SecretKey = "AKpractice00000000000000000000001", "SKpractice00000000000000000000001"
	return a
}
