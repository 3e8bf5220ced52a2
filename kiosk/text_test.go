package kiosk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestText_Arg(t *testing.T) {
	require.Equal(t, "@a", T("a").Arg())
	require.Equal(t, `@a "n" "8" "what" "@b \"x\" \"q\\\"\""`, T("a", "n", "8", "what", T("b", "x", `q"`).Arg()).Arg())
}
