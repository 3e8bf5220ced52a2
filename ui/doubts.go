package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

// doubtsState is the list of what needs people, with the times in it as they
// read now.
type doubtsState struct {
	panel  kiosk.Panel
	list   kiosk.AttentionList
	ages   []string
	doings []string
}

func (u *UI) doubtsState(now time.Time) any {
	l := u.view.Attention
	if l == nil {
		return nil
	}
	st := doubtsState{panel: u.view.Panel, list: *l}
	for _, d := range l.Rows {
		st.ages = append(st.ages, u.say("screen.doubts.ago", "time", u.roughly(now.Sub(d.Since))))
		st.doings = append(st.doings, u.doing(d.Doing, now))
	}
	return st
}

// doing is what the till does about a payment, and when it asks again.
func (u *UI) doing(d kiosk.Doing, now time.Time) string {
	text := u.text(d.Text)
	switch {
	case d.Next.IsZero() || d.Busy:
		return text
	case d.Next.Sub(now) < time.Second:
		return text + u.say("screen.doubts.now")
	}
	return text + u.say("screen.doubts.next", "time", u.roughly(d.Next.Sub(now)))
}

// roughly is a length of time in the unit that people would use for it.
func (u *UI) roughly(d time.Duration) string {
	const day = 24 * time.Hour
	number := func(n time.Duration) string { return strconv.Itoa(int(n)) }
	switch d = max(0, d); {
	case d < time.Minute:
		return u.say("screen.doubts.seconds", "n", number(d/time.Second))
	case d < time.Hour:
		return u.say("screen.doubts.minutes", "n", number(d/time.Minute))
	case d < day:
		return u.say("screen.doubts.hours", "h", number(d/time.Hour), "m", number(d%time.Hour/time.Minute))
	}
	return u.say("screen.doubts.days", "n", number(d/day))
}

// doubtTimes are the moments on screen that are counted from or to.
func (u *UI) doubtTimes() []time.Time {
	doings := []kiosk.Doing{u.view.Panel.Doing}
	var times []time.Time
	if l := u.view.Attention; l != nil {
		for _, d := range l.Rows {
			times = append(times, d.Since)
			doings = append(doings, d.Doing)
		}
	}
	for _, d := range doings {
		if !d.Next.IsZero() {
			// A second of the time to come changes when one of a day earlier does.
			times = append(times, d.Next.AddDate(0, 0, -1))
		}
	}
	return times
}

// doubtKeys move through the list, where no digits are typed.
var doubtKeys = map[fyne.KeyName]kiosk.Key{
	fyne.KeyUp: kiosk.KeyUp, fyne.KeyDown: kiosk.KeyDown, fyne.KeyPageUp: kiosk.KeyPageUp, fyne.KeyPageDown: kiosk.KeyPageDown,
	fyne.KeyHome: kiosk.KeyHome, fyne.KeyEnd: kiosk.KeyEnd,
}

// doubtKey passes a key on that moves through the list, and reports whether it
// did.
func (u *UI) doubtKey(name fyne.KeyName) bool {
	k, ok := doubtKeys[name]
	if !ok || u.view.Screen != kiosk.ScreenAttention {
		return false
	}
	u.act(kiosk.Pressed{Key: k})
	return true
}
