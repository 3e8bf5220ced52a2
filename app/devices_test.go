package app

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestCheckDevices_SaysWhatARunningTillKnows(t *testing.T) {
	now := time.Date(2026, 11, 27, 18, 32, 0, 0, time.Local)
	known := func(k devicesKnown) []kiosk.CheckResult {
		dir := t.TempDir()
		data, err := json.Marshal(k)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(devicesFile(dir), data, 0o600))
		return checkDevices(dir, func() time.Time { return now }).Run(t.Context())
	}
	require.Equal(t, "check.found.devices.none", checkDevices(t.TempDir(), time.Now).Run(t.Context())[0].What.ID)
	all := []kiosk.DeviceReport{
		{Device: kiosk.DeviceScanner, State: kiosk.DeviceOff},
		{Device: kiosk.DevicePole, State: kiosk.DeviceReady, Port: "/dev/ttyUSB1", Since: now.Add(-time.Hour), Last: kiosk.T("device.last.shown", "amount", "12.34"), LastAt: now},
		{Device: kiosk.DeviceFace, State: kiosk.DeviceGone, Port: "/dev/ttyUSB2"},
	}
	found := known(devicesKnown{Updated: now, Devices: all})
	require.Len(t, found, 2, "what is not set up is not told")
	require.Equal(t, kiosk.HealthOK, found[0].Health)
	require.Equal(t, all[1].Row(now).Last.Arg(), found[0].What.Args[7], "the last word, over the file")
	require.Equal(t, kiosk.HealthWarning, found[1].Health)
	for name, k := range map[string]devicesKnown{
		"ended":              {Updated: now, Ended: now, Devices: all},
		"killed a while ago": {Updated: now.Add(-devicesOld - time.Second), Devices: all},
	} {
		require.Equal(t, "check.found.devices.none", known(k)[0].What.ID, name)
	}
	require.Equal(t, "check.found.devices.off", known(devicesKnown{Updated: now, Devices: all[:1]})[0].What.ID)
}

func TestScans_TheLastFourOfWhateverScannedLast(t *testing.T) {
	var s scans
	next := 0
	post := s.noted(func(kiosk.Event) bool { next++; return true })
	require.Equal(t, kiosk.DeviceOff, s.Report().State)
	post(kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789"), From: kiosk.ReaderFace})
	require.Zero(t, s.Report().Last, "a face is the terminal's")
	post(kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789")})
	require.Equal(t, kiosk.DeviceReady, s.Report().State, "one that types")
	require.Equal(t, kiosk.T("device.last.code", "tail", "6789"), s.Report().Last)
	require.Equal(t, 2, next, "the till gets all of them")
}
