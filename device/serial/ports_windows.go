package serial

import (
	"regexp"
	"strings"

	"golang.org/x/sys/windows/registry"
)

// comPorts are the serial ports of Windows, by its registry, which every user may read.
type comPorts struct {
	root registry.Key
	// present is the key of the ports that are there now (HARDWARE\DEVICEMAP\SERIALCOMM),
	// devices that of all devices that ever were (Enum, in SYSTEM\CurrentControlSet).
	present, devices string
}

func SystemPorts() Ports {
	return comPorts{registry.LOCAL_MACHINE, `HARDWARE\DEVICEMAP\SERIALCOMM`, `SYSTEM\CurrentControlSet\Enum`}
}

// PortsOf are the system's ports, whatever the name.
func PortsOf(string) Ports { return SystemPorts() }

// deviceID is a USB device's name in the registry, with the interface of one that has
// several; FTDI's driver writes plus signs, its serial number and a letter for the line.
var deviceID = regexp.MustCompile(`(?i)^VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})(?:&MI_([0-9A-F]{2}))?(?:\+(\w+?)([A-D]?))?$`)

// Stable is false: Windows keeps a COM number for a device with a serial number, and
// for one without as long as it stays in its socket.
func (c comPorts) Stable(string) bool { return false }

func (c comPorts) Inspect(name string) Device {
	for _, d := range c.Plugged() {
		if strings.EqualFold(d.Path, name) {
			return d
		}
	}
	return Device{}
}

func (c comPorts) Plugged() (found []Device) {
	there := c.there()
	if len(there) == 0 {
		return nil
	}
	for _, bus := range []string{"USB", "FTDIBUS"} {
		for _, id := range c.subkeys(c.devices + `\` + bus) {
			m := deviceID.FindStringSubmatch(id)
			if m == nil {
				continue
			}
			for _, instance := range c.subkeys(c.devices + `\` + bus + `\` + id) {
				key := c.devices + `\` + bus + `\` + id + `\` + instance
				port := c.text(key+`\Device Parameters`, "PortName")
				if !there[strings.ToUpper(port)] {
					continue
				}
				serial := m[4]
				if serial == "" && !strings.Contains(instance, "&") { // with one, Windows made it up of the socket
					serial = instance
				}
				usb := identity{strings.ToLower(m[1]), strings.ToLower(m[2]), serial, m[3] + m[5]}
				found = append(found, Device{Path: port, Name: c.text(key, "FriendlyName"), usb: usb, seat: bus + `\` + id + `\` + instance})
			}
		}
	}
	return found
}

// there are the names of the ports that are there now, in capitals.
func (c comPorts) there() map[string]bool {
	k, err := registry.OpenKey(c.root, c.present, registry.READ)
	if err != nil {
		return nil // there is none
	}
	defer k.Close()
	names, _ := k.ReadValueNames(-1) // a failed listing is an empty one: the device is looked for again
	ports := map[string]bool{}
	for _, name := range names {
		if port, _, err := k.GetStringValue(name); err == nil {
			ports[strings.ToUpper(port)] = true
		}
	}
	return ports
}

func (c comPorts) subkeys(path string) []string {
	k, err := registry.OpenKey(c.root, path, registry.READ)
	if err != nil {
		return nil
	}
	defer k.Close()
	names, _ := k.ReadSubKeyNames(-1)
	return names
}

func (c comPorts) text(path, name string) string {
	k, err := registry.OpenKey(c.root, path, registry.READ)
	if err != nil {
		return ""
	}
	defer k.Close()
	text, _, _ := k.GetStringValue(name)
	return text
}

func permissionAdvice(string) string {
	return "close the other program that uses this port"
}
