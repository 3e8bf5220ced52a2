package kiosk_test

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

type keyWedge struct{ wedge.Detector }

func (w *keyWedge) Key(now time.Time, k kiosk.WedgeKey) []kiosk.Event {
	return w.Detector.Key(now, wedge.KeyPress(k))
}

func init() { kiosk.NewKeyWedge = func() kiosk.KeyWedge { return &keyWedge{} } }
