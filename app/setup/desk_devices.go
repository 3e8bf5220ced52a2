package setup

import (
	"context"
	"time"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// devices are the reports of the devices, which stand above the fields of their page.
func (d *Desk) devices() []kiosk.DeviceReport {
	if d.ports.Devices == nil || d.entries()[d.entry].page != config.PageDevices {
		return nil
	}
	return d.ports.Devices()
}

// device is the one whose row is chosen.
func (d *Desk) device() (kiosk.Device, bool) {
	if all := d.devices(); d.inside && d.row < len(all) {
		return all[d.row].Device, true
	}
	return "", false
}

func (d *Desk) deviceRows() (rows []kiosk.SetupRow) {
	for _, r := range d.devices() {
		rows = append(rows, r.Row(d.ports.Now().In(config.ShopLocation())))
	}
	return rows
}

// tryDevice tries out the device whose row is chosen, where that can be done.
func (d *Desk) tryDevice(device kiosk.Device) {
	switch trial := d.ports.Trials[string(device)]; {
	case device == kiosk.DeviceScanner:
		d.work(kiosk.T("setup.scanner.busy"), awaitScan)
	case device == kiosk.DeviceCustomerScreen:
		d.number()
	case trial != nil && d.draft != nil:
		d.workWith(kiosk.T("setup.trial.busy"), trial)
	}
}

// canTry reports whether there is a way to try a device out.
func (d *Desk) canTry(device kiosk.Device) bool {
	switch device {
	case kiosk.DeviceScanner:
		return true
	case kiosk.DeviceCustomerScreen:
		return d.ports.Number != nil
	}
	return d.ports.Trials[string(device)] != nil && d.draft != nil
}

// awaitScan waits for a scan, which ends it.
func awaitScan(ctx context.Context) []kiosk.CheckResult {
	select {
	case <-ctx.Done():
	case <-time.After(findMax):
	}
	return health.One(health.Failed(kiosk.CheckScanner, kiosk.CauseMachine, "scanner.untested"))
}
