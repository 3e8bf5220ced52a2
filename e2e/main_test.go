//go:build e2e

// Package e2e drives the built till on a real window: keys and mouse by
// xdotool, pictures of the screen, a QR reader of another make, the till's own
// log and export, and the practice gateway's own ledger beside it.
//
// Each test has a till, a gateway and a display of its own. The displays are
// $DISPLAY and a few more of the same kind, so that tests that mostly wait can
// do so side by side.
package e2e

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// sideBySide is the number of tests that run at once. Most of their time they wait
// for the till's next question to the gateway, so it is more than there are cores;
// with many more the drawing without a graphics card would slow all of them. A Windows
// of each test's own takes as much as three tills.
var sideBySide = map[bool]int{false: 6, true: 2}[windowsProgram != ""]

// program is the built till.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if err := prepare(); err != nil {
		return 0, err
	}
	built, err := build("facepay")
	if err != nil {
		return 0, err
	}
	program = built[0]
	if err := openDisplays(sideBySide); err != nil {
		return 0, err
	}
	if err := flag.Set("test.parallel", strconv.Itoa(sideBySide)); err != nil {
		return 0, err
	}
	code = m.Run()
	return code, errors.Join(os.RemoveAll(releaseDir), closeDisplays())
}

// build makes programs of these names and returns where they are.
func build(names ...string) (built []string, err error) {
	script := exec.Command("../scripts/programs.sh", names...)
	script.Stdout, script.Stderr = os.Stderr, os.Stderr
	if err := script.Run(); err != nil {
		return nil, fmt.Errorf("build %v: %w", names, err)
	}
	for _, name := range names {
		// Looked at by its relative name, it counts as something that the results of
		// these tests depend on.
		relative := "../build/e2e/" + name
		if _, err := os.Stat(relative); err != nil {
			return nil, err
		}
		path, err := filepath.Abs(relative)
		if err != nil {
			return nil, err
		}
		built = append(built, path)
	}
	return built, nil
}

// prepare looks for what these tests cannot do without.
func prepare() error {
	if os.Getenv("DISPLAY") == "" {
		return fmt.Errorf("DISPLAY is not set: these tests need a screen; run them by `make e2e`, or by scripts/virtual.sh go test -tags e2e ./e2e/")
	}
	for _, tool := range []string{"xdotool", "import", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%s is needed: scripts/packages.sh test installs it", tool)
		}
	}
	return nil
}
