// Package qrtest reads QR codes as another program would.
package qrtest

import (
	"image"
	"testing"

	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

// Text is the text of the QR in img.
func Text(t *testing.T, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	result, err := zxing.NewQRCodeReader().Decode(bmp, nil)
	require.NoError(t, err)
	return result.GetText()
}
