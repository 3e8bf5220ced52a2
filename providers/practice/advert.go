package practice

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"net/http"
	"runtime"
	"strconv"
	"sync"
)

const (
	advertPath   = "/adverts/"
	advertWidth  = 1080
	advertHeight = 1200
)

// advert is one picture, drawn when it is first asked for.
type advert struct {
	file string
	kind string
	data func() []byte
}

// adverts are drawn without text, so that they suit every shop and language.
var adverts = []advert{
	{"hills.png", "image/png", sync.OnceValue(func() []byte { return encoded(hills(), fastPNG.Encode) })},
	{"tea.png", "image/png", sync.OnceValue(func() []byte { return encoded(tea, fastPNG.Encode) })},
	{"waves.jpg", "image/jpeg", sync.OnceValue(func() []byte {
		return encoded(waves, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: 92}) })
	})},
}

var fastPNG = png.Encoder{CompressionLevel: png.BestSpeed} // it is sent over loopback

// AdvertURLs are the addresses of the shop's pictures, for whoever asks by r.
func AdvertURLs(r Request) []string {
	var urls []string
	for _, a := range adverts {
		urls = append(urls, r.Base+advertPath+a.file)
	}
	return urls
}

func (s *Server) serveAdvert(w http.ResponseWriter, r *http.Request) {
	if s.Network() == NetworkReset {
		dropConnection(w)
		return
	}
	for _, a := range adverts {
		if a.file == r.PathValue("file") {
			data := a.data()
			w.Header().Set("Content-Type", a.kind)
			w.Header().Set("Content-Length", strconv.Itoa(len(data)))
			w.Header().Set("Cache-Control", "public, max-age=3600")
			_, _ = w.Write(data) // the till may be gone
			return
		}
	}
	http.NotFound(w, r)
}

// shader gives the colour of a point; x runs from 0 to 1, y from 0 to
// advertHeight/advertWidth, downwards.
type shader func(x, y float64) rgb

type rgb struct{ r, g, b float64 }

func ink(v uint32) rgb {
	return rgb{float64(v >> 16 & 255), float64(v >> 8 & 255), float64(v & 255)}
}

func mix(a, b rgb, t float64) rgb {
	t = min(max(t, 0), 1)
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

// cover is the part of a pixel inside an edge, from its signed distance
// (negative is inside): smooth edges without drawing twice.
func cover(d float64) float64 {
	return min(max(0.5-d*advertWidth, 0), 1)
}

// distance is math.Hypot without its care for infinities, several times as fast.
func distance(dx, dy float64) float64 { return math.Sqrt(dx*dx + dy*dy) }

func square(v float64) float64 { return v * v }

func disc(x, y, cx, cy, radius float64) float64 { return distance(x-cx, y-cy) - radius }

// draw paints the rows on all processors.
func draw(s shader) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, advertWidth, advertHeight))
	var workers sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for first := range n {
		workers.Go(func() {
			for py := first; py < advertHeight; py += n {
				row := img.Pix[py*img.Stride : (py+1)*img.Stride]
				for px := range advertWidth {
					c := s((float64(px)+0.5)/advertWidth, (float64(py)+0.5)/advertWidth)
					row[4*px], row[4*px+1], row[4*px+2], row[4*px+3] = uint8(c.r+0.5), uint8(c.g+0.5), uint8(c.b+0.5), 255
				}
			}
		})
	}
	workers.Wait()
	return img
}

func encoded(s shader, encode func(io.Writer, image.Image) error) []byte {
	var b bytes.Buffer
	if err := encode(&b, draw(s)); err != nil {
		panic(err) // an RGBA image into memory always encodes
	}
	return b.Bytes()
}

// hills is a sun behind five ranges at dusk.
func hills() shader {
	const ranges = 5
	var ridges [ranges][advertWidth]float64 // heights, once a column
	for i := range ranges {
		n := float64(i)
		for px := range advertWidth {
			x := (float64(px) + 0.5) / advertWidth
			ridges[i][px] = 0.5 + 0.125*n +
				(0.06-0.004*n)*math.Sin(x*(3.1+0.7*n)+1.9*n) + 0.02*math.Sin(x*(8.3+1.3*n)+4.1*n) + 0.006*math.Sin(x*(23+5*n)+n)
		}
	}
	return func(x, y float64) rgb {
		c := mix(ink(0x1F3A5F), ink(0xF6B48A), y/0.75)
		sun := distance(x-0.66, y-0.4)
		c = mix(c, ink(0xFFE2B8), 0.55*math.Exp(-14*sun*sun))
		c = mix(c, ink(0xFFF3DC), cover(sun-0.115))
		for i := range ranges {
			ridge := ridges[i][int(x*advertWidth)]
			if y < ridge-1.0/advertWidth {
				continue
			}
			near := float64(i) / (ranges - 1)
			land := mix(mix(ink(0xC98F86), ink(0x14283F), near), ink(0xE9B79A), 0.35*(1-near)*math.Exp(-9*(y-ridge)))
			c = mix(c, land, cover(ridge-y))
		}
		return c
	}
}

