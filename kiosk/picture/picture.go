// Package picture makes a shop's pictures ready for a place on the screen: checked
// before they are unpacked, the right way up, whole, with a surround of their own where
// their shape is another one. A moving one is unpacked a frame at a time.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // formats that a shop's pictures come in
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"

	_ "golang.org/x/image/webp"
)

const (
	// BytesMax bounds a picture's file; a phone's photo has about 5 MiB.
	BytesMax = 10 << 20
	// PixelsMax bounds one frame. A 4K screen has half as many, and a few KiB can claim
	// billions. Unpacked it takes 4 to 16 bytes a pixel, by its format.
	PixelsMax = 16 << 20
	// SideMax bounds either side, so that the product cannot overflow and no picture is a
	// hair's breadth.
	SideMax = 16 << 10
	// FramesMax bounds a moving picture: half a minute at ten a second.
	FramesMax = 300
	// movingPixelsMax bounds all frames together: 300 of them at 900 x 900.
	movingPixelsMax = 256 << 20
	// scansMax bounds how often a JPEG goes over its pixels. Cameras and programs take at
	// most 12; a small file with thousands keeps a processor busy for an hour.
	scansMax = 64
)

var (
	// ErrFormat is a file that is no picture of a known format, or is broken.
	ErrFormat = errors.New("is not a PNG, JPEG, GIF or WebP picture")
	// ErrLarge is a picture of more bytes, pixels or frames than are unpacked.
	ErrLarge = errors.New("is larger than allowed")
)

var endings = map[string]string{"png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp"}

// Check proves that data is a picture that can be shown, and returns the usual ending
// of its file's name. Its size is looked at before it is unpacked. The error is ErrFormat
// or ErrLarge.
func Check(data []byte) (ending string, err error) {
	defer slip(&err)
	format, err := checkHead(data)
	if err != nil {
		return "", err
	}
	if format == "gif" {
		var m moving
		if m, err = readFrames(data); err == nil {
			err = m.check()
		}
	} else {
		_, err = decode(data)
	}
	return endings[format], err
}

// slip makes an error of a decoder's slip, which must not take the till down.
func slip(err *error) {
	if slip := recover(); slip != nil {
		*err = fmt.Errorf("%w: decoder: %v", ErrFormat, slip)
	}
}

// checkHead looks at what the file says of itself.
func checkHead(data []byte) (format string, err error) {
	if len(data) > BytesMax {
		return "", fmt.Errorf("%w: %d bytes", ErrLarge, len(data))
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if endings[format] == "" || head.Width <= 0 || head.Height <= 0 {
		return "", ErrFormat
	}
	if head.Width > SideMax || head.Height > SideMax || head.Width*head.Height > PixelsMax {
		return "", fmt.Errorf("%w: %d x %d pixels", ErrLarge, head.Width, head.Height)
	}
	if scans := bytes.Count(data, []byte{0xFF, 0xDA}); format == "jpeg" && scans > scansMax { // those bytes stand nowhere else in its pixels
		return "", fmt.Errorf("%w: %d scans", ErrLarge, scans)
	}
	return format, nil
}

func decode(data []byte) (image.Image, error) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return img, nil
}

// Read reads a regular file of at most bytesMax; a larger one is ErrLarge.
func Read(folder fs.FS, name string, bytesMax int64) ([]byte, error) {
	// Looked at before it is opened: opening a named pipe would wait for ever.
	if info, err := fs.Stat(folder, name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, bytesMax+1))
	if err == nil && int64(len(data)) > bytesMax {
		err = fmt.Errorf("%w: over %d bytes", ErrLarge, bytesMax)
	}
	return data, err
}
