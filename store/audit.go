package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"facepay/kiosk"
)

// yuan is an amount as documents have it: text with two decimals.
type yuan kiosk.Fen

func (y yuan) MarshalText() ([]byte, error) { return []byte(kiosk.Fen(y).Yuan()), nil }

// auditMoney sums some paid payments and what went back of them.
type auditMoney struct {
	Payments int  `json:"payments"`
	Paid     yuan `json:"paid"`
	Refunded yuan `json:"refunded"`
}

// auditSums are the figures of a day and of the whole. Paid is all that came,
// Late the part of it that came after its sale had been let go, Refunded what
// went back of it by now, Net the rest. Wallets and rails are those of paid
// payments: only then is it sure which they are.
type auditSums struct {
	Payments     int                   `json:"payments"`
	States       map[string]int        `json:"states"`
	Paid         yuan                  `json:"paid"`
	Late         yuan                  `json:"late"`
	LatePayments int                   `json:"late_payments"`
	Refunded     yuan                  `json:"refunded"`
	Net          yuan                  `json:"net"`
	Wallets      map[string]auditMoney `json:"wallets"`
	Rails        map[string]auditMoney `json:"rails"`
	Decided      int                   `json:"decided_by_manager"`
	OpenUnknown  int                   `json:"unknown_open"`
}

// auditDay are the figures of the payments made on one business day of the shop, and the
// events that were recorded on it.
type auditDay struct {
	Type   string    `json:"type"`
	Day    string    `json:"day"`
	Begins time.Time `json:"begins"`
	Ends   time.Time `json:"ends"`
	auditSums
	Events     int64   `json:"events"`
	FirstEvent int64   `json:"first_event"` // 0 when there is none
	LastEvent  int64   `json:"last_event"`
	Chain      *digest `json:"chain"` // hash of the last event
}

type auditTotal struct {
	Type string `json:"type"`
	Days int    `json:"days"`
	auditSums
}

// auditFigures are the days with payments or events, in order.
type auditFigures struct {
	days  []*auditDay
	total auditTotal
}

// errStray tells that a payment or an event is of a day that a summary does not
// have.
var errStray = errors.New("the summary does not have it")

// lastStamp stands for every later one, which other hands alone can write: a
// day that ends after the year 9999 cannot be written down, anywhere on earth.
var lastStamp = time.Date(9999, time.December, 30, 0, 0, 0, 0, time.UTC).UnixMilli()

// calendar sorts moments into days. What is later than all of them is on the
// last.
type calendar struct {
	kiosk.Calendar
	fixed bool        // days are given; no others are made
	days  []*auditDay // in their order
	last  *auditDay   // found before; most often it is the same again
}

// day is the day of a stamp, nil for one outside a fixed calendar.
func (c *calendar) day(ms int64) *auditDay {
	at := time.UnixMilli(min(ms, lastStamp))
	if c.last != nil && !at.Before(c.last.Begins) && at.Before(c.last.Ends) {
		return c.last
	}
	i := sort.Search(len(c.days), func(i int) bool { return c.days[i].Ends.After(at) })
	if i == len(c.days) || at.Before(c.days[i].Begins) {
		if c.fixed {
			return nil
		}
		day, name := c.Of(at)
		c.days = slices.Insert(c.days, i, newAuditDay(string(name), day))
	}
	c.last = c.days[i]
	return c.last
}

func newAuditDay(name string, day kiosk.Day) *auditDay {
	return &auditDay{Type: lineDay, Day: name, Begins: day.Start, Ends: day.End, auditSums: newAuditSums()}
}

func newAuditSums() auditSums {
	s := auditSums{States: make(map[string]int), Wallets: make(map[string]auditMoney), Rails: make(map[string]auditMoney)}
	for _, state := range states {
		s.States[string(state)] = 0
	}
	return s
}

// auditPayment is one payment as it stood after the event up to which is
// reckoned. Its amount and its state and what went back are told by events; its
// time and, once it is paid, its wallet, rail and lateness are the row's, and
// never change.
type auditPayment struct {
	number         string
	created        int64
	amount, back   kiosk.Fen
	wallet, rail   string
	face           bool
	late, decided  bool
	state          kiosk.State
	recordedBefore bool // the event up to which is reckoned
}

