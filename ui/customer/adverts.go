package customer

import (
	"image"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/ui/draw"
	"facepay/ui/internal/picture"
)

const (
	// advertInterval is the default display time of an advert.
	advertInterval = 8 * time.Second
	// fadeTime of one advert into the next, with nothing dark between them.
	fadeTime = 200 * time.Millisecond
)

// adverts shows pictures in turn while nobody pays. Two layers are kept: the
// picture that is seen, and the next one that fades in over it.
type adverts struct {
	Options
	box      *fyne.Container
	low, top *canvas.Raster
	dot      *canvas.Rectangle // refreshed to have the frame drawn again without a new upload
	pictures [2]*image.RGBA    // of low and top

	files    []string
	pixels   image.Point
	place    draw.Rect
	next     int
	turn     uint64 // counts what was asked for, so that a late picture is dropped
	timer    *time.Timer
	fade     *fyne.Animation
	failures int             // in a row
	leftOut  map[string]bool // files that the log was told of
}

func newAdverts(o Options) *adverts {
	a := &adverts{Options: o, dot: canvas.NewRectangle(draw.StageStrip), leftOut: map[string]bool{}}
	if a.AdvertInterval == nil {
		a.AdvertInterval = func() time.Duration { return advertInterval }
	}
	a.low = canvas.NewRaster(func(int, int) image.Image { return a.picture(0) })
	a.top = canvas.NewRaster(func(int, int) image.Image { return a.picture(1) })
	a.top.Hide()
	a.box = container.NewWithoutLayout(a.low, a.top, a.dot)
	a.box.Hide()
	return a
}

func (a *adverts) picture(i int) image.Image {
	if p := a.pictures[i]; p != nil {
		return p
	}
	return image.NewUniform(draw.StageStrip)
}

// showing reports whether a picture is on the stage.
func (a *adverts) showing() bool { return a.pictures[0] != nil }

// set has files shown in r, none while a sale is open. scale is pixels per logical pixel.
func (a *adverts) set(files []string, r draw.Rect, scale float32) {
	pixels := image.Pt(int(r.W*scale+0.5), int(r.H*scale+0.5))
	if slices.Equal(files, a.files) && pixels == a.pixels && r == a.place {
		return
	}
	resized := pixels != a.pixels
	a.files, a.pixels, a.place = slices.Clone(files), pixels, r
	a.turn++
	a.stop()
	if len(files) == 0 || pixels.X <= 0 || pixels.Y <= 0 {
		// The picture itself is let go too: a till sells most of the day.
		a.pictures, a.failures = [2]*image.RGBA{}, 0
		a.top.Hide()
		a.box.Hide()
		return
	}
	for _, l := range []*canvas.Raster{a.low, a.top} {
		draw.Place(l, r)
	}
	draw.Place(a.dot, draw.R(r.X, r.Bottom()-1, 1, 1))
	if resized || a.next >= len(files) {
		a.next = 0
	}
	a.failures = 0
	a.load()
}

func (a *adverts) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
	if a.fade != nil {
		a.fade.Stop()
		a.fade = nil
	}
}

// load decodes the next picture away from the UI's goroutine.
func (a *adverts) load() {
	turn, file, pixels := a.turn, a.files[a.next], a.pixels
	a.next = (a.next + 1) % len(a.files)
	go func() {
		img, err := picture.Load(file, pixels)
		a.Do(func() {
			if turn == a.turn {
				a.loaded(file, img, err)
			}
		})
		// Decoding takes many times what the picture keeps. Given back at once, it
		// leaves the machine to others, and what a till holds can be told from it.
		debug.FreeOSMemory()
	}()
}

func (a *adverts) loaded(file string, img *image.RGBA, err error) {
	if err != nil {
		if !a.leftOut[file] {
			slog.Warn("advert is left out", "file", file, "error", err)
		}
		a.leftOut[file] = true
		if a.failures++; a.failures < len(a.files) {
			a.load()
		}
		return
	}
	a.failures = 0
	delete(a.leftOut, file)
	first := a.pictures[0] == nil
	a.box.Show()
	if first || a.ReducedMotion {
		a.pictures[0] = img
		canvas.Refresh(a.low)
		if first {
			a.Changed()
		}
	} else {
		a.crossFade(img)
	}
	if len(a.files) > 1 {
		due := a.due(a.turn)
		a.timer = time.AfterFunc(a.AdvertInterval(), func() { a.Do(due) })
	}
}

// due returns what the timer of one turn does when it fires.
func (a *adverts) due(turn uint64) func() {
	return func() {
		if turn == a.turn {
			a.load()
		}
	}
}

func (a *adverts) crossFade(img *image.RGBA) {
	a.pictures[1] = img
	a.top.Translucency = 1
	a.top.Show()
	canvas.Refresh(a.top)
	a.fade = fyne.NewAnimation(fadeTime, func(done float32) {
		a.top.Translucency = float64(1 - done)
		canvas.Refresh(a.dot)
		if done < 1 {
			return
		}
		a.pictures = [2]*image.RGBA{img, nil}
		canvas.Refresh(a.low)
		a.top.Hide()
		a.fade = nil
	})
	a.fade.Curve = fyne.AnimationLinear
	a.fade.Start()
}
