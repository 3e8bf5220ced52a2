//go:build !windows

package desktop

import (
	"io"
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// quietly runs f with nothing going to standard error: what the libraries of X
// and OpenGL print there themselves is told in one line, by whoever calls it. What f
// writes to printed is printed all the same, and so is a crash meanwhile, as long as
// nothing else keeps crashes.
func quietly(crashesAreKept bool, f func(printed io.Writer)) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		f(os.Stderr)
		return
	}
	defer null.Close()
	kept, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, unix.Stderr+1)
	if err != nil { // there is none
		f(os.Stderr)
		return
	}
	printed := os.NewFile(uintptr(kept), "stderr")
	defer printed.Close()
	if !crashesAreKept && debug.SetCrashOutput(printed, debug.CrashOptions{}) == nil {
		defer debug.SetCrashOutput(nil, debug.CrashOptions{})
	}
	if unix.Dup2(int(null.Fd()), unix.Stderr) == nil {
		defer unix.Dup2(kept, unix.Stderr)
	}
	f(printed)
}
