//go:build e2e

package e2e

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// inputMethods are those that Chinese desktops start, each with the name by which
// programs find it and the command that runs it until it is ended.
var inputMethods = []struct {
	name    string
	command []string
}{
	{"fcitx", []string{"fcitx5", "--disable=wayland,waylandim,notifications,notificationitem"}},
	{"ibus", []string{"ibus-daemon", "--xim", "--panel=disable", "--emoji-extension=disable", "--config=disable"}},
}

// runInputMethod runs an input method on tl's display, on a message bus of its
// own, and lets the till find both as it would on a desktop.
func (tl *till) runInputMethod(name string, command []string) {
	home := tl.t.TempDir()
	tl.environ = append(tl.environ,
		"HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_RUNTIME_DIR="+home,
		"XMODIFIERS=@im="+name, "GTK_IM_MODULE="+name, "QT_IM_MODULE="+name,
	)
	bus := tl.daemon("dbus-daemon", "--session", "--nofork", "--print-address")
	address, err := bufio.NewReader(bus).ReadString('\n')
	require.NoError(tl.t, err)
	tl.environ = append(tl.environ, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	tl.daemon(command[0], command[1:]...)
	await(tl.t, "input method "+name, func() bool {
		servers, err := tl.display.run("xprop", "-root", "XIM_SERVERS")
		return err == nil && strings.Contains(string(servers), "@server="+name)
	}, nil)
}

// daemon runs a program on tl's display until the test ends.
func (tl *till) daemon(name string, args ...string) *bufio.Reader {
	cmd := exec.Command(name, args...)
	cmd.Env = tl.display.environ(tl.environ...)
	out, err := cmd.StdoutPipe()
	require.NoError(tl.t, err)
	require.NoError(tl.t, cmd.Start())
	tl.t.Cleanup(func() { end(tl.t, cmd, syscall.SIGTERM) })
	return bufio.NewReader(out)
}

// An input method hands characters on later than the keys that make none. None of
// that may reach the till: the order of pressing is what counts. What a scanner
// types is known by its pace, so no other till draws on this machine meanwhile.
func TestInputMethod(t *testing.T) {
	for _, im := range inputMethods {
		t.Run(im.name, func(t *testing.T) {
			g := newGateway(t)
			tl := layTill(t, g, g.lepay())
			tl.runInputMethod(im.name, im.command)
			tl.open()

			tl.types("5")
			code := paymentCode(kiosk.WeChat, 1)
			tl.wedges(code)
			tl.awaitProblem("problem.scan_enter_first")
			require.Equal(t, "5", tl.view().Amount)
			require.Empty(t, g.book().Orders, "the scan's own Enter opens nothing")

			tl.keys("Return")
			tl.awaitPanel("panel.armed.title")
			tl.wedges(code)
			tl.awaitPanel("panel.paid.title")
			g.sentOnce(code)
			tl.keys("Return")
			tl.awaitNext()

			// A keyboard that is programmed with an amount and its key.
			tl.display.hand(t, "type", "--delay", wedgePause, "128.00")
			tl.display.hand(t, "key", "F1")
			await(t, "order of the QR", func() bool { return len(g.book().Orders) == 2 }, tl.now)
			for _, o := range g.book().Orders {
				if o.Rail != kiosk.RailCode {
					require.Equal(t, kiosk.Fen(128_00), o.Amount)
				}
			}
		})
	}
}
