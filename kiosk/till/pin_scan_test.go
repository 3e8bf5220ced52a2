package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// A scan while a PIN is asked for lands in none, is looked at by nobody, and is told of on
// the pad.
func TestPIN_AScanLandsInNoPIN(t *testing.T) {
	const code = "130000000000001001"
	slowly := func(c *tilltest.Counter, text string) {
		for _, r := range text {
			c.Sleep(100 * time.Millisecond)
			c.Press(kiosk.Key(string(r)))
		}
	}
	for name, scan := range map[string]func(*tilltest.Counter){
		"serial": func(c *tilltest.Counter) { c.Scan(code) },
		"quick": func(c *tilltest.Counter) {
			c.Press("1", "3", "0")
			c.Step(kiosk.Untyped{Keys: 3})
			c.Scan(code)
		},
		"quick, its end late": func(c *tilltest.Counter) {
			c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(code), Keys: true})
			c.Sleep(300 * time.Millisecond)
			c.Press(kiosk.KeyEnter)
		},
		"quick, its beginning stalled": func(c *tilltest.Counter) {
			slowly(c, code[:2])
			c.Scan(code[2:])
		},
		"slow": func(c *tilltest.Counter) { slowly(c, code); c.Press(kiosk.KeyEnter) },
		"slow with CR LF": func(c *tilltest.Counter) {
			slowly(c, code)
			c.Press(kiosk.KeyEnter)
			c.Sleep(100 * time.Millisecond)
			c.Press(kiosk.KeyEnter)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.Full())
			c.Press(kiosk.KeyF9)
			require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
			scan(c)
			require.Equal(t, "pin.scanned", c.View.PIN.Title.ID)
			require.Zero(t, c.View.PIN.Dots)
			require.Empty(t, tilltest.Effects[kiosk.CheckPIN](c))
			require.Empty(t, tilltest.Effects[kiosk.SetPIN](c))
			c.Sleep(5 * time.Second)
			c.Press("2")
			require.Equal(t, 1, c.View.PIN.Dots, "a PIN can be typed")
			require.NotEqual(t, "pin.scanned", c.View.PIN.Title.ID)
		})
	}
}

// More digits than a PIN has are none, also where nothing ended them.
func TestPIN_TooManyDigitsAreNoPIN(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Press(kiosk.KeyF9)
	c.Press("1", "3", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "1")
	require.Zero(t, c.View.PIN.Dots)
	require.Equal(t, "pin.too_short", c.View.PIN.Title.ID)
	c.Sleep(5 * time.Second)
	c.Press(kiosk.KeyEnter)
	require.Empty(t, tilltest.Effects[kiosk.CheckPIN](c))
	c.Press("2", "4", "6", "8")
	require.Equal(t, 4, c.View.PIN.Dots)
}
