package providers_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/practice"
	"facepay/providers/wechatpay"
	wechatpaypractice "facepay/providers/wechatpay/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// wechatHeader is the header under which the practice WeChat Pay signs a body.
func wechatHeader(body string) http.Header {
	return wechatpaypractice.Dialect(practice.Config{}).Sign([]byte(body), time.Now())
}

// wechatSealed is a notification of WeChat's around content.
func wechatSealed(t *testing.T, content string) string {
	const nonce, associated = "fedcba987654", "transaction"
	block := wiretest.Call(aes.NewCipher([]byte(wechatpaypractice.APIv3Key))).OK(t)
	gcm := wiretest.Call(cipher.NewGCM(block)).OK(t)
	sealed := base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), []byte(content), []byte(associated)))
	return `{"event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"` + sealed +
		`","associated_data":"` + associated + `","nonce":"` + nonce + `"}}`
}

// toldByWeChat hands the body over as a notification with WeChat's header.
func toldByWeChat(a *asking) wire.Class {
	notifier := headed(a.gateway.(kiosk.Notifier), wechatHeader(a.body))
	return a.ofNotice(notifier.ReadNotification("application/json", []byte(a.body)))
}

// wechatXML is a JSON object as a v2 message, signed with the shop's key.
func wechatXML(body string) string {
	given, elements := map[string]json.RawMessage{}, map[string]string{}
	if json.Unmarshal([]byte(body), &given) != nil {
		return body
	}
	for name, value := range given {
		var s string
		if json.Unmarshal(value, &s) != nil {
			s = string(value)
		}
		elements[name] = s
	}
	signed, out := "", "<xml>"
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		if elements[name] != "" {
			signed += name + "=" + elements[name] + "&"
		}
		out += "<" + name + ">" + html.EscapeString(elements[name]) + "</" + name + ">"
	}
	mac := hmac.New(sha256.New, []byte(wechatpaypractice.APIv2Key))
	mac.Write([]byte(signed + "key=" + wechatpaypractice.APIv2Key))
	return out + "<sign>" + strings.ToUpper(hex.EncodeToString(mac.Sum(nil))) + "</sign></xml>"
}

// answersAt gives each call at a path that ends so its reply, and "" every other.
func answersAt(replies map[string]string) func(*http.Request, *exchange) string {
	return func(r *http.Request, _ *exchange) string {
		for end, reply := range replies {
			if strings.HasSuffix(r.URL.Path, end) {
				return reply
			}
		}
		return ""
	}
}

// asNotFound has a frame see the class in which that something is not found ends.
func asNotFound(ask func(*asking) wire.Class, ends wire.Class) func(*asking) wire.Class {
	return func(a *asking) wire.Class {
		if c := ask(a); c != ends {
			return c
		}
		return wire.NotFound
	}
}

