package sample

import (
	"time"

	"facepay/kiosk"
)

// people are the screens of who is at the till and may do what.
func (m maker) people() []Named {
	signedIn := m.base()
	signedIn.Seller = kiosk.Seller{Asked: true, Name: "李娜"}
	nobody := m.base()
	nobody.Seller = kiosk.Seller{Asked: true}
	nobody.Status.Open = 12
	long := signedIn
	long.Seller.Name = "欧阳春晓春晓春晓春晓春晓春晓春晓春晓春晓"
	pad := func(e kiosk.PINEntry) kiosk.View {
		v := signedIn
		v.Screen, v.Pay, v.PIN = kiosk.ScreenPIN, nil, &e
		return v
	}
	about := kiosk.T("pin.for.give_back", "amount", m.text(), "order", tail)
	asked := kiosk.T("pin.asked", "asked", "李娜", "about", about.Arg())
	table := signedIn
	table.Screen, table.Panel.Buttons = kiosk.ScreenRights, []kiosk.Button{back}
	missing := m.unknown()
	missing.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("pin.missing.title"), Detail: kiosk.T("pin.missing.detail"),
		Buttons: []kiosk.Button{{Action: kiosk.ActionSetPIN, Key: kiosk.KeyF9, Label: kiosk.T("button.set_pin"), Main: true}, back},
	}
	return []Named{
		{"signed-in", signedIn}, {"signed-in-nobody", nobody}, {"signed-in-long", long},
		{"sign-in", pad(kiosk.PINEntry{Title: kiosk.T("pin.enter.own"), Detail: kiosk.T("pin.for.sign_in"), Dots: 4})},
		{"approve", pad(kiosk.PINEntry{Title: kiosk.T("pin.enter.manager"), Detail: asked, Dots: 3})},
		{"approve-owner", pad(kiosk.PINEntry{Title: kiosk.T("pin.enter.owner"), Detail: asked, Dots: 3})},
		{"approve-refused", pad(kiosk.PINEntry{Title: kiosk.T("pin.may_not", "by", long.Seller.Name), Detail: asked, Shakes: 1})},
		{"pin-locked", pad(kiosk.PINEntry{Title: kiosk.T("pin.locked"), Detail: asked, Shakes: 5, Until: m.now.Add(47 * time.Second)})},
		{"pin-new", pad(kiosk.PINEntry{Title: kiosk.T("pin.new"), Detail: kiosk.T("pin.why", "about", kiosk.T("pin.for.full_screen").Arg())})},
		{"pin-missing", missing}, {"rights", table},
	}
}
