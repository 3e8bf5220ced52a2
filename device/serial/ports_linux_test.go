package serial

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/serial/serialtest"
)

func finderOf(u *serialtest.USBTree, name string) *Finder {
	return NewFinder(PortsIn(u.Dev, u.Sys), filepath.Join(u.Dev, name))
}

const (
	scannerID  = "0525:a4a7:SN0042"
	otherID    = "1eab:0006:SN0001"
	converter  = "1a86:7523:" // a cheap converter without a serial number
	devNull    = os.DevNull
	firstSeat  = "1-1"
	secondSeat = "1-2"
	hubSeat    = "1-3.4"
)

// change is a change to the devices, such as one plugged in.
type change func(u *serialtest.USBTree)

func plugged(name, seat, id string) change {
	return func(u *serialtest.USBTree) { u.Plug(name, seat, id, devNull) }
}

func unplugged(name string) change { return func(u *serialtest.USBTree) { u.Unplug(name) } }

func linked(name, tty string) change { return func(u *serialtest.USBTree) { u.ByID(name, tty) } }

func makeChanges(u *serialtest.USBTree, all []change) {
	for _, c := range all {
		c(u)
	}
}

func TestFinder(t *testing.T) {
	const link = "serial/by-id/scanner"
	alone := []change{plugged("ttyUSB0", firstSeat, scannerID)}
	beside := []change{plugged("ttyUSB0", firstSeat, scannerID), plugged("ttyUSB1", secondSeat, otherID)}
	twins := []change{plugged("ttyUSB0", firstSeat, converter), plugged("ttyUSB1", secondSeat, converter)}
	byLink := []change{plugged("ttyUSB0", firstSeat, scannerID), linked("scanner", "ttyUSB0")}
	for name, c := range map[string]struct {
		configured string
		before     []change // the scanner is first opened
		after      []change // it was opened
		usb        string
		want       string // found afterwards; "" for nothing
	}{
		"back under its name":                        {"ttyUSB0", alone, []change{unplugged("ttyUSB0"), plugged("ttyUSB0", firstSeat, scannerID)}, scannerID, "ttyUSB0"},
		"back under another name, in another socket": {"ttyUSB0", alone, []change{unplugged("ttyUSB0"), plugged("ttyUSB1", hubSeat, scannerID)}, scannerID, "ttyUSB1"},
		"an ACM device back under another name": {"ttyACM0", []change{plugged("ttyACM0", firstSeat, scannerID)},
			[]change{unplugged("ttyACM0"), plugged("ttyACM3", firstSeat, scannerID)}, scannerID, "ttyACM3"},
		"gone": {"ttyUSB0", alone, []change{unplugged("ttyUSB0")}, scannerID, ""},
		"its name taken by the pole": {"ttyUSB0", beside,
			[]change{unplugged("ttyUSB0"), unplugged("ttyUSB1"), plugged("ttyUSB0", secondSeat, otherID)}, scannerID, ""},
		"its name taken by the pole, itself under the pole's": {"ttyUSB0", beside,
			[]change{unplugged("ttyUSB0"), unplugged("ttyUSB1"), plugged("ttyUSB0", secondSeat, otherID), plugged("ttyUSB1", firstSeat, scannerID)}, scannerID, "ttyUSB1"},
		"a second converter of the same make is not it":                      {"ttyUSB0", twins, []change{unplugged("ttyUSB0")}, "1a86:7523", ""},
		"moved to another socket beside a second converter of the same make": {"ttyUSB0", twins, []change{unplugged("ttyUSB0"), plugged("ttyUSB2", hubSeat, converter)}, "1a86:7523", "ttyUSB2"},
		"another model plugged in in its place":                              {"ttyUSB0", alone, []change{unplugged("ttyUSB0"), plugged("ttyUSB0", firstSeat, otherID)}, scannerID, "ttyUSB0"},
		"udev's link points elsewhere": {link, byLink,
			[]change{unplugged("ttyUSB0"), plugged("ttyUSB5", hubSeat, scannerID), linked("scanner", "ttyUSB5")}, scannerID, link},
		"udev's link dangles, the device is there": {link, byLink,
			[]change{unplugged("ttyUSB0"), plugged("ttyUSB5", firstSeat, scannerID)}, scannerID, "ttyUSB5"},
	} {
		t.Run(name, func(t *testing.T) {
			u := serialtest.NewUSBTree(t)
			makeChanges(u, c.before)
			f := finderOf(u, c.configured)
			first, err := f.Find()
			require.NoError(t, err)
			require.Equal(t, filepath.Join(u.Dev, c.configured), first.Path)
			require.Equal(t, strings.TrimSuffix(c.usb, ":"), first.usb.String())
			f.Remember(first)

			makeChanges(u, c.after)
			found, err := f.Find()
			if c.want == "" {
				require.ErrorIs(t, err, fs.ErrNotExist)
				return
			}
			require.NoError(t, err)
			require.Equal(t, filepath.Join(u.Dev, c.want), found.Path)
		})
	}
}

