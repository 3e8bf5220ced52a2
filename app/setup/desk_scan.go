package setup

import (
	"facepay/app/config"
	"facepay/kiosk"
)

// scanned is a code that a scanner sent while the settings are open: it lands in no value.
func (d *Desk) scanned() {
	device, _ := d.device()
	if (d.entries()[d.entry].page == config.PageScanner || device == kiosk.DeviceScanner) && d.asked == nil {
		d.stopWork()
		d.tell(kiosk.T("setup.scanner.works"), kiosk.TonePaid)
		return
	}
	d.tell(kiosk.T("setup.scan"), kiosk.ToneFailed)
}

// quickScan takes what a scanner sent, and takes its beginning back where that was typed.
func (d *Desk) quickScan(c kiosk.PayCode) {
	d.takeBack(d.strokes.Join(d.ports.Now(), c, d.ports.Codes))
	d.forgetStrokes()
	d.scanned()
}

// struckMost bounds the values that are kept: as many as a scanner's characters are.
const struckMost = 64

// strike types a character, which may be a scanner's.
func (d *Desk) strike(r rune) {
	var before *editing
	if d.edit != nil {
		as := *d.edit
		before = &as
	}
	if len(d.struck) == struckMost {
		d.struck = append(d.struck[:0], d.struck[1:]...)
	}
	d.struck = append(d.struck, before)
	d.strokes.Add(d.ports.Now(), r)
	d.typed(string(r))
}

// takeBack makes the value what it was before the last n characters: a scanner's.
func (d *Desk) takeBack(n int) {
	if from := max(0, len(d.struck)-n); from < len(d.struck) {
		d.edit = d.struck[from]
		d.struck = d.struck[:from]
	}
}

func (d *Desk) forgetStrokes() {
	d.strokes.Drop()
	clear(d.struck)
	d.struck = d.struck[:0]
}

// slowScan takes the Enter of a scanner that typed its code as slowly as a person, and
// reports whether k was one: the code is taken back. Any other key ends what was typed.
func (d *Desk) slowScan(k kiosk.Key) (scanned bool) {
	if k == kiosk.KeyEnter || k == kiosk.KeyTab {
		var n int
		if n, scanned = d.strokes.End(d.ports.Now(), d.ports.Codes); n > 0 {
			d.takeBack(n)
			d.scanned()
		}
	}
	d.forgetStrokes()
	return scanned
}
