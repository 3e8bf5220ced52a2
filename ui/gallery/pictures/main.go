// Command pictures draws the screens of the till, each in every size, language and size
// of text, and writes them: all into one folder; those that docs/owner.md shows into
// another; and docs/screens.md with a sheet of each screen.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2/test"
)

// shown are the owner's pages that docs/owner.md shows.
var shown = []string{"settings-phone", "settings-asked", "settings-gateway", "settings-people", "settings-pin", "today", "shift", "shift-drawer", "shift-confirm", "reports", "reconcile-compared", "history", "history-filter"}

// Where pictures lie in the repository.
const (
	ownerFolder = "docs/pictures/owner"
	sheetFolder = "docs/pictures/screens"
	screensPage = "docs/screens.md"
)

func main() {
	all := flag.String("all", "build/pictures", "folder for the pictures in full size; empty: sheets alone, which takes a quarter of the time")
	only := flag.String("only", "", "only screens whose `NAME` begins so, such as reconcile or customer-qr")
	flag.Parse()
	if err := run(*all, *only); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func run(all, only string) error {
	for _, folder := range []string{all, ownerFolder, sheetFolder} {
		if folder == "" {
			continue
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	advert, err := writeAdvert()
	if err != nil {
		return err
	}
	defer os.Remove(advert)
	b, err := newBooth(test.NewApp(), advert)
	if err != nil {
		return err
	}
	// Screens are drawn one by one; what becomes of their pictures takes as long again.
	rest := make(chan error, runtime.NumCPU())
	var failed error
	under := 0
	for _, s := range b.screens() {
		if strings.HasPrefix(s.name, only) || strings.HasPrefix(s.sheet(), only) {
			if under++; under > cap(rest) {
				failed = errors.Join(failed, <-rest)
				under--
			}
			b.shoot(s, all, rest)
		}
	}
	for range under {
		failed = errors.Join(failed, <-rest)
	}
	if failed != nil {
		return failed
	}
	var page bytes.Buffer
	writePage(&page, b)
	return os.WriteFile(screensPage, page.Bytes(), 0o644)
}

// quick is the scale of pictures that are only drawn for a sheet, where they are smaller
// by far.
const quick = 0.5

// inDocument reports whether docs/owner.md shows the picture.
func (s screen) inDocument(l look, f frame) bool {
	return f.name == frames[0].name && s.group == groupOwner && l.plain && slices.Contains(shown, s.name)
}

// shoot draws the pictures of a screen, and has them and its sheet written, which tells
// written how it ended.
func (b *booth) shoot(s screen, all string, written chan<- error) {
	pictures := map[look][]image.Image{}
	for _, l := range s.looks {
		for _, f := range frames {
			if all == "" && !s.inDocument(l, f) {
				f.scale *= quick
			}
			pictures[l] = append(pictures[l], s.draw(l, f))
		}
	}
	go func() { written <- b.write(s, all, pictures) }()
}

// write writes the pictures of a screen and its sheet.
func (b *booth) write(s screen, all string, pictures map[look][]image.Image) error {
	var rows [][]image.Image
	for _, l := range s.looks {
		var row []image.Image
		for i, f := range frames {
			picture := pictures[l][i]
			row = append(row, small(picture, f.small))
			if all != "" {
				if err := write(filepath.Join(all, fmt.Sprintf("%s-%s-%s.png", s.sheet(), l.name, f.name)), picture, png.BestSpeed); err != nil {
					return err
				}
			}
			if s.inDocument(l, f) {
				if err := write(filepath.Join(ownerFolder, s.name+"-"+l.language+".png"), few(picture, 256, 192), png.BestCompression); err != nil {
					return err
				}
			}
		}
		rows = append(rows, row)
	}
	return write(filepath.Join(sheetFolder, s.sheet()+".png"), few(sheet(rows), 24, 10), png.BestCompression)
}
