package scanner

import (
	"bufio"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/serial"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// beside runs a program with a file open until the test ends or it is closed.
func beside(t *testing.T, file string) (end func()) {
	cmd := exec.Command("sh", "-c", `exec 3<"$0"; echo open; exec cat`, file)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	ended := false
	end = func() {
		if !ended {
			ended = true
			require.NoError(t, in.Close())
			require.NoError(t, cmd.Wait())
		}
	}
	t.Cleanup(end)
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "open\n", line)
	_, err = in.Write([]byte("hello\n"))
	require.NoError(t, err)
	_, err = said.ReadString('\n') // which cat says, so that the shell is it by now
	require.NoError(t, err)
	return end
}

// until waits for the name of a port's holder. A program that is just being started is the
// one that starts it for a moment, with all that it has open.
func until(t *testing.T, holders <-chan string, want string) {
	t.Helper()
	for next(t, holders) != want {
	}
}

func TestScanner_AnotherProgramAtItsPortIsNamed(t *testing.T) {
	t.Run("there before", func(t *testing.T) {
		b := newBench(t)
		w := serialtest.NewWire(t)
		end := beside(t, w.Slave.Name())
		b.Plug("ttyUSB0", firstSeat, scannerID, w.Slave.Name())
		b.start("ttyUSB0")
		require.Equal(t, kiosk.ScannerReady, next(t, b.states))
		until(t, b.holders, "cat")
		w.Send(code + "\r")
		require.Equal(t, code, next(t, b.codes), "it is read all the same")
		end()
		until(t, b.holders, "") // and seen to be gone
	})
	t.Run("come later", func(t *testing.T) {
		if os.Getuid() != 0 {
			b := newBench(t)
			w := b.ready()
			_, err := os.Open(w.Slave.Name())
			require.ErrorContains(t, err, "busy", "the port is the till's alone")
			return
		}
		b := newBench(t)
		w := b.ready() // root may open it all the same
		beside(t, w.Slave.Name())
		until(t, b.holders, "cat")
	})
}

func TestScanner_APortThatIsLockedIsNotRead(t *testing.T) {
	t.Parallel()
	w := serialtest.NewWire(t)
	other, err := serial.Opener(9600)(w.Slave.Name())
	require.NoError(t, err)
	b := newBench(t)
	b.Plug("ttyUSB0", firstSeat, scannerID, w.Slave.Name())
	b.start("ttyUSB0")
	require.Equal(t, kiosk.ScannerGone, next(t, b.states))
	require.NotEmpty(t, next(t, b.holders))
	require.NoError(t, other.Close())
	require.Equal(t, kiosk.ScannerReady, next(t, b.states))
	until(t, b.holders, "")
}
