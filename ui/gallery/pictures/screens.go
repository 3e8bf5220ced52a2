package main

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui"
	"facepay/ui/draw"
	"facepay/ui/internal/sample"
	"facepay/ui/internal/sample/notices"
)

// The groups of screens, which begin the names of their sheets.
const (
	groupCounter  = "counter"
	groupCustomer = "customer"
	groupOwner    = "owner"
	groupNotice   = "notice"
	groupEyes     = "eyes"
)

// frame is a monitor.
type frame struct {
	name  string
	size  fyne.Size // in logical pixels
	scale float32   // pixels of a logical one
	small int       // height on a sheet, in pixels
}

// The heights of pictures on a sheet, in pixels: what keeps a sheet small.
const (
	smallFirst = 120
	smallHigh  = 75
)

var frames = []frame{
	{"1280x800", fyne.Size{Width: 1280, Height: 800}, 1, smallFirst},
	{"1024x768", fyne.Size{Width: 1024, Height: 768}, 1, smallHigh},
	{"1366x768", fyne.Size{Width: 1366, Height: 768}, 1, smallHigh},
	{"1920x1080", fyne.Size{Width: 1920, Height: 1080}, 1, smallHigh},
	{"1920x1080 at 200%", fyne.Size{Width: 960, Height: 540}, 2, smallHigh},
	{"800x1280", fyne.Size{Width: 800, Height: 1280}, 1, smallFirst},
}

// look is a language and what is set for eyes and hands.
type look struct {
	name, language string
	said           string // in the document
	plain          bool   // as it is without any setting
	options        *ui.Options
	texts, second  *i18n.Catalogue
}

// screen is a screen of the till.
type screen struct {
	group, name string
	looks       []look // its rows
	draw        func(look, frame) image.Image
}

// sheet is the name of its sheet's file, without the ending.
func (s screen) sheet() string { return s.group + "-" + s.name }

// booth takes pictures of screens.
type booth struct {
	app    fyne.App
	looks  []look
	eyes   []look // high contrast and left hands
	advert string // the file of a picture for the customer's side
}

// now is the time of all pictures.
var now = time.Date(2026, 11, 27, 18, 32, 17, 0, time.Local)

func newBooth(app fyne.App, advert string) (*booth, error) {
	app.Settings().SetTheme(draw.NewTheme())
	b := &booth{app: app, advert: advert}
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		if err != nil {
			return nil, err
		}
		o := ui.Options{Shop: sample.In(language, sample.Shop), Till: "01", Version: "0.1.0", Texts: texts, Accepts: sample.Accepts}
		said := map[string]string{"zh-CN": "Chinese", "en": "English"}[language]
		add := func(to *[]look, suffix, with string, set draw.Look) {
			options := o
			options.Look = set
			*to = append(*to, look{
				name: language + suffix, language: language, said: said + with, plain: set == draw.Look{},
				options: &options, texts: texts, second: i18n.Other(texts),
			})
		}
		add(&b.looks, "", "", draw.Look{})
		add(&b.looks, "-large", " with large text", draw.Look{Large: true})
		add(&b.eyes, "-contrast", " in high contrast", draw.Look{HighContrast: true})
		add(&b.eyes, "-left", " for the left hand with large text", draw.Look{Large: true, LeftHanded: true, Still: true})
	}
	return b, nil
}

// screens are all of them, in the order of the page.
func (b *booth) screens() (all []screen) {
	views := sample.Views(now, sample.Amount, false)
	of := func(name string) kiosk.View {
		return views[slices.IndexFunc(views, func(v sample.Named) bool { return v.Name == name })].View
	}
	add := func(group, name string, s ui.Shot) {
		all = append(all, screen{group, name, b.looks, func(l look, f frame) image.Image {
			s := s
			s.View, s.Office, s.Settings = sample.ViewIn(l.language, s.View), sample.OfficeIn(l.language, s.Office), sample.SettingsIn(l.language, s.Settings)
			return s.Picture(b.app, *l.options, f.size, f.scale, group == groupCustomer)
		}})
	}
	for _, v := range views {
		if v.Name == "history" { // the owner's side is a group of its own
			continue
		}
		add(groupCounter, v.Name, ui.Shot{Now: now, View: v.View})
	}
	for _, v := range sample.Views(now, sample.Amount, true) {
		if v.Name == "idle" || v.Name == "qr" {
			add(groupCounter, "practice-"+v.Name, ui.Shot{Now: now, View: v.View})
		}
	}
	advert := of("idle")
	advert.Customer.Adverts = []kiosk.Advert{{File: b.advert}}
	add(groupCounter, "advert", ui.Shot{Now: now, View: advert})
	add(groupCustomer, "advert", ui.Shot{Now: now, View: advert})
	for _, name := range []string{"idle", "amount", "opening", "qr", "qr-alipay", "mini", "armed", "face-limit", "confirm", "slow", "unknown", "unknown-ask", "failed", "timeout", "paid", "stopped"} {
		add(groupCustomer, name, ui.Shot{Now: now, View: of(name)})
	}
	door := of("history")
	door.Alarm, door.Status.Open = kiosk.Text{}, 0
	for _, page := range sample.OwnersPages(now) {
		add(groupOwner, page.Name, ui.Shot{Now: now, View: door, Office: page.View, Settings: page.Settings})
	}
	for i, n := range notices.All(b.looks[0].texts, b.looks[0].second) {
		all = append(all, screen{groupNotice, n.Name, b.looks, func(l look, f frame) image.Image {
			return notices.All(l.texts, l.second)[i].Dialog.Picture(b.app, f.size, f.scale)
		}})
	}
	for _, s := range all {
		if slices.Contains(mainScreens, s.sheet()) {
			all = append(all, screen{groupEyes, s.sheet(), b.eyes, s.draw})
		}
	}
	return all
}

// mainScreens are those that are drawn for other eyes and hands too, by their sheets.
var mainScreens = []string{
	"counter-idle", "counter-amount", "counter-qr", "counter-confirm", "counter-paid", "counter-unknown", "counter-late", "counter-doubts-4", "customer-qr",
	"owner-history", "owner-shift", "owner-settings-devices",
}

// writeAdvert writes a picture for the customer's side, and names its file.
func writeAdvert() (string, error) {
	f, err := os.CreateTemp("", "advert-*.png")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(png.Encode(f, tea()), f.Close())
}

// tea is an advert: a cup in the evening.
func tea() image.Image {
	const wide, high = 540, 720
	p := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			band := y / 120 * 120
			c := color.RGBA{R: uint8(238 - band/8), G: uint8(190 - band/6), B: uint8(140 - band/10), A: 0xFF}
			if inCup(x-wide/2, y-430) {
				c = color.RGBA{R: 0xF7, G: 0xF3, B: 0xE8, A: 0xFF}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

// inCup reports whether a place is in a cup whose middle is at the origin.
func inCup(x, y int) bool {
	inside := y >= -110 && y <= 110 && x*x < (150-y/5)*(150-y/5)
	handle := math.Hypot(float64(x-160), float64(y+10))
	return inside || handle < 70 && handle > 44
}
