package setup

import (
	"slices"
	"strconv"

	"facepay/kiosk"
)

// beginMonitor has the customer's monitor chosen by the number that stands on it. One
// that is off now stays a choice.
func (d *Desk) beginMonitor(value string) {
	on := d.ports.Monitors()
	choices := append([]string{""}, on...)
	if !slices.Contains(choices, value) {
		choices = append(choices, value)
	}
	d.edit = &editing{choices: choices, choice: slices.Index(choices, value), on: on}
	d.number()
}

// number shows its number on each monitor.
func (d *Desk) number() {
	if d.ports.Number != nil {
		d.ports.Number()
	}
}

// monitorChoice is a monitor with its number, where it is on.
func (d *Desk) monitorChoice(id string) kiosk.Text {
	n := slices.Index(d.edit.on, id) + 1
	switch {
	case id == "":
		return kiosk.T("setup.monitor.any")
	case n == 0:
		return kiosk.T("setup.monitor.off", "name", id)
	}
	return kiosk.T("setup.monitor", "n", strconv.Itoa(n), "name", id)
}
