package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/lepay"
	"facepay/providers/smallsaas"
	"facepay/providers/weburl"
	"facepay/providers/weidoufu"
	"facepay/providers/yfpay"
)

// writeConfig makes a private config file with text and returns its path.
func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), configName)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestConfig_ExampleLoadsAndIsTheDefaults(t *testing.T) {
	text, err := os.ReadFile("../../config.example.toml")
	require.NoError(t, err)
	conf, err := load(writeConfig(t, string(text)), nil, false)
	require.NoError(t, err)
	require.Equal(t, Default(), conf, "the example says that it shows the defaults")
	for key := range schema() {
		last := key[strings.LastIndex(key, ".")+1:]
		require.Regexp(t, `(?m)^(\[`+key+`\]|`+last+` = |\[`+key+`\.)`, string(text), "the example leaves out %s", key)
	}
}

func TestConfig_ReadsEveryKindOfValue(t *testing.T) {
	conf, err := load(writeConfig(t, "\ufeff"+`language = "en"
provider = "lepay"
shop = { name = "示例小店", till = "02" }
cashier.max_amount = "12.30"
[providers.lepay]
base_url = "http://192.168.1.9:8080/x"
merchant_id = "15"
store_id = "460"
[scanner]
port = "/dev/ttyUSB0"
baud = 115200
[adverts]
interval = "1m30s"
[customer_screen]
enabled = true
`), nil, false)
	require.NoError(t, err)
	require.Equal(t, Shop{"示例小店", "02", "00:00"}, conf.Shop)
	limit, err := conf.Cashier.Limit()
	require.NoError(t, err)
	require.Equal(t, kiosk.Fen(1230), limit)
	require.Equal(t, "460", providers.Section[lepay.Config](conf.Providers).StoreID)
	require.Equal(t, 115200, conf.Scanner.Baud)
	require.Equal(t, 90*time.Second, conf.Adverts.Interval)
	require.True(t, conf.CustomerScreen.Enabled)
	require.Equal(t, 80, conf.Voice.Volume, "what the file does not say keeps its default")
}

