package scanner

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// usbTree is a made-up /sys and /dev, laid out as Linux does.
type usbTree struct {
	t        *testing.T
	sys, dev string
}

func newUSBTree(t *testing.T) *usbTree {
	root := t.TempDir()
	u := &usbTree{t, filepath.Join(root, "sys"), filepath.Join(root, "dev")}
	u.mkdir(filepath.Join(u.sys, "class/tty"))
	u.mkdir(filepath.Join(u.dev, "serial/by-id"))
	return u
}

func (u *usbTree) mkdir(dir string) { require.NoError(u.t, os.MkdirAll(dir, 0o755)) }

func (u *usbTree) link(target, path string) {
	_ = os.Remove(path)
	require.NoError(u.t, os.Symlink(target, path))
}

func (u *usbTree) attribute(dir, name, text string) {
	require.NoError(u.t, os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o644))
}

// plug makes tty name appear in the socket seat, with id "vendor:product:serial".
// In /dev it is a link to target, which stands for the device node.
func (u *usbTree) plug(name, seat, id, target string) {
	id3 := strings.Split(id, ":")
	usb := filepath.Join(u.sys, "devices/pci0000:00/usb1", seat)
	face := filepath.Join(usb, seat+":1.0")
	port := face
	if strings.HasPrefix(name, "ttyUSB") {
		port = filepath.Join(face, name)
	}
	tty := filepath.Join(port, "tty", name)
	u.mkdir(tty)
	u.attribute(usb, "idVendor", id3[0])
	u.attribute(usb, "idProduct", id3[1])
	if id3[2] != "" {
		u.attribute(usb, "serial", id3[2])
	}
	u.attribute(face, "bInterfaceNumber", "00")
	if port != face {
		u.attribute(port, "port_number", "0")
	}
	u.link("../..", filepath.Join(tty, "device"))
	class, err := filepath.Rel(filepath.Join(u.sys, "class/tty"), tty)
	require.NoError(u.t, err)
	u.link(class, filepath.Join(u.sys, "class/tty", name))
	u.link(target, filepath.Join(u.dev, name))
}

// unplug makes tty name disappear with its USB device.
func (u *usbTree) unplug(name string) {
	class := filepath.Join(u.sys, "class/tty", name)
	tty, err := filepath.EvalSymlinks(class)
	require.NoError(u.t, err)
	usb := tty
	for attribute(usb, "idVendor") == "" {
		usb = filepath.Dir(usb)
	}
	require.NoError(u.t, os.RemoveAll(usb))
	require.NoError(u.t, os.Remove(class))
	require.NoError(u.t, os.Remove(filepath.Join(u.dev, name)))
}

// byID is the link that udev makes.
func (u *usbTree) byID(name, tty string) string {
	path := filepath.Join(u.dev, "serial/by-id", name)
	u.link("../../"+tty, path)
	return path
}

func (u *usbTree) finder(name string) *finder {
	return &finder{ports: ttys{u.dev, u.sys}, configured: filepath.Join(u.dev, name)}
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
type change func(u *usbTree)

func plugged(name, seat, id string) change {
	return func(u *usbTree) { u.plug(name, seat, id, devNull) }
}

func unplugged(name string) change { return func(u *usbTree) { u.unplug(name) } }

func linked(name, tty string) change { return func(u *usbTree) { u.byID(name, tty) } }

func (u *usbTree) changes(all []change) {
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
			u := newUSBTree(t)
			u.changes(c.before)
			f := u.finder(c.configured)
			first, err := f.find()
			require.NoError(t, err)
			require.Equal(t, filepath.Join(u.dev, c.configured), first.path)
			require.Equal(t, strings.TrimSuffix(c.usb, ":"), first.usb.String())
			f.remember(first)

			u.changes(c.after)
			found, err := f.find()
			if c.want == "" {
				require.ErrorIs(t, err, fs.ErrNotExist)
				return
			}
			require.NoError(t, err)
			require.Equal(t, filepath.Join(u.dev, c.want), found.path)
		})
	}
}

func TestFinder_TellsTheLinesOfOneDeviceApart(t *testing.T) {
	u := newUSBTree(t)
	u.plug("ttyUSB0", firstSeat, scannerID, devNull)
	u.plug("ttyUSB1", firstSeat, scannerID, devNull)
	second := filepath.Join(u.sys, "class/tty/ttyUSB1/device")
	dir, err := filepath.EvalSymlinks(second)
	require.NoError(t, err)
	u.attribute(dir, "port_number", "1")

	f := u.finder("ttyUSB1")
	found, err := f.find()
	require.NoError(t, err)
	f.remember(found)
	found, err = f.find()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(u.dev, "ttyUSB1"), found.path)
}

func TestFinder_WithoutSysfsGoesByName(t *testing.T) {
	f := &finder{ports: ttys{"/dev", filepath.Join(t.TempDir(), "none")}, configured: "/dev/ttyS7"}
	for range 2 {
		found, err := f.find()
		require.NoError(t, err)
		require.Equal(t, "/dev/ttyS7", found.path)
		f.remember(found)
	}
}

func TestFinder_LinksInACircle(t *testing.T) {
	u := newUSBTree(t)
	u.link("b", filepath.Join(u.dev, "a"))
	u.link("a", filepath.Join(u.dev, "b"))
	found, err := u.finder("a").find()
	require.NoError(t, err, "opening it will say what is wrong")
	require.Empty(t, found.usb.String())
}

func TestPermissionAdvice(t *testing.T) {
	require.Contains(t, permissionAdvice("/no/such/port"), "usermod -aG dialout")
}
