package office

import (
	"cmp"

	"facepay/kiosk"
)

// ShiftFieldKind tells the fields of a count apart.
type ShiftFieldKind string

// The kinds of field.
const (
	FieldCounted ShiftFieldKind = "counted" // what is in the drawer
	FieldNext    ShiftFieldKind = "next"    // what stays in it for the next shift
	FieldOpening ShiftFieldKind = "opening" // what it had at the beginning, asked for once
	FieldApp     ShiftFieldKind = "app"     // what a merchant app says
)

// ShiftField is one amount of a count.
type ShiftField struct {
	Kind   ShiftFieldKind
	Wallet kiosk.Wallet // FieldApp
	AmountField
}

// begin begins the closing, with empty counts.
func (s *Shift) begin() {
	s.Drawer, s.Apps = nil, nil
	if s.settings.Cash {
		s.Drawer = []ShiftField{{Kind: FieldCounted}, {Kind: FieldNext}}
		if s.Shown.After == 0 {
			s.Drawer = append(s.Drawer, ShiftField{Kind: FieldOpening})
		}
	}
	for _, w := range s.settings.Apps {
		s.Apps = append(s.Apps, ShiftField{Kind: FieldApp, Wallet: w})
	}
	s.goTo(s.after(ShiftLook))
}

// choose types into another field of the count.
func (s *Shift) choose(field int) {
	if field != s.At {
		s.At, s.struck = field, nil
		s.Revision++
	}
}

// takeBack takes back the last characters: they were a scanner's.
func (s *Shift) takeBack(characters int) {
	if from := max(0, len(s.struck)-characters); from < len(s.struck) {
		s.Fields()[s.At].Text, s.struck = s.struck[from], s.struck[:from]
		s.Revision++
	}
}

// Preview is the open shift as its Z will be, with what was counted.
func (s *Shift) Preview() kiosk.Shift {
	z := s.Shown
	c := s.wish()
	z.Counted = c.Counted
	if d := c.Drawer; d != nil {
		taken := z.ByWallet[kiosk.Cash].Net()
		z.Cash = &kiosk.CashCount{Opening: d.Opening, Taken: taken, Counted: d.Counted}
	}
	return z
}

// wish is the closing as the counts have it.
func (s *Shift) wish() *kiosk.ShiftClose {
	c := &kiosk.ShiftClose{After: s.Shown.After, ApprovedBy: s.approvedBy}
	if s.person != nil {
		c.By = cmp.Or(s.person.Name, s.approvedBy)
	}
	if c.ApprovedBy == c.By {
		c.ApprovedBy = ""
	}
	if len(s.Drawer) > 0 {
		d := s.DrawerClose()
		c.Drawer = &d
	}
	for i := range s.Apps {
		if said, ok := s.Apps[i].Fen(); ok {
			if c.Counted == nil {
				c.Counted = map[kiosk.Wallet]kiosk.Fen{}
			}
			c.Counted[s.Apps[i].Wallet] = said
		}
	}
	return c
}

// DrawerClose has the values of the drawer's fields, and where one is empty, what is meant
// by that: the drawer keeps for the next shift what it had at the beginning, or all that is
// in it where that is less, or was not counted.
func (s *Shift) DrawerClose() kiosk.DrawerClose {
	var d kiosk.DrawerClose
	if s.Shown.Cash != nil {
		d.Opening = s.Shown.Cash.Opening
	}
	next := false
	for i := range s.Drawer {
		amount, ok := s.Drawer[i].Fen()
		switch s.Drawer[i].Kind {
		case FieldCounted:
			if ok {
				d.Counted = &amount
			}
		case FieldNext:
			d.Next, next = amount, ok
		case FieldOpening:
			if ok {
				d.Opening = amount
			}
		}
	}
	switch {
	case next:
	case d.Counted != nil:
		d.Next = min(d.Opening, *d.Counted)
	case s.Shown.Cash != nil:
		d.Next = max(0, d.Opening+s.Shown.Cash.Taken)
	}
	return d
}
