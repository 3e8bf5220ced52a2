package practice_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"image/png"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	zxingqr "github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

func TestPage_ListsOpenOrdersAndPaysWithoutScript(t *testing.T) {
	s := start(t, practice.Config{})
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "1284.50")
	_, body := practicetest.Get(t, s.URL()+"/")
	require.Contains(t, body, "1,284.50")
	require.Contains(t, body, "微信支付")
	require.Contains(t, body, "不会真的付钱")
	require.Contains(t, body, `value="`+no+`"`)

	resp, _, err := practicetest.Form(t, s.URL()+"/act", "order", no, "do", "pay")
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	require.Equal(t, "/", resp.Header.Get("Location"))
	require.Equal(t, practice.StatePaid, practicetest.Ledger(t, s).Orders[0].State)
	resp, _, err = practicetest.Form(t, s.URL()+"/act", "order", no, "do", "pay", "focus", "1")
	require.NoError(t, err, "a second tap")
	require.Equal(t, "/pay/"+no, resp.Header.Get("Location"))
	require.Equal(t, 1, practicetest.Ledger(t, s).Orders[0].Charges)
	_, body = practicetest.Get(t, s.URL()+"/pay/"+no)
	require.Contains(t, body, "已付款")
}

func TestPage_LanguageFollowsThePhoneAndTheToggle(t *testing.T) {
	s := start(t, practice.Config{})
	for accept, want := range map[string]string{
		"": "不会真的付钱", "zh-TW,en;q=0.5": "不会真的付钱", "en-GB,en": "no money moves", "fr-FR, en;q=0.8": "no money moves", "fr": "不会真的付钱", ",;": "不会真的付钱",
	} {
		_, body := practicetest.Get(t, s.URL()+"/", "Accept-Language", accept)
		require.Contains(t, body, want, accept)
	}
	resp, body := practicetest.Get(t, s.URL()+"/?lang=en", "Accept-Language", "zh-CN")
	require.Contains(t, body, "no money moves")
	require.Contains(t, body, `<html lang="en">`)
	_, body = practicetest.Get(t, s.URL()+"/", "Accept-Language", "zh-CN", "Cookie", resp.Cookies()[0].String())
	require.Contains(t, body, "no money moves", "it is kept")
}

func TestPage_CataloguesHaveTheSameKeysAndPlaces(t *testing.T) {
	read := func(name string) map[string]string {
		text := wiretest.Call(os.ReadFile("page/" + name)).OK(t)
		var m map[string]string
		require.NoError(t, json.Unmarshal(text, &m))
		return m
	}
	place := regexp.MustCompile(`\{[a-z]+\}`)
	zh, en := read("zh-CN.json"), read("en.json")
	for id, text := range zh {
		require.NotEmpty(t, en[id], id)
		require.ElementsMatch(t, place.FindAllString(text, -1), place.FindAllString(en[id], -1), id)
	}
	require.Len(t, en, len(zh))
}

// Every state of an order has its words in both languages.
func TestPage_ShowsEveryState(t *testing.T) {
	c := practicetest.NewClock()
	s := start(t, practice.Config{Now: c.Now, FreeLimit: "0"})
	for _, b := range []practice.CodeBehaviour{practice.CodeBalance, practice.CodePassword, practice.CodeExpired} {
		practicetest.Charge(t, s, practicetest.NewCode(t, kiosk.Alipay, b), "1.00")
	}
	refused, late := practicetest.OpenQR(t, s, kiosk.WeChat, "2.00"), practicetest.OpenQR(t, s, kiosk.WeChat, "3.00")
	practicetest.Act(t, s, practice.ActionRefuse, refused)
	practicetest.Act(t, s, practice.ActionRefuse, late)
	practicetest.Act(t, s, practice.ActionPayLate, late)
	for lang, words := range map[string][]string{
		"en":    {"not enough balance", "waiting for the password", "payment code too old", "refused", "paid late", "not scanned yet"},
		"zh-CN": {"余额不足", "等待输入密码", "付款码已过期", "已拒付", "已补付", "还没扫码"},
	} {
		practicetest.OpenQR(t, s, kiosk.WeChat, "4.00")
		_, body := practicetest.Get(t, s.URL()+"/?lang="+lang)
		for _, w := range words {
			require.True(t, strings.Contains(body, w), w)
		}
		for _, o := range practicetest.Ledger(t, s).Orders {
			resp, _ := practicetest.Get(t, s.URL()+"/pay/"+o.No+"?lang="+lang)
			require.Equal(t, http.StatusOK, resp.StatusCode)
		}
	}
	c.Pass(4 * time.Minute)
	_, body := practicetest.Get(t, s.URL()+"/?lang=en")
	require.Contains(t, body, "probably let go")
	require.Contains(t, body, "expired")
	require.NotContains(t, body, `value="refuse"`, "what the till left can only be paid late")
	resp, body := practicetest.Get(t, s.URL()+"/pay/nosuch?lang=en")
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Contains(t, body, "no such order")
}

