// Command gallery opens the till's screens with sample data, one state after
// another, for whoever works on their look: the right and left arrows of the
// keyboard are not the till's, so the next state comes with the space bar, or
// by itself with -every.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"facepay/assets/i18n"
	"facepay/kiosk"
	kioskoffice "facepay/kiosk/office"
	"facepay/ui"
	"facepay/ui/internal/sample"
	"facepay/ui/internal/sample/notices"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run() error {
	language := flag.String("language", "zh-CN", "language of the texts")
	state := flag.String("state", "", "the state to begin with")
	every := flag.Duration("every", 0, "go on to the next state after this long; 0 waits for the space bar")
	width := flag.Float64("width", 1280, "window width")
	height := flag.Float64("height", 800, "window height")
	long := flag.Bool("long", false, "the longest amount")
	real := flag.Bool("real", false, "without the practice strip")
	own := flag.Bool("customer", false, "a window for the customer")
	advert := flag.String("advert", "", "a picture for the stage")
	notice := flag.String("notice", "", "a notice instead of the till: start, config, damaged, no-backup or crashed")
	flag.Parse()

	app.SetMetadata(fyne.AppMetadata{ID: "facepay.gallery", Name: "facepay gallery", Migrations: map[string]bool{"fyneDo": true}})
	texts, err := i18n.Load(*language)
	if err != nil {
		return err
	}
	if *notice != "" {
		return showNotice(*notice, texts)
	}
	amount := sample.Amount
	if *long {
		amount = sample.LongAmount
	}
	views := sample.Views(time.Now(), amount, !*real)
	at := 0
	for i, v := range views {
		views[i].View = sample.ViewIn(*language, v.View)
		if v.Name == *state {
			at = i
		}
		if *advert != "" && v.View.Customer.Kind == kiosk.CustomerAdverts {
			for _, file := range append(flag.Args(), *advert) {
				views[i].View.Customer.Adverts = append(views[i].View.Customer.Adverts, kiosk.Advert{File: file})
			}
		}
	}
	var screens *ui.UI
	next := func() {
		at = (at + 1) % len(views)
		screens.Show(views[at].View)
		fmt.Println(views[at].Name)
	}
	post := func(e kiosk.Event) {
		fmt.Printf("%T %v\n", e, e)
		if t, ok := e.(kiosk.Typed); ok && t.Rune == ' ' {
			next()
		}
	}
	office := sample.NewOffice(time.Now, sample.Ledger{Now: time.Now(), Size: 5000})
	screens = ui.New(app.New(), ui.Options{
		Shop: sample.In(*language, sample.Shop), Till: "01", Version: "0.1.0", Texts: texts, Accepts: sample.Accepts,
		CustomerScreen: *own, Window: fyne.NewSize(float32(*width), float32(*height)),
		Office: func(e kioskoffice.Event) {
			fyne.Do(func() {
				office.Do(e)
				screens.ShowOffice(office.Shown)
			})
		},
	}, post)
	screens.ShowOffice(office.Shown)
	screens.Show(views[at].View)
	if *every > 0 {
		go func() {
			for range time.Tick(*every) {
				fyne.Do(next)
			}
		}()
	}
	screens.Run()
	return nil
}

// showNotice shows one of the notices that stand in place of a till.
func showNotice(name string, texts *i18n.Catalogue) error {
	all := notices.All(texts, i18n.Other(texts))
	i := slices.IndexFunc(all, func(n notices.Notice) bool { return n.Name == name })
	if i < 0 {
		return fmt.Errorf("no notice %q", name)
	}
	fmt.Println(all[i].Dialog.Show(context.Background(), app.New(), "facepay"))
	return nil
}
