// Command pictures writes pictures of every page of the owner's side, in every
// language and at the sizes that shops have: all of them into one folder; and those that
// docs/owner.md shows, and a sheet of each page in all sizes, with few colours, into
// another.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"golang.org/x/image/draw"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui"
	"facepay/ui/internal/sample"
)

// shown are the pages that the document shows.
var shown = []string{"settings-phone", "settings-asked", "settings-gateway", "settings-people", "settings-pin", "today", "shift", "shift-drawer", "shift-confirm", "reports", "reconcile-compared", "history", "history-filter"}

var sizes = []fyne.Size{{Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 1024, Height: 768}, {Width: 800, Height: 1280}}

func main() {
	all := flag.String("all", "build/pictures", "folder for all pictures")
	document := flag.String("document", "docs/pictures/owner", "folder for those that the document shows")
	only := flag.String("only", "", "only pages whose `NAME` begins so, such as reconcile")
	flag.Parse()
	if err := run(*all, *document, *only); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func run(all, document, only string) error {
	now := time.Date(2026, 11, 27, 18, 32, 17, 0, time.Local)
	app := test.NewApp()
	door := slices.IndexFunc(sample.Views(now, sample.Amount, false), func(v sample.Named) bool { return v.Name == "history" })
	view := sample.Views(now, sample.Amount, false)[door].View
	view.Alarm, view.Status.Open = kiosk.Text{}, 0
	for _, folder := range []string{all, document} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	var names []string
	sheets := map[string][][]image.Image{} // of a page, by language and size
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		if err != nil {
			return err
		}
		o := ui.Options{Shop: "松间茶铺", Till: "01", Version: "0.1.0", Texts: texts, Accepts: kiosk.Capabilities{Code: true}}
		if language == "en" {
			o.Shop = "Pinewood Tea"
		}
		for _, page := range sample.OwnersPages(now) {
			if !strings.HasPrefix(page.Name, only) {
				continue
			}
			if _, there := sheets[page.Name]; !there {
				names = append(names, page.Name)
			}
			sheets[page.Name] = append(sheets[page.Name], nil)
			for i, size := range sizes {
				picture := ui.Picture(app, o, size, now, view, page.View, page.Settings)
				row := &sheets[page.Name][len(sheets[page.Name])-1]
				*row = append(*row, small(picture))
				name := fmt.Sprintf("%s-%s-%.0fx%.0f.png", page.Name, language, size.Width, size.Height)
				if err := write(filepath.Join(all, name), picture); err != nil {
					return err
				}
				if i == 0 && slices.Contains(shown, page.Name) {
					if err := write(filepath.Join(document, page.Name+"-"+language+".png"), few(picture)); err != nil {
						return err
					}
				}
			}
		}
	}
	for _, name := range names {
		if err := write(filepath.Join(document, "sizes-"+name+".png"), few(sheet(sheets[name]))); err != nil {
			return err
		}
	}
	return nil
}

// The measures of a sheet, in pixels.
const (
	smallHigh = 300
	sheetGap  = 12
)

// small is a picture scaled to the height of a sheet's row.
func small(of image.Image) image.Image {
	b := of.Bounds()
	p := image.NewNRGBA(image.Rect(0, 0, b.Dx()*smallHigh/b.Dy(), smallHigh))
	draw.CatmullRom.Scale(p, p.Bounds(), of, b, draw.Src, nil)
	return p
}

// sheet is rows of small pictures on one.
func sheet(rows [][]image.Image) image.Image {
	wide := sheetGap
	for _, picture := range rows[0] {
		wide += picture.Bounds().Dx() + sheetGap
	}
	p := image.NewNRGBA(image.Rect(0, 0, wide, sheetGap+len(rows)*(smallHigh+sheetGap)))
	draw.Draw(p, p.Bounds(), image.White, image.Point{}, draw.Src)
	for i, row := range rows {
		at := image.Pt(sheetGap, sheetGap+i*(smallHigh+sheetGap))
		for _, picture := range row {
			draw.Draw(p, picture.Bounds().Add(at), picture, image.Point{}, draw.Src)
			at.X += picture.Bounds().Dx() + sheetGap
		}
	}
	return p
}

// frequentMax are the places of a palette for what is frequent; the rest is for hues that
// are rare, such as a lamp's.
const frequentMax = 192

// few is a picture in at most 256 colours, the most frequent ones: it has not many more.
func few(of image.Image) image.Image {
	count := map[color.NRGBA]int{}
	b := of.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.NRGBAModel.Convert(of.At(x, y)).(color.NRGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.NRGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	var palette color.Palette
	hues := map[color.NRGBA]bool{}
	for i, c := range colours {
		hue := color.NRGBA{R: c.R >> 5, G: c.G >> 5, B: c.B >> 5}
		if len(palette) < 256 && (i < frequentMax || !hues[hue]) {
			palette, hues[hue] = append(palette, c), true
		}
	}
	p := image.NewPaletted(b, palette)
	draw.Draw(p, b, of, b.Min, draw.Src)
	return p
}

func write(name string, picture image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, picture); err != nil {
		return err
	}
	return f.Close()
}
