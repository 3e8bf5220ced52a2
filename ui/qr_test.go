package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/qrtest"
)

func TestQR_OfTheStageIsReadByAnotherDecoder(t *testing.T) {
	for _, size := range sizes {
		r := newRig(t, "zh-CN", size)
		v := view(t, "qr")
		r.draws(v)
		var found []*canvas.Raster
		drawtest.Visit(r.region("stage").Box, func(o fyne.CanvasObject, _ fyne.Position) {
			if raster, ok := o.(*canvas.Raster); ok {
				found = append(found, raster)
			}
		})
		require.Len(t, found, 1)
		side := found[0].Size()
		require.Equal(t, side.Width, side.Height)
		require.Equal(t, v.Customer.QR, qrtest.Text(t, found[0].Generator(int(side.Width), int(side.Height))))
	}
}

func TestQR_TooLongIsACrossNotACrash(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	v := view(t, "qr")
	v.Customer.QR = strings.Repeat("x", 5000)
	r.draws(v)
	require.Contains(t, strings.Join(r.region("stage").Overflows, " "), "QR")
}
