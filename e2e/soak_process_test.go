//go:build e2e && soak

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// process is a running program, seen from outside (Linux, proc(5)).
type process int

// file reads one of its files in /proc.
func (p process) file(name string) (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p, name))
	return string(text), err
}

// status is a number of /proc/<pid>/status.
func (p process) status(field string) (int64, error) {
	text, err := p.file("status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(text) {
		if value, found := strings.CutPrefix(line, field+":"); found {
			return strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("/proc/%d/status has no %s", p, field)
}

// handles counts the files, sockets and pipes that are open.
func (p process) handles() (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p))
	return len(entries), err
}

// tick is the unit of times in /proc/<pid>/stat: Linux has 100 a second on all
// machines that a till runs on.
const tick = 10 * time.Millisecond

// busy is how long its threads have run so far.
func (p process) busy() (time.Duration, error) {
	text, err := p.file("stat")
	if err != nil {
		return 0, err
	}
	const user, system = 11, 12 // counted from behind the name, which may hold anything
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) <= system {
		return 0, fmt.Errorf("/proc/%d/stat: %q", p, text)
	}
	var sum int64
	for _, i := range []int{user, system} {
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/%d/stat: %w", p, err)
		}
		sum += n
	}
	return time.Duration(sum) * tick, nil
}

// measure fills in what is known of p.
func (p process) measure(s *sample) error {
	kib, err := p.status("VmRSS")
	if err != nil {
		return err
	}
	threads, err := p.status("Threads")
	if err != nil {
		return err
	}
	s.resident, s.threads = kib<<10, int(threads)
	s.files, err = p.handles()
	return err
}

// resources counts what the owner of a window has at the X server: windows,
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
