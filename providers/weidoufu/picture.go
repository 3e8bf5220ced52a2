package weidoufu

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // the two forms in which QR pictures are made
	_ "image/png"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const (
	// pictureBytesMax bounds a QR's picture in base64; a large one has some 20 KB.
	pictureBytesMax = 256 << 10
	// pictureSideMax bounds its pixels unpacked: a few bytes can claim gigabytes.
	pictureSideMax = 2048
)

var (
	errPictureLong = errors.New("the picture of the QR is too large")
	errPicture     = errors.New("the picture of the QR cannot be read")
)

// readPicture reads the QR in a picture, which is base64 text with or without
// "data:image/png;base64," before it. Some replies of pay/native have nothing
// else; the till draws the QR itself, sharp and of its own size.
func readPicture(s string) (text string, err error) {
	if len(s) > pictureBytesMax {
		return "", errPictureLong
	}
	if kind, data, ok := strings.Cut(s, ";base64,"); ok && strings.HasPrefix(kind, "data:image/") {
		s = data
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPicture, err)
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPicture, err)
	}
	if head.Width > pictureSideMax || head.Height > pictureSideMax {
		return "", errPictureLong
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPicture, err)
	}
	return readQRIn(img)
}

// readQRIn looks for a QR in img. A decoder that stumbles over what a stranger
// sent must not take the till with it.
func readQRIn(img image.Image) (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPicture, r)
		}
	}()
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPicture, err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPicture, err)
	}
	return found.GetText(), nil
}
