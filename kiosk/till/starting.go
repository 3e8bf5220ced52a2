package till

import "facepay/kiosk"

// starting is a till that has nothing loaded yet.
type starting struct{ page }

func (starting) card(t *Till) kiosk.AmountCard         { return t.amount.card(t) }
func (starting) customer(t *Till) kiosk.CustomerScreen { return t.amount.customer(t) }

func (starting) draw(_ *Till, v *kiosk.View) {
	v.Screen, v.Panel = kiosk.ScreenRecovering, kiosk.Panel{Mark: kiosk.MarkSpinner, Title: kiosk.T("panel.settling.title"), Detail: kiosk.T("panel.settling.detail")}
}

// restore builds the till from the ledger's rows alone.
func (t *Till) restore(r kiosk.Snapshot) {
	var held []kiosk.Event
	if s := t.stopped(); s != nil {
		held = s.held
	}
	t.forget()
	t.peopleChanged(r.People)
	t.access.pinSet = r.PINSet
	t.book.Restore(r, held)
}
