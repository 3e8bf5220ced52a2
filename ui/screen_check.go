package ui

import (
	"cmp"
	"errors"
	"os"
	"runtime"
	"strings"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/ui/desktop"
)

// ErrScreenSilent: the screen takes the connection and does not answer.
var ErrScreenSilent = errors.New("the screen does not answer")

// HasDisplay reports whether a screen is named. On Linux that is X's.
func HasDisplay() bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DISPLAY") != ""
}

// ScreenError is a result about the screen on which a till cannot start.
type ScreenError struct{ kiosk.CheckResult }

// Error is the line that is printed.
func (e ScreenError) Error() string {
	texts, err := i18n.Load("en") // as every line that is printed
	if err != nil {
		return err.Error()
	}
	return "screen: " + texts.FoundTodo(e.CheckResult)
}

// ScreenTrouble tells of an error of the window library, nil for nil.
func ScreenTrouble(err error) error {
	if err == nil {
		return nil
	}
	return ScreenError{ScreenResult(err)}
}

// ScreenAbsence is the result where there is no screen at all.
func ScreenAbsence() kiosk.CheckResult {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return health.Failed(kiosk.CheckScreen, kiosk.CauseMachine, "screen.wayland")
	}
	return health.Warning(kiosk.CheckScreen, "screen.none") // a check may be run over the network
}

// ScreenResult is the result of an attempt to open a window.
func ScreenResult(err error) kiosk.CheckResult {
	name, args := "screen.blind", []string{"display", cmp.Or(os.Getenv("DISPLAY"), "1")}
	switch {
	case err == nil:
		return health.OK(kiosk.CheckScreen, "screen.ok")
	case errors.Is(err, ErrScreenSilent):
		name = "screen.silent"
	case errors.Is(err, desktop.ErrNoDisplay):
		name, args = "screen.refused", append(args, "reason", ReasonAfter(err, desktop.ErrNoDisplay))
	default:
		args = append(args, "reason", ReasonAfter(err, desktop.ErrNoOpenGL))
	}
	return health.Failed(kiosk.CheckScreen, kiosk.CauseMachine, name, args...)
}

// ReasonAfter are the words of err beyond its kind, which the text says itself.
func ReasonAfter(err, kind error) string {
	return kiosk.Trim(strings.TrimPrefix(err.Error(), kind.Error()+": "))
}
