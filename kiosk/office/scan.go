package office

import (
	"time"

	"facepay/kiosk"
)

// scanToldFor is the time for which a page says of a scan that it went nowhere.
const scanToldFor = 15 * time.Second

// scans is the handling of a payment code where nothing is searched for: it lands in no
// field, and the page says so.
type scans struct {
	strokes kiosk.Strokes // of a scanner that types as slowly as a person
	told    kiosk.Text
	toldAt  time.Time
	passed  bool // one was handed to the counter since the door moved
}

// tellScan says that a scan went nowhere.
func (o *Office) tellScan() {
	o.scans.told, o.scans.toldAt, o.turn.changed = kiosk.T("screen.scan.nowhere"), o.turn.now, true
}

// dropScan says it no more.
func (o *Office) dropScan() {
	if !o.scans.told.IsZero() {
		o.scans.told, o.turn.changed = kiosk.Text{}, true
	}
}

func isScan(e kiosk.Event) bool { _, is := scannedCode(e); return is }

// scannedCode is a scanner's code, where e is one.
func scannedCode(e kiosk.Event) (kiosk.PayCode, bool) {
	switch e := e.(type) {
	case kiosk.Scanned:
		return e.Code, true
	case kiosk.ScanUnended:
		return e.Code, true
	}
	return kiosk.PayCode{}, false
}

// elsewhere hands a scan that came while the owner's side was about to be left, or asked
// something in front of it, to the counter, which says what it makes of it: once, so that
// two machines that disagree do not hand it to and fro.
func (o *Office) elsewhere(e kiosk.Event) {
	if isScan(e) && !o.scans.passed {
		o.scans.passed = true
		o.turn.effect(Tell{Event: e})
	}
}

// slowScan takes the Enter of a scanner that typed its code as slowly as a person, and
// reports whether it was one: the code is taken back. History searches for what is typed.
func (o *Office) slowScan(e kiosk.Event) bool {
	s := &o.scans.strokes
	if code, is := scannedCode(e); is && o.section != SectionHistory {
		if n := s.Join(o.turn.now, code, o.settings.Codes); n > 0 {
			o.takes(kiosk.Untyped{Keys: n})
		}
		return false
	}
	switch e := e.(type) {
	case kiosk.Typed:
		s.Add(o.turn.now, e.Rune)
	case kiosk.Untyped:
		s.TakeBack(e.Keys)
	case kiosk.Pressed:
		switch r := e.Key.Char(); {
		case r != 0:
			s.Add(o.turn.now, r)
		case e.Key != kiosk.KeyEnter && e.Key != kiosk.KeyTab, o.section == SectionHistory:
			s.Drop()
		default:
			n, scanned := s.End(o.turn.now, o.settings.Codes)
			if n > 0 {
				o.takes(kiosk.Untyped{Keys: n})
				o.tellScan()
			}
			return scanned
		}
	}
	return false
}
