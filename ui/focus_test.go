package ui

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// findings are the looks that were told, with their health.
func findings(events []kiosk.Event) (told []string) {
	for _, e := range events {
		if a, ok := e.(kiosk.WarningRaised); ok {
			told = append(told, string(a.Result.Check)+" "+string(a.Result.Health))
		}
	}
	return told
}

func TestFocus_AKeyboardElsewhereIsToldWhileTheTillFillsTheScreen(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.windows.cashier.window = test.NewTempWindow(t, r.counter.root)
	r.windows.cashier.window.SetFullScreen(true)
	r.focusLeft(true)
	r.queue.Frame() // it is taken back, which this desktop does not do
	require.Empty(t, r.posted(), "it may be back in a moment")
	f := <-r.queue // by the timer
	f()
	require.Equal(t, []string{"keyboard failed"}, findings(r.posted()))
	r.focusLeft(false)
	require.Equal(t, []string{"keyboard ok"}, findings(r.posted()))
	r.focusLeft(false)
	require.Empty(t, r.posted(), "once")
}

func TestFocus_AWindowOfManyMayLoseIt(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.windows.cashier.window = test.NewTempWindow(t, r.counter.root)
	r.focusLeft(true)
	r.queue.Frame()
	f := <-r.queue
	f()
	r.focusLeft(false)
	require.Empty(t, r.posted())
}
