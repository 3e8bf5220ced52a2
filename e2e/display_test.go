//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// display is an X display with a window manager, and hands that press its keys.
type display struct {
	name string
	end  func() error
}

// displays are those that no test uses now.
var displays chan *display

// mainDisplay is the one in which the tests were started.
func mainDisplay() *display {
	return &display{name: os.Getenv("DISPLAY"), end: func() error { return nil }}
}

// openDisplays makes $DISPLAY and n-1 more ready to use.
func openDisplays(n int) error {
	displays = make(chan *display, n)
	displays <- mainDisplay()
	for len(displays) < n {
		d, err := newDisplay()
		if err != nil {
			return errors.Join(fmt.Errorf("open another display: %w", err), closeDisplays())
		}
		displays <- d
	}
	return nil
}

func closeDisplays() error {
	var errs []error
	for len(displays) > 0 {
		errs = append(errs, (<-displays).end())
	}
	return errors.Join(errs...)
}

// newDisplay starts a display that lives until the pipe to its shell is closed.
func newDisplay(environ ...string) (*display, error) {
	cmd := exec.Command("../scripts/virtual.sh", "sh", "-c", `echo "$DISPLAY"; exec cat >/dev/null`)
	cmd.Env = append(os.Environ(), environ...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	end := func() error { return errors.Join(stdin.Close(), cmd.Wait()) }
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, end())
	}
	return &display{name: strings.TrimSpace(line), end: end}, nil
}

// takeDisplay gives the test a display of its own until it ends.
func takeDisplay(t *testing.T) *display {
	d := <-displays
	t.Cleanup(func() { displays <- d })
	return d
}

func (d *display) environ(more ...string) []string {
	return append(append(os.Environ(), "DISPLAY="+d.name), more...)
}

// toolMax bounds a tool. import, whose window went away with a till that was
// killed, waits for somebody to click on another one.
const toolMax = 30 * time.Second

func (d *display) run(tool string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), toolMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Env = d.environ()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", tool, strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return out, err
}

// hand does something with keyboard or mouse.
func (d *display) hand(t require.TestingT, args ...string) {
	_, err := d.run("xdotool", args...)
	require.NoError(t, err)
}

// window is one window on a display, by its X number.
type window struct {
	*display
	id string
}

// windows are the visible windows of a process.
func (d *display) windows(pid int) []window {
	out, err := d.run("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(pid))
	if err != nil {
		return nil // it fails when there is none yet
	}
	var ws []window
	for _, id := range strings.Fields(string(out)) {
		ws = append(ws, window{d, id})
	}
	return ws
}

// takesFocus gives w the keyboard and reports whether it has it.
func (w window) takesFocus() bool {
	if _, err := w.run("xdotool", "windowfocus", w.id); err != nil {
		return false
	}
	id, err := w.run("xdotool", "getwindowfocus")
	return err == nil && strings.TrimSpace(string(id)) == w.id
}

func (w window) focus(t *testing.T) { await(t, "keyboard for the window", w.takesFocus, nil) }

func (w window) place() (image.Rectangle, error) {
	out, err := w.run("xdotool", "getwindowgeometry", "--shell", w.id)
	if err != nil {
		return image.Rectangle{}, err
	}
	var id, x, y, width, height int
	_, err = fmt.Sscanf(string(out), "WINDOW=%d\nX=%d\nY=%d\nWIDTH=%d\nHEIGHT=%d", &id, &x, &y, &width, &height)
	return image.Rect(x, y, x+width, y+height), err
}

// click touches a point of w. As with a touch screen, the pointer is somewhere
// else until then.
func (w window) click(t *testing.T, at image.Point) {
	w.hand(t, "mousemove", "--window", w.id, strconv.Itoa(at.X), strconv.Itoa(at.Y), "click", "1")
}

// picture takes a picture of a part of w, or of all of it for "". The format has
// no compression, which would take longer than all the rest.
func (w window) picture(part string) ([]byte, error) {
	args := []string{"-silent", "-window", w.id}
	if part != "" {
		args = append(args, "-crop", part)
	}
	return w.run("import", append(args, "-depth", "8", "ppm:-")...)
}

// shows reports whether a point of w, which may go away meanwhile, has one of some
// colours.
func (w window) shows(at image.Point, colours ...color.NRGBA) bool {
	shot, err := w.picture(fmt.Sprintf("1x1+%d+%d", at.X, at.Y))
	if err != nil || len(shot) < 3 {
		return false
	}
	rgb := shot[len(shot)-3:] // after a header, which says 1 by 1 pixel of 8 bits
	return slices.Contains(colours, color.NRGBA{R: rgb[0], G: rgb[1], B: rgb[2], A: 0xFF})
}

// qr is the text of the one code that zbar finds in w, or "" for none.
func (w window) qr(t *testing.T) string {
	shot, err := w.picture("")
	require.NoError(t, err)
	cmd := exec.Command("zbarimg", "--quiet", "--raw", "pnm:-")
	cmd.Stdin = bytes.NewReader(shot)
	out, err := cmd.Output()
	const noneFound = 4
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == noneFound {
		return ""
	}
	require.NoError(t, err, "zbarimg")
	return strings.TrimSpace(string(out))
}

const (
	// patience is the timeout of a wait. It is generous, as a busy machine that draws
	// without a graphics card is slow; nothing hangs on how much sooner it ends.
	patience  = 60 * time.Second
	lookEvery = 10 * time.Millisecond
)

// await looks until it happened, and fails the test when that takes longer than
// patience. More tells, for the failure, what was seen instead.
func await(t require.TestingT, what string, happened func() bool, more func() string) {
	awaitWithin(t, patience, what, happened, more)
}

func awaitWithin(t require.TestingT, limit time.Duration, what string, happened func() bool, more func() string) {
	if comes(limit, happened) {
		return
	}
	seen := ""
	if more != nil {
		seen = more()
	}
	require.FailNow(t, fmt.Sprintf("no %s within %s", what, limit), seen)
}

// comes looks until it happened, for limit at most. It is the only place in which
// these tests wait.
func comes(limit time.Duration, happened func() bool) bool {
	for deadline := time.Now().Add(limit); !happened(); time.Sleep(lookEvery) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}