// auditPayments selects them; ?1 is the last event that counts.
const auditPayments = `SELECT order_no, created_at, coalesce((SELECT amount FROM events WHERE order_no = p.order_no AND coalesce(refund, '') = ''
			AND row_version > 0 AND seq <= ?1 ORDER BY seq LIMIT 1), amount), wallet, rail, face, late,
		coalesce((SELECT to_state FROM events WHERE order_no = p.order_no AND coalesce(refund, '') = '' AND to_state <> '' AND seq <= ?1
			ORDER BY seq DESC LIMIT 1), state),
		EXISTS (SELECT 1 FROM events WHERE order_no = p.order_no AND seq <= ?1),
		EXISTS (SELECT 1 FROM events WHERE order_no = p.order_no AND seq <= ?1 AND kind = 'decided' AND to_state <> ''),
		(SELECT coalesce(sum(coalesce((SELECT amount FROM events WHERE refund = f.refund_no AND row_version > 0 AND seq <= ?1
				ORDER BY seq LIMIT 1), amount)), 0) FROM refunds f WHERE f.order_no = p.order_no
			AND (SELECT to_state FROM events WHERE refund = f.refund_no AND to_state <> '' AND seq <= ?1
				ORDER BY seq DESC LIMIT 1) = 'done')
	FROM payments p WHERE created_at >= ?2 AND created_at < ?3 ORDER BY created_at, id`

// auditUpTo reckons the payments made in [from, to) as they stood after event
// upTo, and the events recorded in it, sorted into the days of c.
func (r *Reader) auditUpTo(ctx context.Context, tx *sql.Tx, c *calendar, upTo, from, to int64) (*auditFigures, error) {
	total := auditTotal{Type: lineTotal, auditSums: newAuditSums()}
	var done, all int64
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM payments WHERE created_at >= ? AND created_at < ?`, from, to).Scan(&all)
	if err != nil {
		return nil, err
	}
	err = each(ctx, tx, func(scan scanner) error {
		if done%exportPage == 0 {
			r.progress(done, all)
		}
		done++
		var p auditPayment
		if err := scan(&p.number, &p.created, &p.amount, &p.wallet, &p.rail, &p.face, &p.late, &p.state, &p.recordedBefore,
			&p.decided, &p.back); err != nil || !p.recordedBefore {
			return err
		}
		day := c.day(p.created)
		if day == nil {
			return fmt.Errorf("payment …%s: %w", kiosk.OrderNo(p.number).Tail(), errStray)
		}
		day.add(&p)
		total.add(&p)
		return nil
	}, auditPayments, upTo, from, to)
	if err != nil {
		return nil, err
	}
	if err := auditEvents(ctx, tx, c, upTo, from, to); err != nil {
		return nil, err
	}
	total.Days = len(c.days)
	return &auditFigures{days: c.days, total: total}, nil
}

func (s *auditSums) add(p *auditPayment) {
	s.Payments++
	s.States[string(p.state)]++
	if p.decided {
		s.Decided++
	}
	if p.state == kiosk.StateUnknown {
		s.OpenUnknown++
	}
	if p.state != kiosk.StatePaid {
		return
	}
	s.Paid += yuan(p.amount)
	s.Refunded += yuan(p.back)
	s.Net = s.Paid - s.Refunded
	if p.late {
		s.LatePayments++
		s.Late += yuan(p.amount)
	}
	rail := (&kiosk.Payment{Rail: kiosk.Rail(p.rail), Face: p.face}).Channel()
	for _, part := range []struct {
		of  map[string]auditMoney
		key string
	}{{s.Wallets, p.wallet}, {s.Rails, rail}} {
		m := part.of[part.key]
		m.Payments, m.Paid, m.Refunded = m.Payments+1, m.Paid+yuan(p.amount), m.Refunded+yuan(p.back)
		part.of[part.key] = m
	}
}

// auditEvents counts the events up to upTo into the days on which they were
// recorded. A clock that was set may mix the numbers of two days.
func auditEvents(ctx context.Context, tx *sql.Tx, c *calendar, upTo, from, to int64) error {
	var touched []*auditDay
	err := each(ctx, tx, func(scan scanner) error {
		var seq, at int64
		if err := scan(&seq, &at); err != nil || at < from || at >= to {
			return err
		}
		day := c.day(at)
		if day == nil {
			return fmt.Errorf("event %d: %w", seq, errStray)
		}
		if day.Events++; day.Events == 1 {
			day.FirstEvent = seq
			touched = append(touched, day)
		}
		day.LastEvent = seq
		return nil
	}, `SELECT seq, at FROM events WHERE seq > 0 AND seq <= ? ORDER BY seq`, upTo)
	if err != nil {
		return err
	}
	for _, day := range touched {
		var hash []byte
		if err := tx.QueryRowContext(ctx, `SELECT hash FROM events WHERE seq = ?`, day.LastEvent).Scan(&hash); err != nil {
			return fmt.Errorf("hash of event %d: %w", day.LastEvent, err)
		}
		day.Chain = new(digest)
		copy(day.Chain[:], hash)
	}
	return nil
}
