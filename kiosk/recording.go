package kiosk

// record adds a row to the event log of this step.
func (t *Till) record(r Record) {
	r.At = t.wall()
	t.write.Records = append(t.write.Records, r)
}

// writeSale puts s's present state into this step's write, once.
func (t *Till) writeSale(s *Sale) {
	for i := range t.write.Sales {
		if t.write.Sales[i].ID == s.ID {
			s.Version = t.write.Sales[i].Version
			t.write.Sales[i] = *s
			return
		}
	}
	s.Version++
	t.write.Sales = append(t.write.Sales, *s)
}

// move changes p's state by the table of moves and puts it on record. A move
// that the table does not know is a fault of this program; it is not made.
func (t *Till) move(p *item, to State, kind RecordKind, why Reason) {
	if p.State == to {
		return
	}
	if !CanMove(p.State, to) {
		panic("kiosk: no move from " + string(p.State) + " to " + string(to))
	}
	t.record(Record{Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo, From: p.State, To: to, Note: string(why)})
	p.State, p.Note, p.dirty = to, why, true
	if p.Entered && (to == StateWaiting || to == StatePaid) {
		t.takeOver(p)
	}
	if to == StateFailed || to == StateClosed {
		t.releaseOrder(p)
	}
	if to != StatePaid { // see lastWasLate
		t.lastMoved(p)
	}
}

// note puts something about p on record that changes no state.
func (t *Till) note(p *item, kind RecordKind, note string) {
	t.record(Record{Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo, Note: note})
	p.dirty = true
}

// because is note with a reason.
func (t *Till) because(p *item, kind RecordKind, why Reason) { t.note(p, kind, string(why)) }
