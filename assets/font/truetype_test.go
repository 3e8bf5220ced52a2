package font_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/font"
)

func TestTrueType_HasRegularsCharactersOfTheBasicPlane(t *testing.T) {
	data, err := font.TrueType()
	require.NoError(t, err)
	regular, copied := parse(t, font.Regular), parse(t, data)
	for r := range rune(0xFFFF) {
		require.Equal(t, has(t, regular, r), has(t, copied, r), "%U", r)
		if r >= ' ' && r < 0x180 {
			require.Equal(t, width(t, regular, r), width(t, copied, r), "%U", r)
		}
	}
}
