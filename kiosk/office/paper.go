package office

import "facepay/kiosk"

// PrintKey prints what is chosen: a copy of a payment's receipt, a shift, or what the
// printer has left.
const PrintKey = kiosk.KeyF12

type (
	// PaperAsk prints a copy of the receipt of a payment and of the slips of its refunds, or
	// the Z of a shift, the X where that is open.
	PaperAsk struct {
		Payment *kiosk.Payment
		Shift   *kiosk.Shift
	}
	// PaperWanted is a touch of the button that prints the shift on screen.
	PaperWanted struct{}
)

func (PaperAsk) effect()    {}
func (PaperWanted) office() {}

func (o *Office) print(ask PaperAsk) {
	if o.settings.Printer {
		o.turn.effect(ask)
	}
}

func (o *Office) printShift() {
	o.touched = o.turn.now
	if s := &o.shift; o.open && o.section == SectionShift && s.Written() {
		shown := s.Shown
		o.print(PaperAsk{Shift: &shown})
	}
}
