// Package official has both wallets at one till, each spoken to itself: WeChat's payments
// go to WeChat Pay, Alipay's to Alipay. Either may be missing.
package official

import (
	"context"
	"errors"
	"slices"
	"sync"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
)

// Part is one wallet's gateway.
type Part struct {
	Name    string // in the config, and on record
	Wallet  kiosk.Wallet
	Gateway kiosk.Gateway
}

// Gateway is one or both wallets' behind kiosk.Gateway.
type Gateway struct {
	kiosk.UnimplementedGateway // of mini-programs
	name                       string
	parts                      []Part
}

// New makes a gateway of the parts that the shop has, one a wallet.
func New(name string, parts []Part) *Gateway { return &Gateway{name: name, parts: parts} }

// Parts are the gateways of the wallets that the shop has.
func (g *Gateway) Parts() []Part { return slices.Clone(g.parts) }

func (g *Gateway) Name() string { return g.name }

// Capabilities are what the parts can do. What both have to be able to is the lesser of
// the two; how long a QR can be paid is the longer.
func (g *Gateway) Capabilities() kiosk.Capabilities {
	var all kiosk.Capabilities
	for i, p := range g.parts {
		can := p.Gateway.Capabilities()
		if i == 0 {
			all = can
			continue
		}
		all.QR = slices.Concat(all.QR, can.QR)
		all.CodeWallets = slices.Concat(all.CodeWallets, can.CodeWallets)
		all.QRValid = max(all.QRValid, can.QRValid)
		all.Close, all.OwnNumber = all.Close && can.Close, all.OwnNumber && can.OwnNumber
		all.QueryQR, all.QueryCode, all.QueryRefund = all.QueryQR && can.QueryQR, all.QueryCode && can.QueryCode, all.QueryRefund && can.QueryRefund
		all.Notifications, all.RefundAgain = all.Notifications && can.Notifications, all.RefundAgain && can.RefundAgain
	}
	return all
}

// of is the gateway of p's wallet. Error: *kiosk.NotSent where the shop has none.
func (g *Gateway) of(p kiosk.Payment) (kiosk.Gateway, error) {
	for _, part := range g.parts {
		if part.Wallet == p.Wallet {
			return part.Gateway, nil
		}
	}
	return nil, gatewayhttp.NotSent("there is no gateway of the wallet %q", p.Wallet)
}

// OpenQR is that of p's wallet.
func (g *Gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	return part.OpenQR(ctx, p)
}

// Charge is that of p's wallet, which the till has told from the code.
func (g *Gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	return part.Charge(ctx, p, code)
}

// Query is that of p's wallet.
func (g *Gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	return part.Query(ctx, p)
}

// Close is that of p's wallet.
func (g *Gateway) Close(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.Answer{}, err
	}
	return part.Close(ctx, p)
}

// Refund is that of p's wallet.
func (g *Gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	return part.Refund(ctx, p, r)
}

// QueryRefund is that of p's wallet.
func (g *Gateway) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	part, err := g.of(p)
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	return part.QueryRefund(ctx, p, r)
}

// Ping reaches for all parts at once. Its error has a kiosk.RailError of each that cannot
// be reached.
func (g *Gateway) Ping(ctx context.Context) error {
	failed := make([]error, len(g.parts))
	var pings sync.WaitGroup
	for i, p := range g.parts {
		pings.Go(func() {
			if err := p.Gateway.Ping(ctx); err != nil {
				failed[i] = &kiosk.RailError{Wallet: p.Wallet, Err: err}
			}
		})
	}
	pings.Wait()
	return errors.Join(failed...)
}
