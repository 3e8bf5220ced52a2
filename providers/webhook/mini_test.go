package webhook

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestMini_AnswersTheParameters(t *testing.T) {
	for body, want := range map[string]kiosk.Buyer{
		`{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}`: {Wallet: kiosk.WeChat, ID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
		` { "buyer_id" : "2088102122524333" } `:     {Wallet: kiosk.Alipay, ID: "2088102122524333"},
		`{}`:                                        {Wallet: kiosk.WalletUnknown},
		`{"openid":"` + strings.Repeat("x", kiosk.BuyerIDMax) + `"}`: {Wallet: kiosk.WeChat, ID: strings.Repeat("x", kiosk.BuyerIDMax)},
	} {
		r := start(t)
		status, answer := r.send(t, "/mini/T1", "application/json", body)
		require.Equal(t, 200, status)
		require.Equal(t, `{"order_no":"T1","amount":"12.34","params":{"package":"prepay_id=<1>&x"}}`+"\n", answer)
		require.Len(t, r.till.asked, 1)
		require.Equal(t, want, r.till.asked[0].Buyer)
		require.EqualValues(t, "T1", r.till.asked[0].OrderNo)
		require.Equal(t, Counts{MiniAnswered: 1}, r.Counts())
	}
}

func TestMini_ABodyThatIsNotAsDocumentedNeverReachesTheTill(t *testing.T) {
	r := start(t)
	for name, c := range map[string]struct{ body, word string }{
		"empty":             {``, "malformed"},
		"null":              {`null`, "malformed"},
		"list":              {`[]`, "malformed"},
		"text":              {`"openid"`, "malformed"},
		"unknown key":       {`{"token":"x"}`, "malformed"},
		"known and unknown": {`{"openid":"x","y":1}`, "malformed"},
		"both":              {`{"openid":"x","buyer_id":"y"}`, "malformed"},
		"twice":             {`{"openid":"x","openid":"y"}`, "malformed"},
		"other case":        {`{"OpenID":"x"}`, "malformed"},
		"number":            {`{"openid":1}`, "malformed"},
		"null id":           {`{"openid":null}`, "malformed"},
		"object":            {`{"openid":{"a":"b"}}`, "malformed"},
		"deep":              {`{"openid":` + strings.Repeat("[", 4000), "malformed"},
		"two values":        {`{}{}`, "malformed"},
		"form":              {`openid=x`, "malformed"},
		"too long":          {`{"openid":"x"` + strings.Repeat(" ", miniBytesMax) + `}`, "malformed"},
		"empty id":          {`{"openid":""}`, "buyer"},
		"long id":           {`{"openid":"` + strings.Repeat("x", kiosk.BuyerIDMax+1) + `"}`, "buyer"},
		"id with a space":   {`{"openid":"a b"}`, "buyer"},
		"id with a quote":   {`{"buyer_id":"a\"b"}`, "buyer"},
		"id not in UTF-8":   {"{\"openid\":\"a\xff\"}", "buyer"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := r.send(t, "/mini/T1", "application/json", c.body)
			require.Equal(t, 400, status)
			require.JSONEq(t, `{"error":"`+c.word+`"}`, answer)
		})
	}
	require.Empty(t, r.till.asked)
}

func TestMini_OrderNumbersAreLettersAndDigits(t *testing.T) {
	r := start(t)
	for _, n := range []string{"", "a-b", "a/b", "a.b", "%31", "../x", "a%20b", strings.Repeat("1", orderNoMax+1), "订单"} {
		status, _ := r.send(t, "/mini/"+n, "application/json", "{}")
		require.Equal(t, 404, status, n)
	}
	require.Empty(t, r.till.asked)
	status, _ := r.send(t, "/mini/"+strings.Repeat("1", orderNoMax), "application/json", "{}")
	require.Equal(t, 200, status)
}

