package dialog

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
)

// Picture is d in a window of a size in logical pixels, of which each is scale of the
// picture's, drawn without a window, for documents. It must be called on the goroutine of app,
// whose theme is draw.NewTheme.
func (d Dialog) Picture(app fyne.App, size fyne.Size, scale float32) image.Image {
	o := newDialog(app, d)
	defer o.stop()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(scale)
	c.SetContent(o.root)
	c.Resize(size)
	o.root.Resize(size)
	o.draw()
	return c.Capture()
}
