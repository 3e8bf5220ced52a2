package till

import "facepay/kiosk"

// input is what a field of the keyboard's says about itself.
type input struct {
	problem kiosk.Text
	// refused: a key, a paste or a scan was not taken, so what stands in the field
	// may be something else than was meant. Nothing more is taken, and nothing is
	// done with it, until the refusal is taken back.
	refused bool
}

// refuse takes nothing and says why.
func (f *input) refuse(why kiosk.Text) { f.problem, f.refused = why, true }

// stuck reports whether something was refused and not taken back, and says so.
func (f *input) stuck() bool {
	if f.refused {
		f.problem = kiosk.T("problem.take_back")
	}
	return f.refused
}

// takeBack clears what was said, and reports whether it was a refusal: then that
// is all that a Backspace does.
func (f *input) takeBack() bool {
	refused := f.refused
	*f = input{}
	return refused
}
