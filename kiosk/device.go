package kiosk

import (
	"slices"
	"time"
)

// Device names a device of the till, by its section of the config.
type Device string

// The devices, in the order in which they are told.
const (
	DeviceScanner        Device = "scanner"
	DevicePole           Device = "pole"
	DevicePrinter        Device = "printer"
	DeviceFace           Device = "face"
	DeviceVoice          Device = "voice"
	DeviceCustomerScreen Device = "customer_screen"
	DeviceTablet         Device = "tablet"  // the customer's screen on a phone or tablet
	DeviceAdverts        Device = "adverts" // the pictures of gateway and shop
)

// Devices are all of them.
var Devices = []Device{DeviceScanner, DevicePole, DevicePrinter, DeviceFace, DeviceVoice, DeviceCustomerScreen, DeviceTablet, DeviceAdverts}

// Text is the device's name.
func (d Device) Text() Text { return T("device." + string(d)) }

// DeviceState is the state of a device at the running till.
type DeviceState string

// The states.
const (
	DeviceOff     DeviceState = "off"     // none is set up, or it is switched off
	DeviceUnknown DeviceState = "unknown" // set up, and nothing is known of it yet
	DeviceReady   DeviceState = "ready"
	DeviceGone    DeviceState = "gone"    // set up, and not found
	DeviceTrouble DeviceState = "trouble" // found, and it does not work as it should
)

// Text is the state's name.
func (s DeviceState) Text() Text { return T("device.state." + string(s)) }

// DeviceReport is the running till's knowledge of a device. It has no secret: of a scan
// only the last four.
type DeviceReport struct {
	Device Device      `json:"device"`
	State  DeviceState `json:"state"`
	// Port is the system's name under which the device was found ("/dev/ttyUSB1",
	// "192.168.1.50:9100"), or of the one that is looked for; "" for none.
	Port string `json:"port,omitempty"`
	// Name is the name that the device gives itself, "" where it has none.
	Name  string    `json:"name,omitempty"`
	Since time.Time `json:"since,omitzero"` // of State; zero: not known
	// Trouble says why it is not ready; zero where the State says it all.
	Trouble Text `json:"trouble,omitzero"`
	// Last is the last thing that it sent or was told, at LastAt; zero: nothing yet.
	Last   Text      `json:"last,omitzero"`
	LastAt time.Time `json:"last_at,omitzero"`
}

// Equal reports whether r and o say the same.
func (r DeviceReport) Equal(o DeviceReport) bool {
	return r.Device == o.Device && r.State == o.State && r.Port == o.Port && r.Name == o.Name && r.Since.Equal(o.Since) &&
		r.Trouble.Equal(o.Trouble) && r.Last.Equal(o.Last) && r.LastAt.Equal(o.LastAt)
}

// nameless are the devices that can be there without a port or a name.
var nameless = []Device{DeviceScanner, DeviceVoice, DeviceCustomerScreen}

// Row is r as the page Settings shows it at now, in whose time zone.
func (r DeviceReport) Row(now time.Time) SetupRow {
	row := SetupRow{Name: r.Device.Text(), State: r.State, Note: r.State.Text(), Value: Verbatim(r.Port)}
	if !r.Since.IsZero() && r.State != DeviceOff {
		row.Note = T("device.since", "state", row.Note.Arg(), "at", clock(r.Since, now))
	}
	switch {
	case r.State == DeviceOff:
		row.Value = T("device.off." + string(r.Device))
	case r.Port != "" && r.Name != "":
		row.Value = T("device.at", "port", r.Port, "name", r.Name)
	case r.Name != "":
		row.Value = Verbatim(r.Name)
	case r.Port == "" && r.Device == DeviceCustomerScreen && r.State == DeviceGone:
		row.Value = T("setup.monitor.any")
	case r.Port == "" && slices.Contains(nameless, r.Device):
		row.Value = T("device.here." + string(r.Device))
	case r.Port == "":
		row.Value = Text{}
	}
	switch {
	case !r.Trouble.IsZero():
		row.Last = r.Trouble
	case !r.LastAt.IsZero():
		row.Last = T("device.last", "last", r.Last.Arg(), "at", clock(r.LastAt, now))
	case r.State != DeviceOff:
		row.Last = T("device.last.none")
	}
	return row
}

// clock is a time of today as the clock shows it, of another day with its date.
func clock(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("01-02 15:04")
}
