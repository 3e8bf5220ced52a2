package font

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMissing(t *testing.T) {
	runes := map[rune]bool{'a': true, '店': true, '\U0001F4A9': true}
	lacks, err := missing(runes, Bold)
	require.NoError(t, err)
	require.Equal(t, []rune{'\U0001F4A9'}, lacks)
	_, err = missing(runes, Regular[:1000])
	require.Error(t, err)
}
