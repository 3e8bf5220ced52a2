package sim

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// simulated are the runs that every build of the project has to survive. They
// are made once for all tests that look at them.
var simulated = sync.OnceValue(func() Report {
	return Run(Plan{From: 1, Runs: simulationRuns, Workers: runtime.NumCPU()})
})

// coverageRuns is the number of runs that must bring every pair that can be.
const coverageRuns = 20_000

func TestCoverage_EveryPairComesUpOrHasItsReason(t *testing.T) {
	t.Parallel()
	c := simulated().Counts
	require.Empty(t, c.Wrongly(), "the table says that these cannot be")
	if simulationRuns >= coverageRuns {
		require.Empty(t, c.Unreached(), "extend the draws, or give the reason in the table")
	}
	var table bytes.Buffer
	c.PrintCoverage(&table)
	t.Log(table.String())
}

func TestCoverage_MissesWhatDidNotComeUp(t *testing.T) {
	t.Parallel()
	var none Counts
	never := none.Unreached()
	require.Contains(t, never, "payment's move closed: paid")
	require.Contains(t, never, "refund's move refused: done")
	require.Contains(t, never, "payment waiting left: query: paid")
	require.Contains(t, never, "refund unknown: refund_query: done")
	require.Contains(t, never, "screen stopped: Loaded")
	require.NotContains(t, never, "payment paid: query: waiting", "it has its reason")
	require.Empty(t, none.Wrongly())

	none.meet(pair{aboutPayment, string(kiosk.StatePaid), string(kiosk.RecordReleased)}, 1)
	require.Len(t, none.Wrongly(), 1)
	require.Contains(t, none.Wrongly()[0], "payment paid: left: 1 times, though")
}

func TestCoverage_EveryExcuseIsNeeded(t *testing.T) {
	t.Parallel()
	used := map[*excuse][]pair{}
	pairs := map[pair]bool{}
	for p := range allPairs {
		require.False(t, pairs[p], "two pairs are called %s", p)
		require.NotEmpty(t, p.event)
		pairs[p] = true
		used[p.excuse()] = append(used[p.excuse()], p)
	}
	for about, table := range excuses {
		for e := range each(table) {
			require.NotEmpty(t, used[e], "nothing needs the excuse about a %s %+v", about, e)
			require.NotEmpty(t, e.why)
			for row := range strings.SplitSeq(e.rows, "|") {
				require.True(t, slices.ContainsFunc(used[e], func(p pair) bool { return matches(row, p.row) }), "%q in %+v", row, e)
			}
			for event := range strings.SplitSeq(e.events, "|") {
				require.True(t, slices.ContainsFunc(used[e], func(p pair) bool { return matches(event, p.event) }), "%q in %+v", event, e)
			}
		}
	}
}

func TestCoverage_Patterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		patterns, s string
		fits        bool
	}{
		{"*", "anything", true}, {"a|b", "b", true}, {"a|b", "ab", false}, {"qr: *", "qr: paid", true}, {"qr: *", "mini: paid", false},
		{"*left", "paid left", true}, {"*left", "left at", false}, {"*: another*", "refund: another order", true}, {"", "", false},
		{"paid", "paid left", false},
	} {
		require.Equal(t, c.fits, matches(c.patterns, c.s), "%q %q", c.patterns, c.s)
	}
}

func TestCoverage_IsSummedOverWorkersAndPrinted(t *testing.T) {
	t.Parallel()
	one := Run(Plan{From: 1, Runs: 600, Workers: 1}).Counts
	two := Run(Plan{From: 1, Runs: 600, Workers: 2}).Counts
	require.Equal(t, one, two)
	var table bytes.Buffer
	one.PrintCoverage(&table)
	for _, want := range []string{"A payment's move", "A refund's move", "query: paid", "notice: refund", "stopped", "never: "} {
		require.Contains(t, table.String(), want)
	}
	require.Less(t, strings.Count(table.String(), "\n"), 600)
}
