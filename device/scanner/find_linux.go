package scanner

import (
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// linksMax bounds how many links lead to a device: by-id needs one.
const linksMax = 8

type device struct {
	path string
	usb  identity
	seat string // which socket it sits in, by the bus's topology
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

// finder finds the scanner by the name in the config at first, and from then on
// by what the device is, as the kernel may give it another name next time and
// its old name to another device.
type finder struct {
	configured string
	dev, sys   string // mount points of devices and sysfs

	usb  identity
	seat string
	// strangers are the seats of the other devices that were there when the scanner
	// was opened: a second converter of the same make, the pole's say, is not it.
	strangers map[string]bool
}

func newFinder(configured, dev, sys string) *finder {
	return &finder{configured: configured, dev: dev, sys: sys}
}

// find returns the device to open, or an error that is fs.ErrNotExist.
func (f *finder) find() (device, error) {
	at := f.inspect(f.kernelName(f.configured))
	at.path = f.configured
	if !f.usb.known() || f.named() {
		return at, nil // opening it tells whether it is there
	}
	if found, ok := f.search(); ok {
		return found, nil
	}
	if at.usb.known() && !f.strangers[at.seat] {
		return at, nil // another scanner was plugged in, in place of the first
	}
	return at, fmt.Errorf("no device %s is plugged in: %w", f.usb, fs.ErrNotExist)
}

// remember notes what the scanner is, once it could be opened.
func (f *finder) remember(d device) {
	f.usb, f.seat, f.strangers = d.usb, d.seat, map[string]bool{}
	for _, other := range f.plugged() {
		if other.seat != d.seat {
			f.strangers[other.seat] = true
		}
	}
}

// named reports whether the configured path is a link that leads to a device:
// udev and people name devices by what they are so, which beats any guess.
func (f *finder) named() bool {
	if f.isKernelName(f.configured) {
		return false
	}
	_, err := os.Stat(f.configured)
	return err == nil
}

// search looks for the remembered device under any name: in its old socket
// first, then in any where no stranger sits.
func (f *finder) search() (device, bool) {
	var moved []device
	for _, d := range f.plugged() {
		switch {
		case d.usb != f.usb:
		case d.seat == f.seat:
			return d, true
		case !f.strangers[d.seat]:
			moved = append(moved, d)
		}
	}
	if len(moved) == 0 {
		return device{}, false
	}
	return moved[0], true
}

// plugged lists the ttys of USB devices by name.
func (f *finder) plugged() []device {
	// A failed listing is an empty one: the device is looked for again anyway.
	entries, _ := os.ReadDir(filepath.Join(f.sys, "class/tty"))
	var found []device
	for _, e := range entries {
		if d := f.inspect(e.Name()); d.usb.known() {
			found = append(found, d)
		}
	}
	return found
}

// kernelName follows links until a name that sysfs knows; "" if there is none.
func (f *finder) kernelName(path string) string {
	for range linksMax {
		if f.isKernelName(path) {
			return filepath.Base(path)
		}
		target, err := os.Readlink(path)
		if err != nil {
			return ""
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return ""
}

func (f *finder) isKernelName(path string) bool {
	if filepath.Dir(filepath.Clean(path)) != filepath.Clean(f.dev) {
		return false
	}
	_, err := os.Lstat(filepath.Join(f.sys, "class/tty", filepath.Base(path)))
	return err == nil
}

// inspect reads from sysfs what the tty of this name is. A tty's device is an
// interface of a USB device, or a port of one; the nearest directory above with
// idVendor is the USB device. A tty that is none has no identity.
func (f *finder) inspect(name string) device {
	d := device{path: filepath.Join(f.dev, name)}
	if name == "" {
		return d
	}
	dir, err := filepath.EvalSymlinks(filepath.Join(f.sys, "class/tty", name, "device"))
	top, topErr := filepath.EvalSymlinks(f.sys)
	if err != nil || topErr != nil {
		return d
	}
	var line string
	for ; strings.HasPrefix(dir, top+string(filepath.Separator)); dir = filepath.Dir(dir) {
		line += attribute(dir, "port_number") + attribute(dir, "bInterfaceNumber")
		if vendor := attribute(dir, "idVendor"); vendor != "" {
			d.usb = identity{vendor, attribute(dir, "idProduct"), attribute(dir, "serial"), line}
			d.seat = filepath.Base(dir)
			return d
		}
	}
	return d
}

// attribute reads one small file of sysfs; "" if it is not there.
func attribute(dir, name string) string {
	text, _ := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(text))
}

// permissionAdvice is a hint for the log on getting access to the device: by the
// group that owns it.
func permissionAdvice(path string) string {
	group := "dialout"
	if info, err := os.Stat(path); err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			owner, err := user.LookupGroupId(strconv.FormatUint(uint64(stat.Gid), 10))
			if err == nil && owner.Name != "root" {
				group = owner.Name
			}
		}
	}
	return fmt.Sprintf("add the till's user to the group %s (sudo usermod -aG %s USER), then log in again", group, group)
}
