package practice

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// v2 are the routes of v2's code payment.
func (w *gateway) v2() []practice.Route {
	on := func(name, path string, names bool, serve func(practice.Request, message) message) practice.Route {
		return practice.Route{Name: name, Path: Path + path, Signed: true, NamesOrder: names, NamesAmount: names, Serve: checkedV2(serve)}
	}
	micropay := on("micropay", "/pay/micropay", true, w.micropay)
	micropay.Code = func(r practice.Request) kiosk.PayCode { return kiosk.NewPayCode(messageOf(r.Body)["auth_code"]) }
	return []practice.Route{
		micropay,
		on("orderquery", "/pay/orderquery", true, w.orderquery),
		// The client certificate is TLS's, which the practice gateway has none of.
		on("reversev2", "/secapi/pay/reverse", false, w.reverseV2),
	}
}

// message is a v2 message's elements.
type message map[string]string

// messageOf reads a request; nothing of what is no XML of one level.
func messageOf(body []byte) message {
	var root struct {
		XMLName xml.Name `xml:"xml"`
		All     []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	if xml.Unmarshal(body, &root) != nil {
		return nil
	}
	m := message{}
	for _, e := range root.All {
		m[e.XMLName.Local] = e.Text
	}
	return m
}

// sign is HMAC-SHA256's, over what says anything.
func (m message) sign() string {
	text := ""
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name != "sign" && m[name] != "" {
			text += name + "=" + m[name] + "&"
		}
	}
	mac := hmac.New(sha256.New, []byte(APIv2Key))
	mac.Write([]byte(text + "key=" + APIv2Key))
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

func (m message) reply() practice.Reply {
	var b bytes.Buffer
	b.WriteString("<xml>")
	for _, name := range slices.Sorted(maps.Keys(m)) {
		// As WeChat writes it; no text here has ]]> in it.
		b.WriteString("<" + name + "><![CDATA[" + m[name] + "]]></" + name + ">")
	}
	b.WriteString("</xml>")
	text := strings.Replace(b.String(), "<sign><![CDATA["+m["sign"]+"]]></sign>", "<sign>"+m["sign"]+"</sign>", 1)
	return practice.Reply{Status: http.StatusOK, Body: []byte(text), Header: http.Header{"Content-Type": {"text/plain"}}}
}

// failure of this gateway itself, and the code's own behaviour, travel beside the elements.
const failed = "failed"

// checkedV2 lets a call see only what the key signed, and signs its reply.
func checkedV2(serve func(practice.Request, message) message) func(practice.Request) practice.Reply {
	return func(r practice.Request) practice.Reply {
		in := messageOf(r.Body)
		switch {
		case in == nil, in["sign"] == "", in["sign"] != in.sign():
			return message{"return_code": "FAIL", "return_msg": "签名错误"}.reply()
		case in["appid"] != AppID, in["mch_id"] != MchID:
			return message{"return_code": "FAIL", "return_msg": "商户号mch_id与appid不匹配"}.reply()
		}
		out := serve(r, in)
		if out[failed] != "" {
			return practice.ReplyError(errors.New(out[failed]))
		}
		out["return_code"], out["return_msg"], out["appid"], out["mch_id"] = "SUCCESS", "OK", AppID, MchID
		out["nonce_str"], out["sign_type"] = practice.Random(practice.BothCases, 32), "HMAC-SHA256"
		out["sign"] = out.sign()
		o, _ := r.Orders.FindOwn(in["out_trade_no"])
		answer := out.reply()
		if in["auth_code"] != "" {
			answer = answer.ByCode(o)
		}
		return answer
	}
}

func noV2(code, words string) message {
	return message{"result_code": "FAIL", "err_code": code, "err_code_des": words}
}

// tellV2 is an order's elements.
func tellV2(o practice.Order) message {
	m := message{"result_code": "SUCCESS", "out_trade_no": o.Own, "total_fee": strconv.FormatInt(int64(o.Amount), 10)}
	if o.State == practice.StatePaid {
		m["transaction_id"], m["openid"], m["time_end"] = o.TradeNo, practice.MiniOpenID, o.SettledAt.In(practice.China).Format("20060102150405")
		m["trade_type"], m["bank_type"] = tradeType(o), "OTHERS"
	}
	return m
}

func (w *gateway) micropay(r practice.Request, in message) message {
	amount, err := strconv.ParseInt(in["total_fee"], 10, 64)
	if err != nil || amount <= 0 || !numbered(in["out_trade_no"]) || in["body"] == "" || in["spbill_create_ip"] == "" {
		return noV2("PARAM_ERROR", "参数错误")
	}
	o, err := w.charge(r, practice.NewOrder{Amount: kiosk.Fen(amount), Wallet: kiosk.WeChat, Own: in["out_trade_no"]}, in["auth_code"])
	switch {
	case errors.Is(err, errNotWeChat), errors.Is(err, practice.ErrCodeUsed):
		return noV2("AUTH_CODE_INVALID", "付款码无效")
	case errors.Is(err, practice.ErrOwnTaken) && o.State == practice.StatePaid:
		return noV2("ORDERPAID", "订单已支付")
	case errors.Is(err, practice.ErrOwnTaken):
		return noV2("OUT_TRADE_NO_USED", "商户订单号重复")
	case errors.Is(err, practice.ErrFull):
		return noV2("SYSTEMERROR", "系统错误")
	case err != nil:
		return message{failed: err.Error()}
	}
	switch {
	case o.State == practice.StatePaid:
		return tellV2(r.Tell(o))
	case o.State == practice.StateConfirming:
		return noV2("USERPAYING", "需要用户输入支付密码")
	case o.Refusal == practice.RefusedBalance:
		return noV2("NOTENOUGH", "余额不足")
	}
	return noV2("AUTHCODEEXPIRE", "二维码已过期，请用户在微信上刷新后再试")
}

func (w *gateway) orderquery(r practice.Request, in message) message {
	o, err := r.Orders.FindOwn(in["out_trade_no"])
	if errors.Is(err, practice.ErrNoOrder) || err == nil && absent(o) {
		return noV2("ORDERNOTEXIST", "订单不存在")
	}
	if err != nil {
		return message{failed: err.Error()}
	}
	m := tellV2(r.Tell(o))
	m["trade_state"], m["trade_state_desc"] = stateOf(o)
	return m
}

func (w *gateway) reverseV2(r practice.Request, in message) message {
	o, err := r.Orders.FindOwn(in["out_trade_no"])
	if err == nil {
		err = undo(r.Orders, o)
	}
	if err != nil && !errors.Is(err, practice.ErrNoOrder) {
		return message{failed: err.Error()}
	}
	return message{"result_code": "SUCCESS", "recall": "N"}
}
