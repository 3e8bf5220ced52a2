package practice_test

import (
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/lepay/practice"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestLepay_EveryPathOfTheDocumentAnswers(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for _, path := range []string{
		"//index.php/Register/PayAndRefund/tofastpay", "/index.php/Register/PayAndRefund/tofastpay",
		"/Pay/WxFacePay/qrCodePay", "/Pay/WxFacePay/queryOrder", "/Pay/WxFacePay/aliQueryOrder", "/Pay/WxFacePay/getadvert",
		"/index.php/Pay/WxFacePay/qrCodePay", "//index.php/Xcxapi/MerchantLogin/login",
	} {
		resp, body, err := practicetest.Form(t, s.URL()+path)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode, path)
		require.Contains(t, body, "缺少参数", path)
	}
}

// 支付接口: the request is the document's own.
func TestToFastPay_DocumentExample(t *testing.T) {
	s := practicetest.Start(t, core.Config{PasswordReply: core.PasswordBare}, practice.Dialect)
	m := practicetest.Ask(t, s.URL()+practicetest.FastPay, "money", "1", "code", "284236166272756154", "merchantid", "15", "storeid", "460")
	require.Equal(t, map[string]any{"status": 1.0, "msg": "支付成功"}, m)

	l := practicetest.Ledger(t, s)
	require.Len(t, l.Orders, 1)
	o := l.Orders[0]
	require.Equal(t, kiosk.Fen(100), o.Amount)
	require.Equal(t, kiosk.Alipay, o.Wallet)
	require.Equal(t, kiosk.RailCode, o.Rail)
	require.Equal(t, core.StatePaid, o.State)
	require.Equal(t, "6154", o.CodeTail)
	require.Equal(t, kiosk.Fen(100), l.Taken)
}

func TestToFastPay_WalletByPrefix(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for code, want := range map[string]kiosk.Wallet{
		"134567890123456789":                    kiosk.WeChat,
		"281234567890123456":                    kiosk.Alipay,
		"301234567890123456":                    kiosk.Alipay,
		"fp" + strings.Repeat("a1B2c3d4e5x", 3): kiosk.Alipay, // from a face terminal
	} {
		require.Equal(t, 1.0, practicetest.Charge(t, s, code, "1.00")["status"], code)
		l := practicetest.Ledger(t, s)
		require.Equal(t, want, l.Orders[len(l.Orders)-1].Wallet, code)
	}
}

