package ui

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/screen"
	"facepay/ui/setup"
)

// Shot is a moment of the till.
type Shot struct {
	Now      time.Time
	View     kiosk.View
	Office   office.View     // of the owner's side, where that is up
	Settings kiosk.SetupView // of its page Settings
}

// Picture is the cashier's window at a moment, or the customer's where customer, drawn
// without a window, for documents: of a size in logical pixels, of which each is scale
// of the picture's. It must be called on the goroutine of app, whose theme is draw.NewTheme.
func (s Shot) Picture(app fyne.App, o Options, size fyne.Size, scale float32, customer bool) image.Image {
	page := stillSettings(o.Texts)
	page.Show(s.Settings)
	o.Pages, o.CustomerScreen = map[office.Section]screen.Page{office.SectionSettings: page}, customer
	u := newUI(app, o, nil)
	defer u.Stop()
	decoded := make(chan func(), 1)
	u.clock.now, u.clock.stops, u.do = func() time.Time { return s.Now }, true, func(f func()) { decoded <- f }
	u.owner.Show(s.Office)
	u.views.view, u.views.shown = s.View, true
	root := u.counter.root
	if customer {
		root = u.customer.root
		u.counter.size = size
	}
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(scale)
	c.SetContent(root)
	c.Resize(size)
	root.Resize(size)
	u.draw()
	for len(s.View.Customer.Adverts) > 0 && u.counter.ground.Visible() { // until the drawn scene gives way to a picture
		(<-decoded)()
	}
	return c.Capture()
}

// stillSettings is a page Settings behind which nobody is: it shows what its Show takes.
func stillSettings(texts *i18n.Catalogue) *setup.Page {
	return &setup.Page{
		Context: &screen.Context{Texts: texts}, Desk: noDesk{},
		Do: func(f func()) { f() }, Changed: func() {}, Leave: func(kiosk.Key) {},
	}
}

type noDesk struct{}

func (noDesk) Open()                    {}
func (noDesk) Close()                   {}
func (noDesk) Take(kiosk.Event) bool    { return false }
func (noDesk) Touch(kiosk.SetupTouched) {}
