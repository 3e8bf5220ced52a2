package ui

import (
	"facepay/kiosk"
	"facepay/ui/desktop/monitor"
)

// CustomerScreen is the report of the customer's window: on which monitor it stands,
// or why it does not. It may be called from any goroutine.
func (u *UI) CustomerScreen() kiosk.DeviceReport {
	if r := u.windows.told.Load(); r != nil {
		return *r
	}
	return kiosk.DeviceReport{Device: kiosk.DeviceCustomerScreen, State: kiosk.DeviceUnknown}
}

// tellCustomer keeps the customer's window's report for whoever asks.
func (w *windows) tellCustomer() {
	r, last := w.customerReport(), w.told.Load()
	r.Since = w.now()
	if last != nil && last.State == r.State && last.Port == r.Port && last.Trouble.Equal(r.Trouble) {
		r.Since = last.Since
	}
	w.told.Store(&r)
}

func (w *windows) customerReport() kiosk.DeviceReport {
	r := kiosk.DeviceReport{Device: kiosk.DeviceCustomerScreen, State: kiosk.DeviceReady}
	on := w.customer.on
	switch {
	case w.customer.window == nil:
		r.State = kiosk.DeviceOff
	case w.closed && !w.shown:
		r.State, r.Port, r.Trouble = kiosk.DeviceGone, w.wish, kiosk.T("device.trouble.closed")
	case !w.shown, w.desktop != nil && len(w.known) == 0:
		r.State, r.Port, r.Trouble = kiosk.DeviceGone, w.wish, kiosk.T("device.trouble.no_monitor")
	case w.floats, w.desktop == nil: // a window among others
	default:
		r.Port, r.Name = on.ID(), on.Model
		switch {
		case w.customer.tries > fillTries:
			r.State, r.Trouble = kiosk.DeviceTrouble, kiosk.T("device.trouble.misplaced")
		case w.wish != "" && on.Likeness(w.wish) < monitor.Recognised:
			r.State, r.Trouble = kiosk.DeviceTrouble, kiosk.T("device.trouble.other_monitor")
		}
	}
	return r
}
