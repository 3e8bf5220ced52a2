package weidoufu

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The keys and vectors of facts 004: what is known of the vendor beside its
// document.
const (
	testAK = "AKtest0000000000000000000000000001"
	testSK = "SKtest0000000000000000000000000001"

	noticeContent = `{"mch_trade_no":"202401010000000000000001","out_order_no":"KIOSK202401010000000001","transaction_id":"4200000000000001","total_fee":100,"attach":"","trade_type":2,"pay_type":1,"bank_type":"OTHERS","pay_time":"2024-01-01 12:00:30","status":2,"nonce_str":"abc123"}`
	noticeSign    = "103EFA0EB25E4EA3CF1C6EB160641C8E"
)

func vectorParams() params {
	return params{
		"access_key": testAK, "body": "测试商品", "notify_url": "https://pos.example.com/notify",
		"out_order_no": "KIOSK202401010000000001", "pay_type": int64(1), "total_fee": int64(100),
	}
}

func TestSignature(t *testing.T) {
	with := func(more params) params {
		p := vectorParams()
		for k, v := range more {
			p[k] = v
		}
		return p
	}
	const native, mini = "41E532544516773BE22943E9312704A7", "7FDE74443F06D937719D1D041442393E"
	tests := []struct {
		name string
		p    params
		want string
	}{
		{"facts, 004 request signature, first vector", vectorParams(), native},
		{"facts, 004 request signature, the same with openid", with(params{"openid": "oTest"}), mini},
		{"facts, 004 request signature, sign itself is not signed", with(params{"sign": "0"}), native},
		{"facts, 004 request signature, what is empty is not signed", with(params{"attach": "", "buyer_id": ""}), native},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.p.signature(testSK))
			sent := tt.p.signed(testSK)
			require.Equal(t, tt.want, sent["sign"])
			require.NotContains(t, sent, "attach", "what is empty is not sent either")
		})
	}
	t.Run("every field counts", func(t *testing.T) {
		for key := range vectorParams() {
			require.NotEqual(t, native, with(params{key: "x"}).signature(testSK), key)
		}
		require.NotEqual(t, native, vectorParams().signature(testSK+"x"))
	})
}

func TestNoticeSignature(t *testing.T) {
	require.Equal(t, noticeSign, noticeSignature([]byte(noticeContent), testSK), "facts, 004 notification")
	require.True(t, fits(noticeSign, []byte(noticeContent), testSK))
	require.False(t, fits(noticeSign, []byte(noticeContent), ""), "without a key")
	require.False(t, fits(noticeSignature([]byte(noticeContent), ""), []byte(noticeContent), ""), "signed with no key, checked with none")
	require.False(t, fits("", []byte(noticeContent), testSK))
}
