package monitor

import (
	"image"
	"strings"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32              = windows.NewLazySystemDLL("user32.dll")
	enumDisplayMonitors = user32.NewProc("EnumDisplayMonitors")
	getMonitorInfo      = user32.NewProc("GetMonitorInfoW")
	enumDisplayDevices  = user32.NewProc("EnumDisplayDevicesW")
)

// readEvery is the polling interval. Windows tells windows of changes, and this watch
// has none; a look takes less than a millisecond.
const readEvery = 250 * time.Millisecond

// Open lists the monitors and watches them from then on.
func Open() (*Watch, error) {
	all, err := list()
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	w := &Watch{all: all, list: list, stop: sync.OnceFunc(func() { close(done) })}
	go func() {
		tick := time.NewTicker(readEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				w.read()
			}
		}
	}()
	return w, nil
}

// monitorInfo is MONITORINFOEXW.
type monitorInfo struct {
	size          uint32
	monitor, work struct{ left, top, right, bottom int32 }
	flags         uint32
	device        [32]uint16
}

// displayDevice is DISPLAY_DEVICEW.
type displayDevice struct {
	size  uint32
	name  [32]uint16
	text  [128]uint16
	flags uint32
	id    [128]uint16
	key   [128]uint16
}

// listing is one list at a time: callbacks of Windows are never freed.
var listing struct {
	sync.Mutex
	handles []uintptr
}

var addMonitor = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(handle, _, _, _ uintptr) uintptr {
		listing.handles = append(listing.handles, handle)
		return 1
	})
})

func list() (all []Monitor, err error) {
	listing.Lock()
	defer listing.Unlock()
	listing.handles = nil
	if ok, _, err := enumDisplayMonitors.Call(0, 0, addMonitor(), 0); ok == 0 {
		return nil, err
	}
	for _, handle := range listing.handles {
		info := monitorInfo{}
		info.size = uint32(unsafe.Sizeof(info))
		if ok, _, err := getMonitorInfo.Call(handle, uintptr(unsafe.Pointer(&info))); ok == 0 {
			return nil, err // it went meanwhile
		}
		r := info.monitor
		m := Monitor{At: image.Rect(int(r.left), int(r.top), int(r.right), int(r.bottom))}
		m.Name, m.EDID = nameOf(&info.device)
		m.Model = m.Name
		const primary = 1
		if info.flags&primary != 0 {
			all = append([]Monitor{m}, all...)
		} else {
			all = append(all, m)
		}
	}
	return all, nil
}

// nameOf is the name of the monitor at a display, which for most is "Generic PnP
// Monitor", and what tells it from others: the path of its interface has the EDID's
// model and the socket, `\\?\DISPLAY#DEL4066#5&1a2b3c&0&UID4352#{…}`.
func nameOf(display *[32]uint16) (name, edid string) {
	d := displayDevice{}
	d.size = uint32(unsafe.Sizeof(d))
	const interfaceName = 1
	ok, _, _ := enumDisplayDevices.Call(uintptr(unsafe.Pointer(display)), 0, uintptr(unsafe.Pointer(&d)), interfaceName)
	if ok == 0 {
		return windows.UTF16ToString(display[:]), ""
	}
	name = windows.UTF16ToString(d.text[:])
	if parts := strings.Split(windows.UTF16ToString(d.id[:]), "#"); len(parts) > 2 {
		edid = parts[1] + "-" + parts[2]
	}
	return name, edid
}