func TestToFastPay_BadParameters(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	good := map[string]string{"money": "1.00", "code": "134567890123456789", "merchantid": "15", "storeid": "460"}
	for _, c := range []struct{ field, value string }{
		{"money", ""}, {"money", "0"}, {"money", "0.00"}, {"money", "-1"}, {"money", "1.005"}, {"money", "1e3"}, {"money", "１"},
		{"code", ""}, {"code", "1"}, {"code", "6901234567892"}, {"code", "6212345678901234567"}, {"code", "https://example.com"}, {"code", strings.Repeat("1", 300)},
		{"merchantid", ""}, {"storeid", ""}, {"storeid", "\xff"}, {"storeid", "460\r\n"},
	} {
		t.Run(c.field+"="+c.value, func(t *testing.T) {
			var pairs []string
			for k, v := range good {
				if k == c.field {
					v = c.value
				}
				pairs = append(pairs, k, v)
			}
			m := practicetest.Ask(t, s.URL()+practicetest.FastPay, pairs...)
			require.Equal(t, 0.0, m["status"])
			require.NotEmpty(t, m["msg"])
		})
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
	require.Equal(t, 1.0, practicetest.Charge(t, s, good["code"], "1.00")["status"], "a request that was refused for its form spends no code")
}

func TestToFastPay_SameCodeTwiceChargesOnceAndIsCounted(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	code := practicetest.NewCode(t, kiosk.WeChat, core.CodeOrdinary)
	require.Equal(t, 1.0, practicetest.Charge(t, s, code, "12.50")["status"])
	again := practicetest.Charge(t, s, code, "12.50")
	require.Equal(t, 0.0, again["status"])
	require.Contains(t, again["msg"], "已被使用")

	l := practicetest.Ledger(t, s)
	require.Len(t, l.Orders, 1)
	require.Equal(t, 2, l.Orders[0].CodeSent)
	require.Equal(t, 1, l.Orders[0].Charges)
	require.Equal(t, kiosk.Fen(1250), l.Taken)
	require.Equal(t, []core.CodeUse{{Tail: code[14:], Sent: 2, Order: l.Orders[0].No}}, l.Codes)
}

func TestToFastPay_OneCodeFromManyTillsAtOnceChargesOnce(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	code := practicetest.NewCode(t, kiosk.Alipay, core.CodeOrdinary)
	var wg sync.WaitGroup
	paid := make(chan bool, 20)
	for range cap(paid) {
		wg.Go(func() {
			_, body, err := practicetest.Form(t, s.URL()+practicetest.FastPay, "money", "8.00", "code", code, "merchantid", "15", "storeid", "460")
			paid <- err == nil && strings.Contains(body, `"status":1`)
		})
	}
	wg.Wait()
	close(paid)
	yes := 0
	for p := range paid {
		if p {
			yes++
		}
	}
	require.Equal(t, 1, yes)
	l := practicetest.Ledger(t, s)
	require.Len(t, l.Orders, 1)
	require.Equal(t, 20, l.Orders[0].CodeSent)
	require.Equal(t, kiosk.Fen(800), l.Taken)
}

func TestToFastPay_CodeTailsForceBehaviours(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for _, c := range []struct {
		tail  string
		state core.State
		msg   string
	}{
		{"0001", core.StateRefused, "余额不足"},
		{"0002", core.StateConfirming, "支付密码"},
		{"0004", core.StateRefused, "过期"},
	} {
		m := practicetest.Charge(t, s, "13456789012345"+c.tail, "1.00")
		require.Equal(t, 0.0, m["status"], c.tail)
		require.Contains(t, m["msg"], c.msg)
		l := practicetest.Ledger(t, s)
		require.Equal(t, c.state, l.Orders[len(l.Orders)-1].State, c.tail)
	}
	require.Zero(t, practicetest.Ledger(t, s).Taken)

	_, _, err := practicetest.Form(t, s.URL()+practicetest.FastPay, "money", "3.00", "code", "134567890123450003", "merchantid", "15", "storeid", "460")
	require.Error(t, err, "0003: the answer is lost")
	require.Equal(t, kiosk.Fen(300), practicetest.Ledger(t, s).Taken, "and yet it was charged")
}

func TestToFastPay_AboveTheLimitNeedsThePassword(t *testing.T) {
	s := practicetest.Start(t, core.Config{FreeLimit: "200.00"}, practice.Dialect)
	require.Equal(t, 1.0, practicetest.Charge(t, s, practicetest.NewCode(t, kiosk.WeChat, ""), "200.00")["status"])

	m := practicetest.Charge(t, s, practicetest.NewCode(t, kiosk.WeChat, ""), "200.01")
	require.Equal(t, 0.0, m["status"])
	no := m["out_trade_no"].(string)
	data := func() any {
		return practicetest.Ask(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "460")["data"].(map[string]any)["order_state"]
	}
	require.Equal(t, "USERPAYING", data())
	wiretest.Call(s.Act(core.ActionPay, "")).OK(t)
	require.Equal(t, "SUCCESS", data())

	require.NoError(t, s.SetSettings(core.Settings{FreeLimit: 0, PasswordReply: core.PasswordBare}))
	m = practicetest.Charge(t, s, practicetest.NewCode(t, kiosk.WeChat, ""), "0.01")
	require.Equal(t, map[string]any{"status": 0.0, "msg": "需要用户输入支付密码"}, m)
}

func TestToFastPay_PasswordTimesOut(t *testing.T) {
	c := practicetest.NewClock()
	s := practicetest.Start(t, core.Config{Now: c.Now}, practice.Dialect)
	no := practicetest.Charge(t, s, practicetest.NewCode(t, kiosk.Alipay, core.CodePassword), "5.00")["out_trade_no"].(string)
	c.Pass(61 * time.Second)
	m := practicetest.Ask(t, s.URL()+practicetest.AlipayQuery, "out_trade_no", no)
	require.Equal(t, "TRADE_CLOSED", m["data"].(map[string]any)["trade_status"])
	wiretest.Call(s.Act(core.ActionPay, no)).Fails(t, core.ErrSettled)
}

// 支付宝二维码接口: the reply's members and their shapes.
func TestQRCodePay_AlipayReplyShape(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	m := practicetest.Ask(t, s.URL()+practicetest.QRCode, "type", "2", "money", "0.01", "stats", "0", "storeid", "460", "csn", "T1")
	require.Equal(t, 1.0, m["status"])
	require.Equal(t, "订单创建成功", m["msg"])
	require.Len(t, m, 3)
	r := m["result"].(map[string]any)
	require.Equal(t, "10000", r["code"])
	require.Equal(t, "Success", r["msg"])
	require.Regexp(t, `^\d{25}$`, r["out_trade_no"])
	require.Regexp(t, `^https://qr\.alipay\.com/bax[0-9a-z]{21}$`, r["qr_code"])
}

// wx二维码接口.
func TestQRCodePay_WeChatReplyShape(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	m := practicetest.Ask(t, s.URL()+practicetest.QRCode, "type", "1", "money", "0.01", "stats", "0", "storeid", "460")
	require.Equal(t, "000000", m["code"])
	require.Equal(t, "请求成功", m["msg"])
	require.Len(t, m, 3)
	d := m["data"].(map[string]any)
	require.Regexp(t, `^\d{25}$`, d["out_trade_no"])
	require.Regexp(t, `^weixin://wxpay/bizpayurl\?pr=[0-9A-Za-z]{7}$`, d["qrcode"])
}

func TestQRCodePay_BadParametersOpenNoOrder(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	for _, pairs := range [][]string{
		{"type", "3", "money", "1", "stats", "0", "storeid", "460"},
		{"type", "1", "money", "0", "stats", "0", "storeid", "460"},
		{"type", "2", "money", "1.234", "stats", "0", "storeid", "460"},
		{"type", "2", "money", "1", "stats", "1", "storeid", "460"},
		{"type", "1", "money", "1", "stats", "0"},
		{"type", "1", "type", "2", "money", "1", "stats", "0", "storeid", "460"},
	} {
		m := practicetest.Ask(t, s.URL()+practicetest.QRCode, pairs...)
		require.NotEmpty(t, m["msg"], pairs)
		require.NotEqual(t, "000000", m["code"], pairs)
		require.NotEqual(t, 1.0, m["status"], pairs)
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
}

func TestQRCodePay_WithPhonePagesTheQROpensTheOrdersPage(t *testing.T) {
	s := practicetest.Start(t, core.Config{PhonePages: true}, practice.Dialect)
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "6.00")
	o, ok := practicetest.Ledger(t, s).Order(no)
	require.True(t, ok)
	require.Equal(t, s.URL()+"/pay/"+no, o.QR)

	resp, _ := practicetest.Get(t, o.QR)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	o, _ = practicetest.Ledger(t, s).Order(no)
	require.Equal(t, core.StateConfirming, o.State, "opening the page is scanning the QR")
}

// 微信订单查询.
func TestQueryOrder_StateByState(t *testing.T) {
	c := practicetest.NewClock()
	s := practicetest.Start(t, core.Config{Now: c.Now}, practice.Dialect)
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "0.01")
	query := func(no string) map[string]any {
		return practicetest.Ask(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "460")
	}

	require.Equal(t, map[string]any{"order_state": "NOTPAY", "out_trade_no": no}, query(no)["data"])
	practicetest.Act(t, s, core.ActionScan, no)
	require.Equal(t, "USERPAYING", query(no)["data"].(map[string]any)["order_state"])
	c.Pass(9 * time.Second)
	practicetest.Act(t, s, core.ActionPay, no)
	require.Equal(t, map[string]any{
		"msg": "请求成功", "code": "000000",
		"data": map[string]any{"order_state": "SUCCESS", "out_trade_no": no, "tradedate": float64(c.Now().Unix())},
	}, query(no))

	refused := practicetest.OpenQR(t, s, kiosk.WeChat, "0.01")
	practicetest.Act(t, s, core.ActionRefuse, refused)
	require.Equal(t, "PAYERROR", query(refused)["data"].(map[string]any)["order_state"])
	expired := practicetest.OpenQR(t, s, kiosk.WeChat, "0.01")
	c.Pass(2*time.Hour + time.Second)
	require.Equal(t, "CLOSED", query(expired)["data"].(map[string]any)["order_state"])

	require.Equal(t, "100002", query("2019110109530315725701449")["code"], "never seen")
	require.Equal(t, "100002", query(practicetest.OpenQR(t, s, kiosk.Alipay, "1.00"))["code"], "the other wallet's")
	other := practicetest.Ask(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "461")
	require.Equal(t, "100002", other["code"], "another shop's")
}

