package sim

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDigest_IsTheSameForTheSameDecisionsAlone(t *testing.T) {
	t.Parallel()
	of := func(workers int, m Mutation) Digest {
		r := Run(Plan{From: 1, Runs: 600, Workers: workers, Mutation: m, Digest: true})
		return *r.Counts.Digest
	}
	once := of(1, MutateNone)
	require.Equal(t, once, of(3, MutateNone), "the order of runs does not count")
	require.NotEqual(t, once, of(1, Mutations[0]))
	require.NotEqual(t, Digest{}, once)
}
