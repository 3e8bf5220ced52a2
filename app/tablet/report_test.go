package tablet

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestReport_WhoLooksSinceWhenAndWhatTheySawLast(t *testing.T) {
	r := newRig(t, t.TempDir(), "en")
	is := r.Report()
	require.Equal(t, kiosk.DeviceReport{Device: kiosk.DeviceTablet, State: kiosk.DeviceOff, Since: r.now()}, is)

	require.NoError(t, r.Start())
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerQR, Amount: "12.34"})
	opened := r.now()
	is = r.Report()
	require.Equal(t, kiosk.DeviceGone, is.State)
	require.Equal(t, "device.trouble.unseen", is.Trouble.ID)
	require.Zero(t, is.LastAt, "nobody was sent anything")
	require.Equal(t, r.Status().Host, is.Port)
	require.NotContains(t, is.Port, r.kept.Token)

	r.pass(time.Minute)
	looked := r.now()
	_, a := r.ask("")
	is = r.Report()
	require.Equal(t, kiosk.DeviceReady, is.State)
	require.Equal(t, looked, is.Since)
	require.Equal(t, kiosk.T("device.last.shown", "amount", "12.34"), is.Last)
	require.Equal(t, looked, is.LastAt)

	r.pass(5 * time.Second)
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerQR, Amount: "12.34", QR: "another"})
	_, a = r.ask(a.Revision)
	require.Equal(t, is, r.Report(), "a report that says the same stays the same, or its file would be written all the time")
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts})
	r.ask(a.Revision)
	require.Equal(t, "device.last.cleared", r.Report().Last.ID)

	r.pass(screenGone)
	is = r.Report()
	require.Equal(t, kiosk.DeviceGone, is.State)
	require.Equal(t, r.now(), is.Since)
	require.NotEqual(t, opened, is.Since)
	require.NoError(t, r.TakeBack())
	require.Equal(t, kiosk.DeviceOff, r.Report().State)
}

func TestReport_ThePortIsTaken(t *testing.T) {
	dir := t.TempDir()
	taken, err := net.Listen("tcp4", ":0")
	require.NoError(t, err)
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fileName), []byte(`{"token":"ABCDEFGHIJKLMNOP","port":`+port+`}`), 0o600))
	r := newRig(t, dir, "en")
	require.Eventually(t, func() bool { return r.Report().State == kiosk.DeviceTrouble }, patience, time.Millisecond)
	require.Equal(t, "device.trouble.unopenable", r.Report().Trouble.ID)
	require.Equal(t, "check.found.tablet.port", r.Test(t.Context())[0].What.ID)
}

func TestPage_IsTestedByItsOwnAddress(t *testing.T) {
	r := newRig(t, t.TempDir(), "en")
	tested := func(want string) {
		t.Helper()
		found := r.Test(t.Context())
		require.Len(t, found, 1)
		require.Equal(t, "check.found.tablet."+want, found[0].What.ID, found[0].What)
		if r.kept.Token != "" {
			require.NotContains(t, found[0].What.Arg(), r.kept.Token)
		}
	}
	tested("off")
	require.NoError(t, r.Start())
	tested("none")
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts})
	status, _ := r.ask("")
	require.Equal(t, http.StatusOK, status)
	tested("ok")
	require.Contains(t, r.Test(t.Context())[0].What.Args, "1")
	r.server.Close()
	tested("silent")
}
