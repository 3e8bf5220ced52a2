package sample

import (
	"context"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
)

// Office is an owner's side whose reads are answered at once.
type Office struct {
	Machine *office.Office
	History kiosk.History
	Now     func() time.Time
	Told    []kiosk.Event // to the counter
	Shown   office.View
}

// NewOffice is an owner's side whose door was opened.
func NewOffice(now func() time.Time, history kiosk.History) *Office {
	o := &Office{Machine: office.New(), History: history, Now: now}
	o.Do(office.Door{Open: true})
	return o
}

// Do takes an event, and answers what is read because of it.
func (o *Office) Do(e office.Event) {
	for _, effect := range o.Machine.Step(o.Now(), e) {
		switch effect := effect.(type) {
		case office.Tell:
			o.Told = append(o.Told, effect.Event)
		case office.Show: // an answer below has more
		default:
			o.Do(office.Answer(context.Background(), o.History, effect))
		}
	}
	o.Shown = o.Machine.View()
}
