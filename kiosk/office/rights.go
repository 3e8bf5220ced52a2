package office

import "facepay/kiosk"

// sectionRights are the rights that sections take beside the history's, which the door
// took.
var sectionRights = map[Section]kiosk.Right{
	SectionReports: kiosk.RightReports, SectionReconcile: kiosk.RightReports, SectionSettings: kiosk.RightSettings,
}

// RightGiven is the counter's answer to a right that was wanted: somebody who has it
// entered their PIN. One that is not waited for means nothing.
type RightGiven struct{ kiosk.RightGiven }

func (RightGiven) office() {}

// choose goes to a section. One that not everybody may see waits for its right, which
// the counter gives; until then, and when it is refused, the section of before stays.
func (o *Office) choose(s Section) {
	o.asked = ""
	switch right := sectionRights[s]; {
	case s == o.section:
	case right == "":
		o.enter(s)
	default:
		o.asked = s
		o.turn.effect(Tell{Event: kiosk.RightWanted{Right: right}})
	}
}

// rightGiven goes to the section that waits for that right, or on with the closing.
func (o *Office) rightGiven(e RightGiven) {
	if o.open && o.asked != "" && sectionRights[o.asked] == e.Right {
		o.enter(o.asked)
	}
	o.shiftApproved(e)
}

func (o *Office) enter(s Section) {
	o.forgetWork()
	o.dropScan()
	o.section, o.asked, o.turn.changed = s, "", true
	o.showFigures()
}
