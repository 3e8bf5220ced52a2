package kiosk

// help is the table of keys.
type help struct{ page }

func (s help) act(t *Till, a Action) {
	if a == ActionHelp {
		a = ActionBack
	}
	s.page.act(t, a)
}

func (help) draw(_ *Till, v *View) {
	v.Screen = ScreenHelp
	v.Panel.Buttons = []Button{
		{Action: ActionBack, Key: KeyEsc, Label: T("button.back")},
		{Action: ActionCheck, Key: KeyF5, Label: T("button.check")},
	}
}