// 支付宝订单查询.
func TestAliQueryOrder_StateByState(t *testing.T) {
	c := practicetest.NewClock()
	s := practicetest.Start(t, core.Config{Now: c.Now}, practice.Dialect)
	no := practicetest.OpenQR(t, s, kiosk.Alipay, "0.10")
	query := func(no string) map[string]any {
		m := practicetest.Ask(t, s.URL()+practicetest.AlipayQuery, "out_trade_no", no)
		require.Equal(t, "000000", m["code"])
		return m["data"].(map[string]any)
	}
	notYet := query(no)
	require.Equal(t, "40004", notYet["code"])
	require.Equal(t, "ACQ.TRADE_NOT_EXIST", notYet["sub_code"])
	require.NotContains(t, notYet, "trade_status")

	practicetest.Act(t, s, core.ActionScan, no)
	require.Equal(t, "WAIT_BUYER_PAY", query(no)["trade_status"])
	require.Equal(t, "0.10", query(no)["total_amount"])
	practicetest.Act(t, s, core.ActionPay, no)
	paid := query(no)
	require.Regexp(t, `^2026112222001\d{15}$`, paid["trade_no"])
	delete(paid, "trade_no")
	require.Equal(t, map[string]any{
		"code": "10000", "msg": "Success", "buyer_logon_id": "138******00", "buyer_pay_amount": "0.10",
		"buyer_user_id": "2088000000000000", "fund_bill_list": []any{map[string]any{"amount": "0.10", "fund_channel": "PCREDIT"}},
		"invoice_amount": "0.10", "out_trade_no": no, "point_amount": "0.00", "receipt_amount": "0.10",
		"send_pay_date": "2026-11-22 14:32:05", "total_amount": "0.10", "trade_status": "TRADE_SUCCESS",
	}, paid)

	refused := practicetest.OpenQR(t, s, kiosk.Alipay, "0.10")
	practicetest.Act(t, s, core.ActionRefuse, refused)
	require.Equal(t, "TRADE_CLOSED", query(refused)["trade_status"])
	practicetest.Act(t, s, core.ActionPayLate, refused)
	require.Equal(t, "TRADE_SUCCESS", query(refused)["trade_status"])
	scanned := practicetest.OpenQR(t, s, kiosk.Alipay, "0.10")
	practicetest.Act(t, s, core.ActionScan, scanned)
	c.Pass(3 * time.Hour)
	require.Equal(t, "TRADE_CLOSED", query(scanned)["trade_status"])
	require.Equal(t, "100002", practicetest.Ask(t, s.URL()+practicetest.AlipayQuery, "out_trade_no", "2019110109174115725701437")["code"])
}

