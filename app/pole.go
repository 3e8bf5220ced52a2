package app

import (
	"context"

	"facepay/device/serial"
	"facepay/kiosk"
)

// showPole keeps the price display until ctx ends. It shows what the window is shown.
func (a *App) showPole(ctx context.Context) error {
	a.pole.Run(ctx, warner(kiosk.CheckPole, a.setup.Config.Pole.Port, a.inbox.Post))
	return nil
}

// askFace keeps the face terminal until ctx ends.
func (a *App) askFace(ctx context.Context) error {
	a.face.Run(ctx, warner(kiosk.CheckFace, a.setup.Config.Face.Port, a.inbox.Post))
	return nil
}

// warner tells the bar what is wrong at a device's port.
func warner(c kiosk.Check, port string, post func(kiosk.Event) bool) func(serial.Trouble) {
	return func(t serial.Trouble) { post(kiosk.WarningRaised{Result: serial.TroubleResult(c, port, t)}) }
}
