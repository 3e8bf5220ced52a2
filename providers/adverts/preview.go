package adverts

import (
	"path/filepath"
	"time"

	"facepay/kiosk"
)

// Preview is the list of the pictures that play at a time, and the mistakes in the shop's folder.
type Preview struct {
	Adverts  []kiosk.Advert
	Mistakes []Mistake
}

// PreviewAt looks at the disk alone: the gateway's pictures as they were fetched last,
// and the shop's folder as it is now. t is in the shop's time zone.
func PreviewAt(data string, c Config, t time.Time) Preview {
	a := Album{disk: folder{filepath.Join(data, folderName)}, shop: shopFolder{path: c.Dir, usual: c.Interval}}
	var listErr, shopErr error
	a.list, listErr = a.disk.readList()
	var p Preview
	a.own, p.Mistakes, shopErr = a.shop.scan()
	for _, err := range []error{listErr, shopErr} {
		if err != nil {
			p.Mistakes = append(p.Mistakes, Mistake{c.Dir, pictureWrong(err)})
		}
	}
	p.Adverts = a.playing(t)
	return p
}
