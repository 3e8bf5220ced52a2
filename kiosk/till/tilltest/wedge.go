package tilltest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// KeyboardDesk is a counter whose keys pass the wedge, as the window's do.
type KeyboardDesk struct {
	*Counter
	Wedge *wedge.Detector
}

// NewKeyboardDesk has an amount typed, if there is one.
func NewKeyboardDesk(t *testing.T, can kiosk.Capabilities, amount ...string) *KeyboardDesk {
	d := &KeyboardDesk{Counter: NewCounter(t, can), Wedge: &wedge.Detector{}}
	for _, text := range amount {
		d.Types(text, Every(0))
	}
	return d
}

// Wait lets time pass for the wedge and the till.
func (d *KeyboardDesk) Wait(pause time.Duration) {
	end := d.Now.Add(pause)
	for due, held := d.Wedge.Due(); held && !due.After(end); due, held = d.Wedge.Due() {
		d.Sleep(due.Sub(d.Now))
		d.Steps(d.Wedge.Expire(due))
	}
	d.Sleep(end.Sub(d.Now))
}

func (d *KeyboardDesk) Steps(events []kiosk.Event) {
	for _, e := range events {
		d.Step(e)
	}
}

func (d *KeyboardDesk) Key(k wedge.KeyPress) { d.Steps(d.Wedge.Key(d.Now, k)) }

// Types presses the characters of s; pause is asked before each but the first.
func (d *KeyboardDesk) Types(s string, pause func(i int) time.Duration) {
	for i, r := range []rune(s) {
		if i > 0 {
			d.Wait(pause(i))
		}
		d.Key(wedge.KeyPress{Rune: r})
	}
}

// Scans types a code at one pace, with Enter behind it.
func (d *KeyboardDesk) Scans(code string, gap time.Duration) {
	d.Types(code, Every(gap))
	d.Wait(gap)
	d.Key(WedgeEnter)
}

// Interrupted is scans with something done between two of the code's characters.
func (d *KeyboardDesk) Interrupted(code string, at int, gap time.Duration, do func()) {
	d.Types(code[:at], Every(gap))
	d.Wait(gap / 2)
	do()
	d.Wait(gap - gap/2)
	d.Scans(code[at:], gap)
}

func Every(gap time.Duration) func(int) time.Duration { return func(int) time.Duration { return gap } }

var (
	WedgeEnter = wedge.KeyPress{Key: kiosk.KeyEnter}
	WedgeTab   = wedge.KeyPress{Key: kiosk.KeyTab}
)

func (d *KeyboardDesk) Late() {
	d.AnswerNext(G1Paid, nil)
	require.Equal(d.T, kiosk.ScreenAlarm, d.View.Screen)
}

// PutOff puts the alarm off.
func (d *KeyboardDesk) PutOff() {
	d.Wait(2 * time.Second)
	d.Key(wedge.KeyPress{Key: kiosk.KeyEsc})
	require.Equal(d.T, kiosk.ScreenAmount, d.View.Screen)
}