// Each bad file is refused in one line that names file, line and key. FILE
// stands for its path.
func TestConfig_BadInput(t *testing.T) {
	lepay := "provider = \"lepay\"\n[providers.lepay]\nmerchant_id = \"15\"\nstore_id = \"460\"\n"
	tests := map[string]struct{ text, want string }{
		"unknown key":                               {"[shop]\nnmae = \"x\"", "FILE:2: shop.nmae: unknown key; did you mean shop.name?"},
		"unknown key, no idea":                      {"volcano = 1", "FILE:1: volcano: unknown key"},
		"unknown section":                           {"\n\n[shops.eu]\nname = \"x\"", "FILE:3: shops.eu: unknown key"},
		"right key, wrong section":                  {"[shop]\ndefault_qr = \"wechat\"", "FILE:2: shop.default_qr: unknown key; did you mean cashier.default_qr?"},
		"key in another case":                       {"[shop]\nName = \"x\"", "FILE:2: shop.Name: unknown key; did you mean shop.name?"},
		"after a text of many lines":                {"[shop]\nname = \"\"\"a\nb = 1\n\"\"\"\ntil = \"1\"", "FILE:5: shop.til: unknown key; did you mean shop.till?"},
		"number for a text":                         {"[shop]\ntill = 1", "FILE:2: shop.till: must be a string in quotes"},
		"float for an amount":                       {"[cashier]\nmax_amount = 50000.00", "FILE:2: cashier.max_amount: must be a string in quotes"},
		"text for a number":                         {"[scanner]\nbaud = \"9600\"", "FILE:2: scanner.baud: must be a whole number without quotes"},
		"text for a switch":                         {"[voice]\nenabled = \"yes\"", "FILE:2: voice.enabled: must be true or false without quotes"},
		"text for a section":                        {"shop = \"x\"", "FILE:1: shop: must be a section"},
		"list of sections":                          {"[[shop]]\nname = \"x\"", "FILE:1: shop: must be a section"},
		"number for a time":                         {"[adverts]\ninterval = 8", "FILE:2: adverts.interval: must be a string in quotes"},
		"no time":                                   {"[adverts]\ninterval = \"soon\"", "FILE:2: adverts.interval: invalid duration: \"soon\""},
		"time out of range":                         {"[adverts]\ninterval = \"10ms\"", "FILE:2: adverts.interval: 10ms is not between 1s and 1h0m0s"},
		"duplicate key":                             {"[shop]\ntill = \"1\"\ntill = \"2\"", "FILE:3: shop.till: Key 'shop.till' has already been defined."},
		"broken syntax":                             {"[shop]\nname = ", "FILE:2: shop.name: unexpected EOF; expected value"},
		"NUL":                                       {"a = 1\x00", "FILE:1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"},
		"not UTF-8":                                 {"[shop]\nname = \"\xca\xbe\xc0\xfd\"", "FILE:2: is not UTF-8 text; save it as UTF-8"},
		"unknown language":                          {"language = \"de\"", "FILE:1: language: \"de\" is not one of \"zh-CN\" or \"en\""},
		"unknown provider":                          {"provider = \"lepai\"", "FILE:1: provider: \"lepai\" is not one of \"lepay\", \"smallsaas\", \"yfpay\", \"alipayservice\", \"weidoufu\", \"alipay\", \"wechatpay\", \"official\" or \"practice\""},
		"another provider without its ids":          {"provider = \"yfpay\"", "FILE: providers.yfpay.inst_no: is needed, the vendor assigns it"},
		"gateway that must be told where to notify": {"provider = \"weidoufu\"\n[providers.weidoufu]\naccess_key = \"AK1\"\nsecret_key = \"SK1\"", "FILE: notify.public_url: is needed by weidoufu, which makes no order without an address for its notifications"},
		"link that names no order":                  {"[mini]\nlink = \"https://shop.example/mini\"", "FILE:2: mini.link: needs {order_no} or {path}, or the mini-program would not know what to pay"},
		"amount in words":                           {"[cashier]\nmax_amount = \"1,000\"", "FILE:2: cashier.max_amount: amount is not a plain decimal number (5 characters); write yuan such as \"50000.00\""},
		"amount of nothing":                         {"[cashier]\nmax_amount = \"0.00\"", "FILE:2: cashier.max_amount: must be more than 0, or nothing could be sold"},
		"QR of no wallet":                           {"[cashier]\ndefault_qr = \"paypal\"", "FILE:2: cashier.default_qr: \"paypal\" is not one of \"\", \"wechat\" or \"alipay\""},
		"till without a name":                       {"[shop]\ntill = \"\"", "FILE:2: shop.till: must not be empty; it tells the tills of a shop apart"},
		"name that does not fit":                    {"[shop]\ntill = \"" + strings.Repeat("一", 17) + "\"", "FILE:2: shop.till: 17 characters, but at most 16 characters fit"},
		"day that begins at no time":                {"[shop]\nday_start = \"4:00\"", "FILE:2: shop.day_start: must be a time of day such as \"04:00\""},
		"day that begins too late":                  {"[shop]\nday_start = \"24:00\"", "FILE:2: shop.day_start: must be a time of day such as \"04:00\""},
		"name of two lines":                         {"[shop]\nname = \"a\\nb\"", "FILE:2: shop.name: must be one line of plain text"},
		"bad URL":                                   {lepay + "base_url = \"fw.lepay.vip\"", "FILE:5: providers.lepay.base_url: is not an absolute http or https URL"},
		"plain http to a public host":               {lepay + "base_url = \"http://fw.lepay.vip\"", "FILE:5: providers.lepay.base_url: plain http is for loopback and private addresses only, use https"},
		"same for a provider not used":              {"[providers.yfpay]\nbase_url = \"http://open.gdyfsk.com\"", "FILE:2: providers.yfpay.base_url: plain http is for loopback and private addresses only, use https"},
		"password in a URL":                         {lepay + "base_url = \"https://a:b@fw.lepay.vip\"", "FILE:5: providers.lepay.base_url: must not hold a user name or password"},
		"provider without its ids":                  {"\nprovider = \"lepay\"", "FILE: providers.lepay.merchant_id: is needed, the vendor assigns it"},
		"speed that no port has":                    {"[scanner]\nbaud = 9601", "FILE:2: scanner.baud: 9601 is none of the usual rates [1200 2400 4800 9600 19200 38400 57600 115200]"},
		"voice at hours that are none":              {"[voice]\nhours = [\"at night\"]", "FILE:2: voice.hours: \"at night\" is not like \"22:00-07:00 20\", hours and a volume"},
		"money in pounds":                           {"[voice]\nmoney = \"pounds\"", "FILE:2: voice.money: \"pounds\" is not one of \"decimal\" or \"units\""},
		"volume over 100":                           {"[voice]\nvolume = 101", "FILE:2: voice.volume: 101 is not between 0 and 100"},
		"number beyond any integer":                 {"[voice]\nvolume = 99999999999999999999", "FILE:2: voice.volume: 99999999999999999999 is out of range for int64"},
		"listener without a port":                   {"[notify]\nlisten = \"127.0.0.1\"", "FILE:2: notify.listen: \"127.0.0.1\" is not host:port, such as 127.0.0.1:8780"},
		"a code pattern that is none":               {"[codes]\nwechat = ['1[0-5']", `FILE:2: codes.wechat: "1[0-5" is no regular expression`},
		"code patterns of a wrong type":             {"[codes]\nwechat = \"x\"", "FILE:2: codes.wechat: must be a list"},
		"link with an unknown brace":                {"[mini]\nlink = \"https://shop.example/{order}\"", "FILE:2: mini.link: only {order_no}, {amount}, {path} may stand in braces"},
		"base with a blank in its path":             {"[providers.yfpay]\nbase_url = \"https://pay.example/yf pay\"", "FILE:2: providers.yfpay.base_url: " + weburl.ErrPath.Error()},
		"base with full-width dots":                 {"[providers.lepay]\nbase_url = \"https://fw。lepay。vip\"", "FILE:2: providers.lepay.base_url: " + weburl.ErrHost.Error()},
		"base with a password":                      {"[providers.smallsaas]\nbase_url = \"https://me:secret@pay.example\"", "FILE:2: providers.smallsaas.base_url: " + weburl.ErrUser.Error()},
		"app's base with a query":                   {"[providers.smallsaas]\napp_url = \"https://pay.example/?a=b\"", "FILE:2: providers.smallsaas.app_url: " + weburl.ErrQuery.Error()},
		"base without a scheme":                     {"[providers.weidoufu]\nbase_url = \"open.weidoufu.com\"", "FILE:2: providers.weidoufu.base_url: " + weburl.ErrShape.Error()},
		"route without a slash":                     {"[providers.weidoufu]\nquery_path = \"pay/query\"", "FILE:2: providers.weidoufu.query_path: " + weburl.ErrRoute.Error()},
		"text of no size":                           {"[accessibility]\ntext = \"huge\"", "FILE:2: accessibility.text: \"huge\" is not one of \"normal\" or \"large\""},
		"contrast that is none":                     {"[accessibility]\ncontrast = \"low\"", "FILE:2: accessibility.contrast: \"low\" is not one of \"normal\" or \"high\""},
		"a third hand":                              {"[accessibility]\nhand = \"both\"", "FILE:2: accessibility.hand: \"both\" is not one of \"right\" or \"left\""},
		"motion in words":                           {"[accessibility]\nmotion = \"off\"", "FILE:2: accessibility.motion: must be true or false without quotes"},
		"port of an administrator":                  {"[customer_screen]\npage_port = 80", "FILE:2: customer_screen.page_port: 80 is not between 1024 and 65535"},
		"hours that are none":                       {"[screen]\nawake = \"always\"", "FILE:2: screen.awake: \"always\" is not like \"07:30-22:00\""},
		"amount with three decimals":                {"[cashier]\nmax_amount = \"1.234\"", "FILE:2: cashier.max_amount: amount has more than two decimals (3); write yuan such as \"50000.00\""},
		"no amount":                                 {"[cashier]\nmax_amount = \"\"", "FILE:2: cashier.max_amount: amount is empty; write yuan such as \"50000.00\""},
		"amount of a country":                       {"[cashier]\nmax_amount = \"12345678901234567890\"", "FILE:2: cashier.max_amount: amount is too large (20 digits); write yuan such as \"50000.00\""},
		"number that is no word":                    {"[providers.yfpay]\nmch_no = \"a b\"", "FILE:2: providers.yfpay.mch_no: may hold only letters, digits, - and _, at most 32 of them"},
		"key with a blank":                          {"[providers.yfpay]\nkey = \"a b\"", "FILE:2: providers.yfpay.key: must be one word of plain ASCII"},
		"no name for the code's field":              {"[providers.yfpay]\ncode_field = \"\"", "FILE:2: providers.yfpay.code_field: must not be empty; the vendor's name for it is auth_no unless told otherwise"},
		"scene that is none":                        {"[providers.yfpay]\nfood_order_type = \"x\"", "FILE:2: providers.yfpay.food_order_type: is none of qr_order, pre_order, home_delivery, direct_payment, other"},
		"acknowledgement of nothing":                {"[providers.weidoufu]\nnotify_ack = \"\"", "FILE:2: providers.weidoufu.notify_ack: must not be empty; it is \"success\" unless the vendor says otherwise"},
		"time for which no order stands":            {"[providers.alipayservice]\ntimeout_express = \"5\"", "FILE:2: providers.alipayservice.timeout_express: is not a time from 1m to 15d, such as 5m, 2h, 1d, or 1c for the end of the day"},
		"Alipay without the app's key":              {"provider = \"alipay\"\n[providers.alipay]\napp_id = \"2021000000000001\"", "FILE: providers.alipay.private_key: is needed; it is the file with the app's private key"},
		"a private key's file that is not there":    {"[providers.alipay]\nprivate_key = \"/none/key.pem\"", "FILE:2: providers.alipay.private_key: is not a file that can be read"},
		"Alipay's key that is none":                 {"[providers.alipay]\nalipay_public_key = \"/none/alipay.pem\"", "FILE:2: providers.alipay.alipay_public_key: is neither a public key nor a file that can be read"},
		"a certificate alone":                       {"[providers.alipay]\napp_certificate = \"/none/app.crt\"", "FILE: providers.alipay.alipay_certificate: is needed beside the other certificates"},
		"WeChat Pay without the shop's key":         {"provider = \"wechatpay\"\n[providers.wechatpay]\napp_id = \"wx1\"\nmerchant_id = \"1\"\ncertificate_serial = \"A\"\napi_v3_key = \"01234567890123456789012345678901\"", "FILE: providers.wechatpay.private_key: is needed; it is the file apiclient_key.pem"},
		"WeChat's public key without its id":        {"[providers.wechatpay]\npublic_key = \"x\"", "FILE: providers.wechatpay.public_key_id: is needed beside public_key, as the merchant platform shows it: PUB_KEY_ID_…"},
		"id without WeChat's public key":            {"[providers.wechatpay]\npublic_key_id = \"PUB_KEY_ID_01\"", "FILE: providers.wechatpay.public_key: is needed beside public_key_id"},
		"serial number in the id's place":           {"[providers.wechatpay]\npublic_key_id = \"5157F09EFDC0\"", "FILE:2: providers.wechatpay.public_key_id: must begin with PUB_KEY_ID_"},
		"APIv3 key of another length":               {"[providers.wechatpay]\napi_v3_key = \"short\"", "FILE:2: providers.wechatpay.api_v3_key: must have exactly 32 letters and digits"},
		"API that WeChat has not":                   {"[providers.wechatpay]\ncode_api = \"v4\"", "FILE:2: providers.wechatpay.code_api: must be \"v3\" or \"v2\""},
		"certificates beside a key":                 {"[providers.alipay]\nalipay_public_key = \"x\"\nroot_certificate = \"y\"", "FILE:2: providers.alipay.alipay_public_key: stands beside certificates; an app has either the key or the certificates"},
		"copies to no whole path":                   {"[backup]\nto = \"stick\"", "FILE:2: backup.to: must be a whole path, such as /media/stick"},
		"copies at no time":                         {"[backup]\nat = \"noon\"", "FILE:2: backup.at: \"noon\" is not \"nightly\", \"closing\" or a time such as \"22:30\""},
		"base with a fragment":                      {"[providers.lepay]\nbase_url = \"https://fw.lepay.vip/#a\"", "FILE:2: providers.lepay.base_url: " + weburl.ErrFragment.Error()},
		"listener on no port":                       {"[notify]\nlisten = \"127.0.0.1:0\"", "FILE:2: notify.listen: \"0\" is not a port from 1 to 65535"},
		"a code pattern of nothing":                 {"[codes]\nwechat = ['']", "FILE:2: codes.wechat: a pattern has 1 to 200 characters"},
		"first of two mistakes is said":             {"[voice]\nvolume = \"a\"\n[shop]\nfoo = 1", "FILE:2: voice.volume: must be a whole number without quotes"},
	}
	decoders := []string{"duplicate key", "broken syntax", "NUL", "number beyond any integer"} // the decoder's own words
	english, err := i18n.Load("en")
	require.NoError(t, err)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := writeConfig(t, test.text)
			_, err := load(path, nil, false)
			require.EqualError(t, err, strings.ReplaceAll(test.want, "FILE", path))
			bad, is := errors.AsType[Error](err)
			require.True(t, is)
			said, known := english.Match("bad.", bad.Problem)
			require.Equal(t, !slices.Contains(decoders, name), known, "%q has no sentence in the other languages", bad.Problem)
			if known {
				require.Equal(t, bad.Problem, english.Text(said))
			}
		})
	}
}

