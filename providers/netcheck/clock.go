package netcheck

import (
	"net/http"
	"strconv"
	"time"

	"facepay/kiosk"
)

// SkewMax bounds the distance of this machine's clock from the gateway's. Gateways
// refuse requests that seem to be minutes old, a day's sum belongs to the right
// day, and a customer compares the receipt with the phone.
const SkewMax = time.Minute

const clockLayout = "2006-01-02 15:04:05 -07:00"

// ownClock judges this machine's clock without anybody else's.
func (v *visit) ownClock() kiosk.CheckResult {
	here := v.Now()
	words := here.Local().Format(clockLayout)
	switch {
	case here.Before(v.Released):
		return ClockLost(here)
	case v.OwnClock:
		return clockSame.Result("here", words)
	}
	return clockAlone.Result("here", words)
}

// answeredClock compares with an answer's Date, which was written between our sending and its coming.
func (v *visit) answeredClock(r reply) kiosk.CheckResult {
	if v.OwnClock {
		return v.clock
	}
	told, err := http.ParseTime(r.header.Get("Date"))
	if err != nil {
		if v.clock.Health == kiosk.HealthFailed {
			return v.clock
		}
		return clockUntold.Result("here", r.came.Local().Format(clockLayout))
	}
	return v.compared(r.sent.Add(r.took()/2), told)
}

// heardClock compares with the time that the till's own calls were told.
func (v *visit) heardClock(skew *time.Duration) kiosk.CheckResult {
	switch {
	case v.clock.Health == kiosk.HealthFailed && skew == nil, v.OwnClock:
		return v.clock
	case skew == nil:
		return ClockUnasked(v.Now())
	}
	return ClockResult(v.Now(), *skew)
}

// ClockLost is the result for a clock from before this program was made.
func ClockLost(here time.Time) kiosk.CheckResult {
	return clockLost.Result("here", here.Local().Format(clockLayout))
}

// ClockUnasked is the result for a clock that no answer has told of.
func ClockUnasked(here time.Time) kiosk.CheckResult {
	return clockUnasked.Result("here", here.Local().Format(clockLayout))
}

// ClockResult is the result for a clock that is ahead of the gateway's by skew.
func ClockResult(here time.Time, skew time.Duration) kiosk.CheckResult {
	return (&visit{}).compared(here, here.Add(-skew))
}

// compared holds our clock against a Date, which is half a second early on average: its seconds are cut off.
func (v *visit) compared(here, told time.Time) kiosk.CheckResult {
	const cutOff = 500 * time.Millisecond
	off := here.Sub(told.Add(cutOff))
	args := []string{
		"here", here.Local().Format(clockLayout), "there", told.Local().Format(clockLayout), "off", span(off.Abs()).Arg(),
	}
	if off.Abs() <= SkewMax {
		return clockOK.Result(args...)
	}
	if off > 0 {
		args = append(args, "way", "@check.ahead")
	} else {
		args = append(args, "way", "@check.behind")
	}
	f := clockOff.Result(args...)
	f.Brief = kiosk.T("check.brief.clock.off", args[4:]...)
	return f
}

// span is a time in the largest unit of which there are two or more.
func span(d time.Duration) kiosk.Text {
	const day = 24 * time.Hour
	count := func(unit time.Duration) string {
		return strconv.FormatInt(int64((d+unit/2)/unit), 10)
	}
	for _, u := range []struct {
		unit time.Duration
		text string
	}{{day, "check.days"}, {time.Hour, "check.hours"}, {time.Minute, "check.minutes"}} {
		if d >= 2*u.unit {
			return kiosk.T(u.text, "n", count(u.unit))
		}
	}
	d = max(d, time.Second)
	return kiosk.T("check.seconds", "n", count(time.Second))
}
