package yfpay

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

func TestSignature_Vectors(t *testing.T) {
	for want, object := range map[string]string{
		"182a863b3fdb32adb2991e78f67ab151": `{"inst_no":"INST_TEST","mch_no":"MCH_TEST_001","total_amount":"100","empty":"","nothing":null,"sign":"x"}`,
		"e3e0d39008adae0e930fcd521622a6cd": `{"b":"last","a":"lower","a_":"underscore","A":"upper"}`,
		"87144475138103c4b423d200d37455d6": `{"memo":"a=b&c","body":"充值","empty":""}`,
	} {
		m := wiretest.Call(decode([]byte(object))).OK(t)
		require.Equal(t, want, signature(m.signed(), "TEST_ONLY_KEY_123"), object)
		signed := strings.Replace(strings.Replace(object, `,"sign":"x"`, "", 1), "{", `{"sign":"`+want+`",`, 1)
		m = wiretest.Call(decode([]byte(signed))).OK(t)
		require.NoError(t, verify(m, "TEST_ONLY_KEY_123"))
		require.ErrorIs(t, verify(m, "TEST_ONLY_KEY_124"), ErrBadSign)
	}
}

// minipay, 备注: the rule's own example, and what its words leave to be read.
func TestSignature_WhatIsSigned(t *testing.T) {
	const k = "51c7d68424e5492199cf7f4734a2b977"
	rule := signature(map[string]string{"a": "1", "b": "1", "c": "1", "d": "1"}, k)
	for name, c := range map[string]struct {
		object string
		same   bool
	}{
		"in another order":              {`{"d":"1","c":"1","b":"1","a":"1"}`, true},
		"with null":                     {`{"a":"1","b":"1","c":"1","d":"1","e":null}`, true},
		"with a signature":              {`{"a":"1","b":"1","c":"1","d":"1","sign":"zzz"}`, true},
		"with numbers":                  {`{"a":1,"b":1,"c":1,"d":1}`, true},
		"with escapes":                  {`{"\u0061":"\u0031","b":"1","c":"1","d":"1"}`, true},
		"with an empty text":            {`{"a":"1","b":"1","c":"1","d":"1","e":""}`, false},
		"with Sign, which is no sign":   {`{"a":"1","b":"1","c":"1","d":"1","Sign":"1"}`, false},
		"with a number written as 1.0":  {`{"a":1.0,"b":1,"c":1,"d":1}`, false},
		"with a number written as 1e0":  {`{"a":1e0,"b":1,"c":1,"d":1}`, false},
		"with white space in a text":    {`{"a":" 1","b":"1","c":"1","d":"1"}`, false},
		"with a name in capitals":       {`{"A":"1","b":"1","c":"1","d":"1"}`, false},
		"with an escaped text verbatim": {`{"a":"\\u0031","b":"1","c":"1","d":"1"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.same, signature(wiretest.Call(decode([]byte(c.object))).OK(t).signed(), k) == rule)
		})
	}
}

func TestSignature_NumbersBeyondAnyFloatKeepTheirText(t *testing.T) {
	m := wiretest.Call(decode([]byte(`{"n":123456789012345678901234567890.10,"b":true,"o":{"b":1, "a":[2]}}`))).OK(t)
	require.Equal(t, map[string]string{"n": "123456789012345678901234567890.10", "b": "true", "o": `{"b":1, "a":[2]}`}, m.signed())
}

// minipay, 请求参数: goods_detail and share_detail are JSON in a text, and are
// signed as that text.
func TestSignature_JSONInATextIsThatText(t *testing.T) {
	goods := `[{"goods_id": "8001 ","goods_name": "苹果 ","goods_price": "200 ","goods_quantity": "1"}]`
	share := `{"share_count":"2","share_fee_mch":"851811130002","share_array":[{"share_mch":"851811130002","share_amount":"122"}]}`
	body := wiretest.Call(json.Marshal(map[string]string{"goods_detail": goods, "share_detail": share})).OK(t)
	require.Equal(t, map[string]string{"goods_detail": goods, "share_detail": share}, wiretest.Call(decode(body)).OK(t).signed())
}

// minipay, 请求示例: inst_no is a number there, and sign a placeholder.
func TestSignature_SampleOfTheDocument(t *testing.T) {
	const sample = `{
"inst_no": 900075,
"mch_no": "Y52211090004",
"pay_type": "400",
"pay_trace_no": "113332313422343002",
"pay_time": "20480776150904",
"total_amount": "2",
"openid": "afcdasdasdasd3213dxdasdad",
"order_body": "银飞测试",
"attach": "888",
"sign": "6e461f5c95c055b3aed017b8fcb8a1a9"
}`
	m := wiretest.Call(decode([]byte(sample))).OK(t)
	require.ErrorIs(t, verify(m, key), ErrBadSign)
	require.Equal(t, "900075", m.signed()["inst_no"])
	require.True(t, m.time("pay_time").IsZero(), "the sample's month 07 has no day 76")
	m["sign"] = seal(m.signed(), key)
	require.NoError(t, verify(m, key))
}

func TestPrinting_ShowsNoKey(t *testing.T) {
	c := config("https://open.gdyfsk.com/yfpay")
	g := New("yfpay", c, nil)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{c, &c, g, struct{ C Config }{c}} {
			require.NotContains(t, fmt.Sprintf(verb, v), key)
		}
	}
	require.NotContains(t, c.LogValue().String(), key)
}
