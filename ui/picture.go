package ui

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/screen"
	"facepay/ui/setup"
)

// Picture is the picture of the cashier's window of a size at a time, drawn without a
// window, for documents. It must be called on app's goroutine.
func Picture(app fyne.App, o Options, size fyne.Size, now time.Time, v kiosk.View, of office.View, settings kiosk.SetupView) image.Image {
	app.Settings().SetTheme(draw.NewTheme())
	page := stillSettings(o.Texts)
	page.Show(settings)
	o.Pages = map[office.Section]screen.Page{office.SectionSettings: page}
	u := newUI(app, o, nil)
	defer u.Stop()
	u.clock.now, u.clock.stops, u.do = func() time.Time { return now }, true, func(f func()) { f() }
	u.owner.Show(of)
	u.views.view, u.views.shown = v, true
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(u.counter.root)
	c.Resize(size)
	u.counter.root.Resize(size)
	u.draw()
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
