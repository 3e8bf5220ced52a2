package serial

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/windows/registry"
)

// fakeRegistry is a key of the user's own, laid out as Windows lays out its devices.
type fakeRegistry struct {
	t *testing.T
	comPorts
}

func newFakeRegistry(t *testing.T) *fakeRegistry {
	const root = `Software\facepay test`
	f := &fakeRegistry{t, comPorts{registry.CURRENT_USER, root + `\SERIALCOMM`, root + `\Enum`}}
	f.remove(root)
	t.Cleanup(func() { f.remove(root) })
	return f
}

func (f *fakeRegistry) remove(path string) {
	for _, name := range f.subkeys(path) {
		f.remove(path + `\` + name)
	}
	if err := registry.DeleteKey(f.root, path); err != nil {
		require.ErrorIs(f.t, err, registry.ErrNotExist)
	}
}

func (f *fakeRegistry) set(path, name, value string) {
	k, _, err := registry.CreateKey(f.root, path, registry.ALL_ACCESS)
	require.NoError(f.t, err)
	require.NoError(f.t, k.SetStringValue(name, value))
	require.NoError(f.t, k.Close())
}

// plug makes a device's port appear; the driver's name for it is of no meaning.
func (f *fakeRegistry) plug(port, instance string) {
	f.set(f.devices+`\`+instance+`\Device Parameters`, "PortName", port)
	f.set(f.present, `\Device\VCP`+port, port)
}

// unplug leaves what Windows remembers of the device.
func (f *fakeRegistry) unplug(port string) {
	k, err := registry.OpenKey(f.root, f.present, registry.ALL_ACCESS)
	require.NoError(f.t, err)
	require.NoError(f.t, k.DeleteValue(`\Device\VCP`+port))
	require.NoError(f.t, k.Close())
}

func TestPorts_AScannerIsFoundAgainUnderAnotherNumber(t *testing.T) {
	const ch340, pole = `USB\VID_1A86&PID_7523\`, `USB\VID_1A86&PID_7523\5&11111111&0&9`
	for name, c := range map[string]struct{ first, again string }{
		"the same socket":               {ch340 + "5&2e4d1f3&0&2", ch340 + "5&2e4d1f3&0&2"},
		"another socket":                {ch340 + "5&2e4d1f3&0&2", ch340 + "5&2e4d1f3&0&3"},
		"with a serial number":          {`USB\VID_0C2E&PID_0B6A\20123456`, `USB\VID_0C2E&PID_0B6A\20123456`},
		"FTDI":                          {`FTDIBUS\VID_0403+PID_6001+A50285BIA\0000`, `FTDIBUS\VID_0403+PID_6001+A50285BIA\0000`},
		"one of a device's interfaces":  {`USB\VID_05F9&PID_4204&MI_01\6&3a&0&0001`, `USB\VID_05F9&PID_4204&MI_01\6&3b&0&0001`},
		"in small letters, as some say": {strings.ToLower(ch340) + "5&2e4d1f3&0&2", strings.ToLower(ch340) + "5&2e4d1f3&0&4"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newFakeRegistry(t)
			r.plug("COM1", `ACPI\PNP0501\1`) // none of USB
			r.plug("COM9", pole)
			r.plug("COM3", c.first)
			f := NewFinder(r, "com3")
			found, err := f.Find()
			require.NoError(t, err)
			require.Equal(t, "com3", found.Path)
			require.True(t, found.usb.known(), found)
			f.Remember(found)

			r.unplug("COM3")
			_, err = f.Find()
			require.ErrorIs(t, err, fs.ErrNotExist, "the pole's converter is not it")

			r.plug("COM7", c.again)
			found, err = f.Find()
			require.NoError(t, err)
			require.Equal(t, "COM7", found.Path)
		})
	}
}

func TestPorts_WithoutADeviceTheNameIsOpened(t *testing.T) {
	f := NewFinder(newFakeRegistry(t), "COM3")
	found, err := f.Find()
	require.NoError(t, err)
	require.Equal(t, Device{Path: "COM3"}, found)
}
