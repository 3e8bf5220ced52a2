//go:build e2e

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// process is a running program, seen from outside (Linux, proc(5)).
type process int

// number reads a field of one of the process's files in /proc, such as VmRSS in
// status or Pss in smaps_rollup.
func (p process) number(file, field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p, file))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, field+":"); found {
			return strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("/proc/%d/%s has no %s", p, file, field)
}

// handles counts the files, sockets and pipes that are open.
func (p process) handles() (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p))
	return len(entries), err
}

// busy is the CPU time of its threads so far, to the nanosecond (scheduler
// statistics: the first number of each thread's schedstat).
func (p process) busy() (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p))
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("threads of %d: %d, %w", p, len(files), err)
	}
	var sum int64
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		first, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		sum += ns
	}
	return time.Duration(sum), nil
}

// measure fills in what is known of p.
func (p process) measure(s *sample) error {
	kib, err := p.number("status", "VmRSS")
	if err != nil {
		return err
	}
	threads, err := p.number("status", "Threads")
	if err != nil {
		return err
	}
	s.resident, s.threads = kib<<10, int(threads)
	s.files, err = p.handles()
	return err
}

// resources counts the resources of a window's owner at the X server: windows,
// pixmaps, graphics contexts and the like (X-Resource extension 1.0,
// "QueryClientResources"). Each count has a connection of its own.
func resources(display, windowID string) (n int, err error) {
	id, err := strconv.ParseUint(windowID, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("number of the window: %w", err)
	}
	o, err := observe(display)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, o.conn.Close()) }()
	extension, err := o.extension("X-Resource")
	if err != nil {
		return 0, err
	}
	const queryClientResources = 2
	_, body, err := o.ask(binary.LittleEndian.AppendUint32([]byte{extension, queryClientResources, 2, 0}, uint32(id)))
	for ; len(body) >= 8; body = body[8:] { // a type's name and how many there are
		n += int(binary.LittleEndian.Uint32(body[4:]))
	}
	return n, err
}
