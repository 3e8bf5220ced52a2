package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

func TestPractice_NotByAccidentWhereAShopHasSold(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	_, err := Options{}.Load()
	require.NoError(t, err, "nobody has sold here")

	dir, err := defaultDataDir()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, store.LedgerName), nil, 0o600))
	_, err = Options{}.Load()
	require.ErrorContains(t, err, "has real sales; put the config back, or practise with --practice")
	require.ErrorAs(t, err, new(UsageError))
	_, err = Options{Practice: true}.Load()
	require.NoError(t, err, "asked for")
}
