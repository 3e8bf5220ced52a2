// Baseline is the least that a Fyne program can be: a window of the size that is
// asked for, with three plain rectangles in it. The till's start, memory and
// drawing are measured against it. Each line on standard input repaints one of
// the rectangles in the other of two colours; the end of the input ends it.
//
// usage: baseline 1280x800
package main

import (
	"bufio"
	"fmt"
	"image/color"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

var colours = [2]color.NRGBA{{0x10, 0x20, 0x30, 0xFF}, {0x06, 0x58, 0x3A, 0xFF}}

func main() {
	var width, height float32
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: baseline 1280x800")
		os.Exit(2)
	}
	if _, err := fmt.Sscanf(os.Args[1], "%gx%g", &width, &height); err != nil {
		fmt.Fprintf(os.Stderr, "size %q is not such as 1280x800\n", os.Args[1])
		os.Exit(2)
	}
	a := app.NewWithID("io.github.facepay.bare")
	w := a.NewWindow("bare")
	w.SetPadded(false)
	changing := canvas.NewRectangle(colours[0])
	w.SetContent(container.New(layout.NewGridLayout(3),
		canvas.NewRectangle(color.White), canvas.NewRectangle(color.NRGBA{0x80, 0x80, 0x80, 0xFF}), changing))
	w.Resize(fyne.NewSize(width, height))
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for n := 1; lines.Scan(); n++ {
			fyne.Do(func() {
				changing.FillColor = colours[n%2]
				canvas.Refresh(changing)
			})
		}
		fyne.Do(a.Quit)
	}()
	w.ShowAndRun()
}
