package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"io"
	"time"
)

// moving is a GIF taken apart (GIF89a): unpacked as a whole, its frames would fill
// the memory.
type moving struct {
	head   []byte // header, screen and colours, which each frame needs
	size   image.Point
	frames []frame
}

type frame struct {
	control, block []byte // of the file; control is nil where there is none
	bounds         image.Rectangle
	stands         time.Duration // display time
	disposal       byte
}

const (
	trailer    = 0x3B
	extension  = 0x21
	descriptor = 0x2C
	control    = 0xF9 // the graphic control extension's label
)

var errCut = fmt.Errorf("%w: GIF: it ends too early", ErrFormat)

// readFrames finds the frames without unpacking them. The error is ErrFormat or
// ErrLarge.
func readFrames(data []byte) (moving, error) {
	const headBytes = 13
	if len(data) < headBytes {
		return moving{}, errCut
	}
	at := headBytes + coloursBytes(data[10])
	if len(data) < at {
		return moving{}, errCut
	}
	m := moving{head: data[:at], size: image.Pt(int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:])))}
	var next frame
	pixels := 0
	for at < len(data) {
		start := at
		switch data[at] {
		case trailer:
			if len(m.frames) == 0 {
				return moving{}, fmt.Errorf("%w: GIF without a picture", ErrFormat)
			}
			return m, nil
		case extension:
			if at = pastBlocks(data, at+2); at < 0 {
				return moving{}, errCut
			}
			if e := data[start:at]; e[1] == control && len(e) == 8 {
				next.control = e
			}
		case descriptor:
			if len(data) < at+10 {
				return moving{}, errCut
			}
			word := func(i int) int { return int(binary.LittleEndian.Uint16(data[start+i:])) }
			next.bounds = image.Rect(word(1), word(3), word(1)+word(5), word(3)+word(7))
			if at = pastBlocks(data, at+10+coloursBytes(data[at+9])+1); at < 0 {
				return moving{}, errCut
			}
			next.block = data[start:at]
			next.readControl()
			m.frames = append(m.frames, next)
			if pixels += next.bounds.Dx() * next.bounds.Dy(); pixels > movingPixelsMax || len(m.frames) > FramesMax {
				return moving{}, fmt.Errorf("%w: over %d frames, or %d pixels in all of them", ErrLarge, FramesMax, movingPixelsMax)
			}
			next = frame{}
		default:
			return moving{}, fmt.Errorf("%w: GIF: block 0x%02x", ErrFormat, data[at])
		}
	}
	return moving{}, errCut
}

// coloursBytes is the size of the colour table that a byte of flags tells of.
func coloursBytes(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// pastBlocks is the place behind the sub-blocks that begin at; -1 where they have no end.
func pastBlocks(data []byte, at int) int {
	for at < len(data) {
		length := int(data[at])
		at += 1 + length
		if length == 0 {
			return at
		}
	}
	return -1
}

const (
	// standsUntold is the display time of a frame that tells none worth the name, as
	// browsers have it; standsMin keeps the till's processor for the till.
	standsUntold = 100 * time.Millisecond
	standsMin    = 50 * time.Millisecond
)

func (f *frame) readControl() {
	f.stands = standsUntold
	if f.control == nil {
		return
	}
	f.disposal = f.control[3] >> 2 & 7
	if hundredths := binary.LittleEndian.Uint16(f.control[4:]); hundredths > 1 {
		f.stands = max(standsMin, time.Duration(hundredths)*10*time.Millisecond)
	}
}

// unpack is a frame's picture alone, at its place in the whole.
func (m moving) unpack(f frame) (*image.Paletted, error) {
	parts := io.MultiReader(bytes.NewReader(m.head), bytes.NewReader(f.control), bytes.NewReader(f.block), bytes.NewReader([]byte{trailer}))
	all, err := gif.DecodeAll(parts)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return all.Image[0], nil
}

// check unpacks every frame.
func (m moving) check() error {
	for i, f := range m.frames {
		if _, err := m.unpack(f); err != nil {
			return fmt.Errorf("frame %d of %d: %w", i+1, len(m.frames), err)
		}
	}
	return nil
}
