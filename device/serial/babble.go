package serial

import (
	"cmp"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

const (
	// babbleMax is the number of bytes without a pause of ReadTimeout from which a device
	// babbles: several times the longest frame of those that work.
	babbleMax = 2 << 10
	// babbleRest is the silence after which it does no more.
	babbleRest = time.Second
	// babblePause is the time between two reads of a babbling device: its line has to
	// wait, and not the till's processor.
	babblePause = 50 * time.Millisecond
	// babbleLoggedEvery is the pause between two lines of the log about it.
	babbleLoggedEvery = 10 * time.Minute
)

// babble tells a device that sends without pause, as one gone wrong or the noise of a line,
// from one that works.
type babble struct {
	bytes int       // since the last pause
	last  time.Time // of the newest byte
	is    bool
}

// heard counts bytes, and reports whether they are to be dropped.
func (b *babble) heard(now time.Time, n int) bool {
	b.last, b.bytes = now, min(b.bytes+n, babbleMax+1)
	b.is = b.is || b.bytes > babbleMax
	return b.is
}

// quiet takes a pause, and reports whether the device babbles still.
func (b *babble) quiet(now time.Time) bool {
	b.is = b.is && now.Sub(b.last) < babbleRest
	if !b.is {
		b.bytes = 0
	}
	return b.is
}

// Trouble is the fault of a device at a port that is there.
type Trouble struct {
	Program string // another program has its port open; "" for none
	Babbles bool   // it sends without pause, and nothing of it is taken
}

// TroubleResult is the result of trouble at a device's port; of none it is HealthOK. Beside
// a running till the other program is the till.
func TroubleResult(c kiosk.Check, port string, t Trouble) kiosk.CheckResult {
	name, program := string(c)+".shared", t.Program
	switch {
	case t.Babbles:
		name = string(c) + ".babbles"
	case t.Program == "" || t.Program == ownName():
		return health.OK(c, string(c)+".ok", "port", port)
	}
	r := health.Failed(c, kiosk.CauseMachine, name, "port", port, "program", cmp.Or(program, "–"))
	r.Brief = kiosk.T("check.brief."+name, "program", cmp.Or(program, "–"))
	return r
}