// tea is a cup seen from above on a tray, with leaves.
func tea(x, y float64) rgb {
	c := mix(ink(0x0F5748), ink(0x0A2A2B), (x*0.3+y)/1.2)
	c = mix(c, ink(0x1A6A56), 0.6*math.Exp(-5*square(distance(x-0.2, y-0.15))))
	const cx, cy = 0.53, 0.585
	shade := disc(x, y, cx+0.02, cy+0.035, 0.325)
	c = mix(c, ink(0x041617), 0.55*math.Exp(-max(shade, 0)*28))
	c = mix(c, ink(0xF4EFE3), cover(disc(x, y, cx, cy, 0.325)))
	c = mix(c, ink(0xDDD5C3), cover(math.Abs(disc(x, y, cx, cy, 0.292))-0.0022))
	inner := disc(x, y, cx, cy, 0.205)
	c = mix(c, ink(0xB9AF9A), 0.75*math.Exp(-max(inner, 0)*45)*cover(-inner))
	c = mix(c, ink(0xFFFDF7), cover(inner))
	brew := disc(x, y, cx, cy, 0.178)
	amber := mix(ink(0xE39A3B), ink(0xA8541B), distance(x-cx+0.05, y-cy+0.06)/0.24)
	c = mix(c, amber, cover(brew))
	c = mix(c, ink(0xF7CE86), 0.75*cover(brew)*math.Exp(-420*square(distance(x-cx+0.085, (y-cy+0.09)*1.3))))
	for _, leaf := range []struct{ x, y, turn, size float64 }{
		{0.17, 0.235, 0.7, 0.12}, {0.285, 0.155, 2.2, 0.088}, {0.875, 0.965, -0.6, 0.125}, {0.745, 1.03, 0.5, 0.085},
	} {
		if distance(x-leaf.x, y-leaf.y) > leaf.size+0.01 {
			continue
		}
		sin, cos := math.Sincos(leaf.turn)
		u, v := (x-leaf.x)*cos+(y-leaf.y)*sin, -(x-leaf.x)*sin+(y-leaf.y)*cos
		// Two circles that meet in points make a leaf.
		r := leaf.size * 1.25
		off := math.Sqrt(r*r - leaf.size*leaf.size)
		edge := max(disc(u, v, 0, off, r), disc(u, v, 0, -off, r))
		c = mix(c, mix(ink(0x8CC68A), ink(0x4E9A68), 0.5+v/leaf.size), cover(edge))
		c = mix(c, ink(0xD4EBC8), 0.8*cover(max(edge+0.012, math.Abs(v)-0.0016)))
	}
	return c
}

// waves is the sea as fans of rings, under a full moon.
func waves(x, y float64) rgb {
	c := mix(ink(0x2C5F82), ink(0xF1DCC2), y/0.62)
	c = mix(c, ink(0xFFE9BE), 0.5*math.Exp(-16*square(distance(x-0.36, y-0.34))))
	c = mix(c, ink(0xFFF6DF), cover(disc(x, y, 0.36, 0.34, 0.15)))
	const size = 0.15
	const top = 0.5
	for row := range 12 {
		cy := top + size + float64(row)*size/2
		shift := size * float64(row%2)
		if math.Abs(y-cy) > size+1.0/advertWidth {
			continue // no fan of this row reaches here
		}
		cx := math.Round((x-shift)/(2*size))*2*size + shift
		d := disc(x, y, cx, cy, size)
		depth := float64(row) / 11
		ground, foam := mix(ink(0x2F6F94), ink(0x0D2440), depth), mix(ink(0xF8F3E6), ink(0x9CC3D6), depth)
		const period, width = size * 0.26, size * 0.042
		ring := math.Abs(math.Mod(-d, period)-width) - width // bands inwards from the rim
		c = mix(c, mix(ground, foam, cover(ring)), cover(d))
	}
	return c
}
