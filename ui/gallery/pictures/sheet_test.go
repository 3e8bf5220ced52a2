package main

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFew_KeepsAWalletsMarkAmongManyGreys(t *testing.T) {
	mark := color.NRGBA{R: 0x07, G: 0xC1, B: 0x60, A: 0xFF}
	p := image.NewNRGBA(image.Rect(0, 0, 256, 12))
	for x := range 256 {
		for y := range 12 {
			p.SetNRGBA(x, y, color.NRGBA{R: uint8(x), G: uint8(x), B: uint8(x) / 9 * 9, A: 0xFF})
		}
	}
	p.SetNRGBA(9, 9, mark)
	for _, most := range []int{4, 24} {
		sheet := few(p, most, 3)
		require.Equal(t, mark, color.NRGBAModel.Convert(sheet.At(9, 9)), "in %d colours", most)
	}
}
