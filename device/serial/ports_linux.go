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

// nodes are the device nodes of one class of Linux, in the folder of their nodes, with the
// mount point of sysfs.
type nodes struct{ dev, sys, class string }

// SystemPorts are those of this machine.
func SystemPorts() Ports { return PortsIn("/dev", "/sys") }

// PortsOf are the system's ports among which one of this name is.
func PortsOf(name string) Ports {
	if strings.HasPrefix(filepath.Clean(name), "/dev/usb/") {
		return PrintersIn("/dev", "/sys")
	}
	return SystemPorts()
}

// PortsIn are the ports of a system whose devices and sysfs are mounted there.
func PortsIn(dev, sys string) Ports { return nodes{dev, sys, "class/tty"} }

// PrintersIn are the USB printers (usblp) of such a system, at dev/usb.
func PrintersIn(dev, sys string) Ports { return nodes{filepath.Join(dev, "usb"), sys, "class/usbmisc"} }

// Stable reports whether the path is a link that leads to a device: udev and people
// name devices by what they are so, which beats any guess.
func (t nodes) Stable(path string) bool {
	if t.isKernelName(path) {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

func (t nodes) Inspect(path string) Device { return t.node(t.kernelName(path)) }

// Plugged lists those of USB devices by name.
func (t nodes) Plugged() []Device {
	// A failed listing is an empty one: the device is looked for again anyway.
	entries, _ := os.ReadDir(filepath.Join(t.sys, t.class))
	var found []Device
	for _, e := range entries {
		if d := t.node(e.Name()); d.usb.known() {
			found = append(found, d)
		}
	}
	return found
}

// kernelName follows links until a name that sysfs knows; "" if there is none.
func (t nodes) kernelName(path string) string {
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

func (t nodes) isKernelName(path string) bool {
	if filepath.Dir(filepath.Clean(path)) != filepath.Clean(t.dev) {
		return false
	}
	_, err := os.Lstat(filepath.Join(t.sys, t.class, filepath.Base(path)))
	return err == nil
}

// node reads from sysfs what the node of this name is. Its device is an
// interface of a USB device, or a port of one; the nearest directory above with
// idVendor is the USB device. A node of none has no identity.
func (t nodes) node(name string) Device {
	d := Device{Path: filepath.Join(t.dev, name)}
	if name == "" {
		return d
	}
	d.Node = d.Path
	dir, err := filepath.EvalSymlinks(filepath.Join(t.sys, t.class, name, "device"))
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
