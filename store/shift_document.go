package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"facepay/kiosk"
)

// shiftDocument is a Z report, or an X one, as it is stored and as facepay shifts prints
// it. Its keys are relied on: more may come, none is renamed.
type shiftDocument struct {
	Number   int        `json:"number"`    // 0 for an X
	OpenedAt *time.Time `json:"opened_at"` // null where none is open
	ClosedAt *time.Time `json:"closed_at"`
	OpenedBy string     `json:"opened_by"`
	ClosedBy string     `json:"closed_by"`
	Approved string     `json:"approved_by,omitempty"`
	shiftTotals
	Late      int                          `json:"late"`
	Unknown   int                          `json:"unknown"`
	Cash      *shiftCash                   `json:"cash"`
	ByWallet  map[kiosk.Wallet]shiftTotals `json:"by_wallet"`
	ByCashier map[string]shiftTotals       `json:"by_cashier"`
	Counted   map[kiosk.Wallet]yuan        `json:"counted,omitempty"`
	Carried   []kiosk.OrderNo              `json:"carried"`
	Returning []kiosk.OrderNo              `json:"refunds_open"`
	Later     []shiftLater                 `json:"later"`
	Notes     []kiosk.ShiftNote            `json:"notes"`
}

type shiftTotals struct {
	Count       int  `json:"count"`
	Paid        yuan `json:"paid"`
	RefundCount int  `json:"refund_count"`
	Refunded    yuan `json:"refunded"`
	Net         yuan `json:"net"` // follows from the others
}

type shiftCash struct {
	Opening    yuan  `json:"opening"`
	Taken      yuan  `json:"taken"`
	Counted    *yuan `json:"counted"`
	Difference *yuan `json:"difference"` // follows from the others
}

type shiftLater struct {
	OrderNo kiosk.OrderNo `json:"order_no"`
	What    string        `json:"what"`
	From    int           `json:"from"`
}

func (y *yuan) UnmarshalText(text []byte) error {
	digits, negative := strings.CutPrefix(string(text), "-")
	f, err := kiosk.ParseYuan(digits)
	if negative {
		f = -f
	}
	*y = yuan(f)
	return err
}

// ShiftJSON is s as facepay shifts prints it, its times as the shop's clock at loc shows
// them. What a ledger stored as a Z it gives again byte for byte.
func ShiftJSON(s *kiosk.Shift, loc *time.Location) ([]byte, error) {
	d := shiftDocument{
		Number: s.Number, OpenedAt: shopTime(s.OpenedAt, loc), ClosedAt: shopTime(s.ClosedAt, loc), OpenedBy: s.OpenedBy, ClosedBy: s.ClosedBy, Approved: s.ApprovedBy,
		shiftTotals: totalsOf(s.Totals), Late: s.Late, Unknown: s.Unknown,
		ByWallet: map[kiosk.Wallet]shiftTotals{}, ByCashier: map[string]shiftTotals{},
		Carried: listed(s.Carried), Returning: listed(s.Returning), Later: []shiftLater{}, Notes: listed(s.Notes),
	}
	for w, t := range s.ByWallet {
		d.ByWallet[w] = totalsOf(t)
	}
	for name, t := range s.ByCashier {
		d.ByCashier[name] = totalsOf(t)
	}
	for w, f := range s.Counted {
		if d.Counted == nil {
			d.Counted = map[kiosk.Wallet]yuan{}
		}
		d.Counted[w] = yuan(f)
	}
	if c := s.Cash; c != nil {
		d.Cash = &shiftCash{Opening: yuan(c.Opening), Taken: yuan(c.Taken)}
		if c.Counted != nil {
			counted, difference := yuan(*c.Counted), yuan(c.Difference())
			d.Cash.Counted, d.Cash.Difference = &counted, &difference
		}
	}
	for _, l := range s.Later {
		d.Later = append(d.Later, shiftLater(l))
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false) // names of people are as they are
	if err := out.Encode(d); err != nil {
		return nil, fmt.Errorf("write shift %d: %w", s.Number, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ReadShift reads what ShiftJSON has written.
func ReadShift(document []byte) (kiosk.Shift, error) {
	var d shiftDocument
	if err := json.Unmarshal(document, &d); err != nil {
		return kiosk.Shift{}, fmt.Errorf("read a shift's report: %w: %w", ErrRow, err)
	}
	s := kiosk.Shift{
		Number: d.Number, After: max(d.Number-1, 0), OpenedBy: d.OpenedBy, ClosedBy: d.ClosedBy, ApprovedBy: d.Approved, Totals: d.totals(),
		ByWallet: map[kiosk.Wallet]kiosk.Totals{}, ByCashier: map[string]kiosk.Totals{},
		Carried: d.Carried, Returning: d.Returning, Notes: d.Notes,
	}
	s.Late, s.Unknown = d.Late, d.Unknown
	if d.OpenedAt != nil {
		s.OpenedAt = *d.OpenedAt
	}
	if d.ClosedAt != nil {
		s.ClosedAt = *d.ClosedAt
	}
	for w, t := range d.ByWallet {
		s.ByWallet[w] = t.totals()
	}
	for name, t := range d.ByCashier {
		s.ByCashier[name] = t.totals()
	}
	for w, y := range d.Counted {
		if s.Counted == nil {
			s.Counted = map[kiosk.Wallet]kiosk.Fen{}
		}
		s.Counted[w] = kiosk.Fen(y)
	}
	if c := d.Cash; c != nil {
		s.Cash = &kiosk.CashCount{Opening: kiosk.Fen(c.Opening), Taken: kiosk.Fen(c.Taken)}
		if c.Counted != nil {
			counted := kiosk.Fen(*c.Counted)
			s.Cash.Counted = &counted
		}
	}
	for _, l := range d.Later {
		s.Later = append(s.Later, kiosk.ShiftLater(l))
	}
	return s, nil
}

func totalsOf(t kiosk.Totals) shiftTotals {
	return shiftTotals{t.Count, yuan(t.Paid), t.RefundCount, yuan(t.Refunded), yuan(t.Net())}
}

func (t shiftTotals) totals() kiosk.Totals {
	return kiosk.Totals{Count: t.Count, Paid: kiosk.Fen(t.Paid), RefundCount: t.RefundCount, Refunded: kiosk.Fen(t.Refunded)}
}

// shopTime is at to the second, as exports have it. One that was read from a document
// has the shop's offset of then.
func shopTime(at time.Time, loc *time.Location) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.In(loc).Truncate(time.Second)
	return &at
}

// listed is list as JSON writes an empty one: [].
func listed[T any](list []T) []T { return append([]T{}, list...) }
