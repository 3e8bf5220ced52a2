package font

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRelease_TheFontsReadAsBefore(t *testing.T) {
	regular, bold := sha256.Sum256(Regular), sha256.Sum256(Bold)
	Release()
	require.Equal(t, regular, sha256.Sum256(Regular))
	require.Equal(t, bold, sha256.Sum256(Bold))
}
