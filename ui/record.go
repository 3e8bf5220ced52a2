package ui

import (
	"slices"
	"strings"

	"facepay/kiosk"
)

// noteWords are the till's own words in a record's note, kind by kind; all else
// that stands there was said by the gateway.
var noteWords = map[kiosk.RecordKind][]string{
	kiosk.RecordSaleEnded: {"paid", "cancelled", "timeout", "restart", "parked"},
	kiosk.RecordMoved: {"not_sent", "never_shown", "no_answer", "deadline", "wrong_amount", "wrong_order", "never_opened",
		"entered_again", "noticed", "unheard"},
	kiosk.RecordLeft:      {"paid", "parked", "restart", "other_rail"},
	kiosk.RecordLate:      {"paid_twice"},
	kiosk.RecordIncident:  {"wrong_amount", "wrong_order", "paid_twice", "wrong_refund", "wrong_total", "refunded_after_all"},
	kiosk.RecordUnwatched: {"expired"},
	kiosk.RecordLateDone:  {"accepted", "refunded_by_hand", "refunded"},
	kiosk.RecordRefundMoved: {
		"not_sent", "no_answer", "pending", "expired", "wrong_amount", "wrong_order", "wrong_refund", "wrong_total",
	},
}

// recordText is a record in people's words: what happened, what came of it, and
// why.
func (u *UI) recordText(r kiosk.Record) string {
	parts := []string{u.say("screen.record."+string(r.Kind), "from", u.state(r.From), "to", u.state(r.To))}
	saysBoth := r.Kind == kiosk.RecordMoved || r.Kind == kiosk.RecordRefundMoved
	if !saysBoth && r.To != "" && r.To != r.From && r.From != "" {
		parts = append(parts, u.state(r.To))
	}
	if note := u.note(r); note != "" {
		parts = append(parts, note)
	}
	return strings.Join(parts, " · ")
}

// note is a record's note in people's words, "" when it says nothing new.
func (u *UI) note(r kiosk.Record) string {
	note := strings.TrimSpace(r.Note)
	switch r.Kind {
	case kiosk.RecordSaleOpened, kiosk.RecordRefund: // the amount in yuan
		return "¥ " + note
	case kiosk.RecordNumbered: // the gateway's order number
		return note
	case kiosk.RecordBuyer:
		return u.walletWord(note)
	case kiosk.RecordNoticed: // the verdict, in the words of states where there is one
		if u.Texts.Has("screen.state." + note) {
			return u.say("screen.state." + note)
		}
		return ""
	case kiosk.RecordCreated: // the rail and the wallet
		return u.createdNote(note)
	case kiosk.RecordSaleEnded: // the sale's state and, but for a paid one, why
		if _, why, ok := strings.Cut(note, " "); ok {
			note = why
		}
	case kiosk.RecordDecided, kiosk.RecordLeft, kiosk.RecordRefundDecided:
		if reason, ok := strings.CutPrefix(note, "manager "); ok && u.Texts.Has("reason."+reason) {
			return u.say("reason." + reason)
		}
		if note == "manager" || note == string(kiosk.SaleLeft) {
			return "" // the record's kind says it
		}
	}
	if amount, ok := strings.CutPrefix(note, "other_amount "); ok && r.Kind == kiosk.RecordMoved {
		return u.say("screen.note.other_amount", "amount", amount)
	}
	switch {
	case note == "":
		return ""
	case slices.Contains(noteWords[r.Kind], note):
		return u.say("screen.note." + note)
	case r.Kind == kiosk.RecordMoved || r.Kind == kiosk.RecordRefundMoved:
		return u.say("screen.note.gateway", "words", note)
	}
	return note
}

// createdNote is how a payment was to be made, from a rail and a wallet.
func (u *UI) createdNote(note string) string {
	rail, wallet, _ := strings.Cut(note, " ")
	word := u.walletWord(wallet)
	switch kiosk.Rail(rail) {
	case kiosk.RailQR, kiosk.RailCode:
		return strings.TrimSpace(u.say("screen.note."+rail, "wallet", word))
	case kiosk.RailMini:
		return u.say("screen.pay.mini")
	}
	return note
}

// walletWord is a wallet of a note in people's words, "" for none that is known.
func (u *UI) walletWord(wallet string) string {
	if wallet == string(kiosk.WalletUnknown) || !u.Texts.Has("wallet."+wallet) {
		return ""
	}
	return u.say("wallet." + wallet)
}
