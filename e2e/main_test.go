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
// with many more the drawing without a graphics card would slow all of them.
const sideBySide = 6

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
	build := exec.Command("../scripts/program.sh")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return 0, fmt.Errorf("build the till: %w", err)
	}
	// Looked at by its relative name, it counts as something that the results of
	// these tests depend on.
	const built = "../build/e2e/facepay"
	if _, err := os.Stat(built); err != nil {
		return 0, err
	}
	if program, err = filepath.Abs(built); err != nil {
		return 0, err
	}
	if err := openDisplays(sideBySide); err != nil {
		return 0, err
	}
	if err := flag.Set("test.parallel", strconv.Itoa(sideBySide)); err != nil {
		return 0, err
	}
	code = m.Run()
	return code, closeDisplays()
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