func TestPage_EscapesWhatRequestsBringIn(t *testing.T) {
	s := start(t, practice.Config{})
	const evil = `"><script>alert(1)</script>`
	practicetest.Ask(t, s.URL()+practicetest.QRCode, "type", "1", "money", "1", "stats", "0", "storeid", evil)
	for _, path := range []string{"/", "/pay/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/?x=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/orders?order=%3Cscript%3Ealert"} {
		resp, body := practicetest.Get(t, s.URL()+path)
		require.Equal(t, http.StatusOK, resp.StatusCode, path)
		require.NotContains(t, body, "<script>alert", path)
	}
	resp, body := practicetest.Get(t, s.URL()+"/")
	policy := resp.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	nonce := regexp.MustCompile(`<script nonce="([^"]+)">`).FindStringSubmatch(body)
	require.NotNil(t, nonce)
	require.Contains(t, policy, "script-src 'nonce-"+nonce[1]+"'")
	require.NotRegexp(t, `(src|href)="https?:`, body, "nothing is loaded from elsewhere")
}

func TestPage_OrdersAreSentAgainOnlyWhenTheyChanged(t *testing.T) {
	c := practicetest.NewClock()
	s := start(t, practice.Config{Now: c.Now})
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	resp, body := practicetest.Get(t, s.URL()+"/orders")
	require.Contains(t, body, "1.00")
	_, page := practicetest.Get(t, s.URL()+"/")
	require.Contains(t, page, `data-tag="`+html.EscapeString(resp.Header.Get("ETag"))+`"`)
	c.Pass(20 * time.Second)
	same, _ := practicetest.Get(t, s.URL()+"/orders", "If-None-Match", resp.Header.Get("ETag"))
	require.Equal(t, http.StatusNotModified, same.StatusCode, "an age is no change")
	practicetest.Act(t, s, practice.ActionScan, no)
	changed, _ := practicetest.Get(t, s.URL()+"/orders", "If-None-Match", resp.Header.Get("ETag"))
	require.Equal(t, http.StatusOK, changed.StatusCode)
}

func TestPage_ShowsAPaymentCodeThatADecoderReadsAndTheGatewayTakes(t *testing.T) {
	s := start(t, practice.Config{})
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		_, body := practicetest.Get(t, s.URL()+"/?code="+string(w)+"&as=password")
		image := regexp.MustCompile(`src="data:image/png;base64,([^"]+)"`).FindStringSubmatch(body)
		require.NotNil(t, image)
		raw := wiretest.Call(base64.StdEncoding.DecodeString(html.UnescapeString(image[1]))).OK(t)
		img := wiretest.Call(png.Decode(bytes.NewReader(raw))).OK(t)
		bits := wiretest.Call(gozxing.NewBinaryBitmapFromImage(img)).OK(t)
		read := wiretest.Call(zxingqr.NewQRCodeReader().Decode(bits, nil)).OK(t)
		require.True(t, strings.HasSuffix(read.GetText(), "0002"))
		require.Equal(t, w, wiretest.Call(kiosk.DefaultPayCodes().Recognise(kiosk.NewPayCode(read.GetText()))).OK(t).Wallet)
		require.Contains(t, practicetest.Charge(t, s, read.GetText(), "1.00")["msg"], "密码")
	}
	for _, q := range []string{"?code=unionpay", "?code=", "?code=wechat&as=dance"} {
		resp, _ := practicetest.Get(t, s.URL()+"/"+q)
		require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	}
}

func TestPage_RefusesBadActionsAndOtherSites(t *testing.T) {
	s := start(t, practice.Config{})
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	for _, pairs := range [][]string{{"order", no, "do", "steal"}, {"order", "", "do", "pay"}, {"do", "pay"}} {
		resp, _, err := practicetest.Form(t, s.URL()+"/act", pairs...)
		require.NoError(t, err)
		require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	}
	resp, _, err := practicetest.Form(t, s.URL()+"/act", "order", "nosuch", "do", "pay")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, resp.StatusCode)

	resp, _ = practicetest.Got(t, http.MethodPost, s.URL()+"/act", "do=pay&order="+no, "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example")
	require.Equal(t, http.StatusForbidden, resp.StatusCode)
	require.Zero(t, practicetest.Ledger(t, s).Taken)
}
