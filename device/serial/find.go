package serial

import (
	"fmt"
	"io/fs"
	"strings"
)

// Device is a serial port and the device that it belongs to.
type Device struct {
	Path string // its name, by which it is opened
	Node string // the system's own name of it where Path leads to that, "" where not known
	Name string // its USB device's name for itself, "" for none
	usb  identity
	seat string // the socket it sits in, by the bus's topology
}

// identity are the fields of a USB device that stay the same when it is plugged
// in again. The serial number is empty in many cheap converters.
type identity struct {
	vendor, product, serial string
	line                    string // which of the device's lines: interface and port
}

func (i identity) known() bool { return i.vendor != "" && i.product != "" }

func (i identity) String() string {
	if !i.known() {
		return ""
	}
	return strings.TrimSuffix(i.vendor+":"+i.product+":"+i.serial, ":")
}

// Ports is the system's list of serial ports.
type Ports interface {
	// Inspect returns what the port of this name is now; it has no identity if it is
	// none of a USB device, or not there.
	Inspect(name string) Device
	// Plugged lists the ports of USB devices, by name.
	Plugged() []Device
	// Stable reports whether a name leads to a device by what it is, and not by the
	// order in which things were plugged in.
	Stable(name string) bool
}

// Finder finds a device by the name in the config at first, and from then on by what
// the device is, as the system may give it another name next time and its old name to
// another device. It belongs to one goroutine.
type Finder struct {
	Ports
	configured string

	usb  identity
	seat string
	// strangers are the seats of the other devices that were there when the device
	// was opened: a second converter of the same make, the pole's say, is not it.
	strangers map[string]bool
}

// NewFinder makes one for a device that is configured by this name.
func NewFinder(ports Ports, configured string) *Finder {
	return &Finder{Ports: ports, configured: configured}
}

// Find returns the device to open, or an error that is fs.ErrNotExist.
func (f *Finder) Find() (Device, error) {
	at := f.Inspect(f.configured)
	at.Path = f.configured
	if !f.usb.known() || f.Stable(f.configured) {
		return at, nil // opening it tells whether it is there
	}
	if found, ok := f.search(); ok {
		return found, nil
	}
	if at.usb.known() && !f.strangers[at.seat] {
		return at, nil // another one was plugged in, in place of the first
	}
	return at, fmt.Errorf("no device %s is plugged in: %w", f.usb, fs.ErrNotExist)
}

// Remember notes what the device is, once it could be opened.
func (f *Finder) Remember(d Device) {
	f.usb, f.seat, f.strangers = d.usb, d.seat, map[string]bool{}
	for _, other := range f.Plugged() {
		if other.seat != d.seat {
			f.strangers[other.seat] = true
		}
	}
}

// search looks for the remembered device under any name: in its old socket
// first, then in any where no stranger sits.
func (f *Finder) search() (Device, bool) {
	var moved []Device
	for _, d := range f.Plugged() {
		switch {
		case d.usb != f.usb:
		case d.seat == f.seat:
			return d, true
		case !f.strangers[d.seat]:
			moved = append(moved, d)
		}
	}
	if len(moved) == 0 {
		return Device{}, false
	}
	return moved[0], true
}
