//go:build e2e

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"time"

	"github.com/prometheus/procfs"
	"github.com/stretchr/testify/require"
)

// processOf is a running program, seen from outside.
func processOf(t require.TestingT, cmd *exec.Cmd) procfs.Proc {
	p, err := procfs.NewProc(cmd.Process.Pid)
	require.NoError(t, err)
	return p
}

// busy is the CPU time of a program's threads so far, to the nanosecond.
func busy(t require.TestingT, cmd *exec.Cmd) time.Duration {
	threads, err := procfs.AllThreads(cmd.Process.Pid)
	require.NoError(t, err)
	require.NotEmpty(t, threads)
	var sum uint64
	for _, thread := range threads {
		ran, err := thread.Schedstat()
		require.NoError(t, err)
		sum += ran.RunningNanoseconds
	}
	return time.Duration(sum)
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

// family is a process and its children, of which one may be the till.
func family(pid int) []int {
	all := []int{pid}
	processes, _ := procfs.AllProcs()
	for _, p := range processes {
		if stat, err := p.Stat(); err == nil && stat.PPID == pid { // it may have ended meanwhile
			all = append(all, p.PID)
		}
	}
	return all
}
