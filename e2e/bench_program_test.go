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
	home string
}

// baselineRecipe builds the bare Fyne window.
func baselineRecipe(b *testing.B) recipe {
	path := filepath.Join(b.TempDir(), "bare")
	out, err := exec.Command("go", "build", "-o", path, "facepay/e2e/baseline").CombinedOutput()
	require.NoError(b, err, "build the bare window: %s", out)
	return recipe{name: "bare", path: path, args: []string{benchWindow}, home: b.TempDir()}
}

// tillRecipe is the built till with a config. Its data folder outlives a start, as a
// shop's does.
func tillRecipe(b *testing.B, text string) recipe {
	dir := b.TempDir()
	config := filepath.Join(dir, "config.toml")
	require.NoError(b, os.WriteFile(config, []byte(text+"[shop]\nname = \"示例小店\"\n"), 0o600))
	return recipe{name: "till", path: program, home: b.TempDir(),
		args: []string{"--config", config, "--data", filepath.Join(dir, "data"), "--window", benchWindow}}
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

// start runs the program on $DISPLAY.
func (r recipe) start(b *testing.B) *running {
	p := &running{recipe: r, cmd: exec.Command(r.path, r.args...)}
	p.cmd.Env = append(os.Environ(), "HOME="+r.home, "XDG_CONFIG_HOME="+r.home, "XDG_CACHE_HOME="+r.home)
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