func TestConfig_BadFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "there")
	require.NoError(t, os.Mkdir(path, 0o700))
	_, err := load(path, nil, false)
	require.EqualError(t, err, path+": is a folder; name the file in it, such as "+path+"/config.toml")

	_, err = load(filepath.Join(dir, "missing"), nil, false)
	require.EqualError(t, err, dir+"/missing: there is no such file")

	_, err = load(writeConfig(t, strings.Repeat("# long\n", fileBytesMax/7+1)), nil, false)
	require.ErrorContains(t, err, ": has more than 256 KiB; this is no config file")
}

func TestConfig_SecretsFromTheEnvironment(t *testing.T) {
	path := writeConfig(t, "[providers.yfpay]\nkey = \"from the file\"\n")
	conf, err := load(path, []string{
		"FACEPAY_PROVIDERS_YFPAY_KEY=a=b", "FACEPAY_PROVIDERS_SMALLSAAS_PASSWORD=p", "FACEPAY_PROVIDERS_WEIDOUFU_SECRET_KEY=",
		"FACEPAY_OTHER=1", "HOME=/root",
	}, false)
	require.NoError(t, err)
	require.Equal(t, "a=b", providers.Section[yfpay.Config](conf.Providers).Key, "the environment goes before the file")
	require.Equal(t, "p", providers.Section[smallsaas.Config](conf.Providers).Password)
	require.Empty(t, providers.Section[weidoufu.Config](conf.Providers).SecretKey)

	_, err = load(path, []string{"FACEPAY_PROVIDERS_YFPAY_KEE=x"}, false)
	require.EqualError(t, err, "environment: FACEPAY_PROVIDERS_YFPAY_KEE: no secret of the config has this name")
}

func TestConfig_PracticeFlagGoesBeforeTheProvider(t *testing.T) {
	conf, err := load(writeConfig(t, "provider = \"weidoufu\""), nil, true)
	require.NoError(t, err)
	require.Equal(t, providers.Practice, conf.Provider)
}

// No text, however broken, may end the program or give an error that names no
// file.
func FuzzConfig(f *testing.F) {
	example, err := os.ReadFile("../../config.example.toml")
	require.NoError(f, err)
	f.Add(string(example))
	f.Add("[shop]\nname = \"\"\"a\nb\"\"\"\nfoo.\"a.b\" = [1, {x = 2}]")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := parse("config.toml", text, 0o600, nil, false)
		if err != nil && !strings.HasPrefix(err.Error(), "config.toml") {
			t.Fatalf("does not begin with the file: %v", err)
		}
	})
}
