package scanner

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"facepay/device/serial"
	"facepay/kiosk"
)

// ErrNoneFound tells that no serial scanner has sent anything.
var ErrNoneFound = errors.New("no serial scanner has sent anything")

// findPortsMax bounds the ports that are listened to at once.
const findPortsMax = 8

// FindByScan listens to all serial ports of USB devices, at the rate of Default, until
// something is scanned or ctx ends, and returns the name of the port on which it came.
func FindByScan(ctx context.Context) (string, error) {
	return findByScan(ctx, serial.SystemPorts().Plugged())
}

func findByScan(ctx context.Context, candidates []serial.Device) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan string, 1)
	var listeners sync.WaitGroup
	for _, d := range candidates[:min(len(candidates), findPortsMax)] {
		heard := func(kiosk.PayCode) {
			select {
			case found <- d.Path:
				cancel()
			default:
			}
		}
		listeners.Go(func() {
			conf := Default()
			conf.Port = d.Path
			sink := Sink{
				Code: heard, Unended: func(c kiosk.PayCode, _ bool) { heard(c) },
				Trouble: func(serial.Trouble) {}, State: func(kiosk.ScannerState) {},
			}
			if err := Run(ctx, conf, sink); err != nil {
				slog.Debug("listen for a scan", "port", d.Path, "err", err)
			}
		})
	}
	<-ctx.Done()
	listeners.Wait()
	select {
	case port := <-found:
		return port, nil
	default:
		return "", ErrNoneFound
	}
}
