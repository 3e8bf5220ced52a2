//go:build e2e

package e2e

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	alipaypractice "facepay/providers/alipay/practice"
	alipayservicepractice "facepay/providers/alipayservice/practice"
	"facepay/providers/rsakey"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	wechatpractice "facepay/providers/wechatpay/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	yfpaypractice "facepay/providers/yfpay/practice"
)

// hosts counts those of this run.
var hosts atomic.Int32

// newHost is an address of this machine that nobody else listens at: all of 127.0.0.0/8
// is its own, and the process number makes it this run's. Whoever goes away for a while
// finds the port there that it had.
func newHost() string {
	pid := os.Getpid()
	return fmt.Sprintf("127.%d.%d.%d", 1+pid>>8&0x7F, pid&0xFF, hosts.Add(1))
}

// newEar is an address at which one till can listen. The port is below those that the
// system hands out by itself.
func newEar() string { return newHost() + ":8780" }

// hears is the section of a till that listens at ear and is reached at url.
func hears(ear, url string) string {
	return fmt.Sprintf("[notify]\nlisten = %q\npublic_url = %q\n", ear, url)
}

// miniLink is the section for the practice gateway's mini-program.
func (g *gateway) miniLink() string {
	return fmt.Sprintf("[mini]\nlink = %q\n", g.URL+miniPath+"{order_no}")
}

const miniPath = "/mini?order="

// The sections of the gateways, with the accounts that the practice gateway
// knows.
func (g *gateway) lepay() string { return lepayAt(g.URL) }

func lepayAt(url string) string {
	return fmt.Sprintf("provider = \"lepay\"\n[providers.lepay]\nbase_url = %q\nmerchant_id = \"15\"\nstore_id = \"460\"\n", url)
}

func (g *gateway) smallsaas(product string) string {
	return fmt.Sprintf("provider = \"smallsaas\"\n[providers.smallsaas]\nbase_url = %q\nusername = %q\npassword = %q\nstore_id = %q\nstore_name = %q\nproduct_id = %q\n",
		g.URL, smallsaaspractice.Username, smallsaaspractice.Password, smallsaaspractice.StoreID, smallsaaspractice.StoreName, product)
}

func (g *gateway) yfpay() string {
	return fmt.Sprintf("provider = \"yfpay\"\n[providers.yfpay]\nbase_url = %q\ninst_no = %q\nmch_no = %q\nshop_no = %q\nterminal_no = %q\nkey = %q\n",
		g.URL+"/yfpay", yfpaypractice.InstNo, yfpaypractice.MchNo, yfpaypractice.ShopNo, yfpaypractice.TerminalNo, yfpaypractice.Key)
}

func (g *gateway) alipayservice() string {
	return fmt.Sprintf("provider = \"alipayservice\"\n[providers.alipayservice]\nbase_url = %q\nstore_id = %q\napp_id = %q\nalipay_public_key = %q\n",
		g.URL, alipayservicepractice.StoreID, alipayservicepractice.AppID, alipayservicepractice.PublicKey)
}

// key is a private key as a file of the till's user alone.
func (g *gateway) key(pem string) string {
	file := filepath.Join(g.t.TempDir(), "key.pem")
	require.NoError(g.t, os.WriteFile(file, []byte(pem), 0o600))
	return nativePath(file)
}

// certificate is one of a private key, of a serial number in hex, as a file.
func (g *gateway) certificate(text, serial string) string {
	key, err := rsakey.ParsePrivate(text)
	require.NoError(g.t, err)
	number, ok := new(big.Int).SetString(serial, 16)
	require.True(g.t, ok)
	c := &x509.Certificate{SerialNumber: number, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(g.t, err)
	return g.key(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
}

// alipay is Alipay itself.
func (g *gateway) alipay() string { return "provider = \"alipay\"\n" + g.alipaySection() }

// official is both wallets themselves.
func (g *gateway) official() string {
	return "provider = \"official\"\n" + g.alipaySection() + g.wechatSection()
}

// wechatV2 is WeChat itself, with v2's code payment.
func (g *gateway) wechatV2() string {
	return "provider = \"wechatpay\"\n" + g.wechatSection() +
		fmt.Sprintf("code_api = \"v2\"\napi_v2_key = %q\ncertificate = %q\n", wechatpractice.APIv2Key, g.certificate(wechatpractice.MerchantKey, wechatpractice.Serial))
}

func (g *gateway) wechatSection() string {
	return fmt.Sprintf("[providers.wechatpay]\nbase_url = %q\napp_id = %q\nmerchant_id = %q\ncertificate_serial = %q\nprivate_key = %q\n"+
		"api_v3_key = %q\npublic_key = %q\npublic_key_id = %q\n",
		g.URL+wechatpractice.Path, wechatpractice.AppID, wechatpractice.MchID, wechatpractice.Serial, g.key(wechatpractice.MerchantKey),
		wechatpractice.APIv3Key, g.key(wechatpractice.PublicKey), wechatpractice.PublicKeyID)
}

func (g *gateway) alipaySection() string {
	return fmt.Sprintf("[providers.alipay]\nbase_url = %q\napp_id = %q\nseller_id = %q\nprivate_key = %q\nalipay_public_key = %q\n",
		g.URL+alipaypractice.Path, alipaypractice.AppID, alipaypractice.SellerID, g.key(alipaypractice.AppPrivateKey), alipaypractice.AlipayPublicKey)
}

func (g *gateway) weidoufu() string {
	return fmt.Sprintf("provider = \"weidoufu\"\n[providers.weidoufu]\nbase_url = %q\naccess_key = %q\nsecret_key = %q\ncode_path = %q\nclose_path = %q\n",
		g.URL, weidoufupractice.AccessKey, weidoufupractice.SecretKey, weidoufupractice.CodePath, weidoufupractice.ClosePath)
}
