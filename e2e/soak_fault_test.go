//go:build e2e && soak

package e2e

import (
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/practice"
)

// Faults that a till can find its way out of by asking. A charge that the gateway
// never saw is not among them: that it never will only a manager can know.
var (
	codeFaults = faultsOn("yfpay/pay", practice.FaultDelay, practice.FaultLoseAnswer, practice.FaultHTML502, practice.FaultTruncated,
		practice.FaultGarbage, practice.FaultDuplicate)
	qrFaults = slices.Concat(
		faultsOn("yfpay/prepay", practice.FaultDelay, practice.FaultLoseAnswer, practice.FaultHTML502),
		faultsOn("yfpay/queryorder", practice.FaultDelay, practice.FaultLoseAnswer, practice.FaultError500, practice.FaultForged),
		faultsOn("yfpay/notify", practice.FaultLoseRequest, practice.FaultDuplicate),
	)
)

func faultsOn(route string, kinds ...practice.FaultKind) (faults []practice.Fault) {
	for _, kind := range kinds {
		faults = append(faults, practice.Fault{Kind: kind, Route: route, Count: 1})
	}
	return faults
}

// delayMost is the longest delay of an answer, in ms: beyond what the till calls
// slow, and so that selling goes on.
const delayMost = 5000

// spoils lets one of some faults meet the sale, now and then.
func (s *soak) spoils(d *deal, faults []practice.Fault) {
	if s.rng.IntN(everyFault) != 0 {
		return
	}
	f := faults[s.rng.IntN(len(faults))]
	if f.Kind == practice.FaultDelay {
		f.DelayMS = 500 + s.rng.Int64N(delayMost-500)
	}
	d.faulty = true
	s.fails(f)
}

func (s *soak) fails(f practice.Fault) {
	s.gateway.faults(f)
	s.tally["fault: "+string(f.Kind)+" on "+strings.TrimPrefix(f.Route, "yfpay/")]++
}

// drops takes the network away for a while, when it is time; it comes back by
// itself.
func (s *soak) drops() {
	if time.Now().Before(s.nextDrop) {
		return
	}
	s.nextDrop = time.Now().Add(everyDrop)
	span := time.Second + time.Duration(s.rng.Int64N(int64(3*time.Second)))
	kind := practice.NetworkDown
	if s.resetting = s.rng.IntN(2) == 0; s.resetting {
		kind = practice.NetworkReset
	}
	require.NoError(s.t, s.gateway.SetNetwork(s.t.Context(), kind, span))
	s.dropEnds = time.Now().Add(span)
	s.tally["network "+string(kind)]++
}

// dropAftermath is the time after a drop in which a kept connection may still
// turn out to be dead.
const dropAftermath = 5 * time.Second

// dropped reports whether the network was or may have been away since a moment.
func (s *soak) dropped(since time.Time) bool { return s.dropEnds.Add(dropAftermath).After(since) }

// faulty reports whether anything was made to go wrong in a sale.
func (s *soak) faulty(d *deal, began time.Time) bool { return d.faulty || s.dropped(began) }
