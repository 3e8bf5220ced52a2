package cli

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUpdate_TellsItsStateAndRefusesWithoutAFolderOfVersions(t *testing.T) {
	stdout, _ := done(t, "update")
	require.Regexp(t, `(?s)^runs        version .*\nupdates     .* is updated by what installed it`, stdout)
	for _, args := range [][]string{{"--from", t.TempDir()}, {"--back"}} {
		code, stdout, stderr := call(t, "", append([]string{"update"}, args...)...)
		require.Equal(t, exitFailed, code)
		require.Empty(t, stdout)
		require.Regexp(t, `^facepay: update: [^\n]+\n$`, stderr)
	}
	for _, args := range [][]string{{"--older"}, {"--back", "--from", "x"}, {"--back", "--older"}, {"2.0.0"}} {
		code, _, stderr := call(t, "", append([]string{"update"}, args...)...)
		require.Equal(t, exitUsage, code, stderr)
	}
}

func TestReport_AnotherVersionsExitCodeIsThisOnes(t *testing.T) {
	require.NoError(t, exitedWith(exitDone))
	require.Equal(t, exitUsage, printError(exitedWith(exitUsage), nil), "and it has told why")
	require.Equal(t, exitFailed, printError(exitedWith(exitFailed), nil))
}
