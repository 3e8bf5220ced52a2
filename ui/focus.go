package ui

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

const (
	// focusGrace is the delay before the loss of keyboard focus is told: windows that
	// open and close take it for a moment.
	focusGrace = 2 * time.Second

	// focusFirst is the time allowed for the till's own window to open and get the focus.
	focusFirst = 15 * time.Second
)

// focus knows whether the till has the keyboard. A window under a till that fills
// the screen is not seen, and what is typed goes there.
type focus struct {
	away  bool
	told  bool
	timer *time.Timer
}

// watchFocus has the desktop tell when the keyboard goes to another program's
// window and when it is back.
func (u *UI) watchFocus() {
	life := u.app.Lifecycle()
	life.SetOnExitedForeground(func() { u.focusLeft(true) })
	life.SetOnEnteredForeground(func() { u.focusLeft(false) })
	u.focusAway(focusFirst)
}

func (u *UI) focusLeft(away bool) {
	u.stopFocus()
	if away {
		u.focusAway(focusGrace)
		u.later(u.windows.takeBack)
		return
	}
	u.focus.away = false
	u.tellFocus()
}

// focusAway notes that the keyboard is away, which is told after a while.
func (u *UI) focusAway(grace time.Duration) {
	u.focus.away = true
	u.focus.timer = time.AfterFunc(grace, func() { u.later(u.tellFocus) })
}

// tellFocus puts it into the bar that the keyboard is away, or takes it off.
func (u *UI) tellFocus() {
	f := &u.focus
	if f.away == f.told || f.away && !u.fills() {
		return
	}
	f.told = f.away
	result := health.OK(kiosk.CheckKeyboard, "keyboard.ok")
	if f.away {
		result = health.State{Name: "keyboard.away", Check: kiosk.CheckKeyboard, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine, Brief: true}.Result()
	}
	u.post(kiosk.WarningRaised{Result: result})
}

func (u *UI) stopFocus() {
	if u.focus.timer != nil {
		u.focus.timer.Stop()
	}
}

// takeFocus takes the keyboard back: somebody touches the till.
func (u *UI) takeFocus() {
	if u.focus.away && u.windows.cashier.window != nil {
		u.windows.cashier.window.RequestFocus()
	}
}

// fills reports whether the till covers the screen.
func (u *UI) fills() bool {
	return u.windows.cashier.window != nil && u.windows.cashier.window.FullScreen()
}
