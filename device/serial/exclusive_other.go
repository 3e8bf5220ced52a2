//go:build !linux

package serial

import (
	"errors"
	"io/fs"
	"runtime"
)

// claim has nothing to do here: Windows opens a port for one program only.
func claim(string) (release func(), err error) { return func() {}, nil }

// taken reports whether a port could not be opened because another program has it:
// Windows denies it then.
func taken(err error) bool { return runtime.GOOS == "windows" && errors.Is(err, fs.ErrPermission) }

func Holder(string) string { return "" }
