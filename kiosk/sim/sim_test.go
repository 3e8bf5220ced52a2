package sim

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSimulation(t *testing.T) {
	t.Parallel()
	r := simulated()
	var table bytes.Buffer
	r.Counts.Print(&table)
	t.Logf("%d runs in %s\n%s", r.Counts.Runs, r.Took, table.String())
	if r.Broken != nil {
		t.Fatalf("%v\nshow it with: go run ./kiosk/sim/simulate -replay -seed %d", r.Broken, r.Broken.Seed)
	}
	require.EqualValues(t, simulationRuns, r.Counts.Runs)
	// A simulator in which nothing happens finds nothing.
	for f, n := range r.Counts.Faults {
		require.NotZero(t, n, "no run met the fault %q", Fault(f))
	}
	c := r.Counts
	for name, n := range map[string]uint64{
		"late money": c.Late, "doubt": c.Unknowns, "a manager's decision": c.Decisions, "a sale paid twice": c.Twice,
		"a notification": c.Acknowledged, "a mini-program": c.MiniOpened, "a refund": c.Returned, "a sale for cash": c.Cash, "a face at the terminal": c.Faces,
	} {
		require.NotZero(t, n, "no run saw %s", name)
	}
	require.Greater(t, c.Paid, c.Runs, "most runs take money")
}

func TestOneSeedTellsOneStory(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{0, 3, 17, 1_000_003} {
		var first, second bytes.Buffer
		a, b := Replay(seed, MutateNone, &first), Replay(seed, MutateNone, &second)
		require.Equal(t, a, b)
		require.Equal(t, first.String(), second.String(), "seed %d", seed)
		require.Greater(t, first.Len(), 1000)
	}
}

var replayLine = regexp.MustCompile(`^ *[0-9hm.µ]+s  (clock|customer|event|gateway|ledger|network|oracle|owner|till|world) +\S`)

func TestReplayIsTheRunThatWasCounted(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed < 40; seed++ {
		var counted, replayed Counts
		var replay bytes.Buffer
		a := runSeed(seed, MutateNone, &counted, nil)
		b := runSeed(seed, MutateNone, &replayed, &replay)
		require.Equal(t, a, b)
		require.Equal(t, counted, replayed, "seed %d: telling it changed it", seed)
		require.NotContains(t, replay.String(), "%!", "seed %d: a format does not fit its arguments", seed)
		for line := range strings.Lines(replay.String()) {
			require.Regexp(t, replayLine, line, "seed %d", seed)
		}
	}
}

// mutationRuns is the number of runs in which the oracle must notice a mutation.
const mutationRuns = 20_000

func TestMutations(t *testing.T) {
	t.Parallel()
	rules := map[byte]bool{}
	for _, m := range Mutations {
		rules[m[0]] = true
		t.Run(string(m), func(t *testing.T) {
			// One worker, so that the seed printed is always the lowest.
			r := Run(Plan{From: 1, Runs: mutationRuns, Workers: 1, Mutation: m})
			require.NotNil(t, r.Broken, "nobody noticed")
			t.Logf("caught by seed %d after %d runs: %s", r.Broken.Seed, r.Counts.Runs, r.Broken.What)
			clean := runSeed(r.Broken.Seed, MutateNone, &Counts{}, nil)
			require.Nil(t, clean, "the seed fails without the mutation too")
			require.NotContains(t, r.Broken.What, "panic")
		})
	}
	for rule := byte('1'); rule <= '5'; rule++ {
		require.True(t, rules[rule], "no mutation breaks rule %c", rule)
	}
}

func BenchmarkRun(b *testing.B) {
	var c Counts
	for i := range b.N {
		if broken := runSeed(uint64(i), MutateNone, &c, nil); broken != nil {
			b.Fatal(broken)
		}
	}
	b.ReportMetric(float64(c.Steps)/float64(b.N), "steps/op")
}
