package screen

import (
	"time"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Context is the data shared by every screen beside the View: which till it is, the
// language that it speaks, and where a touch goes.
type Context struct {
	Shop, Till, Version string
	Location            *time.Location // the shop's, for times of day
	Texts               *i18n.Catalogue
	// Accepts is the gateway's capabilities.
	Accepts kiosk.Capabilities
	Cash    bool      // cash is recorded
	Prints  bool      // papers are printed when they are wanted
	Shaken  time.Time // when a PIN was wrong last
	// Post takes what people do, after the keys pressed before.
	Post func(kiosk.Event)
}

// Text is a text of the View in the screen's language.
func (x *Context) Text(t kiosk.Text) string { return x.Texts.Text(t) }

// Tr is a text of the screens' own.
func (x *Context) Tr(id string, args ...string) string { return x.Texts.Text(kiosk.T(id, args...)) }

// Wallet is the name of a wallet in a sentence.
func (x *Context) Wallet(w kiosk.Wallet) string { return x.Text(w.Text()) }

// Time is the time of day where the shop is.
func (x *Context) Time(at time.Time) string { return at.In(x.Location).Format(time.TimeOnly) }

// Tap returns what a touch of a button with action a does.
func (x *Context) Tap(a kiosk.Action) func() {
	return func() { x.Post(kiosk.Tapped{Action: a}) }
}

// Press returns what a touch of the twin of key k does.
func (x *Context) Press(k kiosk.Key) func() {
	return func() { x.Post(kiosk.Pressed{Key: k}) }
}
