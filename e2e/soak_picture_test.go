//go:build e2e && soak

package e2e

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// shopPictures are the shop's own adverts, of which one is new with each lull.
type shopPictures struct {
	dir   string
	shown []color.NRGBA // colours of those that were ever there
	made  int
}

const (
	// picturesKept are there at a time: a picture is gone only minutes after it was
	// new, since the till looks once a minute at what is there.
	picturesKept = 12
	// The size of a portrait picture.
	pictureWidth, pictureHeight = 720, 1280

	lullsSeen = "lulls in which an advert was seen"
	// lullMax is the time that a lull waits for an advert.
	lullMax = 4 * time.Second
	// pictureStands is the time that each is shown, the shortest that there is.
	pictureStands = time.Second
)

// inPicture is within an advert, which is shown whole: at the stage's edges stand
// its colours made darker.
var inPicture = image.Pt(960, 400)

func newShopPictures(t *testing.T) shopPictures {
	p := shopPictures{dir: t.TempDir()}
	for range picturesKept {
		p.renew(t)
	}
	return p
}

func (p *shopPictures) config() string {
	return fmt.Sprintf("[adverts]\ninterval = %q\ndir = %q\n", pictureStands, p.dir)
}

// renew adds a picture of a colour that was not there before, and takes the
// oldest away.
func (p *shopPictures) renew(t *testing.T) {
	p.made++
	// Well apart from each other and from the window's own colours.
	c := color.NRGBA{R: uint8(40 + p.made*37%200), G: uint8(p.made * 91 % 256), B: uint8(255 - p.made*53%200), A: 0xFF}
	img := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), color.Palette{c})
	name := func(n int) string { return filepath.Join(p.dir, fmt.Sprintf("%06d.png", n)) }
	file, err := os.CreateTemp(filepath.Dir(p.dir), "advert")
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, img))
	require.NoError(t, file.Close())
	require.NoError(t, os.Rename(file.Name(), name(p.made))) // never half a picture
	if old := p.made - picturesKept; old > 0 {
		require.NoError(t, os.Remove(name(old)))
	}
	p.shown = append(p.shown, c)
}

// lulls lets the counter stand empty until an advert is seen, and then a second
// longer, so that the next fades in.
func (s *soak) lulls() {
	s.shop.renew(s.t)
	s.clears()
	if s.till.shown.Screen == kiosk.ScreenPanel {
		s.till.keys("Return")
		s.waits(patience, func(v logLine) bool { return v.Screen != kiosk.ScreenPanel })
		s.clears() // a card may have waited behind the answer
	}
	if s.awaits(lullMax, func() bool { return s.till.window.shows(inPicture, s.shop.shown...) }) {
		s.tally[lullsSeen]++
	} else {
		s.tally["lulls without an advert"]++
	}
	s.rest(pictureStands)
}
