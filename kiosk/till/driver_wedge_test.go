package till

import (
	"facepay/kiosk"
	"facepay/kiosk/wedge"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// keyboardDesk is a counter whose keys pass the wedge, as the window's do.
type keyboardDesk struct {
	*counter
	wedge *wedge.Detector
}

// newKeyboardDesk has an amount typed, if there is one.
func newKeyboardDesk(t *testing.T, can kiosk.Capabilities, amount ...string) *keyboardDesk {
	d := &keyboardDesk{counter: newCounter(t, can), wedge: &wedge.Detector{}}
	for _, text := range amount {
		d.types(text, every(0))
	}
	return d
}

// wait lets time pass for the wedge and the till.
func (d *keyboardDesk) wait(pause time.Duration) {
	end := d.now.Add(pause)
	for due, held := d.wedge.Due(); held && !due.After(end); due, held = d.wedge.Due() {
		d.sleep(due.Sub(d.now))
		d.steps(d.wedge.Expire(due))
	}
	d.sleep(end.Sub(d.now))
}

func (d *keyboardDesk) steps(events []kiosk.Event) {
	for _, e := range events {
		d.step(e)
	}
}

func (d *keyboardDesk) key(k wedge.KeyPress) { d.steps(d.wedge.Key(d.now, k)) }

// types presses the characters of s; pause is asked before each but the first.
func (d *keyboardDesk) types(s string, pause func(i int) time.Duration) {
	for i, r := range []rune(s) {
		if i > 0 {
			d.wait(pause(i))
		}
		d.key(wedge.KeyPress{Rune: r})
	}
}

// scans types a code at one pace, with Enter behind it.
func (d *keyboardDesk) scans(code string, gap time.Duration) {
	d.types(code, every(gap))
	d.wait(gap)
	d.key(wedgeEnter)
}

// interrupted is scans with something done between two of the code's characters.
func (d *keyboardDesk) interrupted(code string, at int, gap time.Duration, do func()) {
	d.types(code[:at], every(gap))
	d.wait(gap / 2)
	do()
	d.wait(gap - gap/2)
	d.scans(code[at:], gap)
}

func every(gap time.Duration) func(int) time.Duration { return func(int) time.Duration { return gap } }

var (
	wedgeEnter = wedge.KeyPress{Key: kiosk.KeyEnter}
	wedgeTab   = wedge.KeyPress{Key: kiosk.KeyTab}
)

func (d *keyboardDesk) late() {
	d.answerNext(g1Paid, nil)
	require.Equal(d.t, kiosk.ScreenAlarm, d.view.Screen)
}

// putOff puts the alarm off.
func (d *keyboardDesk) putOff() {
	d.wait(2 * time.Second)
	d.key(wedge.KeyPress{Key: kiosk.KeyEsc})
	require.Equal(d.t, kiosk.ScreenAmount, d.view.Screen)
}
