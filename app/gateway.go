package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"facepay/app/build"
	"facepay/app/config"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/official"
	"facepay/providers/practice"
	"facepay/providers/provider"
)

// gateway is the gateway in use, with what only the practice one has.
type gateway struct {
	kiosk.Gateway
	// play plays the customer or the network; nil outside practice mode.
	play func(context.Context, kiosk.Practice) error
	// stop ends what was started for the gateway; Close is about a payment.
	stop func() error
	// client is the one connection pool, for whatever else is fetched.
	client *gatewayhttp.Client
	// parts are the gateways that it is made of, bases their addresses.
	parts []official.Part
	bases []string
	// miniLink leads to the shop's mini-program, "" for none.
	miniLink string
}

// openGateway makes the gateway that the config names. In practice mode it
// also starts that gateway in this process; with a journal file it remembers
// its orders over a restart, as a real one would. at is where notifications are
// to be sent.
func openGateway(ctx context.Context, s config.Loaded, log *slog.Logger, journal string, at address) (gateway, error) {
	client := gatewayhttp.New(build.Version)
	sections := s.Config.Providers.For(provider.Shop{Name: s.Config.Shop.Name, Listening: at.listening}, at.notifyURL)
	link := s.Config.Mini.Link
	if !s.Practice {
		made, err := providers.New(s.Config.Provider, s.Config.Provider, sections, client)
		if err != nil {
			return gateway{}, err
		}
		g := gateway{Gateway: made, stop: func() error { return nil }, client: client, parts: providers.Parts(s.Config.Provider, made), miniLink: link}
		for _, p := range g.parts {
			g.bases = append(g.bases, sections.BaseURL(p.Name))
		}
		return g, nil
	}
	options := practice.Defaults()
	options.Journal, options.Log, options.TillURL = journal, log, at.base
	server, err := practice.Start(ctx, options, providers.Dialects()...)
	if err != nil {
		return gateway{}, err
	}
	// The address is for whoever plays the customer from outside, such as the
	// page that is opened on a phone.
	log.Info("practice gateway", "url", server.URL())
	made, err := providers.NewPractising(s.Dialect(), sections, server.URL(), client)
	if err != nil {
		return gateway{}, errors.Join(err, server.Close())
	}
	return gateway{
		Gateway:  made,
		play:     func(ctx context.Context, p kiosk.Practice) error { return play(ctx, server, p) },
		stop:     server.Close,
		client:   client,
		parts:    providers.Parts(s.Dialect(), made),
		bases:    []string{server.URL()},
		miniLink: server.MiniLink(),
	}, nil
}

func play(ctx context.Context, server *practice.Server, p kiosk.Practice) error {
	var err error
	if p.Open {
		opened, err := server.MiniOpen(ctx, string(p.OrderNo), kiosk.Buyer{Wallet: kiosk.WeChat, ID: practice.MiniOpenID})
		if err != nil {
			return err
		}
		if opened.Error != "" {
			return fmt.Errorf("the till gave the mini-program no parameters: %s", opened.Error)
		}
		p.GatewayOrderNo = string(p.OrderNo)
	}
	switch p.Action {
	case kiosk.ActionPracticePay:
		_, err = server.Act(practice.ActionPay, p.GatewayOrderNo)
	case kiosk.ActionPracticeRefuse:
		_, err = server.Act(practice.ActionRefuse, p.GatewayOrderNo)
	case kiosk.ActionPracticeDrop:
		next := practice.NetworkDown
		if server.Network() != practice.NetworkUp {
			next = practice.NetworkUp
		}
		err = server.SetNetwork(next, 0)
	default:
		err = fmt.Errorf("%s is nothing that a customer does", p.Action)
	}
	return err
}
