package providers

import "facepay/providers/practice"

// practiceRefundQuery is the route of yfpay's sister brand, which the practice
// gateway has.
const practiceRefundQuery = "/v3/queryrefund"

// Practising points every section at the practice gateway at url, with its
// accounts. A route that the shop's gateway has beside the documented ones is one
// of the practice gateway's too.
func (c Config) Practising(url string, a practice.Accounts) Config {
	c.Lepay.BaseURL, c.Lepay.MerchantID, c.Lepay.StoreID, c.Lepay.CSN = url, a.Lepay.MerchantID, a.Lepay.StoreID, ""
	m := &c.Smallsaas
	m.BaseURL, m.AppURL, m.Username, m.Password = url, "", a.SmallSaaS.Username, a.SmallSaaS.Password
	m.StoreID, m.StoreName, m.ProductID = a.SmallSaaS.StoreID, a.SmallSaaS.StoreName, a.SmallSaaS.ProductID
	y := &c.YFPay
	y.BaseURL, y.InstNo, y.MchNo, y.ShopNo, y.TerminalNo = url+"/yfpay", a.YFPay.InstNo, a.YFPay.MchNo, a.YFPay.ShopNo, a.YFPay.TerminalNo
	y.Key = a.YFPay.Key
	s := &c.AlipayService
	s.BaseURL, s.StoreID, s.AppID, s.AlipayPublicKey = url, a.AlipayService.StoreID, a.AlipayService.AppID, a.AlipayService.PublicKey
	w := &c.Weidoufu
	w.BaseURL, w.AccessKey, w.SecretKey = url, a.WeiDouFu.AccessKey, a.WeiDouFu.SecretKey
	for _, extra := range []struct {
		path  *string
		there string
	}{
		{&y.RefundQueryPath, practiceRefundQuery}, {&s.QueryPath, practice.AlipayQueryPath},
		{&w.QueryPath, practice.WeidoufuQueryPath}, {&w.ClosePath, practice.WeidoufuClosePath}, {&w.CodePath, practice.WeidoufuCodePath},
	} {
		if *extra.path != "" {
			*extra.path = extra.there
		}
	}
	return c
}
