package till

import "facepay/kiosk"

// rightsTable is the page of who may do what.
type rightsTable struct{ page }

func (rightsTable) draw(_ *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenRights
	v.Panel.Buttons = []kiosk.Button{backButton}
}
