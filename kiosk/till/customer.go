package till

import "facepay/kiosk"

// guide tells the customer, while it is not certain whether money moved, more
// than the stage's title and detail: what is being done, and what becomes of the
// money. Whoever worries about money reads his own language first, so a stage
// with a guide says everything in both.
func (t *Till) guide(s *kiosk.CustomerScreen) []kiosk.Text {
	safe := kiosk.T("guide.safe")
	switch {
	case t.stopped() != nil:
		return []kiosk.Text{kiosk.T("guide.stopped"), safe}
	case s.Kind == kiosk.CustomerAskHelp:
		return []kiosk.Text{kiosk.T("guide.ask"), safe}
	case s.Kind == kiosk.CustomerUnsure:
		return []kiosk.Text{kiosk.T("guide.unsure"), safe}
	case s.Kind == kiosk.CustomerQR && t.book.Silent(t.book.ShownQR()):
		return []kiosk.Text{safe}
	case s.Kind == kiosk.CustomerFailed:
		return []kiosk.Text{kiosk.T("guide.tell")}
	}
	return nil
}
