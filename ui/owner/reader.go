// Package owner draws the history of payments, and the records of one.
package owner

import (
	"context"
	"log/slog"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// readTimeout of one read; the ledger is on this machine.
const readTimeout = 10 * time.Second

// History is the owner's list. It reads the ledger away from the UI's goroutine.
type History struct {
	*screen.Context
	Now     func() time.Time
	Reader  kiosk.History // nil when there is nothing to look at
	Do      func(func())  // runs something on the UI's goroutine, soon
	Changed func()        // something is to be drawn anew

	list    office.History
	row     float32 // height of a row, in logical pixels
	dragged float32 // what is less than a row
}

// Follow opens and leaves the list as the View has it.
func (s *History) Follow(v kiosk.View) {
	open := v.Screen == kiosk.ScreenHistory
	if !open {
		s.dragged = 0
	}
	s.read(s.list.Step(office.Shown{Open: open && s.Reader != nil, Aside: v.Screen == kiosk.ScreenRefund}))
}

// Key takes a key, and reports whether it is none of the till's.
func (s *History) Key(k kiosk.Key) bool {
	if k == kiosk.KeyF6 {
		s.refund()
		return true
	}
	s.step(office.Moved{Key: k})
	return false
}

func (s *History) step(e office.Event) {
	before := s.list.Revision
	s.read(s.list.Step(e))
	if s.list.Revision != before {
		s.Changed()
	}
}

// read carries reads out, and takes what they bring as the events that they are.
func (s *History) read(reads []office.Read) {
	for _, r := range reads {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
			defer cancel()
			answer := s.answer(ctx, r)
			s.Do(func() { s.step(answer) })
		}()
	}
}

func (s *History) answer(ctx context.Context, r office.Read) office.Event {
	if r.Of != "" {
		records, err := s.Reader.Story(ctx, r.Of)
		if err != nil {
			slog.Error("story of a payment cannot be read", "order", r.Of, "error", err)
		}
		return office.TimelineRead{Read: r, Records: records, Failed: err != nil}
	}
	page, err := s.Reader.Payments(ctx, kiosk.HistoryFilter{}, r.Before, office.HistoryPage)
	if err != nil {
		slog.Error("history cannot be read", "error", err)
	}
	return office.PageRead{Read: r, Payments: page, Failed: err != nil}
}

// refund begins a refund of the chosen payment.
func (s *History) refund() {
	if p, ok := s.list.Refundable(); ok {
		s.Post(kiosk.RefundWanted{OrderNo: p.OrderNo})
	}
}

// scrolling moves the list under a finger, row by row, and with the wheel.
func (s *History) scrolling() draw.Scroll {
	return draw.Scroll{
		Drag: func(dy float32) {
			s.dragged -= dy
			if n := int(s.dragged / s.row); n != 0 {
				s.dragged -= float32(n) * s.row
				s.step(office.Scrolled{Rows: n})
			}
		},
		Wheel: func(dy float32) { s.step(office.Scrolled{Rows: wheelRows(dy, s.row)}) },
	}
}