func TestFinder_TellsTheLinesOfOneDeviceApart(t *testing.T) {
	u := serialtest.NewUSBTree(t)
	u.Plug("ttyUSB0", firstSeat, scannerID, devNull)
	u.Plug("ttyUSB1", firstSeat, scannerID, devNull)
	second := filepath.Join(u.Sys, "class/tty/ttyUSB1/device")
	dir, err := filepath.EvalSymlinks(second)
	require.NoError(t, err)
	u.Attribute(dir, "port_number", "1")

	f := finderOf(u, "ttyUSB1")
	found, err := f.Find()
	require.NoError(t, err)
	f.Remember(found)
	found, err = f.Find()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(u.Dev, "ttyUSB1"), found.Path)
}

func TestFinder_WithoutSysfsGoesByName(t *testing.T) {
	f := NewFinder(PortsIn("/dev", filepath.Join(t.TempDir(), "none")), "/dev/ttyS7")
	for range 2 {
		found, err := f.Find()
		require.NoError(t, err)
		require.Equal(t, "/dev/ttyS7", found.Path)
		f.Remember(found)
	}
}

func TestFinder_LinksInACircle(t *testing.T) {
	u := serialtest.NewUSBTree(t)
	u.Link("b", filepath.Join(u.Dev, "a"))
	u.Link("a", filepath.Join(u.Dev, "b"))
	found, err := finderOf(u, "a").Find()
	require.NoError(t, err, "opening it will say what is wrong")
	require.Empty(t, found.usb.String())
}

func TestPermissionAdvice(t *testing.T) {
	require.Contains(t, permissionAdvice("/no/such/port"), "usermod -aG dialout")
}

// A USB printer's node is none of a serial line, and in a folder of its own.
func TestFinder_OfAUSBPrinter(t *testing.T) {
	u := serialtest.NewUSBTree(t)
	usb := filepath.Join(u.Sys, "devices/pci0000:00/usb1", firstSeat)
	class := filepath.Join(u.Sys, "class/usbmisc")
	plug := func(name string) {
		node := filepath.Join(usb, firstSeat+":1.0", "usbmisc", name)
		for _, dir := range []string{node, class, filepath.Join(u.Dev, "usb")} {
			require.NoError(t, os.MkdirAll(dir, 0o755))
		}
		u.Attribute(usb, "idVendor", "0416")
		u.Attribute(usb, "idProduct", "5011")
		u.Link("../../../"+firstSeat+":1.0", filepath.Join(node, "device"))
		u.Link(node, filepath.Join(class, name))
		u.Link(devNull, filepath.Join(u.Dev, "usb", name))
	}
	plug("lp0")
	f := NewFinder(PrintersIn(u.Dev, u.Sys), filepath.Join(u.Dev, "usb/lp0"))
	first, err := f.Find()
	require.NoError(t, err)
	require.Equal(t, "0416:5011", first.usb.String())
	f.Remember(first)
	require.NoError(t, os.RemoveAll(usb))
	require.NoError(t, os.Remove(filepath.Join(class, "lp0")))
	require.NoError(t, os.Remove(filepath.Join(u.Dev, "usb/lp0")))
	_, err = f.Find()
	require.ErrorIs(t, err, fs.ErrNotExist)
	plug("lp1")
	again, err := f.Find()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(u.Dev, "usb/lp1"), again.Path)
}
