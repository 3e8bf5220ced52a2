package kiosk

import (
	"slices"
	"strings"
)

// Texts says a record in people's words: what happened, what came of it, and why.
func (r *Record) Texts() []Text {
	if a, ok := ParseApproval(r.Note); ok {
		if said := a.text(r.Kind); !said.IsZero() {
			return []Text{said}
		}
	}
	var said []Text
	moved := r.Kind == RecordMoved || r.Kind == RecordRefundMoved
	if !moved || r.From != "" { // else nothing moved, and the reason says what happened
		said = append(said, T("screen.record."+string(r.Kind), "from", "@"+stateText(r.From), "to", "@"+stateText(r.To)))
	}
	if !moved && r.To != "" && r.To != r.From && r.From != "" {
		said = append(said, T(stateText(r.To)))
	}
	if note := r.noteText(); !note.IsZero() {
		said = append(said, note)
	}
	if r.Kind == RecordRefund {
		if _, why, _ := strings.Cut(r.Note, " "); !RefundReason(why).Text().IsZero() {
			said = append(said, RefundReason(why).Text())
		}
	}
	return said
}

// text tells who asked for what and who approved it, was refused or locked out.
func (a Approval) text(kind RecordKind) Text {
	id := "screen.record." + string(kind)
	switch kind {
	case RecordApproved:
		if a.Asked == "" || a.Asked == a.By {
			id += ".alone"
		}
	case RecordRefused, RecordLocked, RecordSignedIn:
	default:
		return Text{}
	}
	return T(id, "what", a.Right.Text().Arg(), "asked", NameText(a.Asked), "by", NameText(a.By))
}

func stateText[S ~string](s S) string { return "screen.state." + string(s) }

// noteText is a record's note in people's words, nothing where the record's kind
// says it all.
func (r *Record) noteText() Text {
	note := strings.TrimSpace(r.Note)
	switch r.Kind {
	case RecordSaleOpened, RecordRefund:
		amount, _, _ := strings.Cut(note, " ")
		return T("screen.note.amount", "amount", amount)
	case RecordNumbered:
		return verbatim(note)
	case RecordBuyer:
		return Wallet(note).known()
	case RecordNotified:
		return verdictText(Verdict(note))
	case RecordCreated:
		return createdText(note)
	case RecordSaleEnded:
		if note == string(SalePaid) {
			return T(stateText(SalePaid))
		}
	}
	reason, particulars, ok := r.Reason()
	if !ok && (r.Kind == RecordMoved || r.Kind == RecordRefundMoved) {
		reason, ok = ReasonGateway, true // as the first tills wrote it
	}
	if !ok {
		return verbatim(particulars)
	}
	return reason.text(particulars)
}

func (r Reason) text(particulars string) Text {
	switch r {
	case "", Reason(SaleAbandoned):
		return Text{}
	case ReasonManager:
		if e := Evidence(particulars); slices.Contains(allEvidence, e) {
			return e.Text()
		}
		return verbatim(particulars)
	case ReasonGateway:
		return T("screen.note.gateway", "words", strings.TrimSpace(particulars))
	case ReasonOtherAmount:
		return T("screen.note.other_amount", "amount", particulars)
	}
	return T("screen.note." + string(r))
}

func (e Evidence) Text() Text { return T("reason." + string(e)) }

// verbatim quotes somebody else: a number, or a person's words.
func verbatim(words string) Text {
	if words == "" {
		return Text{}
	}
	return T("screen.note.words", "words", words)
}

// verdictText is a notification's verdict.
func verdictText(v Verdict) Text {
	switch v {
	case VerdictPaid, VerdictFailed, VerdictClosed, VerdictWaiting, VerdictUnknown:
		return T(stateText(v))
	case VerdictConfirming:
		return T("screen.note.confirming")
	}
	return Text{}
}

// EndedNote is the note of a RecordSaleEnded.
func EndedNote(s *Sale) string {
	return strings.TrimSuffix(string(s.State)+" "+string(s.AbandonReason), " ")
}

// CreatedNote is the note of a RecordCreated.
func CreatedNote(r Rail, w Wallet) string { return string(r) + " " + string(w) }

// createdText reads a CreatedNote.
func createdText(note string) Text {
	rail, wallet, _ := strings.Cut(note, " ")
	switch Rail(rail) {
	case RailQR, RailCode:
		word := ""
		if w := Wallet(wallet).known(); !w.IsZero() {
			word = w.Arg()
		}
		return T("screen.note."+rail, "wallet", word)
	case RailMini:
		return T("screen.pay.mini")
	case RailCash:
		return Cash.Text()
	}
	return verbatim(note)
}
