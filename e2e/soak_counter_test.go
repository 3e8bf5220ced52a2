//go:build e2e && soak

package e2e

import (
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// How long an answer may take. The till itself is far quicker; a machine that
// draws without a graphics card and builds something meanwhile is not.
const (
	// paidMax is from the money's moving to "paid" on the screen, with nothing
	// wrong: the pause between two questions, 3 s at most, and room for the rest.
	paidMax = 15 * time.Second
	// The bounds in trouble, from the code's sending: by then a payment is decided
	// or shown as unknown.
	weChatMax = 60 * time.Second
	alipayMax = 65 * time.Second
	// openMax is from the key until an order's QR is on show or its failure is, and until a
	// refund is decided or shown as unknown: a call's own deadline of 20 s.
	openMax = 30 * time.Second
)

// quickPace is a quick person's, in ms from key to key.
const quickPace = "60"

// deal is one sale and what became of it on the screen.
type deal struct {
	amount  kiosk.Fen
	wallet  kiosk.Wallet
	faulty  bool // something was made to go wrong in it
	outcome string
}

// The outcomes, as the cashier sees them.
const (
	dealPaid      = "paid"
	dealFailed    = "failed"
	dealUnknown   = "unknown" // and parked
	dealCancelled = "cancelled"
)

func (d deal) key() string {
	if d.wallet == kiosk.Alipay {
		return "F2"
	}
	return "F1"
}

// decidedMax is the bound of a sale in which something went wrong.
func (d deal) decidedMax() time.Duration {
	if d.wallet == kiosk.Alipay {
		return alipayMax
	}
	return weChatMax
}

// enters types the amount on a till that is free. Cards that are in the way are
// answered first, also one that comes up while it is typed.
func (s *soak) enters(d deal) {
	const tries = 10
	for range tries {
		s.clears()
		s.till.keys(amountKeys(d.amount.Yuan())...)
		if s.waits(patience, func(v logLine) bool {
			return v.Screen == kiosk.ScreenAlarm || v.Screen == kiosk.ScreenAmount && v.Amount == d.amount.Yuan()
		}) && s.till.shown.Screen == kiosk.ScreenAmount {
			return
		}
		s.tally["amounts typed again"]++
		s.till.keys("Escape")
	}
	require.FailNow(s.t, "the amount "+d.amount.Yuan()+" could not be entered", s.till.now())
}

// begins presses the key that opens the sale of an amount which is entered. An alarm
// that came up just before it takes the key and leaves the amount, which is then
// entered anew.
func (s *soak) begins(d deal, key string) (began time.Time) {
	const tries = 10
	for range tries {
		began = time.Now()
		s.till.keys(key)
		came := s.waits(patience, func(v logLine) bool { return v.Screen == kiosk.ScreenPanel || v.Screen == kiosk.ScreenAlarm })
		if !came {
			s.misses("%s does nothing to %s; %s", key, d.amount.Yuan(), s.till.now())
		}
		if came && (s.till.shown.Screen == kiosk.ScreenPanel || s.till.shown.Stage != kiosk.CustomerAmount) {
			return began
		}
		s.tally["keys that an alarm took"]++
		s.enters(d)
	}
	require.FailNow(s.t, "the sale of "+d.amount.Yuan()+" could not be opened", s.till.now())
	return began
}

// clears answers whatever card is up, until digits begin the next sale.
func (s *soak) clears() {
	const tries = 30
	for range tries {
		switch v := s.look(); {
		case v.Panel == "panel.paid.title" && v.Screen == kiosk.ScreenPanel, v.Panel == "panel.timeout.title", v.Panel == "panel.timeout.parked",
			v.Screen == kiosk.ScreenAmount && v.Amount == "0.00":
			return
		case v.Screen == kiosk.ScreenAlarm && v.Panel != "alarm.unknown.title":
			s.tally["late money, counted as paid"]++
			s.till.answers(cardKey(v))
		case v.Panel == "panel.unknown.title", v.Panel == "panel.incident.title":
			s.till.answers("F6")
		default:
			s.till.keys("Escape")
		}
		before := s.till.shown.Time
		s.awaits(2*time.Second, func() bool { return !s.till.shown.Time.Equal(before) })
	}
	require.FailNow(s.t, "the till does not become free", s.till.now())
}

// sellsByQR makes a sale with a QR that the customer pays.
func (s *soak) sellsByQR(d *deal) {
	began := s.begins(*d, d.key())
	if !s.opened(d, began) {
		return
	}
	moved := time.Now()
	o, err := s.gateway.Act(s.t.Context(), practice.ActionPay, "")
	require.NoError(s.t, err)
	require.Equal(s.t, d.amount, o.Amount, "the order that is on show")
	limit := paidMax
	if s.faulty(d, began) {
		limit = d.decidedMax()
	}
	s.decides(d, "QR", moved, began, limit)
}

// opened waits for the QR and reports whether it came. What does not come
// without a fault is a failure of the soak.
func (s *soak) opened(d *deal, began time.Time) bool {
	came := s.waits(openMax, func(v logLine) bool {
		return v.Stage == kiosk.CustomerQR || v.Panel == "panel.failed.title" || v.Panel == "panel.unknown.title"
	})
	if !came {
		s.misses("the QR of %s is neither on show nor failed after %s; %s", d.amount.Yuan(), openMax, s.till.now())
	}
	kind := "order, nothing wrong"
	if s.faulty(d, began) {
		kind = "order, in trouble"
	}
	s.answered(kind, openMax, s.till.shown.Time.Sub(began))
	if came && s.till.shown.Stage == kiosk.CustomerQR {
		return true
	}
	s.gives(d, dealFailed, began)
	s.till.keys("Escape")
	return false
}

// sellsByCode makes a sale by a payment code.
func (s *soak) sellsByCode(d *deal) {
	began := s.begins(*d, "Return")
	s.till.awaitPanel("panel.armed.title")
	sent := time.Now()
	s.scanner.sends(s.code(d.wallet) + "\r")
	limit := paidMax
	if s.faulty(d, began) {
		limit = d.decidedMax()
	}
	s.decides(d, "code", sent, began, limit)
}

// code is a fresh payment code. Their tails run through all that do nothing
// special at the practice gateway, so that none comes again for hours.
func (s *soak) code(w kiosk.Wallet) string {
	for {
		s.codes++
		if c := paymentCode(w, s.codes); practice.CodeBehaviours[tail(c)] == "" {
			return c
		}
	}
}

// decides waits until the sale is decided or shown as unknown, and follows what
// is unknown: the cashier asks again, then parks it.
func (s *soak) decides(d *deal, way string, from, began time.Time, limit time.Duration) {
	known := func(v logLine) bool {
		return v.Panel == "panel.paid.title" || v.Panel == "panel.failed.title" || v.Panel == "panel.unknown.title"
	}
	// The screens showed something else before; what they show is of this sale.
	if !s.waits(limit, known) {
		s.misses("%s by %s is not decided %s after its money moved; %s", d.amount.Yuan(), way, limit, s.till.now())
		s.waits(patience, known)
	}
	kind := way + ", nothing wrong"
	if s.faulty(d, began) {
		kind = way + ", in trouble"
	}
	s.answered(kind, limit, s.till.shown.Time.Sub(from))
	if s.till.shown.Panel == "panel.unknown.title" {
		s.doubts(d)
	}
	switch s.till.shown.Panel {
	case "panel.paid.title":
		s.gives(d, dealPaid, began)
	case "panel.unknown.title":
		s.gives(d, dealUnknown, began)
		s.till.answers("F6")
		s.tally["parked"]++
	default:
		s.gives(d, dealFailed, began)
		s.till.keys("Escape")
	}
}

// askedFor is the time that a cashier gives an unknown payment before the next
// customer is served.
const askedFor = 5 * time.Second

// doubts asks again about an unknown payment, and waits a while.
func (s *soak) doubts(d *deal) {
	s.tally["shown as unknown"]++
	s.till.keys("F5")
	if s.waits(askedFor, func(v logLine) bool { return v.Panel == "panel.paid.title" || v.Panel == "panel.failed.title" }) {
		s.tally["settled by asking again"]++
	}
}

// gives notes an outcome; one that nothing explains fails the soak.
func (s *soak) gives(d *deal, outcome string, began time.Time) {
	d.outcome = outcome
	s.tally[outcome]++
	if outcome != dealPaid && !s.faulty(d, began) {
		s.misses("%s was shown as %s though nothing was wrong; %s", d.amount.Yuan(), outcome, s.till.now())
	}
}

// cancels opens a QR and leaves it.
func (s *soak) cancels(d *deal) {
	began := s.begins(*d, d.key())
	if !s.opened(d, began) {
		return
	}
	s.till.keys("Escape")
	s.till.await("end of the sale", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenAlarm })
	d.outcome = dealCancelled
	s.tally[dealCancelled]++
}

