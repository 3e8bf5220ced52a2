package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/practice"
)

// gateway is the gateway in use, with what only the practice one has.
type gateway struct {
	kiosk.Gateway
	// play plays the customer or the network; nil outside practice mode.
	play func(context.Context, kiosk.Practice) error
	end  func() error
	// client is the one connection pool, for whatever else is fetched.
	client *gatewayhttp.Client
}

// stop ends what was started for the gateway; Close is about a payment.
func (g gateway) stop() error { return g.end() }

// openGateway makes the gateway that the config names. In practice mode it
// also starts that gateway in this process; with a journal file it remembers
// its orders over a restart, as a real one would.
func openGateway(ctx context.Context, s setup, log *slog.Logger, journal string) (gateway, error) {
	client, section := gatewayhttp.New(version), s.Config.Providers.Config
	if !s.Practice {
		made, err := providers.New(s.Config.Provider, section, client)
		return gateway{Gateway: made, end: func() error { return nil }, client: client}, err
	}
	config := practice.Defaults()
	config.Journal, config.Log = journal, log
	server, err := practice.Start(ctx, config)
	if err != nil {
		return gateway{}, err
	}
	// The address is for whoever plays the customer from outside, such as the
	// page that is opened on a phone.
	log.Info("practice gateway", "url", server.URL())
	section.PracticeURL = server.URL()
	made, err := providers.New(practiceProvider, section, client)
	if err != nil {
		return gateway{}, errors.Join(err, server.Close())
	}
	return gateway{
		Gateway: made,
		play:    func(_ context.Context, p kiosk.Practice) error { return play(server, p) },
		end:     server.Close,
		client:  client,
	}, nil
}

// practiceJournal is where the practice gateway keeps its own ledger.
func practiceJournal(dataDir string) string {
	return filepath.Join(dataDir, "practice-gateway.journal")
}

// play does at the practice gateway what a button of the till asks for.
func play(server *practice.Server, p kiosk.Practice) error {
	var err error
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
