package app

import (
	"context"
	"log/slog"

	"facepay/app/config"
	"facepay/device/pole"
	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/providers/adverts"
	"facepay/providers/webhook"
)

// plain is a setup with what selling needs, and nothing else that could crash: no
// adverts, no customer's window, no serial scanner, and no listener for notifications,
// unless nothing else could prove a payment.
func plain(ctx context.Context, s config.Loaded) config.Loaded {
	s.Config.Adverts, s.Config.Scanner, s.Config.CustomerScreen = adverts.Default(), scanner.Default(), config.CustomerScreen{}
	s.Config.Pole, s.Config.Face.Port = pole.Default(), "" // a face's limit stays
	deaf := s
	deaf.Config.Notify.Listen = ""
	gate, err := openGateway(ctx, deaf, slog.New(slog.DiscardHandler), "", plannedAddress(deaf))
	if err != nil {
		return s
	}
	can := gate.Capabilities()
	if err := gate.stop(); err != nil || webhook.Unproven(can) != nil {
		return s
	}
	return deaf
}

// plainResult says in the bar that the till does less than its config asks for.
func plainResult() kiosk.CheckResult {
	return kiosk.CheckResult{
		Check: kiosk.CheckCrash, Health: kiosk.HealthWarning, Brief: kiosk.T("check.brief.plain"),
		What: kiosk.T("check.found.plain"), Todo: kiosk.T("check.todo.plain"),
	}
}