// 广告接口.
func TestGetAdvert_ListsPicturesThatDecode(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	m := practicetest.Ask(t, s.URL()+practicetest.Adverts, "storeid", "460")
	require.Equal(t, "000000", m["code"])
	urls := m["data"].([]any)[0].(map[string]any)["imgurl"].([]any)
	require.Len(t, urls, 3)
	for _, u := range urls {
		resp, body := practicetest.Get(t, u.(string))
		img, kind, err := image.Decode(strings.NewReader(body))
		require.NoError(t, err, u)
		require.Equal(t, "image/"+kind, resp.Header.Get("Content-Type"))
		require.Equal(t, image.Pt(1080, 1200), img.Bounds().Size())
		require.NotEqual(t, img.At(540, 40), img.At(540, 1100), "a picture, not one colour")
	}
}

func TestLogin_HandsOutTheIDs(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	login := s.URL() + "/index.php/Xcxapi/MerchantLogin/login"
	require.Equal(t, map[string]any{"status": 1.0, "msg": "登录成功", "storeid": "460", "merchantid": "15"},
		practicetest.Ask(t, login, "username", "practice", "password", "practice-password"))
	wrong := practicetest.Ask(t, login, "username", "practice", "password", "wrong")
	require.Equal(t, 0.0, wrong["status"])
	require.NotContains(t, wrong, "storeid")
}

func TestNewCode_IsRecognisedAndOrdinary(t *testing.T) {
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay} {
		for tail, b := range core.CodeBehaviours {
			require.Equal(t, tail, wiretest.Call(core.NewCode(w, b)).OK(t).Tail())
		}
		c := wiretest.Call(core.NewCode(w, core.CodeOrdinary)).OK(t)
		require.Equal(t, w, wiretest.Call(kiosk.DefaultPayCodes().Recognise(c)).OK(t).Wallet)
		require.Regexp(t, regexp.MustCompile(`^\d{18,19}$`), c.Reveal())
	}
	require.Error(t, wiretest.Call(core.NewCode(kiosk.WalletUnknown, "")).Err())
	require.Error(t, wiretest.Call(core.NewCode(kiosk.WeChat, "dance")).Err())
}

func FuzzForm(f *testing.F) {
	s, err := core.Start(f.Context(), core.Config{}, practice.Dialect)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	paths := []string{practicetest.FastPay, practicetest.QRCode, practicetest.WeChatQuery, practicetest.AlipayQuery, practicetest.Adverts, "/index.php/Xcxapi/MerchantLogin/login"}
	f.Fuzz(func(t *testing.T, route uint, body string) {
		req := wiretest.Call(http.NewRequest(http.MethodPost, paths[route%uint(len(paths))], strings.NewReader(body))).OK(t)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if strings.Contains(body, "000") {
			return // may be a code that asks for a slow or a lost answer
		}
		s.ServeHTTP(w, req)
		require.True(t, w.Code == http.StatusOK || w.Code == http.StatusRequestEntityTooLarge, w.Code)
		if w.Code == http.StatusOK {
			require.Contains(t, w.Body.String(), `"msg":"`)
		}
	})
}