func TestMini_EveryErrorOfTheTillIsA4xx(t *testing.T) {
	good := kiosk.MiniReply{OrderNo: "T1", Amount: 1, Params: json.RawMessage(`{}`)}
	change := func(f func(*kiosk.MiniReply)) kiosk.MiniReply { r := good; f(&r); return r }
	for name, c := range map[string]struct {
		reply  kiosk.MiniReply
		status int
		word   string
	}{
		"no order":       {kiosk.MiniReply{Error: kiosk.MiniNoOrder}, 404, "no_order"},
		"another buyer":  {kiosk.MiniReply{Error: kiosk.MiniTaken}, 403, "another_buyer"},
		"buyer":          {kiosk.MiniReply{Error: kiosk.MiniBuyer}, 400, "buyer"},
		"busy":           {kiosk.MiniReply{Error: kiosk.MiniBusy}, 409, "busy"},
		"gateway":        {kiosk.MiniReply{Error: kiosk.MiniGateway}, 424, "gateway"},
		"not now":        {kiosk.MiniReply{Error: kiosk.MiniNotNow}, 429, "not_now"},
		"unknown word":   {kiosk.MiniReply{Error: `"`}, 429, "not_now"},
		"error and all":  {change(func(r *kiosk.MiniReply) { r.Error = kiosk.MiniBusy }), 409, "busy"},
		"another order":  {change(func(r *kiosk.MiniReply) { r.OrderNo = "T2" }), 429, "not_now"},
		"no parameters":  {change(func(r *kiosk.MiniReply) { r.Params = nil }), 424, "gateway"},
		"list":           {change(func(r *kiosk.MiniReply) { r.Params = json.RawMessage(`[]`) }), 424, "gateway"},
		"half an object": {change(func(r *kiosk.MiniReply) { r.Params = json.RawMessage(`{"a"`) }), 424, "gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, withTill(func(f *fakeTill) { f.reply = func(kiosk.MiniAsked) kiosk.MiniReply { return c.reply } }))
			status, answer := r.send(t, "/mini/T1", "application/json", "{}")
			require.Equal(t, c.status, status)
			require.Equal(t, `{"error":"`+c.word+`"}`+"\n", answer)
			require.Equal(t, Counts{MiniRefused: 1}, r.Counts())
		})
	}
}

func TestMini_HasSlotsAndARateOfItsOwn(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) {
		l.miniWait, l.miniSlotWait = 20*time.Millisecond, time.Millisecond
		l.mini = rate{burst: 7}
	}))
	for range 10 {
		status, answer := r.send(t, "/mini/T1", "application/json", "{}")
		require.Equal(t, 429, status)
		require.JSONEq(t, `{"error":"not_now"}`, answer)
	}
	eventually(t, func() bool { return r.till.get(func(f *fakeTill) int { return len(f.asked) }) == miniSlots })
	require.Equal(t, Counts{MiniRefused: 7, Limited: 3}, r.Counts())
	r.till.mu.Lock()
	r.till.silent = false
	r.till.mu.Unlock()
	r.takes(t, "notifications have their own")
}

func FuzzReadBuyer(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := readBuyer(body)
		var judge map[string]any
		judged := json.Unmarshal(body, &judge)
		if err != nil {
			if b != (kiosk.Buyer{}) {
				t.Fatalf("an error and a buyer: %+v", b)
			}
			if utf8.Valid(body) && judged == nil && judge != nil && len(judge) == 0 {
				t.Fatalf("{} is refused: %q", body)
			}
			return
		}
		if judged != nil || judge == nil {
			t.Fatalf("taken, and is no JSON object: %q", body)
		}
		switch b.Wallet {
		case kiosk.WalletUnknown:
			if len(judge) != 0 || b.ID != "" {
				t.Fatalf("%q gives %+v", body, b)
			}
			return
		case kiosk.WeChat:
			judge["id"] = judge["openid"]
		case kiosk.Alipay:
			judge["id"] = judge["buyer_id"]
		default:
			t.Fatalf("wallet %q", b.Wallet)
		}
		if len(judge) != 2 || judge["id"] != b.ID || b.ID == "" || len(b.ID) > kiosk.BuyerIDMax || strings.Trim(b.ID, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.Fatalf("%q gives %+v", body, b)
		}
	})
}
