package diskusage

import (
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFull_IsThisSystemsWord(t *testing.T) {
	// The numbers are those of Windows's winerror.h.
	for _, number := range []syscall.Errno{112, 39, 1295} {
		require.True(t, Full(&fs.PathError{Op: "write", Path: "f", Err: number}), number)
	}
	require.True(t, ReadOnly(&fs.PathError{Op: "open", Path: "f", Err: syscall.Errno(19)}))
	require.False(t, Full(os.ErrNotExist) || ReadOnly(os.ErrNotExist))
}
