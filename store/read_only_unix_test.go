//go:build unix

package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A child without root's rights looks at a folder that it may not write, with
// and without the right to write the files in it.
func TestOpen_TellsThatTheFolderIsReadOnly(t *testing.T) {
	for name, files := range map[string]os.FileMode{"nothing may be written": 0o444, "its files may be written": 0o666} {
		t.Run(name, func(t *testing.T) { tellsReadOnly(t, files) })
	}
}

func tellsReadOnly(t *testing.T, files os.FileMode) {
	root, err := os.MkdirTemp("/tmp", "store-readonly-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(root)) })
	require.NoError(t, os.Chmod(root, 0o755))
	program := filepath.Join(root, "till")
	require.NoError(t, copyFile(os.Args[0], program))
	require.NoError(t, os.Chmod(program, 0o755))
	dir := filepath.Join(root, "data")
	l := openLedger(t, dir)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	require.NoError(t, l.Close())
	for _, name := range names(t, dir, "*") {
		require.NoError(t, os.Chmod(name, files))
	}
	require.NoError(t, os.Chmod(dir, 0o555))
	t.Cleanup(func() { require.NoError(t, os.Chmod(dir, 0o755)) })

	cmd := exec.Command(program, dir)
	cmd.Env = append(os.Environ(), roleVariable+"="+roleOpener)
	if os.Getuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, "till read-only: true damaged: false\nreader: 1 <nil> <nil>\n", string(out))
}
