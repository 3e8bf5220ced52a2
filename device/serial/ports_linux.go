package serial

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// linksMax bounds how many links lead to a device: by-id needs one.
const linksMax = 8

// ttys are the serial ports of Linux, with the mount points of devices and of sysfs.
type ttys struct{ dev, sys string }

// SystemPorts are those of this machine.
func SystemPorts() Ports { return PortsIn("/dev", "/sys") }

// PortsIn are the ports of a system whose devices and sysfs are mounted there.
func PortsIn(dev, sys string) Ports { return ttys{dev, sys} }

// Stable reports whether the path is a link that leads to a device: udev and people
// name devices by what they are so, which beats any guess.
func (t ttys) Stable(path string) bool {
	if t.isKernelName(path) {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

func (t ttys) Inspect(path string) Device { return t.tty(t.kernelName(path)) }

// Plugged lists the ttys of USB devices by name.
func (t ttys) Plugged() []Device {
	// A failed listing is an empty one: the device is looked for again anyway.
	entries, _ := os.ReadDir(filepath.Join(t.sys, "class/tty"))
	var found []Device
	for _, e := range entries {
		if d := t.tty(e.Name()); d.usb.known() {
			found = append(found, d)
		}
	}
	return found
}

// kernelName follows links until a name that sysfs knows; "" if there is none.
func (t ttys) kernelName(path string) string {
	for range linksMax {
		if t.isKernelName(path) {
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

func (t ttys) isKernelName(path string) bool {
	if filepath.Dir(filepath.Clean(path)) != filepath.Clean(t.dev) {
		return false
	}
	_, err := os.Lstat(filepath.Join(t.sys, "class/tty", filepath.Base(path)))
	return err == nil
}

// tty reads from sysfs what the tty of this name is. A tty's device is an
// interface of a USB Device, or a port of one; the nearest directory above with
// idVendor is the USB device. A tty that is none has no identity.
func (t ttys) tty(name string) Device {
	d := Device{Path: filepath.Join(t.dev, name)}
	if name == "" {
		return d
	}
	d.Node = d.Path
	dir, err := filepath.EvalSymlinks(filepath.Join(t.sys, "class/tty", name, "device"))
	top, topErr := filepath.EvalSymlinks(t.sys)
	if err != nil || topErr != nil {
		return d
	}
	var line string
	for ; strings.HasPrefix(dir, top+string(filepath.Separator)); dir = filepath.Dir(dir) {
		line += attribute(dir, "port_number") + attribute(dir, "bInterfaceNumber")
		if vendor := attribute(dir, "idVendor"); vendor != "" {
			d.usb = identity{vendor, attribute(dir, "idProduct"), attribute(dir, "serial"), line}
			d.seat, d.Name = filepath.Base(dir), attribute(dir, "product")
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
