package serial

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// processesMax bounds how many processes are looked at for who has a port open; a
// shop's machine runs a few hundred.
const processesMax = 10_000

// claim takes an opened port for this process alone, until it is released: other
// programs that open it fail, and those that lock it as we do find it locked.
// Where another program has it open already it is not ours alone, and is left so.
func claim(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	fd := int(f.Fd())
	if err := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		_ = f.Close() // it was only opened
		return nil, fmt.Errorf("%w: %s is locked", syscall.EBUSY, path)
	}
	exclusive := Holder(path) == "" && ioctl(fd, syscall.TIOCEXCL) == nil
	return func() {
		if exclusive {
			_ = ioctl(fd, syscall.TIOCNXCL) // a line that is gone is nobody's
		}
		_ = f.Close() // which unlocks it
	}, nil
}

func ioctl(fd int, request uintptr) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, 0); errno != 0 {
		return errno
	}
	return nil
}

// taken reports whether a port could not be opened because another program has it
// for itself.
func taken(err error) bool { return errors.Is(err, syscall.EBUSY) }

// Holder names another program that has the port open: both read from it then, and
// each gets a part of a code. It is "" when there is none, or none that this user
// may see.
func Holder(path string) string {
	port, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	processes, err := os.ReadDir("/proc")
	if err != nil {
		return ""
	}
	for _, p := range processes[:min(len(processes), processesMax)] {
		pid, err := strconv.Atoi(p.Name())
		if err != nil || pid == os.Getpid() || !holds(pid, port) {
			continue
		}
		if name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil {
			return strings.TrimSpace(string(name))
		}
	}
	return ""
}

func holds(pid int, file string) bool {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	open, err := os.ReadDir(dir)
	if err != nil {
		return false // ended, or another user's
	}
	for _, fd := range open {
		if target, err := os.Readlink(filepath.Join(dir, fd.Name())); err == nil && target == file {
			return true
		}
	}
	return false
}
