//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program of Windows that these tests are about, and a folder of Wine's to run
// it in, which scripts/wine.sh makes. Empty: the program of this system.
var (
	windowsProgram = os.Getenv("E2E_WINDOWS")
	wineTemplate   = os.Getenv("E2E_WINE")
)

// wine is a Windows of a test's own: registry, drives and users, and one foreground
// window, as a desktop has.
type wine struct{ prefix string }

// newWine makes one from the template; what nobody writes to is shared.
func newWine(t testing.TB) *wine {
	w := &wine{filepath.Join(t.TempDir(), "wine")}
	drive := filepath.Join(w.prefix, "drive_c")
	require.NoError(t, os.MkdirAll(drive, 0o700))
	for _, copied := range []string{"system.reg", "user.reg", "userdef.reg", ".update-timestamp", "dosdevices", "drive_c/users", "drive_c/ProgramData"} {
		out, err := exec.Command("cp", "-a", filepath.Join(wineTemplate, copied), filepath.Join(w.prefix, copied)).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	for _, shared := range []string{"windows", "Program Files", "Program Files (x86)"} {
		require.NoError(t, os.Symlink(filepath.Join(wineTemplate, "drive_c", shared), filepath.Join(drive, shared)))
	}
	t.Cleanup(func() {
		for _, do := range []string{"-k", "-w"} { // its programs may all have ended
			_ = w.command(mainDisplay(), "wineserver", do).Run()
		}
	})
	return w
}

func (w *wine) environ() []string {
	return []string{"WINEPREFIX=" + w.prefix, "WINEDEBUG=" + cmp.Or(os.Getenv("WINEDEBUG"), "-all")}
}

// command is one of Wine's own.
func (w *wine) command(d *display, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.environ(w.environ()...)
	return cmd
}

// terminal is a serial port in a config that is written for this system.
var terminal = regexp.MustCompile(`"(/dev/pts/\d+)"`)

// withPorts makes the terminals that a config names serial ports of w.
func (w *wine) withPorts(t *testing.T, config string) string {
	return terminal.ReplaceAllStringFunc(config, func(quoted string) string {
		link := filepath.Join(w.prefix, "dosdevices", "com7")
		if err := os.Remove(link); err != nil {
			require.ErrorIs(t, err, os.ErrNotExist)
		}
		require.NoError(t, os.Symlink(strings.Trim(quoted, `"`), link))
		return `"COM7"`
	})
}

// tillCommand runs the till that these tests are about, with the paths of its system.
func tillCommand(linux string, args ...string) *exec.Cmd {
	if windowsProgram == "" {
		return exec.Command(linux, args...)
	}
	return exec.Command("wine", append([]string{windowsProgram}, args...)...)
}

// nativePath is a path as the till writes it: Wine has all of this system as drive Z.
func nativePath(path string) string {
	if windowsProgram == "" || !filepath.IsAbs(path) {
		return path
	}
	return "Z:" + strings.ReplaceAll(path, "/", `\`)
}

// holds has another program keep one of the till's files open until release. A system
// like Linux lets everybody replace it meanwhile; Windows lets nobody.
func (tl *till) holds(name string) (release func()) {
	path := filepath.Join(tl.data, name)
	if tl.wine == nil {
		f, err := os.Open(path)
		require.NoError(tl.t, err)
		return func() { require.NoError(tl.t, f.Close()) }
	}
	holder := tl.wine.command(tl.display, "wine", "hold.exe", nativePath(path))
	stdin, err := holder.StdinPipe()
	require.NoError(tl.t, err)
	stdout, err := holder.StdoutPipe()
	require.NoError(tl.t, err)
	require.NoError(tl.t, holder.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(tl.t, err)
	require.Equal(tl.t, "held", strings.TrimSpace(line))
	return func() {
		require.NoError(tl.t, stdin.Close())
		require.NoError(tl.t, holder.Wait())
	}
}

// Another program, such as a virus scanner, holds what the till replaces while it runs:
// it sells on, and has replaced it once that is let go.
func TestAFileIsHeldOpenByAnotherProgram(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	tl.sells("3.21", "F1")
	verified := filepath.Join(tl.data, "ledger-verified.json")
	await(t, "verified point", func() bool { _, err := os.Stat(verified); return err == nil }, tl.now)
	release := tl.holds("ledger-verified.json")
	tl.sells("4.56", "F2")
	tl.kill() // before it could be replaced
	tl.open()
	tl.sells("7.89", "F1")
	release()
	before, err := os.ReadFile(verified)
	require.NoError(t, err)
	tl.stop()
	tl.open()
	await(t, "verified point that is newer", func() bool {
		now, err := os.ReadFile(verified)
		return err == nil && !bytes.Equal(before, now)
	}, tl.now)
	require.Len(t, tl.agrees(), 3)
	require.Regexp(t, `(?m)^(ok|note) +ledger +whole`, tl.prints("", "check"))
}
