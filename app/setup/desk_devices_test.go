package setup

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// reports are devices that come and go in a test.
type reports struct {
	*deskRig
	all []kiosk.DeviceReport
}

func newReports(t *testing.T, edit func(*Ports)) *reports {
	r := &reports{all: []kiosk.DeviceReport{
		{Device: kiosk.DeviceScanner, State: kiosk.DeviceOff},
		{Device: kiosk.DevicePole, State: kiosk.DeviceReady, Port: "/dev/ttyUSB0"},
	}}
	r.deskRig = newDeskRig(t, "language = \"en\"\n", func(p *Ports) {
		p.Codes = kiosk.DefaultPayCodes()
		p.Devices = func() []kiosk.DeviceReport { return append([]kiosk.DeviceReport{}, r.all...) }
		edit(p)
	})
	r.goTo("Devices")
	return r
}

func TestDevices_StandAboveTheirFieldsAndFollowWhatComesAndGoes(t *testing.T) {
	var state = make(chan kiosk.DeviceState, 1)
	r := newReports(t, func(p *Ports) {
		p.Devices = func() []kiosk.DeviceReport {
			is := <-state
			state <- is
			return []kiosk.DeviceReport{{Device: kiosk.DevicePole, State: is, Port: "/dev/ttyUSB0"}}
		}
		state <- kiosk.DeviceReady
	})
	rows := r.now().Rows
	require.Equal(t, kiosk.DevicePole.Text(), rows[0].Name)
	require.Equal(t, kiosk.DeviceReady, rows[0].State)
	require.Equal(t, config.PageFields(config.PageDevices, "practice")[0].Name(), rows[1].Name)

	r.press("Down", "Enter") // the first field, not the device
	require.NotNil(t, r.now().Edit)
	r.press("Esc")
	<-state
	state <- kiosk.DeviceGone
	require.Eventually(t, func() bool { return r.now().Rows[0].State == kiosk.DeviceGone }, 30*time.Second, time.Millisecond, "without a key")
}

func TestDevices_ARowIsTestedByItsKeyAndByATouch(t *testing.T) {
	tried := make(chan config.Config, 1)
	r := newReports(t, func(p *Ports) {
		p.Trials = map[string]func(context.Context, config.Config) []kiosk.CheckResult{
			"pole": func(_ context.Context, c config.Config) []kiosk.CheckResult {
				tried <- c
				return health.One(health.OK(kiosk.CheckPole, "pole.ok", "port", c.Pole.Port))
			},
		}
	})
	tested := func() {
		t.Helper()
		select {
		case <-tried:
		case <-time.After(30 * time.Second):
			require.Fail(t, "nothing was tried")
		}
		require.Eventually(t, func() bool { return len(r.now().Results) == 1 && !r.now().Busy }, 30*time.Second, time.Millisecond)
	}
	r.press("Down", "F5")
	tested()
	r.press("Enter")
	tested()
	r.press("Esc")
	r.Touch(kiosk.SetupTouched{Entry: -1, Row: 1, Choice: -1})
	tested()
}

func TestDevices_AScannerIsTestedByAScan(t *testing.T) {
	r := newReports(t, func(*Ports) {})
	r.press("F5")
	require.True(t, r.now().Busy)
	require.Equal(t, "setup.scanner.busy", r.now().Told.ID)
	require.True(t, r.Take(kiosk.Scanned{Code: kiosk.NewPayCode("134567890123456789")}))
	require.False(t, r.now().Busy)
	require.Equal(t, "setup.scanner.works", r.now().Told.ID)
}
