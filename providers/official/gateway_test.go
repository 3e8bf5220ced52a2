package official_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/providers/official"
	"facepay/providers/wire/wiretest"
)

// part is a wallet's gateway that answers every call with its name.
type part struct {
	kiosk.UnimplementedGateway
	name string
	can  kiosk.Capabilities
	ping error
}

func (p *part) Name() string                     { return p.name }
func (p *part) Capabilities() kiosk.Capabilities { return p.can }
func (p *part) Ping(context.Context) error       { return p.ping }
func (p *part) said() (kiosk.Answer, error)      { return kiosk.Answer{Reason: p.name}, nil }

func (p *part) OpenQR(context.Context, kiosk.Payment) (kiosk.Answer, error) { return p.said() }
func (p *part) Charge(context.Context, kiosk.Payment, kiosk.PayCode) (kiosk.Answer, error) {
	return p.said()
}
func (p *part) Query(context.Context, kiosk.Payment) (kiosk.Answer, error) { return p.said() }
func (p *part) Close(context.Context, kiosk.Payment) (kiosk.Answer, error) { return p.said() }
func (p *part) Refund(context.Context, kiosk.Payment, kiosk.Refund) (kiosk.RefundAnswer, error) {
	return kiosk.RefundAnswer{Reason: p.name}, nil
}
func (p *part) QueryRefund(context.Context, kiosk.Payment, kiosk.Refund) (kiosk.RefundAnswer, error) {
	return kiosk.RefundAnswer{Reason: p.name}, nil
}

func both() (wechat, alipay *part, g *official.Gateway) {
	wechat = &part{name: "wechatpay", can: gatewaytest.WeChatPay()}
	alipay = &part{name: "alipay", can: gatewaytest.Alipay()}
	return wechat, alipay, official.New("official", []official.Part{{Name: "wechatpay", Wallet: kiosk.WeChat, Gateway: wechat}, {Name: "alipay", Wallet: kiosk.Alipay, Gateway: alipay}})
}

// said is the part that each call about p reached, "" for none.
func said(t *testing.T, g kiosk.Gateway, p kiosk.Payment) map[string]bool {
	reached := map[string]bool{}
	ctx := t.Context()
	for _, ask := range []func() (kiosk.Answer, error){
		func() (kiosk.Answer, error) { return g.OpenQR(ctx, p) },
		func() (kiosk.Answer, error) { return g.Charge(ctx, p, kiosk.NewPayCode("134567890123456789")) },
		func() (kiosk.Answer, error) { return g.Query(ctx, p) },
		func() (kiosk.Answer, error) { return g.Close(ctx, p) },
		func() (kiosk.Answer, error) {
			a, err := g.Refund(ctx, p, kiosk.Refund{})
			return kiosk.Answer{Reason: a.Reason}, err
		},
		func() (kiosk.Answer, error) {
			a, err := g.QueryRefund(ctx, p, kiosk.Refund{})
			return kiosk.Answer{Reason: a.Reason}, err
		},
	} {
		a, err := ask()
		if err != nil {
			require.Contains(t, []string{"not sent", "unsupported"}, wiretest.Proves(err))
		}
		reached[a.Reason] = true
	}
	return reached
}

func TestGateway_EachWalletReachesItsOwn(t *testing.T) {
	_, _, g := both()
	require.Equal(t, map[string]bool{"wechatpay": true}, said(t, g, kiosk.Payment{Wallet: kiosk.WeChat}))
	require.Equal(t, map[string]bool{"alipay": true}, said(t, g, kiosk.Payment{Wallet: kiosk.Alipay}))
	for _, w := range []kiosk.Wallet{kiosk.UnionPay, kiosk.WalletUnknown, ""} {
		require.Equal(t, map[string]bool{"": true}, said(t, g, kiosk.Payment{Wallet: w}), "%q goes nowhere", w)
	}
}

func TestGateway_EitherMayBeMissing(t *testing.T) {
	_, alipay, g := both()
	require.Equal(t, gatewaytest.Official(), g.Capabilities())
	alone := official.New("official", []official.Part{{Name: "alipay", Wallet: kiosk.Alipay, Gateway: alipay}})
	require.Equal(t, gatewaytest.Alipay(), alone.Capabilities(), "the window offers what is there")
	require.Equal(t, map[string]bool{"": true}, said(t, alone, kiosk.Payment{Wallet: kiosk.WeChat}))
}

// What one of the two cannot do is not promised of both.
func TestGateway_CapabilitiesOfBothAreTheLesser(t *testing.T) {
	for _, lacks := range []func(*kiosk.Capabilities){
		func(c *kiosk.Capabilities) { c.Notifications = false },
		func(c *kiosk.Capabilities) { c.QueryCode = false },
		func(c *kiosk.Capabilities) { c.RefundAgain = false },
	} {
		wechat, alipay, g := both()
		wechat.can.Notifications, alipay.can.Notifications = true, true
		want := gatewaytest.Official()
		want.Notifications = true
		require.Equal(t, want, g.Capabilities())
		lacks(&alipay.can)
		lacks(&want)
		require.Equal(t, want, g.Capabilities())
	}
}

func TestGateway_PingTellsWhichCannotBeReached(t *testing.T) {
	wechat, alipay, g := both()
	require.NoError(t, g.Ping(t.Context()))
	down := &kiosk.NotSent{Err: errors.New("refused")}
	alipay.ping = down
	err := g.Ping(t.Context())
	require.Equal(t, "not sent", wiretest.Proves(err))
	require.NoError(t, kiosk.RailErrorOf(err, kiosk.WeChat))
	require.Equal(t, down, kiosk.RailErrorOf(err, kiosk.Alipay))
	wechat.ping = &kiosk.Unanswered{Err: errors.New("reset")}
	err = g.Ping(t.Context())
	require.Equal(t, wechat.ping, kiosk.RailErrorOf(err, kiosk.WeChat))
	require.Equal(t, down, kiosk.RailErrorOf(err, kiosk.Alipay))
	require.Equal(t, down, kiosk.RailErrorOf(down, kiosk.WeChat), "an error of no wallet speaks for all")
}