func wechatPayFrames(t *testing.T) []frame {
	const (
		mine     = `"mchid":"` + wechatpaypractice.MchID + `","appid":"` + wechatpaypractice.AppID + `","out_trade_no":"` + codeOrder + `"`
		order    = mine + `,"amount":{"total":100,"currency":"CNY"}`
		refused  = `{"code":@,"message":"x"}`
		state    = `{"trade_state":@,` + order + `}`
		reversed = `{` + mine + `}`
		absent   = `HTTP 404 {"code":"ORDER_NOT_EXIST","message":"x"}`
		noRefund = `HTTP 404 {"code":"RESOURCE_NOT_EXISTS","message":"x"}`
		v2       = `"return_code":"SUCCESS","mch_id":"` + wechatpaypractice.MchID + `","appid":"` + wechatpaypractice.AppID + `","out_trade_no":"` + codeOrder + `","total_fee":"100"`
		refusal  = `{"result_code":"FAIL","err_code":@,` + v2 + `}`
	)
	giveUp := func(a *asking) wire.Class {
		return a.of(a.gateway.Close(a.Context(), paying(kiosk.RailCode, kiosk.WeChat)))
	}
	unpaid := func(a *asking) wire.Class {
		p := paying(kiosk.RailQR, kiosk.WeChat)
		p.TradeNo = ""
		return a.of(a.gateway.Query(a.Context(), p))
	}
	reversal := answersAt(map[string]string{"/" + codeOrder + "/reverse": reversed, "/secapi/pay/reverse": wechatXML(`{"result_code":"SUCCESS","recall":"N",` + v2 + `}`)})
	unasked := answersAt(map[string]string{"/" + codeOrder: absent, "/orderquery": wechatXML(strings.ReplaceAll(refusal, hole, `"ORDERNOTEXIST"`))})
	busy := func(s string) bool { return tablesOf("wechatpay", "any call")[0].Lists(s) }
	list := []frame{
		{call: "any call", field: "code", reply: refused, status: http.StatusForbidden, ask: giveUp},
		{call: "native", field: "code", reply: refused, status: http.StatusBadRequest, ask: opening(kiosk.WeChat), other: busy},
		{call: "codepay", field: "code", reply: refused, status: http.StatusBadRequest, ask: charging, others: unasked, other: busy},
		{call: "codepay", field: "trade_state", reply: state, ask: charging, others: unasked},
		{call: "codepay, status 202", field: "trade_state", reply: `{"trade_state":@}`, status: http.StatusAccepted, ask: charging},
		{call: "query", field: "code", reply: refused, status: http.StatusNotFound, ask: asNotFound(unpaid, wire.Waiting), other: busy},
		{call: "query", field: "trade_state", reply: state, ask: giveUp, others: reversal},
		{call: "close", field: "code", reply: refused, status: http.StatusForbidden, ask: closing, other: busy},
		{call: "reverse", field: "code", reply: refused, status: http.StatusForbidden, ask: giveUp, other: busy},
		{call: "refund", field: "code", reply: refused, status: http.StatusForbidden, ask: givingBack, other: busy,
			others: answersAt(map[string]string{"/" + codeRefund: noRefund})},
		{call: "refund query", field: "code", reply: refused, status: http.StatusNotFound, ask: asNotFound(givingBack, wire.RefundRefused), other: busy,
			others: answersAt(map[string]string{"/refunds": `HTTP 403 {"code":"NOT_ENOUGH","message":"x"}`})},
		{call: "refund, refund query", field: "status", ask: queryingRefund,
			reply: `{"status":@,"out_trade_no":"` + codeOrder + `","out_refund_no":"` + codeRefund + `","amount":{"refund":100,"total":100}}`},
		{call: "notification", field: "trade_state", reply: state, ask: toldByWeChat, seal: func(body string) string { return wechatSealed(t, body) }},
		{call: "micropay", field: "err_code", reply: refusal, ask: charging, others: unasked},
		{call: "orderquery", field: "err_code", reply: refusal, ask: asNotFound(giveUp, wire.Failed), others: reversal},
		{call: "orderquery", field: "trade_state", reply: `{"result_code":"SUCCESS","trade_state":@,` + v2 + `}`, ask: giveUp, others: reversal},
		{call: "secapi/pay/reverse", field: "recall", reply: `{"result_code":"SUCCESS","recall":@,` + v2 + `}`, ask: giveUp, through: wire.Closed,
			others: answersAt(map[string]string{"/orderquery": wechatXML(`{"result_code":"SUCCESS","trade_state":"REVOKED",` + v2 + `}`)})},
	}
	for i, f := range list {
		list[i].oneIn, list[i].odd, list[i].header = 20, wire.Unknown, wechatHeader
		if slices.Contains([]string{"micropay", "orderquery", "secapi/pay/reverse"}, f.call) {
			list[i].seal, list[i].header = wechatXML, nil
			list[i].config = func(c providers.Config) { providers.Section[wechatpay.Config](c).CodeAPI = "v2" }
		}
	}
	return named("wechatpay", list)
}
