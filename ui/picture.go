package ui

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
)

// Picture is the picture of the cashier's window of a size at a time, drawn without a
// window, for documents. It must be called on app's goroutine.
func Picture(app fyne.App, o Options, size fyne.Size, now time.Time, v kiosk.View, of office.View) image.Image {
	app.Settings().SetTheme(draw.NewTheme())
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
