//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

// noScreenMax is far over what a till needs to find out that it has no screen.
const noScreenMax = time.Minute

// desktop returns a till's environment without any screen of its own.
func desktop(t *testing.T, more ...string) []string {
	var environ []string
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); name != "DISPLAY" && name != "WAYLAND_DISPLAY" {
			environ = append(environ, variable)
		}
	}
	return append(append(environ, "HOME="+t.TempDir()), more...)
}

// blind runs a command of the program to its end.
func blind(t *testing.T, environ []string, args ...string) (code int, stdout, stderr string) {
	ctx, cancel := context.WithTimeout(t.Context(), noScreenMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = environ
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	require.NoError(t, ctx.Err(), "it did not end")
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode(), out.String(), errs.String()
	}
	require.NoError(t, err)
	return 0, out.String(), errs.String()
}

// screenOf is an X server with these arguments.
func screenOf(t *testing.T, args ...string) string {
	read, write, err := os.Pipe()
	require.NoError(t, err)
	server := exec.Command("Xvfb", append(args, "-displayfd", "3", "-nolisten", "tcp", "-noreset")...)
	server.ExtraFiles = []*os.File{write}
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		require.NoError(t, server.Process.Kill())
		_ = server.Wait() // it was killed
	})
	require.NoError(t, write.Close())
	require.NoError(t, read.SetReadDeadline(time.Now().Add(noScreenMax)))
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, read.Close())
	return ":" + strings.TrimSpace(number)
}

// silentDisplay takes connections and says nothing.
func silentDisplay(t *testing.T) string {
	for number := 6200; ; number++ {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(number)))
		if err != nil {
			require.Less(t, number, 6300, err)
			continue
		}
		t.Cleanup(func() { require.NoError(t, l.Close()) })
		return "127.0.0.1:" + strconv.Itoa(number-6000)
	}
}

func TestWithoutAScreenTheTillSaysSoAndEnds(t *testing.T) {
	t.Parallel()
	// Whoever connects has to name a secret that nobody here has.
	cookies := filepath.Join(t.TempDir(), "cookies")
	secret := "\xff\xff\x00\x00\x00\x00\x00\x12MIT-MAGIC-COOKIE-1\x00\x100123456789abcdef"
	require.NoError(t, os.WriteFile(cookies, []byte(secret), 0o600))
	for name, row := range map[string]struct {
		environ []string
		says    string
		check   string // the result by `facepay check`
	}{
		"no display":              {nil, "DISPLAY", "note"},
		"a display that refuses":  {[]string{"DISPLAY=:4711"}, ":4711", "failed"},
		"a display that is none":  {[]string{"DISPLAY=nonsense"}, "nonsense", "failed"},
		"a display that is quiet": {[]string{"DISPLAY=" + silentDisplay(t)}, "answer", "failed"},
		"another user's display":  {[]string{"DISPLAY=" + screenOf(t, "-auth", cookies), "XAUTHORITY=/nowhere"}, "cannot be opened", "failed"},
		"Wayland alone":           {[]string{"WAYLAND_DISPLAY=wayland-9"}, "Wayland", "failed"},
		"no GLX":                  {[]string{"DISPLAY=" + screenOf(t, "-extension", "GLX")}, "OpenGL", "failed"},
		"no OpenGL driver":        {[]string{"DISPLAY=" + takeDisplay(t).name, "LIBGL_DRIVERS_PATH=/nowhere"}, "OpenGL", "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			environ := desktop(t, row.environ...)
			code, _, stderr := blind(t, environ, "--practice", "--data", data)
			require.Equal(t, 1, code, stderr)
			require.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
			require.Contains(t, stderr, row.says)
			l, err := store.Open(t.Context(), data, store.Options{})
			require.NoError(t, err, "the folder is free again")
			require.NoError(t, l.Close())

			_, stdout, stderr := blind(t, environ, "check", "--practice", "--data", data)
			require.Empty(t, stderr)
			line := lineOf(stdout, "screen")
			require.True(t, strings.HasPrefix(line, row.check), stdout)
			if row.check == "failed" {
				require.Contains(t, line, row.says)
			}
		})
	}
}

func TestCheckFindsTheScreenUsable(t *testing.T) {
	t.Parallel()
	d := takeDisplay(t)
	code, stdout, stderr := blind(t, desktop(t, "DISPLAY="+d.name, "WAYLAND_DISPLAY=wayland-9"), "check", "--practice", "--data", t.TempDir())
	require.Zero(t, code, stdout)
	require.Empty(t, stderr)
	require.True(t, strings.HasPrefix(lineOf(stdout, "screen"), "ok"), stdout)
}

// Only a built program knows its parts.
func TestVersion_NamesFyne(t *testing.T) {
	_, stdout, _ := blind(t, desktop(t), "version")
	require.Regexp(t, `(?m)^fyne    v2\.\d+\.\d+$`, stdout)
}

// lineOf is the line of a check that is about look.
func lineOf(checked, look string) string {
	for line := range strings.Lines(checked) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == look {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
