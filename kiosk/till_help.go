package kiosk

// help is the table of keys.
type help struct{ page }

func (help) draw(_ *Till, v *View) {
	v.Screen = ScreenHelp
	v.Panel.Buttons = []Button{
		{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		{Action: ActionCheck, Key: KeyF5, Label: T("button.check")},
	}
}
