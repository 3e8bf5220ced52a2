package till

import "facepay/kiosk"

// help is the table of keys.
type help struct{ page }

func (help) draw(_ *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenHelp
	v.Panel.Buttons = []kiosk.Button{
		backButton,
		{Action: kiosk.ActionCheck, Key: kiosk.KeyF5, Label: kiosk.T("button.check")},
		{Action: kiosk.ActionRights, Key: kiosk.KeyF6, Label: kiosk.T("button.rights")},
	}
}
