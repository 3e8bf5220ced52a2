package office

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// What a section takes beside the list: it waits for the right, and for nothing else.
func TestRights_ASectionWaitsForItsOwn(t *testing.T) {
	for section, right := range map[Section]kiosk.Right{
		SectionReports: kiosk.RightReports, SectionReconcile: kiosk.RightReports, SectionSettings: kiosk.RightSettings,
	} {
		for _, by := range []string{"key", "touch"} {
			d := openDesk(kiosk.Payment{})
			d.told = nil
			if by == "touch" {
				d.does(SectionChosen{section})
			}
			for _, s := range Sections {
				if by == "key" && s.Section == section {
					d.press(s.Key)
				}
			}
			require.Equal(t, []kiosk.Event{kiosk.RightWanted{Right: right}}, d.told)
			require.Equal(t, SectionHistory, d.View().Section, "it is not on screen before")
			d.does(Door{Open: true, Aside: true}) // the PIN
			d.gives(kiosk.RightCloseOther)
			require.Equal(t, SectionHistory, d.View().Section, "that was for something else")
			d.gives(right)
			d.does(Door{Open: true})
			require.Equal(t, section, d.View().Section)
		}
	}
}

func TestRights_WhatWasNotGivenIsForgotten(t *testing.T) {
	for name, forget := range map[string]func(*desk){
		"the PIN was not entered":         func(d *desk) { d.does(Door{Open: true, Aside: true}); d.does(Door{Open: true}) },
		"the door was shut":               func(d *desk) { d.does(Door{}); d.does(Door{Open: true}) },
		"something else was chosen":       func(d *desk) { d.press(kiosk.KeyF1) },
		"something else is wanted":        func(d *desk) { d.press(kiosk.KeyF3) },
		"the section of before was meant": func(d *desk) { d.press(kiosk.KeyF9) },
	} {
		d := openDesk(kiosk.Payment{})
		d.press(kiosk.KeyF8)
		forget(d)
		d.gives(kiosk.RightSettings)
		require.NotEqual(t, SectionSettings, d.View().Section, name)
	}
}

// The next one at the door must not see for a moment what took more than the door.
func TestRights_AShutDoorHasTheListBehindIt(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	d.press(kiosk.KeyF8)
	d.gives(kiosk.RightSettings)
	d.does(Door{})
	require.Equal(t, SectionHistory, d.View().Section)
	d.does(Door{Open: true, Section: SectionSettings})
	require.Equal(t, SectionSettings, d.View().Section, "the first picture's card had its PIN")
}
