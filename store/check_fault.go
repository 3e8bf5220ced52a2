package store

import (
	"fmt"

	"facepay/kiosk"
)

// faultTexts are the places of a ledger whose history was changed, for whoever
// reads them in their own language. In English they are what the log says.
func faultTexts(faults ChainErrors) []kiosk.Text {
	texts := make([]kiosk.Text, 0, len(faults)+1)
	for _, fault := range faults {
		texts = append(texts, faultText(fault))
	}
	if faults.Full() {
		texts = append(texts, kiosk.T("check.places.more"))
	}
	return texts
}

func faultText(e *ChainError) kiosk.Text {
	event, about := faultEvent(e), faultSubject(e)
	switch {
	case e.Row == RowSchema:
		return kiosk.T("check.fault.schema", "names", e.Names)
	case e.AtEnd:
		return kiosk.T("check.fault.behind", "first", fmt.Sprint(e.Seq), "last", fmt.Sprint(max(e.Seq, e.Last)))
	case e.Row == RowEvent && e.Fault == FaultRemoved && e.Last > e.Seq:
		return kiosk.T("check.fault.events_removed", "first", fmt.Sprint(e.Seq), "last", fmt.Sprint(e.Last))
	case e.Row == RowEvent && about.IsZero():
		return kiosk.T("check.fault.event."+string(e.Fault), "event", event.Arg())
	case e.Row == RowEvent:
		of := kiosk.T("check.place.about", "event", event.Arg(), "subject", about.Arg())
		return kiosk.T("check.fault.event."+string(e.Fault), "event", of.Arg())
	case e.Seq == 0:
		return kiosk.T("check.fault.untold_row."+string(e.Fault), "subject", about.Arg())
	}
	return kiosk.T("check.fault.row."+string(e.Fault), "subject", about.Arg(), "event", event.Arg())
}

func faultEvent(e *ChainError) kiosk.Text {
	if e.Kind == "" {
		return kiosk.T("check.place.event", "seq", fmt.Sprint(e.Seq))
	}
	return kiosk.T("check.place.event_at", "seq", fmt.Sprint(e.Seq), "kind", string(e.Kind), "at", e.At.Format("2006-01-02 15:04:05 -07:00"))
}

// faultSubject names the sale, payment or refund that a fault is about; zero when
// that cannot be told.
func faultSubject(e *ChainError) kiosk.Text {
	switch {
	case e.Refund != "":
		return kiosk.T("check.place.refund", "refund", kiosk.OrderNo(e.Refund).Tail(), "order", e.OrderNo.Tail())
	case e.OrderNo != "":
		return kiosk.T("check.place.payment", "order", e.OrderNo.Tail())
	case e.Sale != "":
		return kiosk.T("check.place.sale", "sale", kiosk.OrderNo(e.Sale).Tail())
	}
	return kiosk.Text{}
}
