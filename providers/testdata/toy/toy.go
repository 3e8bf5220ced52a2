// Package toy is a gateway made up for a test: it shows what a new one needs.
package toy

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/provider"
	"facepay/providers/testdata/toy/practice"
	"facepay/providers/weburl"
	"facepay/providers/wire"
)

// Provider is the toy's definition, by which it is chosen.
var Provider = provider.Definition{
	Name:    "toy",
	Section: func() provider.Section { return &Config{BaseURL: "https://toy.example"} },
	Codes:   wire.Sheet{Name: "toy", About: []string{"Made up."}, Tables: []*wire.ResultCodes{&states}},
	Dialect: practice.Dialect,
}

// Config is the section [providers.toy].
type Config struct {
	BaseURL string `toml:"base_url"`
	Shop    string `toml:"shop"`
}

func (c *Config) Check(prefix string) error {
	return cmp.Or(c.CheckUnused(prefix), wire.FirstWrong(prefix, wire.Setting{Key: "shop", Wrong: wire.Needed(c.Shop)}))
}

func (c *Config) CheckUnused(prefix string) error {
	return wire.FirstWrong(prefix, wire.Setting{Key: "base_url", Wrong: weburl.CheckBase(c.BaseURL)})
}

func (c *Config) Address() string { return c.BaseURL }

func (c *Config) Practise(url string) { c.BaseURL, c.Shop = url, practice.Shop }

func (c *Config) Open(name string, client *gatewayhttp.Client) kiosk.Gateway {
	return &gateway{gatewayhttp.NewGateway(name, c.BaseURL, client), *c}
}

type gateway struct {
	gatewayhttp.Gateway
	cfg Config
}

var states = wire.ResultCodes{Call: "all", Does: "Everything", Field: "state", Rows: []wire.ResultCode{
	wire.Row("waiting", "to be paid", wire.Waiting, "", ""), wire.Row("confirming", "at the password", wire.Confirming, "", ""),
	wire.Row("paid", "paid", wire.Paid, "", ""), wire.Row("failed", "refused", wire.Failed, "", ""), wire.Row("closed", "closed", wire.Closed, "", ""),
	wire.Row("returned", "given back", wire.RefundDone, "", ""), wire.Row("kept", "not given back", wire.RefundRefused, "", ""),
}}

func (g *gateway) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: []kiosk.Wallet{kiosk.WeChat}, Code: true, OwnNumber: true, QueryQR: true, QueryCode: true,
		Refund: kiosk.RefundPart, RefundAgain: true, QueryRefund: true, QRValid: 2 * time.Hour,
	}
}

func (g *gateway) OpenQR(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	if p.Wallet != kiosk.WeChat || p.Rail == kiosk.RailMini {
		return kiosk.Answer{}, kiosk.ErrUnsupported
	}
	a, o, err := g.ask(ctx, "open", p, map[string]any{"fen": p.Amount})
	if err != nil {
		return a, err
	}
	if a.QR = o.Text("qr"); a.Verdict == kiosk.VerdictWaiting && !wire.QRText(a.QR) {
		return kiosk.Answer{}, garbage("no usable QR")
	}
	return a, nil
}

func (g *gateway) Charge(ctx context.Context, p kiosk.Payment, code kiosk.PayCode) (kiosk.Answer, error) {
	a, _, err := g.ask(ctx, "charge", p, map[string]any{"fen": p.Amount, "code": code.Reveal()})
	return a, err
}

func (g *gateway) Query(ctx context.Context, p kiosk.Payment) (kiosk.Answer, error) {
	a, _, err := g.ask(ctx, "query", p, map[string]any{})
	return a, err
}

func (g *gateway) Refund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	if r.Amount <= 0 {
		return kiosk.RefundAnswer{}, &kiosk.NotSent{Err: errors.New("nothing to give back")}
	}
	return g.askRefund(ctx, "refund", p, map[string]any{"refund": r.No, "fen": r.Amount})
}

func (g *gateway) QueryRefund(ctx context.Context, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	return g.askRefund(ctx, "queryrefund", p, map[string]any{"refund": r.No})
}

// ask asks about a payment. Its answer needs the order, and paid the amount.
func (g *gateway) ask(ctx context.Context, call string, p kiosk.Payment, fields map[string]any) (kiosk.Answer, wire.Object, error) {
	if p.Amount <= 0 {
		return kiosk.Answer{}, nil, &kiosk.NotSent{Err: errors.New("nothing to pay")}
	}
	o, amount, err := g.post(ctx, call, p, fields)
	if err != nil {
		return kiosk.Answer{}, nil, err
	}
	a := kiosk.Answer{Verdict: states.Class(o.Text("state")).Verdict(), Order: o.Number("order"), Amount: amount, GatewayOrderNo: string(p.OrderNo)}
	if a.Verdict != kiosk.VerdictUnknown && (a.Order == "" || amount == nil) {
		return kiosk.Answer{}, nil, garbage("no order or no amount")
	}
	return a, o, nil
}

func (g *gateway) askRefund(ctx context.Context, call string, p kiosk.Payment, fields map[string]any) (kiosk.RefundAnswer, error) {
	o, amount, err := g.post(ctx, call, p, fields)
	if err != nil {
		return kiosk.RefundAnswer{}, err
	}
	return kiosk.RefundAnswer{
		Verdict: states.Class(o.Text("state")).Refund(), Order: o.Number("order"), Refund: o.Number("refund"), Amount: amount,
	}, nil
}

func (g *gateway) post(ctx context.Context, call string, p kiosk.Payment, fields map[string]any) (wire.Object, *kiosk.Fen, error) {
	fields["shop"], fields["order"] = g.cfg.Shop, p.OrderNo
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, nil, &kiosk.NotSent{Err: err}
	}
	reply, err := g.HTTP.SendJSON(ctx, http.MethodPost, g.Base+"/toy/"+call, nil, body)
	if err == nil {
		err = reply.OK()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("toy %s: %w", call, err)
	}
	const valuesMax = 100
	o, err := wire.Decode(reply.Body, valuesMax)
	if err != nil {
		return nil, nil, garbage(err.Error())
	}
	if !o.Has("fen") {
		return o, nil, nil
	}
	n, err := strconv.ParseInt(o.Text("fen"), 10, 32)
	if err != nil {
		return nil, nil, garbage("an amount that is none")
	}
	amount := kiosk.Fen(n)
	return o, &amount, nil
}

func garbage(why string) error { return gatewayhttp.Garbage(errors.New("toy: " + why)) }
