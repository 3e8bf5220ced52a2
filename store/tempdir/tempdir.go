// Package tempdir makes temporary folders for tests that run under Wine too: Go's own
// way to remove one asks Windows for what Wine does not have.
package tempdir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/store/atomicfile"
)

// New is a temporary folder that is removed when t ends.
func New(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "facepay-*")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, Remove(dir)) })
	return dir
}

// Remove removes a folder and all in it.
func Remove(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() {
			err = errors.Join(err, Remove(path))
		} else {
			err = errors.Join(err, atomicfile.Remove(path)) // which waits for a program that is ending
		}
	}
	return errors.Join(err, os.Remove(dir))
}
