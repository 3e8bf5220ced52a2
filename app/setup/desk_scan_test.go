package setup

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

const scannedTold = "A payment code was scanned; nothing was entered. A number that only looks like one: wait two seconds before Enter."

// wedges is a scanner that types: quick, so that its beginning alone was taken for a
// person's; or as slowly as a person.
var wedges = map[string]func(r *deskRig, code string){
	"quick": func(r *deskRig, code string) {
		r.press(code[:5])
		r.Take(kiosk.Untyped{Keys: 5})
		r.Take(kiosk.Scanned{Code: kiosk.NewPayCode(code)})
	},
	"quick, without an end": func(r *deskRig, code string) {
		r.Take(kiosk.ScanUnended{Code: kiosk.NewPayCode(code), Keys: true})
	},
	"quick, its beginning stalled": func(r *deskRig, code string) {
		r.press(code[:2])
		r.Take(kiosk.Scanned{Code: kiosk.NewPayCode(code[2:])})
	},
	"slow":            func(r *deskRig, code string) { r.press(code, "Enter") },
	"slow with CR LF": func(r *deskRig, code string) { r.press(code, "Enter", "Enter") },
}

// fakeClock goes on by as much as a slow scanner takes, each time that it is looked at.
type fakeClock struct{ at atomic.Int64 }

func (c *fakeClock) now() time.Time {
	return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC).Add(time.Duration(c.at.Add(int64(30 * time.Millisecond))))
}

func (c *fakeClock) rest(d time.Duration) { c.at.Add(int64(d)) }

// A payment code that is scanned at the settings lands in no value, opens nothing and is
// told of.
func TestDesk_APaymentCodeLandsInNoValue(t *testing.T) {
	const code = "130000000000001001"
	for name, scan := range wedges {
		t.Run(name, func(t *testing.T) {
			var clock fakeClock
			r := newDeskRig(t, "language = \"en\"\n", func(p *Ports) {
				p.Codes, p.Now, p.People = kiosk.DefaultPayCodes(), clock.now, &staff{people: []kiosk.Person{owner}, pins: map[string]int64{}}
			})
			told := func() {
				t.Helper()
				require.Equal(t, scannedTold, r.told())
				clock.rest(time.Minute)
			}
			r.press("Esc", "Home")
			scan(r, code)
			told()
			r.goTo("Shop")
			r.press("Enter", "9", "9")
			clock.rest(time.Minute)
			scan(r, code)
			told()
			r.press("Enter")
			require.Equal(t, "facepay99", r.value("Shop's name"), "what was typed before it stands")

			r.goTo("People and PINs")
			r.press("Home", "Enter", "Enter", "2", "4")
			typed := r.now().Edit
			require.True(t, typed.Digits)
			clock.rest(time.Minute)
			scan(r, code)
			told()
			require.Equal(t, typed, r.now().Edit, "a PIN under way stands")
		})
	}
	var clock fakeClock
	r := newDeskRig(t, "language = \"en\"\n", func(p *Ports) { p.Codes, p.Now = kiosk.DefaultPayCodes(), clock.now })
	r.goTo("Shop")
	r.press("Enter", code)
	clock.rest(3 * time.Second)
	r.press("Enter")
	require.Equal(t, "facepay"+code, r.value("Shop's name"), "a person, who waits, means it")
}
