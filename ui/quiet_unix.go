//go:build !windows

package ui

import (
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// quietly runs f with nothing going to standard error: what OpenGL's libraries
// print there themselves is told in one line, by whoever calls it. Should the
// program crash meanwhile, that is printed all the same.
func quietly(f func()) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		f()
		return
	}
	defer null.Close()
	kept, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, unix.Stderr+1)
	if err != nil { // there is none
		f()
		return
	}
	printed := os.NewFile(uintptr(kept), "stderr")
	defer printed.Close()
	if debug.SetCrashOutput(printed, debug.CrashOptions{}) == nil {
		defer debug.SetCrashOutput(nil, debug.CrashOptions{})
	}
	if unix.Dup2(int(null.Fd()), unix.Stderr) == nil {
		defer unix.Dup2(kept, unix.Stderr)
	}
	f()
}
