package config

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/font"
	"facepay/kiosk"
)

func TestCheckFonts_ThatLackCharactersFail(t *testing.T) {
	require.Equal(t, kiosk.HealthOK, fontsResult(font.Missing).Health)
	require.Equal(t, "check.found.fonts.unreadable", fontsResult(func(map[rune]bool) ([]rune, error) { return nil, errors.New("no font") }).What.ID)
	lacks := fontsResult(func(map[rune]bool) ([]rune, error) { return []rune{'店'}, nil })
	require.Equal(t, kiosk.HealthFailed, lacks.Health)
	require.Contains(t, lacks.What.Args, "U+5E97")
}
