package app

import (
	"context"

	"facepay/device/serial"
	"facepay/kiosk"
)

// showPole keeps the price display until ctx ends. It shows what the window is shown.
func (a *App) showPole(ctx context.Context) error {
	a.pole.Run(ctx, a.sharedPort(kiosk.CheckPole, a.setup.Config.Pole.Port))
	return nil
}

// askFace keeps the face terminal until ctx ends.
func (a *App) askFace(ctx context.Context) error {
	a.face.Run(ctx, a.sharedPort(kiosk.CheckFace, a.setup.Config.Face.Port))
	return nil
}

// sharedPort tells the bar of another program at a device's port.
func (a *App) sharedPort(c kiosk.Check, port string) func(program string) {
	return func(program string) { a.inbox.Post(kiosk.WarningRaised{Result: serial.SharedResult(c, port, program)}) }
}
