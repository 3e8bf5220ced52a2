// Receipts draws what a printer makes of the golden bytes of the till's papers, for the
// documents:
//
//	go run ./device/printer/receipts docs/pictures/paper
package main

import (
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"strings"

	"facepay/device/printer/emulator"
)

// margin is the paper beside what is printed.
const margin = 24

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: receipts FOLDER")
	}
	files, err := filepath.Glob("device/printer/testdata/*.bin")
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no golden bytes in device/printer/testdata: run it in the repository")
	}
	for _, file := range files {
		if err == nil {
			err = draw(file, filepath.Join(os.Args[1], strings.TrimSuffix(filepath.Base(file), ".bin")+".png"))
		}
	}
	if err != nil {
		log.Fatal(err)
	}
}

func draw(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	dots := 384
	if strings.Contains(from, "-80-") {
		dots = 576
	}
	page, err := emulator.Printer{Dots: dots, Charset: "gb18030"}.Print(data)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	paper := image.NewGray(image.Rect(0, 0, dots+2*margin, page.Image.Rect.Dy()+2*margin))
	for i := range paper.Pix {
		paper.Pix[i] = 0xFF
	}
	for y := range page.Image.Rect.Dy() {
		copy(paper.Pix[paper.PixOffset(margin, y+margin):], page.Image.Pix[y*dots:(y+1)*dots])
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, paper); err != nil {
		return err
	}
	return f.Close()
}
