package yfpay

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
)

func TestEveryCall_ReplyThatCannotBeReadProvesNothing(t *testing.T) {
	for name, reply := range broken {
		t.Run(name, func(t *testing.T) {
			everyCall(t, reply, func(call string, got any) {
				if strings.Contains(call, "refund") && (strings.HasPrefix(name, "an amount") || strings.HasPrefix(name, "a trade")) {
					return // a refund's reply is not read for these
				}
				require.Equal(t, "garbage", got, call)
			})
		})
	}
}

func TestEveryCall_UnsignedOrForeignSuccessProvesNothing(t *testing.T) {
	for _, c := range distrusted {
		t.Run(c.name, func(t *testing.T) {
			everyCall(t, c.reply, func(call string, got any) { require.Equal(t, c.want, got, call) })
		})
	}
}

func TestEveryCall_UnsignedFAILProvesNothing(t *testing.T) {
	g := everyCall(t, unsigned("return_code", "FAIL", "return_msg", "签名错误"), func(call string, got any) { require.Equal(t, "unsigned FAIL", got, call) })
	_, err := g.Query(t.Context(), payment())
	require.ErrorContains(t, err, "签名错误", "its words are for the log")
}

func TestEveryCall_SignedFAILIsNoWordOnMoney(t *testing.T) {
	everyCall(t, signed("return_code", "FAIL", "return_msg", "参数不合法", "result_code", "PAY_SUCCESS"), func(call string, got any) {
		switch call {
		case "prepay": // nobody can pay a QR that was not made
			require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "参数不合法"}, got)
		case "refundorder", "queryrefund":
			require.Equal(t, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "参数不合法"}, got, call)
		default:
			a, is := got.(kiosk.Answer)
			require.True(t, is, call)
			require.Equal(t, kiosk.VerdictUnknown, a.Verdict, call)
			require.Equal(t, "参数不合法", a.Reason, call)
		}
	})
}

func TestEveryCall_Network(t *testing.T) {
	gatewayhttptest.Network(t, signed(ok("PAY_SUCCESS", echoes()...)...), []string{key, secret}, func(t *testing.T, address string) gatewayhttptest.Calls {
		return calls(at(t, address, withRefundQuery))
	})
}
