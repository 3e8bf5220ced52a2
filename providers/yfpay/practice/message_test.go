package practice

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

func TestYFPay_SignatureVectors(t *testing.T) {
	for want, body := range map[string]string{
		"182a863b3fdb32adb2991e78f67ab151": `{"inst_no":"INST_TEST","mch_no":"MCH_TEST_001","total_amount":100,"empty":"","nothing":null}`,
		"e3e0d39008adae0e930fcd521622a6cd": `{"b":"last","a":"lower","a_":"underscore","A":"upper","sign":"x"}`,
		"87144475138103c4b423d200d37455d6": `{"memo":"a=b&c","body":"充值","empty":""}`,
	} {
		f := wiretest.Call(readMessage([]byte(body))).OK(t)
		require.Equal(t, want, f.sign("TEST_ONLY_KEY_123"))
		require.False(t, f.signedBy("TEST_ONLY_KEY_123"))
		f["sign"] = want
		require.True(t, f.signedBy("TEST_ONLY_KEY_123"))
		require.False(t, f.signedBy("TEST_ONLY_KEY_124"))
	}
}

// What is read is JSON, and written again it carries the same signature.
func FuzzReadMessage(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := readMessage(body)
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("taken, and is not JSON: %q", body)
		}
		m.wrong("pay_trace_no", "total_amount")
		sign := m.sign("key")
		again, err := readMessage(m.sealed("key"))
		if err != nil {
			t.Fatal(err)
		}
		if again.sign("key") != sign || !again.signedBy("key") {
			t.Fatalf("%q signs otherwise than what it was read from, %q", again, body)
		}
	})
}
