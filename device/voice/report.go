package voice

import (
	"strings"
	"time"

	"facepay/kiosk"
)

// known is the state of the card, as it was seen to play.
type known struct {
	state kiosk.DeviceState
	since time.Time
	name  string
	hangs bool
	last  kiosk.Text
	at    time.Time
}

// Report is the sound card's report.
func (v *Voice) Report() kiosk.DeviceReport {
	v.mu.Lock()
	defer v.mu.Unlock()
	k := &v.known
	r := kiosk.DeviceReport{Device: kiosk.DeviceVoice, State: kiosk.DeviceOff, Last: k.last, LastAt: k.at}
	if !v.config.Enabled {
		return r
	}
	if r.State = kiosk.DeviceUnknown; k.state != "" {
		r.State, r.Since, r.Name = k.state, k.since, k.name
	}
	if k.hangs {
		r.Trouble = kiosk.T("device.trouble.hangs")
	}
	return r
}

// looked notes a state of the card, and when it is another one since when.
func (v *Voice) looked(state kiosk.DeviceState, hangs bool) {
	v.mu.Lock()
	same := v.known.state == state
	v.mu.Unlock()
	if same {
		return
	}
	name := ""
	if state == kiosk.DeviceReady && v.o.cards != nil {
		name = strings.Join(v.o.cards(), ", ")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known.state, v.known.since, v.known.name, v.known.hangs = state, time.Now(), name, hangs
}

// spoke notes what was heard.
func (v *Voice) spoke(j job) {
	last := kiosk.T("device.last.tone")
	switch {
	case j.sound != nil:
		last = kiosk.T("device.last.clip")
	case j.phrase.Kind == phraseTest:
		last = kiosk.T("device.last.test")
	case j.phrase.Kind == kiosk.PhrasePaid, j.phrase.Kind == kiosk.PhraseLate:
		last = kiosk.T("device.last.said", "amount", j.phrase.Amount.Grouped())
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known.last, v.known.at = last, time.Now()
}
