package customer

import (
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/kiosk"
	"facepay/kiosk/picture"
	"facepay/ui/draw"
)

const (
	// advertTime is the usual display time of an advert.
	advertTime = 8 * time.Second
	// fadeTime of one advert into the next, with nothing dark between them.
	fadeTime = 200 * time.Millisecond
)

// adverts shows pictures in turn while nobody pays. Two layers, each with a picture of
// its own, take turns: one is seen, and the next fades in over it or from under it.
type adverts struct {
	Options
	box      *fyne.Container
	layers   [2]*canvas.Raster // from back to front
	pictures [2]*image.RGBA
	front    int               // layer that is seen
	dot      *canvas.Rectangle // refreshed to have the frame drawn again without a new upload

	list   []kiosk.Advert
	pixels image.Point
	place  draw.Rect
	turns  turns
	shown  kiosk.Advert
	since  time.Time // from which it stands
	turn   uint64    // counts what was asked for, so that a late picture is dropped

	timer, frames *time.Timer // the next picture, and the next frame of this one
	fade          *fyne.Animation
	failures      int             // in a row
	leftOut       map[string]bool // files that the log was told of
}

func newAdverts(o Options) *adverts {
	a := &adverts{Options: o, dot: canvas.NewRectangle(draw.StageStrip), leftOut: map[string]bool{}, turns: turns{}}
	for i := range a.layers {
		a.layers[i] = canvas.NewRaster(func(int, int) image.Image { return a.picture(i) })
		a.layers[i].Hide()
	}
	a.box = container.NewWithoutLayout(a.layers[0], a.layers[1], a.dot)
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
func (a *adverts) showing() bool { return a.pictures[a.front] != nil }

// set has adverts shown in r, none while a sale is open. scale is pixels per logical pixel.
func (a *adverts) set(list []kiosk.Advert, r draw.Rect, scale float32) {
	pixels := image.Pt(int(r.W*scale+0.5), int(r.H*scale+0.5))
	placed := pixels == a.pixels && r == a.place
	if placed && slices.Equal(list, a.list) {
		return
	}
	a.list, a.pixels, a.place = slices.Clone(list), pixels, r
	if placed && a.showing() && a.fade == nil {
		if i := slices.IndexFunc(list, a.stands); i >= 0 {
			a.shown = list[i] // what stands is still to be seen
			return
		}
	}
	a.turn++
	a.stop()
	if len(list) == 0 || pixels.X <= 0 || pixels.Y <= 0 {
		a.clear()
		return
	}
	for _, l := range a.layers {
		draw.Place(l, r)
	}
	draw.Place(a.dot, draw.R(r.X, r.Bottom()-1, 1, 1))
	a.failures = 0
	a.load()
}

// stands reports whether an advert has the picture that is seen.
func (a *adverts) stands(advert kiosk.Advert) bool {
	return advert.File == a.shown.File && advert.Hash == a.shown.Hash
}

// clear takes all from the stage. The pictures themselves are let go too: a till sells
// most of the day.
func (a *adverts) clear() {
	a.stood()
	a.pictures, a.failures = [2]*image.RGBA{}, 0
	for _, l := range a.layers {
		l.Hide()
	}
	a.box.Hide()
}

// stood tells how long the picture on the stage has been seen.
func (a *adverts) stood() {
	if a.Played != nil && a.showing() {
		a.Played(a.shown, time.Since(a.since))
	}
	a.since = time.Now()
}

func (a *adverts) stop() {
	for _, t := range []*time.Timer{a.timer, a.frames} {
		if t != nil {
			t.Stop()
		}
	}
	if a.fade != nil {
		a.fade.Stop()
		a.faded()
	}
}

// load decodes the next picture away from the UI's goroutine.
func (a *adverts) load() {
	next := a.turns.next(a.list)
	if a.showing() && next == a.shown { // it is its turn again
		a.stood()
		a.await()
		return
	}
	turn, pixels := a.turn, a.pixels
	go func() {
		var img *image.RGBA
		var stands time.Duration
		data, err := picture.Read(os.DirFS(filepath.Dir(next.File)), filepath.Base(next.File), picture.BytesMax)
		var reel *picture.Reel
		if err == nil {
			if reel, err = picture.Open(data, pixels); err == nil {
				img, stands, err = reel.Frame()
			}
		}
		a.Do(func() {
			if turn == a.turn {
				a.loaded(next, reel, img, stands, err)
			}
		})
		// Decoding takes many times what the picture keeps. Given back at once, it
		// leaves the machine to others, and what a till holds can be told from it.
		const much = 64 << 10
		if len(data) > much {
			debug.FreeOSMemory()
		}
	}()
}

func (a *adverts) loaded(next kiosk.Advert, reel *picture.Reel, img *image.RGBA, stands time.Duration, err error) {
	if err != nil {
		a.leaveOut(next, err)
		if a.failures++; a.failures < len(a.list) {
			a.load()
		} else if a.showing() { // none else can be shown now
			a.await()
		}
		return
	}
	if !slices.Contains(a.list, next) { // not any more
		a.load()
		return
	}
	a.failures = 0
	delete(a.leftOut, next.File)
	first := !a.showing()
	a.stood()
	a.shown = next
	if a.frames != nil {
		a.frames.Stop()
	}
	a.box.Show()
	if first || a.Look().Still {
		a.pictures[a.front] = img
		a.layers[a.front].Translucency = 0
		a.layers[a.front].Show()
		canvas.Refresh(a.layers[a.front])
		if first {
			a.Changed()
		}
	} else {
		a.crossFade(img)
	}
	if stands > 0 && !a.Look().Still {
		a.move(reel, fadeTime+stands)
	}
	a.await()
}

func (a *adverts) leaveOut(advert kiosk.Advert, err error) {
	if !a.leftOut[advert.File] {
		slog.Warn("advert is left out", "file", advert.File, "error", err)
	}
	a.leftOut[advert.File] = true
}

// await has the next one loaded when the time of this one is over.
func (a *adverts) await() {
	stays := a.shown.Time
	if stays <= 0 {
		stays = advertTime
	}
	due := a.due(a.turn)
	a.timer = time.AfterFunc(stays, func() { a.Do(due) })
}

// due returns what the timer of one turn does when it fires.
func (a *adverts) due(turn uint64) func() {
	return func() {
		if turn == a.turn {
			a.load()
		}
	}
}

// crossFade brings img in at the other layer. Both stay opaque but for the front one of
// the two, so that nothing shines through.
func (a *adverts) crossFade(img *image.RGBA) {
	if a.fade != nil {
		a.fade.Stop()
		a.faded()
	}
	from, to := a.front, 1-a.front
	a.front = to
	a.pictures[to] = img
	over := a.layers[1]
	share := func(done float32) float64 { // of what is seen through the layer over the other
		if over == a.layers[from] {
			return float64(done)
		}
		return float64(1 - done)
	}
	over.Translucency = share(0)
	a.layers[0].Translucency = 0
	a.layers[to].Show()
	canvas.Refresh(a.layers[to])
	a.fade = fyne.NewAnimation(fadeTime, func(done float32) {
		over.Translucency = share(done)
		canvas.Refresh(a.dot)
		if done == 1 {
			a.faded()
		}
	})
	a.fade.Curve = fyne.AnimationLinear
	a.fade.Start()
}

// faded leaves the new picture alone on the stage.
func (a *adverts) faded() {
	a.fade = nil
	gone := 1 - a.front
	a.layers[a.front].Translucency = 0
	a.layers[gone].Hide()
	a.pictures[gone] = nil
}

// move shows the next frame of a moving picture after wait, and so on while it stands.
func (a *adverts) move(reel *picture.Reel, wait time.Duration) {
	turn, shown := a.turn, a.shown
	a.frames = time.AfterFunc(wait, func() {
		began := time.Now()
		img, stays, err := reel.Frame()
		took := time.Since(began)
		a.Do(func() {
			switch {
			case turn != a.turn || !a.stands(shown): // another one does
			case err != nil:
				a.leaveOut(shown, err)
			default:
				a.pictures[a.front] = img
				canvas.Refresh(a.layers[a.front])
				a.move(reel, max(stays-took, took)) // half of a processor at most
			}
		})
	})
}
