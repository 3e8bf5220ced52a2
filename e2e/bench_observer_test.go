//go:build e2e

package e2e

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// observer sees pixels of the screen from outside of the programs that draw
// there, by the X protocol itself: a strip takes a tenth of a millisecond, where
// a tool that makes a picture of the screen takes a hundred.
type observer struct {
	conn          net.Conn
	root          uint32
	width, height int
}

// pixel is 0xRRGGBB.
type pixel uint32

const (
	blackPixel pixel = 0x000000
	whitePixel pixel = 0xFFFFFF
)

// strip is a rectangle of the screen.
type strip struct{ x, y, w, h int }

// newObserver watches $DISPLAY until the benchmark ends.
func newObserver(b *testing.B) *observer { return newObserverOf(b, mainDisplay().name) }

func newObserverOf(b *testing.B, display string) *observer {
	o, err := observe(display)
	require.NoError(b, err)
	b.Cleanup(func() { o.conn.Close() })
	return o
}

func observe(display string) (*observer, error) {
	number, local := strings.CutPrefix(display, ":")
	if !local {
		return nil, fmt.Errorf("display %q is not one of this machine; use scripts/virtual.sh", display)
	}
	number, _, _ = strings.Cut(number, ".")
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+number)
	if err != nil {
		return nil, fmt.Errorf("connect to display %s: %w", display, err)
	}
	o := &observer{conn: conn}
	if err := o.greet(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect to display %s: %w", display, err)
	}
	return o, nil
}

// greet opens the connection (X protocol 11, "Connection Setup").
func (o *observer) greet() error {
	hello := make([]byte, 12)
	hello[0] = 'l' // little endian
	binary.LittleEndian.PutUint16(hello[2:], 11)
	if _, err := o.conn.Write(hello); err != nil {
		return err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(o.conn, head); err != nil {
		return err
	}
	body := make([]byte, 4*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(o.conn, body); err != nil {
		return err
	}
	if head[0] != 1 {
		return fmt.Errorf("refused: %q", body)
	}
	vendor := int(binary.LittleEndian.Uint16(body[16:]))
	first := body[32+(vendor+3)/4*4+8*int(body[21]):] // the first screen, after vendor and formats
	o.root = binary.LittleEndian.Uint32(first)
	o.width, o.height = int(binary.LittleEndian.Uint16(first[20:])), int(binary.LittleEndian.Uint16(first[22:]))
	if depth := first[38]; depth != 24 {
		return fmt.Errorf("it has %d bits a pixel, not 24", depth)
	}
	return nil
}

// read returns the pixels of s as a person sees them, row by row (X protocol 11,
// "GetImage" of the root window).
func (o *observer) read(s strip) ([]pixel, error) {
	const getImage, zPixmap = 73, 2
	r := []byte{getImage, zPixmap, 5, 0}
	r = binary.LittleEndian.AppendUint32(r, o.root)
	for _, v := range []int{s.x, s.y, s.w, s.h} {
		r = binary.LittleEndian.AppendUint16(r, uint16(v))
	}
	r = binary.LittleEndian.AppendUint32(r, 1<<32-1) // all planes
	_, body, err := o.ask(r)
	if err != nil {
		return nil, err
	}
	if len(body) != 4*s.w*s.h {
		return nil, fmt.Errorf("%d bytes for %d x %d pixels", len(body), s.w, s.h)
	}
	out := make([]pixel, s.w*s.h)
	for i := range out {
		out[i] = pixel(binary.LittleEndian.Uint32(body[4*i:]) & 0xFFFFFF)
	}
	return out, nil
}

// extension is the number of an extension on this display (X protocol 11,
// "QueryExtension").
func (o *observer) extension(name string) (byte, error) {
	const queryExtension = 98
	padded := name + "\x00\x00\x00"[:(4-len(name)%4)%4]
	r := []byte{queryExtension, 0, byte(2 + len(padded)/4), 0, byte(len(name)), 0, 0, 0}
	head, _, err := o.ask(append(r, padded...))
	if err != nil {
		return 0, err
	}
	if head[8] == 0 {
		return 0, fmt.Errorf("the display has no %s", name)
	}
	return head[9], nil
}

// ask makes a request and reads its answer: what all answers begin with, and the
// rest of it.
func (o *observer) ask(request []byte) (head, body []byte, err error) {
	if _, err := o.conn.Write(request); err != nil {
		return nil, nil, err
	}
	const failed, answer = 0, 1
	head = make([]byte, 32)
	for head[0] = 2; head[0] > answer; { // what is neither is an event, such as a changed keyboard, that all get
		if _, err := io.ReadFull(o.conn, head); err != nil {
			return nil, nil, err
		}
	}
	if head[0] == failed {
		return nil, nil, fmt.Errorf("X error %d", head[1])
	}
	body = make([]byte, 4*binary.LittleEndian.Uint32(head[4:]))
	_, err = io.ReadFull(o.conn, body)
	return head, body, err
}

// blink is the pause between two looks, and so the coarseness of every figure
// that an observer measures, always to the till's disadvantage.
const blink = time.Millisecond

// see looks at s until what is there fits, and returns when it was seen.
func (o *observer) see(b *testing.B, what string, s strip, fits func([]pixel) bool) time.Time {
	for deadline := time.Now().Add(patience); ; time.Sleep(blink) {
		pixels, err := o.read(s)
		now := time.Now()
		require.NoError(b, err, "read the screen at %+v", s)
		if fits(pixels) {
			return now
		}
		require.False(b, now.After(deadline), "no %s on the screen within %s", what, patience)
	}
}

// share is the part of pixels that has the colour p.
func share(pixels []pixel, p pixel) float64 {
	n := 0
	for _, v := range pixels {
		if v == p {
			n++
		}
	}
	return float64(n) / float64(len(pixels))
}

// filled reports whether half of pixels or more have one colour, and which.
func filled(pixels []pixel) (pixel, bool) {
	most := slices.Clone(pixels)
	slices.Sort(most)
	middle := most[len(most)/2] // a colour that half of them have is there
	return middle, share(pixels, middle) >= 0.5
}

// empty reports whether nothing but the screen's own black is there.
func empty(pixels []pixel) bool { return share(pixels, blackPixel) == 1 }

// pictured reports whether something is drawn: three colours or more besides the
// screen's own, each wider than a window's frame or the shades of a glyph.
func pictured(pixels []pixel) bool {
	const wide = 20
	counts := map[pixel]int{}
	for _, p := range pixels {
		counts[p]++
	}
	delete(counts, blackPixel)
	colours := 0
	for _, n := range counts {
		if n >= wide {
			colours++
		}
	}
	return colours >= 3
}
