package adverts

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // formats that a shop's pictures come in
	_ "image/jpeg"
	_ "image/png"

	_ "golang.org/x/image/webp"
)

const (
	pictureBytesMax = 10 << 20 // bounds one picture; a phone's photo has about 5 MiB
	// pixelsMax bounds what a picture unpacks to, 4 bytes a pixel: 64 MiB. A
	// 4K screen has half as many, and a few KiB can claim billions.
	pixelsMax = 16 << 20
	// sideMax bounds either side, so that the product cannot overflow and no
	// picture is a hair's breadth.
	sideMax = 16 << 10
)

var endings = map[string]string{"png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp"}

var (
	errNotPicture = errors.New("is not a PNG, JPEG, GIF or WebP picture")
	errTooBig     = errors.New("is larger than allowed")
)

// inspect proves that data is a picture that can be shown. Its size is looked at before it is unpacked.
func inspect(data []byte) (ending string, err error) {
	// A slip in one of four decoders must not take the till down.
	defer func() {
		if slip := recover(); slip != nil {
			ending, err = "", fmt.Errorf("%w: decoder: %v", errNotPicture, slip)
		}
	}()
	if len(data) > pictureBytesMax {
		return "", fmt.Errorf("%w: %d bytes", errTooBig, len(data))
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errNotPicture, err)
	}
	ending, known := endings[format]
	if !known || head.Width <= 0 || head.Height <= 0 {
		return "", errNotPicture
	}
	if head.Width > sideMax || head.Height > sideMax || head.Width*head.Height > pixelsMax {
		return "", fmt.Errorf("%w: %d x %d pixels", errTooBig, head.Width, head.Height)
	}
	if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
		return "", fmt.Errorf("%w: %w", errNotPicture, err)
	}
	return ending, nil
}
