// Command generate draws the program's icon from facepay.svg: a PNG for each size
// that a Linux desktop asks for, and one ICO with those of Windows.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"
)

// sizes are in pixels, those of the hicolor theme and of Windows.
var sizes = []int{16, 24, 32, 48, 64, 128, 256}

// largest is the size of the drawing, in pixels, from which the others are made: the library
// scales no line's width.
const largest = 1024

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "icon:", err)
		os.Exit(1)
	}
}

func generate() error {
	icon, err := oksvg.ReadIcon("facepay.svg")
	if err != nil {
		return err
	}
	large := image.NewRGBA(image.Rect(0, 0, largest, largest))
	icon.SetTarget(0, 0, largest, largest)
	icon.Draw(rasterx.NewDasher(largest, largest, rasterx.NewScannerGV(largest, largest, large, large.Bounds())), 1)
	var pictures [][]byte
	for _, size := range sizes {
		picture := image.NewRGBA(image.Rect(0, 0, size, size))
		draw.CatmullRom.Scale(picture, picture.Bounds(), large, large.Bounds(), draw.Src, nil)
		var file bytes.Buffer
		if err := png.Encode(&file, picture); err != nil {
			return err
		}
		pictures = append(pictures, file.Bytes())
		if err := os.WriteFile(fmt.Sprintf("facepay-%d.png", size), file.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile("facepay.ico", ico(pictures), 0o644)
}

// ico is a file of PNG pictures, which Windows takes since Vista (ICONDIR,
// ICONDIRENTRY). A width of 256 is written as 0.
func ico(pictures [][]byte) []byte {
	const head, entry = 6, 16
	file := binary.LittleEndian.AppendUint16([]byte{0, 0, 1, 0}, uint16(len(pictures)))
	at := head + entry*len(pictures)
	for i, picture := range pictures {
		size := byte(sizes[i])
		file = append(file, size, size, 0, 0, 1, 0, 32, 0)
		file = binary.LittleEndian.AppendUint32(file, uint32(len(picture)))
		file = binary.LittleEndian.AppendUint32(file, uint32(at))
		at += len(picture)
	}
	return append(file, bytes.Join(pictures, nil)...)
}
