package picture

import (
	"bytes"
	"image"
	"time"

	"golang.org/x/image/draw"
)

// Reel is a picture for a place: its frames in turn, for ever. Its methods are for one
// goroutine at a time.
type Reel struct {
	still *image.RGBA // a picture that does not move, and none of the rest

	moving moving
	next   int         // frame
	screen *image.RGBA // as the frames up to now have left it
	left   func()      // takes the last frame from the screen
	ground *image.RGBA // what is around it
	out    [2]*image.RGBA
}

// Open decodes data for a place of size. It takes its time, and memory for the picture
// as it is stored and twice the place. The error is ErrFormat or ErrLarge.
func Open(data []byte, size image.Point) (r *Reel, err error) {
	defer slip(&err)
	format, err := checkHead(data)
	if err != nil {
		return nil, err
	}
	if format != "gif" {
		src, err := decode(data)
		if err != nil {
			return nil, err
		}
		return &Reel{still: place(src, orientationOf(bytes.NewReader(data)), size)}, nil
	}
	m, err := readFrames(data)
	if err != nil {
		return nil, err
	}
	r = &Reel{moving: m, screen: image.NewRGBA(image.Rectangle{Max: m.size}), left: func() {}}
	if err := r.advance(); err != nil {
		return nil, err
	}
	if len(m.frames) == 1 {
		return &Reel{still: place(r.screen, upright, size)}, nil
	}
	r.next = 0
	r.ground = surround(r.screen, size)
	for i := range r.out {
		r.out[i] = image.NewRGBA(image.Rectangle{Max: size})
	}
	return r, nil
}

// Moves reports whether there is more than one frame.
func (r *Reel) Moves() bool { return r.still == nil }

// Frame is the next frame and its display time, 0 for one that stands. The picture is
// overwritten by the call after the next.
func (r *Reel) Frame() (img *image.RGBA, stands time.Duration, err error) {
	defer slip(&err)
	if r.still != nil {
		return r.still, 0, nil
	}
	stands = r.moving.frames[r.next].stands
	if err := r.advance(); err != nil {
		return nil, 0, err
	}
	img = r.out[0]
	r.out[0], r.out[1] = r.out[1], img
	copy(img.Pix, r.ground.Pix)
	part, fitted := fit(r.screen.Rect, img.Rect.Max)
	at := img.Rect.Max.Sub(fitted).Div(2)
	draw.ApproxBiLinear.Scale(img, image.Rectangle{Min: at, Max: at.Add(fitted)}, r.screen, part, draw.Over, nil)
	return img, stands, nil
}

// advance puts the next frame on the screen.
func (r *Reel) advance() error {
	if r.next == 0 {
		clear(r.screen.Pix)
	} else {
		r.left()
	}
	f := r.moving.frames[r.next]
	img, err := r.moving.unpack(f)
	if err != nil {
		return err
	}
	const toGround, toBefore = 2, 3
	r.left = func() {}
	switch f.disposal {
	case toGround:
		r.left = func() { draw.Draw(r.screen, f.bounds, image.Transparent, image.Point{}, draw.Src) }
	case toBefore:
		before := image.NewRGBA(f.bounds)
		draw.Draw(before, f.bounds, r.screen, f.bounds.Min, draw.Src)
		r.left = func() { draw.Draw(r.screen, f.bounds, before, f.bounds.Min, draw.Src) }
	}
	draw.Draw(r.screen, img.Rect, img, img.Rect.Min, draw.Over)
	r.next = (r.next + 1) % len(r.moving.frames)
	return nil
}
