package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// orientation is the EXIF orientation (tag 0x0112): how the stored picture is to
// be turned. The names say where the stored first row and first column belong.
type orientation int

const (
	upright     orientation = iota + 1 // row at the top, column at the left
	mirrored                           // top, right
	upsideDown                         // bottom, right
	flipped                            // bottom, left
	transposed                         // left, top
	turnedRight                        // right, top: to be turned a quarter to the right
	transversed                        // right, bottom
	turnedLeft                         // left, bottom
)

// turned reports whether width and height change places.
func (o orientation) turned() bool { return o >= transposed }

const (
	// headMax is the number of bytes of a file searched for its orientation. A camera
	// writes it first; behind this there is only picture.
	headMax = 4 << 20
	// blocksMax bounds the segments or chunks that are passed on the way.
	blocksMax = 2000
	// exifMax is the most of one block that is read: a JPEG's cannot be larger.
	exifMax = 1 << 16
	// entriesMax bounds the tags that are looked through.
	entriesMax = 1000
)

// orientationOf is the orientation in a picture's file; upright where none is understood.
func orientationOf(file io.Reader) orientation {
	r := bufio.NewReader(io.LimitReader(file, headMax))
	head, err := r.Peek(12)
	var exif []byte
	switch {
	case err != nil:
		return upright
	case bytes.HasPrefix(head, []byte("\xFF\xD8")):
		exif, err = jpegEXIF(r)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		exif, err = chunkEXIF(r, 8, binary.BigEndian, true, "eXIf", func(size int64) int64 { return size + 4 })
	case bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:]) == "WEBP":
		exif, err = chunkEXIF(r, 12, binary.LittleEndian, false, "EXIF", func(size int64) int64 { return size + size&1 })
	}
	if err != nil {
		return upright
	}
	return orientationIn(exif)
}

var errNone = errors.New("no EXIF")

// exifMark stands before the TIFF structure in a JPEG, and sometimes elsewhere.
var exifMark = []byte("Exif\x00\x00")

// jpegEXIF reads the segments up to the picture (ITU-T T.81, annex B).
func jpegEXIF(r *bufio.Reader) ([]byte, error) {
	if _, err := r.Discard(2); err != nil {
		return nil, err
	}
	const app1, startOfScan, endOfImage = 0xE1, 0xDA, 0xD9
	for range blocksMax {
		mark, err := r.ReadByte()
		if err != nil {
			return nil, err
		}
		if mark != 0xFF {
			return nil, errNone
		}
		kind := byte(0xFF)
		for kind == 0xFF { // any number of them may fill up
			if kind, err = r.ReadByte(); err != nil {
				return nil, err
			}
		}
		if kind == startOfScan || kind == endOfImage {
			return nil, errNone
		}
		if kind == 0x01 || kind >= 0xD0 && kind <= 0xD8 { // without content
			continue
		}
		var size uint16
		if err := binary.Read(r, binary.BigEndian, &size); err != nil || size < 2 {
			return nil, errNone
		}
		content := int64(size) - 2
		if kind == app1 {
			data, err := read(r, content)
			if err != nil {
				return nil, err
			}
			if exif, ok := bytes.CutPrefix(data, exifMark); ok {
				return exif, nil
			}
			continue // XMP, say
		}
		if err := skip(r, content); err != nil {
			return nil, err
		}
	}
	return nil, errNone
}

// chunkEXIF looks for a chunk by its name behind the file's header (PNG, third
// edition, 11.3.4.5; WebP container specification). whole is the length of a chunk's
// content with its checksum or filling; in its head the size may come before the name.
func chunkEXIF(r *bufio.Reader, header int, order binary.ByteOrder, sizeFirst bool, wanted string, whole func(int64) int64) ([]byte, error) {
	if _, err := r.Discard(header); err != nil {
		return nil, err
	}
	for range blocksMax {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, err
		}
		name, size := head[:4], head[4:]
		if sizeFirst {
			name, size = size, name
		}
		length := int64(order.Uint32(size))
		if string(name) == wanted {
			data, err := read(r, length)
			return bytes.TrimPrefix(data, exifMark), err
		}
		if err := skip(r, whole(length)); err != nil {
			return nil, err
		}
	}
	return nil, errNone
}

// read reads a block, no more of it than can matter.
func read(r *bufio.Reader, size int64) ([]byte, error) {
	data := make([]byte, min(size, exifMax))
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	return data, skip(r, size-int64(len(data)))
}

func skip(r *bufio.Reader, size int64) error {
	_, err := io.CopyN(io.Discard, r, size)
	return err
}

// orientationIn looks through the first directory of a TIFF structure (TIFF 6.0,
// section 2); the second one is a thumbnail's.
func orientationIn(exif []byte) orientation {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(exif, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(exif, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return upright
	}
	if len(exif) < 8 {
		return upright
	}
	at := int64(order.Uint32(exif[4:8]))
	if at < 8 || at+2 > int64(len(exif)) {
		return upright
	}
	n := int64(order.Uint16(exif[at:]))
	const entry, tag, short, long = 12, 0x0112, 3, 4
	for i := range min(n, entriesMax) {
		start := at + 2 + i*entry
		if start+entry > int64(len(exif)) {
			return upright
		}
		e := exif[start : start+entry]
		if order.Uint16(e) != tag || order.Uint32(e[4:]) < 1 {
			continue
		}
		var value uint32
		switch order.Uint16(e[2:]) {
		case short:
			value = uint32(order.Uint16(e[8:]))
		case long: // not as the standard wants it, but plain enough
			value = order.Uint32(e[8:])
		}
		if value >= uint32(upright) && value <= uint32(turnedLeft) {
			return orientation(value)
		}
		return upright
	}
	return upright
}
