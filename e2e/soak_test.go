//go:build e2e && soak

package e2e

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

const (
	// soakVariable names the environment variable with the soak's length, as "30m".
	soakVariable = "SOAK"
	soakUsual    = 30 * time.Minute
	// soakMin has samples enough after the warm-up.
	soakMin = time.Minute
	// soakMax keeps to what the practice gateway remembers, 12,000 orders: what it
	// had forgotten could not be compared. A few sales make two orders.
	soakMax = 3 * time.Hour

	// paceVariable names the environment variable with the time from sale to sale, as
	// "250ms"; on the average: what took longer is caught up with.
	paceVariable = "SOAK_PACE"
	paceUsual    = time.Second
	// salesMin is the fewest sales a second that still count as a soak. It shows that
	// the counter sold, not how fast this machine is.
	salesMin = 0.1

	sampleEvery = 5 * time.Second
	tellEvery   = time.Minute
	// endMax is the time after the last sale in which the till must know what became
	// of everything: a code's deadline, and a question after it.
	endMax = 3 * time.Minute
)

// What happens at the counter, every so many sales.
const (
	everyRefund = 30
	everyCancel = 20
	everyDoubt  = 50 // an answer that is lost and cannot be asked for, so that the sale is parked
	everyLull   = 15 // nobody is there and the adverts play
	everyFault  = 10 // on the average
	everyDrop   = time.Minute
)

// soak is a counter that sells for a long time.
type soak struct {
	t       *testing.T
	gateway *gateway
	till    *till
	scanner *serialScanner
	log     logTally
	ledger  *sql.DB
	rng     *rand.Rand
	began   time.Time
	pace    time.Duration // from sale to sale

	deals  []deal
	codes  int
	tally  map[string]int             // counts of events, by name
	times  map[string][]time.Duration // that answers took, by kind
	bounds map[string]time.Duration   // the largest that held for such answers
	late   int

	samples    []sample
	nextSample time.Time
	nextTell   time.Time
	nextDrop   time.Time
	dropEnds   time.Time
	resetting  bool // the drop resets connections; else they are refused
	shop       shopPictures
}

func soakLength(t *testing.T) time.Duration {
	d := duration(t, soakVariable, soakUsual)
	require.GreaterOrEqual(t, d, soakMin, "%s: a shorter one has too few samples", soakVariable)
	require.LessOrEqual(t, d, soakMax, "%s: the practice gateway forgets the first sales of a longer one", soakVariable)
	return d
}

func soakPace(t *testing.T) time.Duration {
	d := duration(t, paceVariable, paceUsual)
	require.Positive(t, d, paceVariable)
	return d
}

// duration is the time in an environment variable, and usual without one.
func duration(t *testing.T, variable string, usual time.Duration) time.Duration {
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err, "%s is a time such as 30m or 250ms", variable)
	return d
}

// A sale a second for half an hour, with everything that goes wrong at a
// counter: no answer comes later than its bound, nothing of the program grows,
// and the till's books are the gateway's.
func TestSoak(t *testing.T) {
	length := soakLength(t)
	t.Logf("a soak of %s", length)
	s := newSoak(t, startSeed(t))
	s.sells(length)
	s.ends()
	s.report(length)
}

// newSoak opens a till at yfpay's dialect, which alone has all that a counter
// does: QR and code, questions, notifications, closing and refunds.
func newSoak(t *testing.T, start uint64) *soak {
	g, scanner, ear := newGateway(t), newSerialScanner(t), newEar()
	_, err := g.Settings(t.Context()) // its control address is learnt while the network is up
	require.NoError(t, err)
	s := &soak{
		t: t, gateway: g, scanner: scanner, rng: rand.New(rand.NewPCG(start, 0)),
		tally: map[string]int{}, times: map[string][]time.Duration{}, bounds: map[string]time.Duration{},
		shop: newShopPictures(t), pace: soakPace(t),
	}
	s.till = openTill(t, g, g.yfpay()+hears(ear, "http://"+ear)+scanner.config()+s.shop.config())
	s.till.pace = quickPace
	s.ledger, err = sql.Open("sqlite3", "file:"+filepath.Join(s.till.data, "ledger.db")+"?mode=ro&_busy_timeout=5000")
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.ledger.Close() })
	return s
}

