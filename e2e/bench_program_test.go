//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// benchWindow is the size of the till's window in the benchmarks, and of the
// bare one that it is compared with.
const benchWindow = "1280x800"

// recipe starts one of the two programs that are compared.
type recipe struct {
	name string
	path string
	args []string
	// home outlives a start, and with it the shaders that the graphics driver
	// compiled for the first window.
	home    string
	wine    *wine    // nil: it is a program of this system
	display *display // nil: the main one
}

// baselineRecipe builds the bare Fyne window.
func baselineRecipe(b *testing.B) recipe {
	path := filepath.Join(b.TempDir(), "bare.exe")
	build := exec.Command("go", "build", "-o", path, "facepay/e2e/baseline")
	r := recipe{name: "bare", path: path, args: []string{benchWindow}, home: b.TempDir()}
	if windowsProgram != "" {
		build.Env = append(os.Environ(), "GOOS=windows", "CC=x86_64-w64-mingw32-gcc", "CGO_ENABLED=1")
		r.wine = newWine(b)
	}
	out, err := build.CombinedOutput()
	require.NoError(b, err, "build the bare window: %s", out)
	return r
}

// tillRecipe is the built till with a config. Its data folder outlives a start, as a
// shop's does.
func tillRecipe(b *testing.B, text string) recipe {
	dir := b.TempDir()
	config := filepath.Join(dir, "config.toml")
	require.NoError(b, os.WriteFile(config, []byte(text+"[shop]\nname = \"示例小店\"\n"), 0o600))
	r := recipe{name: "till", path: program, home: b.TempDir(),
		args: []string{"--config", nativePath(config), "--data", nativePath(filepath.Join(dir, "data")), "--window", benchWindow}}
	if windowsProgram != "" {
		r.path = windowsProgram
	}
	return r
}

// beside is r on the same Windows as other, whose server then runs when either starts.
func (r recipe) beside(other recipe) recipe {
	r.wine = other.wine
	return r
}

// on is the display on which it runs.
func (r recipe) on() *display {
	if r.display == nil {
		return mainDisplay()
	}
	return r.display
}

// running is a started program.
type running struct {
	recipe
	cmd     *exec.Cmd
	began   time.Time
	stdin   io.WriteCloser
	said    bytes.Buffer
	stopped bool
}

// start runs the program on its display.
func (r recipe) start(b *testing.B) *running {
	p := &running{recipe: r, cmd: exec.Command(r.path, r.args...)}
	if r.wine != nil {
		p.cmd = exec.Command("wine", append([]string{r.path}, r.args...)...)
		p.cmd.WaitDelay = time.Second // Wine's own programs, which live on, have its standard files too
	}
	p.cmd.Env = append(r.on().environ(), "HOME="+r.home, "XDG_CONFIG_HOME="+r.home, "XDG_CACHE_HOME="+r.home)
	if r.wine != nil {
		p.cmd.Env = append(p.cmd.Env, r.wine.environ()...)
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	var err error
	p.stdin, err = p.cmd.StdinPipe()
	require.NoError(b, err)
	p.began = time.Now()
	require.NoError(b, p.cmd.Start())
	b.Cleanup(func() {
		if !p.stopped {
			p.stop(b)
		}
	})
	return p
}

// stop ends the program as a user's log-out does, and waits for it.
func (p *running) stop(b *testing.B) {
	p.stopped = true
	if p.wine != nil { // a signal is nothing that Windows has
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		return
	}
	if err := errors.Join(p.stdin.Close(), p.cmd.Process.Signal(syscall.SIGTERM)); err != nil {
		b.Errorf("stop %s: %v", p.name, err)
	}
	timer := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer timer.Stop()
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && p.name == "till" || err != nil && !errors.As(err, &exit) {
		b.Errorf("%s ended: %v\n%s", p.name, err, p.said.String())
	}
}

// memory is the program's memory in bytes: all that is resident, and that with
// shared pages divided among their programs (smaps).
func (p *running) memory(b *testing.B) (resident, proportional int64) {
	all, err := processOf(b, p.cmd).ProcSMapsRollup()
	require.NoError(b, err)
	return int64(all.Rss), int64(all.Pss)
}

type number interface{ ~int64 | ~float64 }

// percentile is the value that p of 100 do not exceed. It sorts values.
func percentile[N number](values []N, p int) N {
	slices.Sort(values)
	return values[(len(values)-1)*p/100]
}

// reportMs gives a time in milliseconds.
func reportMs(b *testing.B, d time.Duration, unit string) {
	b.ReportMetric(float64(d)/float64(time.Millisecond), unit)
}
