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

// sideBySide is how many tests run at once. Most of their time they wait for
// the till's next question to the gateway, so it is more than there are cores;
// with many more the drawing without a graphics card would slow all of them.
const sideBySide = 4

// program is the built till.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	var err error
	if program, err = filepath.Abs("../build/e2e/facepay"); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	build := exec.Command("../scripts/program.sh")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: build the till:", err)
		return 1
	}
	// Looked at by its relative name, it counts as something that the results of
	// these tests depend on.
	if _, err := os.Stat("../build/e2e/facepay"); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	if err := openDisplays(sideBySide); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer func() {
		if err := closeDisplays(); err != nil {
			fmt.Fprintln(os.Stderr, "e2e:", err)
		}
	}()
	if err := flag.Set("test.parallel", strconv.Itoa(sideBySide)); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	return m.Run()
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
