//go:build !windows

package diskusage

import (
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFull_IsThisSystemsWord(t *testing.T) {
	// 28 and 30 are what Linux's C library has for them.
	require.True(t, Full(&fs.PathError{Op: "write", Path: "f", Err: syscall.Errno(28)}))
	require.True(t, ReadOnly(&fs.PathError{Op: "open", Path: "f", Err: syscall.Errno(30)}))
	require.False(t, Full(os.ErrNotExist) || ReadOnly(os.ErrNotExist))
}
