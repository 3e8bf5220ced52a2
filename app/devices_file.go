package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
	"facepay/store/diskusage"
)

// devicesFile holds what a running till knows of its devices, for `facepay check` beside it.
func devicesFile(dataDir string) string { return filepath.Join(dataDir, "devices.json") }

// devicesKnown is the content of that file.
type devicesKnown struct {
	Updated time.Time            `json:"updated"`
	Ended   time.Time            `json:"ended,omitzero"` // zero while the till runs, and after a crash
	Devices []kiosk.DeviceReport `json:"devices"`
}

const (
	// devicesEvery is the pause between looks at the reports.
	devicesEvery = 2 * time.Second
	// devicesAnew is the age at which the file is written again though nothing changed, so
	// that one that is older than devicesOld is of a till that does not run any more.
	devicesAnew = time.Minute
	devicesOld  = 3 * devicesAnew
	// devicesBytesMax: the file has about 2 KiB; a longer one is not ours.
	devicesBytesMax = 64 << 10
)

// tellDevices keeps the file until ctx ends. It is not forced to disk: it tells of a
// running till.
func (a *App) tellDevices(ctx context.Context) error {
	var told devicesKnown
	failed := false
	tell := func(k devicesKnown) {
		data, err := json.MarshalIndent(k, "", "\t")
		if err == nil {
			err = atomicfile.ReplaceUnsynced(devicesFile(a.setup.DataDir), append(data, '\n'))
		}
		if err != nil && !failed {
			a.log.Warn("tell of the devices", "err", err)
		}
		failed = err != nil
		told = k
	}
	for {
		k := devicesKnown{Updated: time.Now(), Devices: a.deviceReports()}
		if k.Updated.Sub(told.Updated) >= devicesAnew || !slices.EqualFunc(k.Devices, told.Devices, kiosk.DeviceReport.Equal) {
			tell(k)
		}
		select {
		case <-ctx.Done():
			k.Ended = time.Now()
			tell(k)
			return nil
		case <-time.After(devicesEvery):
		}
	}
}

// checkDevices tells what a till that runs with this data folder knows of its devices.
func checkDevices(dataDir string, now func() time.Time) health.Check {
	return health.Check{Name: kiosk.CheckDevices, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		k, err := readDevices(dataDir)
		switch at := now(); {
		case errors.Is(err, fs.ErrNotExist), err == nil && !k.Ended.IsZero(), err == nil && at.Sub(k.Updated) > devicesOld:
			return health.One(health.OK(kiosk.CheckDevices, "devices.none"))
		case err != nil:
			return health.One(health.Warning(kiosk.CheckDevices, "devices.unreadable", "reason", health.Reason(err)))
		default:
			return deviceResults(k.Devices, at.In(config.ShopLocation()))
		}
	}}
}

func deviceResults(all []kiosk.DeviceReport, now time.Time) (results []kiosk.CheckResult) {
	for _, r := range all {
		row := r.Row(now)
		if row.Value.IsZero() {
			row.Value = kiosk.Verbatim("–")
		}
		args := []string{"device", row.Name.Arg(), "state", row.Note.Arg(), "at", row.Value.Arg(), "last", row.Last.Arg()}
		switch r.State {
		case kiosk.DeviceOff:
		case kiosk.DeviceGone, kiosk.DeviceTrouble:
			results = append(results, health.Warning(kiosk.CheckDevices, "devices.bad", args...))
		default:
			results = append(results, health.OK(kiosk.CheckDevices, "devices.ok", args...))
		}
	}
	if len(results) == 0 {
		results = health.One(health.OK(kiosk.CheckDevices, "devices.off"))
	}
	return results
}

func readDevices(dataDir string) (k devicesKnown, err error) {
	f, err := atomicfile.Open(devicesFile(dataDir))
	if err != nil {
		return k, fmt.Errorf("read what the till knows of its devices: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, devicesBytesMax))
	if err == nil {
		err = json.Unmarshal(data, &k)
	}
	if err != nil {
		return k, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return k, nil
}

// devicesUsage measures the file.
func devicesUsage(dataDir string) func() ([]health.DiskUsage, error) {
	return func() ([]health.DiskUsage, error) {
		bytes, err := diskusage.FileBytes(devicesFile(dataDir))
		return []health.DiskUsage{{Kind: "devices", Bytes: bytes, Max: 2 * devicesBytesMax}}, err
	}
}
