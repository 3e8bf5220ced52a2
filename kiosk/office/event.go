package office

import "facepay/kiosk"

// Event is anything that happens to the owner's side.
type Event interface{ office() }

type (
	// Door tells whether the counter lets the owner's side be seen. Aside: it asks
	// something in front of it for a moment, such as a refund's amount.
	Door struct {
		Open, Aside bool
		Section     Section // to open on; "" is the history
		Seller      kiosk.Seller
	}
	// Input is a key, a paste or a scan at the owner's side: Pressed, Typed, Untyped, Pasted,
	// Scanned or ScanUnended.
	Input struct{ Event kiosk.Event }
	// Touched is a finger on any part of the owner's side.
	Touched struct{}
	// SectionChosen is a touch of a section's name.
	SectionChosen struct{ Section Section }
	// Wanted is a touch of a button that does something about the chosen payment.
	Wanted struct{ Action kiosk.Action }
	// Ticked comes about once a second while the owner's side is open.
	Ticked struct{}
)

func (Door) office()          {}
func (Input) office()         {}
func (Touched) office()       {}
func (SectionChosen) office() {}
func (Wanted) office()        {}
func (Ticked) office()        {}

// Effect is an output of a step, to be carried out.
type Effect interface{ effect() }

type (
	// Tell hands the counter's machine an event, the only way in which the owner's
	// side does anything about money.
	Tell struct{ Event kiosk.Event }
	// Show draws View.
	Show struct{ View View }
)

func (Read) effect() {}
func (Tell) effect() {}
func (Show) effect() {}
