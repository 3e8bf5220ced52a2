//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// checked awaits that `facepay check` beside the till has a line for each of these
// patterns among those of the devices.
func (tl *till) checked(patterns ...string) {
	var said string
	await(tl.t, fmt.Sprint(patterns), func() bool {
		out, _ := tl.command("check").Output() // it fails for whatever else is not so
		said = string(out)
		for _, p := range patterns {
			if !regexp.MustCompile(`(?m)^(ok|note) +devices +` + p + `(;.*)?$`).MatchString(said) {
				return false
			}
		}
		return true
	}, func() string { return said })
}

// line is a serial line that nobody but the till has open.
func line(t *testing.T) (device *os.File, port string) {
	device, till, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, device.Close()) })
	require.NoError(t, till.Close())
	return device, till.Name()
}

// looksAt has a device look at the customer's page that is kept in a file, until the
// function that it returns is called.
func looksAt(t *testing.T, file string) (end func()) {
	var kept struct {
		Token string
		Port  int
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &kept))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/customer/%s/now?screen=test", kept.Port, kept.Token), nil)
			if err != nil {
				return
			}
			if a, err := http.DefaultClient.Do(r); err == nil {
				a.Body.Close()
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}()
	return func() { cancel(); <-done }
}

// What the running till knows of its devices is what `facepay check` says beside it.
func TestDevices_CheckTellsWhatTheRunningTillKnows(t *testing.T) {
	t.Parallel()
	scanner, scannerPort := line(t)
	_, polePort := line(t)
	m := newMonitors(t, cashierMonitor, customerMonitor)
	g := newGateway(t)
	gone := filepath.Join(t.TempDir(), "ttyUSB0")
	tl := layTillOn(t, m.display, g, g.lepay()+fmt.Sprintf("[scanner]\nport = %q\n[pole]\nport = %q\n[face]\nport = %q\n", scannerPort, polePort, gone)+withCustomer+"page_port = 8803\n")
	const token = "ABCDEFGHIJKLMNOP"
	require.NoError(t, os.MkdirAll(tl.data, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(tl.data, "customer-page.json"), []byte(`{"token":"`+token+`","port":0}`), 0o600))
	tl.full = true
	tl.run()
	tl.await("till that is ready", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount })
	m.awaitTill(tl, cashierMonitor, customerMonitor)
	tl.checked(`Phone or tablet: not found since .* · [0-9.]+:[0-9]+ · no device looks at it`)

	tl.opens("45.67", "F2")
	const since = `since [0-9:]+ · `
	const shown = ` · showed 45\.67 · [0-9:]+`
	tl.checked(
		`Scanner: ready `+since+regexp.QuoteMeta(scannerPort)+` · nothing yet`,
		`Price display: ready `+since+regexp.QuoteMeta(polePort)+shown,
		`Face terminal: not found `+since+regexp.QuoteMeta(gone)+` · nothing yet`,
		`Customer's screen: ready `+since+`VNC-1.* \+1280\+0.*`+shown,
	)
	ended := looksAt(t, filepath.Join(tl.data, "customer-page.json"))
	tl.checked(`Phone or tablet: ready ` + since + `[0-9.]+:[0-9]+` + shown)
	ended()
	_, err := scanner.WriteString(paymentCode(kiosk.Alipay, 1) + "\r")
	require.NoError(t, err)
	tl.checked(`Scanner: ready ` + since + regexp.QuoteMeta(scannerPort) + ` · code …1001 came · [0-9:]+`)
	m.plug(t, cashierMonitor)
	tl.checked(`Customer's screen: not found ` + since + `any but the primary one · no second monitor is on`)

	known, err := os.ReadFile(filepath.Join(tl.data, "devices.json"))
	require.NoError(t, err)
	require.NotContains(t, string(known), token, "it stands in no file but its own")
	tl.stop()
	tl.checked(`no till is running here that could tell of them`)
}
