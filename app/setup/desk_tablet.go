package setup

import (
	"errors"
	"strconv"

	"facepay/app/config"
	"facepay/app/lan"
	"facepay/app/tablet"
	"facepay/kiosk"
)

// Tablet is the customer's screen on phones and tablets.
type Tablet interface {
	Status() tablet.Status
	// Start makes a new address; TakeBack ends the one that there is.
	Start() error
	TakeBack() error
}

// hasTablet reports whether the page Screens is chosen, whose last row is the tablet's.
func (d *Desk) hasTablet() bool {
	return d.ports.Tablet != nil && d.entries()[d.entry].page == config.PageScreens
}

func (d *Desk) onTablet() bool { return d.hasTablet() && d.inside && d.row == len(d.fields()) }

// tabletRow is the row of the customer's page.
func tabletRow(s tablet.Status) kiosk.SetupRow {
	row := kiosk.SetupRow{Name: kiosk.T("setup.tablet")}
	switch {
	case !s.On:
		row.Value = kiosk.T("setup.tablet.off")
	case s.Trouble != nil:
		row.Value = kiosk.T("setup.tablet.trouble")
	case s.Address == "":
		row.Value = kiosk.T("setup.tablet.opening")
	case s.Screens == 0:
		row.Value = kiosk.T("setup.tablet.none")
	case s.Screens == 1:
		row.Value = kiosk.T("setup.tablet.one")
	default:
		row.Value = kiosk.T("setup.tablet.many", "n", strconv.Itoa(s.Screens))
	}
	return row
}

func tabletHelp(s tablet.Status) kiosk.Text {
	switch {
	case !s.On:
		return kiosk.T("setup.tablet.help.off")
	case errors.Is(s.Trouble, lan.ErrNoNetwork):
		return kiosk.T("setup.phone.no_network")
	case s.Trouble != nil:
		return kiosk.T("setup.tablet.port", "reason", kiosk.Trim(s.Trouble.Error()))
	}
	return kiosk.T("setup.tablet.help.on")
}

// switchTablet starts the customer's page, or takes it back. Either is at once.
func (d *Desk) switchTablet() {
	do, told := d.ports.Tablet.Start, kiosk.T("setup.tablet.started")
	if d.ports.Tablet.Status().On {
		do, told = d.ports.Tablet.TakeBack, kiosk.T("setup.tablet.taken")
	}
	if err := do(); err != nil {
		d.ports.Log.Error("switch the customer's page", "err", err)
		d.tell(kiosk.T("setup.tablet.failed", "reason", kiosk.Trim(err.Error())), kiosk.ToneFailed)
		return
	}
	d.tell(told, kiosk.TonePaid)
}
