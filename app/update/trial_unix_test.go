//go:build !windows

package update

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// On Windows no other process can be interrupted.
func TestTry_TheEndOfTheSessionIsNoFaultOfTheNewVersion(t *testing.T) {
	b := newBench(t)
	b.starts().ends()
	b.stages("2.0.0")
	b.environ = []string{faultVariable + "=" + faultUnpainted}
	for range 3 {
		cmd := b.facepay("till", b.data)
		require.NoError(t, cmd.Start())
		// Not by the ledger's lock: whoever looks at that has it, and the trial waits for another start.
		require.Eventually(t, func() bool {
			st, err := b.slots.Read()
			return err == nil && st.Candidate.Stage == Trying && st.Candidate.Tries == 1
		}, time.Minute, 10*time.Millisecond)
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		require.NoError(t, cmd.Wait())
		require.Equal(t, Trying, b.state().Candidate.Stage)
		require.Zero(t, b.state().Candidate.Tries)
	}
	b.environ = nil
	r := b.starts()
	require.Equal(t, "2.0.0", r.version, r.said)
	r.ends()
}
