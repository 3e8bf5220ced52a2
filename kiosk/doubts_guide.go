package kiosk

// guide tells the customer, while it is not certain whether money moved, more
// than the stage's title and detail: what is being done, and what becomes of the
// money. Whoever worries about money reads his own language first, so a stage
// with a guide says everything in both.
func (t *Till) guide(s *CustomerScreen) []Text {
	safe := T("guide.safe")
	switch {
	case t.stopped != nil:
		return []Text{T("guide.stopped"), safe}
	case s.Kind == CustomerAskHelp:
		return []Text{T("guide.ask"), safe}
	case s.Kind == CustomerUnsure:
		return []Text{T("guide.unsure"), safe}
	case s.Kind == CustomerQR && t.book.silent(t.book.shownQR()):
		return []Text{safe}
	case s.Kind == CustomerFailed:
		return []Text{T("guide.tell")}
	}
	return nil
}