func (s *soak) sells(length time.Duration) {
	s.began = time.Now()
	s.nextSample, s.nextTell, s.nextDrop = s.began.Add(sampleEvery), s.began.Add(tellEvery), s.began.Add(everyDrop/2)
	for n := 1; time.Since(s.began) < length; n++ {
		s.rest(time.Until(s.began.Add(time.Duration(n-1) * s.pace)))
		s.drops()
		s.deals = append(s.deals, s.serves(n))
		switch last := s.deals[n-1]; {
		case n%everyRefund == 0 && last.outcome == dealPaid && !s.dropped(time.Now()):
			s.refunds(last)
		case n%everyLull == 0:
			s.lulls()
		case s.till.shown.Open > 0 && !s.dropped(time.Now()):
			s.reviews()
		}
	}
	s.looks()
}

// cheapest is the amount in fen that all others exceed, as in a shop nearly all
// do: one that begins with a zero shows an advert between its first keys.
const cheapest = 100

// serves makes the nth sale. No two have the same amount, so that each can be
// told from the others in all books.
func (s *soak) serves(n int) deal {
	d := deal{amount: cheapest + kiosk.Fen(n), wallet: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[s.rng.IntN(2)]}
	byCode := s.rng.IntN(2) == 0
	// A connection that is cut under a code leaves a question that only a manager
	// can answer when the gateway never saw it: so QRs are sold meanwhile.
	if s.dropped(time.Now()) && s.resetting {
		byCode = false
	}
	s.enters(d)
	switch {
	case n%everyCancel == 0:
		s.cancels(&d)
	case n%everyDoubt == 0 && !s.dropped(time.Now()):
		d.faulty = true
		s.fails(practice.Fault{Kind: practice.FaultLoseAnswer, Route: "yfpay/pay", Count: 1})
		s.fails(practice.Fault{Kind: practice.FaultLoseAnswer, Route: "yfpay/queryorder"})
		s.sellsByCode(&d)
	case byCode:
		s.spoils(&d, codeFaults)
		s.sellsByCode(&d)
	default:
		s.spoils(&d, qrFaults)
		s.sellsByQR(&d)
	}
	if d.faulty {
		require.NoError(s.t, s.gateway.ClearFault(s.t.Context(), 0))
	}
	return d
}

// look reads the till's log, and measures when it is time.
func (s *soak) look() logLine {
	s.log.take(s.till)
	s.looks()
	return s.till.shown
}

// waits waits until the screens show something, for a limit.
func (s *soak) waits(limit time.Duration, shown func(logLine) bool) bool {
	return comes(limit, func() bool { return shown(s.look()) })
}

// awaits is waits for anything else.
func (s *soak) awaits(limit time.Duration, happened func() bool) bool {
	return comes(limit, func() bool { s.look(); return happened() })
}

func (s *soak) rest(span time.Duration) {
	s.awaits(span, func() bool { return false })
}

// misses fails the soak, and lets it go on: what comes after is worth knowing.
func (s *soak) misses(format string, args ...any) {
	s.late++
	s.t.Errorf(format, args...)
}

// answered notes how long an answer took.
func (s *soak) answered(kind string, limit, took time.Duration) {
	s.times[kind] = append(s.times[kind], took)
	s.bounds[kind] = max(s.bounds[kind], limit)
	if took > limit {
		s.misses("an answer (%s) took %s; its bound is %s", kind, took, limit)
	}
}

// ends waits until the till knows of everything, and compares the books.
func (s *soak) ends() {
	require.NoError(s.t, s.gateway.ClearFault(s.t.Context(), 0))
	s.gateway.network(practice.NetworkUp)
	require.True(s.t, comes(endMax, func() bool { s.reviews(); return s.till.shown.Open == 0 && s.undecided() == 0 }),
		"the till does not know of everything after %s: %d payments; %s", endMax, s.undecided(), s.till.now())
	agree, said := s.till.compares(true) // of yfpay everything can be asked
	require.True(s.t, agree, said)
	fmt.Println("\n" + said)
	rows := s.till.agrees()
	paid := map[string]bool{}
	for _, r := range rows {
		if r["state"] == "paid" {
			paid[r["amount"]] = true
		}
	}
	for _, d := range s.deals {
		switch d.outcome {
		case dealPaid:
			require.True(s.t, paid[d.amount.Yuan()], "%s was shown as paid and is not in the books", d.amount.Yuan())
		case dealFailed, dealCancelled:
			require.False(s.t, paid[d.amount.Yuan()], "%s was shown as %s and is paid in the books", d.amount.Yuan(), d.outcome)
		}
	}
	s.tally["payments in the books"] = len(rows)
}

// undecided counts the payments of which the till does not know enough yet.
func (s *soak) undecided() int {
	states := s.till.states()
	return states["unknown"] + states["created"]
}