// reviewedFor is the time for which somebody looks at the answer to asking again.
const reviewedFor = 2 * time.Second

// reviews lets somebody ask again about what was parked, when there is any.
func (s *soak) reviews() {
	s.clears()
	if s.till.shown.Open == 0 {
		return
	}
	s.till.keys("F10")
	s.till.await("what needs people", func(v logLine) bool {
		return v.Screen != kiosk.ScreenAmount && v.Screen != kiosk.ScreenPanel || v.Open == 0
	})
	open := s.till.shown.Open
	s.till.answers("F5")
	s.tally["asked again about what was parked"]++
	s.waits(reviewedFor, func(v logLine) bool { return v.Open < open || v.Screen == kiosk.ScreenAmount })
	s.clears()
}

// refunds gives back a part or all of the sale before, through the owner's side.
func (s *soak) refunds(d deal) {
	began := time.Now()
	s.till.opensHistory()
	s.till.choosesRefund()
	if s.rng.IntN(2) == 0 {
		s.till.keys("0", "period", "0", "1")
	}
	s.till.answers("Return")
	s.till.awaitPanel("refund.confirm.title")
	asked := time.Now().Add(readingPause)
	s.till.answers("Return")
	told := []string{"refund.done.title", "refund.unknown.title", "refund.refused.title"}
	if !s.waits(openMax, func(v logLine) bool { return slices.Contains(told, v.Panel) }) {
		s.misses("the refund of %s is not decided after %s; %s", d.amount.Yuan(), openMax, s.till.now())
	}
	s.answered("refund", openMax, s.till.shown.Time.Sub(asked))
	outcome := s.till.shown.Panel
	if outcome == "refund.unknown.title" { // its number is asked about again
		s.tally["refunds shown as unknown"]++
		s.waits(openMax, func(v logLine) bool { return v.Panel == "refund.done.title" })
		outcome = s.till.shown.Panel
	}
	if outcome != "refund.done.title" && !s.faulty(&d, began) {
		s.misses("a refund ended as %s though nothing was wrong", outcome)
	}
	s.tally["refund: "+strings.TrimSuffix(strings.TrimPrefix(outcome, "refund."), ".title")]++
	s.till.keys("Escape")
	s.till.awaitScreen(kiosk.ScreenHistory)
	s.till.keys("Escape")
	s.till.await("end of the owner's side", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenAlarm })
}
