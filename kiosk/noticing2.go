package kiosk

// found takes what the ledger has on a payment that the till follows no more.
func (t *Till) found(e Found) {
	t.book.noticesFound(e)
	t.refundFound(e)
}

// undo takes back the replies of a step whose Save failed: they stood behind
// it and were never given.
func (t *Till) undo(unsaid []Effect) {
	for _, e := range unsaid {
		switch e := e.(type) {
		case RunChecks:
			t.unexamined()
		case Acknowledge:
			t.do(Acknowledge{e.ID, NotificationNotNow})
		case ReplyMini:
			t.do(ReplyMini{e.ID, MiniReply{OrderNo: e.Reply.OrderNo, Error: MiniNotNow}})
		}
	}
}
