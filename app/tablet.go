package app

import (
	"time"

	"facepay/app/tablet"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

// newTablet is the customer's screen on phones and tablets; nil in the plainest mode.
func (a *App) newTablet(can kiosk.Capabilities) (*tablet.Page, error) {
	if a.setup.Plain {
		return nil, nil
	}
	s := a.setup
	texts, err := i18n.Load(s.Config.Language)
	if err != nil {
		return nil, err
	}
	return tablet.New(tablet.Options{
		DataDir: s.DataDir, Port: s.Config.CustomerScreen.PagePort, Shop: s.Config.Shop.Name, Texts: texts, Accepts: can, Now: time.Now, Log: a.log,
	}), nil
}

// seen is told each View that people see in the window.
func (a *App) seen(v kiosk.View) {
	if s := a.window.CustomerScreen().State; s == kiosk.DeviceReady || s == kiosk.DeviceTrouble {
		a.customer.seen(&v)
	}
	if a.tablet != nil {
		a.tablet.Drawn(v)
	}
}
