package scanner

import (
	"bufio"
	"os/exec"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestCheck_NamesAnotherProgramAtTheScannersPort(t *testing.T) {
	line, port, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, port.Close()); require.NoError(t, line.Close()) })
	check := Check(port.Name())
	require.Equal(t, kiosk.HealthOK, check.Run(t.Context())[0].Health)

	other := exec.Command("sh", "-c", `exec 3<"$0"; echo open; exec cat`, port.Name())
	in, err := other.StdinPipe()
	require.NoError(t, err)
	out, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	said := bufio.NewReader(out)
	_, err = said.ReadString('\n')
	require.NoError(t, err)
	_, err = in.Write([]byte("hello\n"))
	require.NoError(t, err)
	_, err = said.ReadString('\n') // which cat says, so that the shell is it by now
	require.NoError(t, err)
	found := check.Run(t.Context())[0]
	require.Equal(t, kiosk.HealthFailed, found.Health)
	require.Equal(t, kiosk.T("check.brief.scanner.shared", "program", "cat"), found.Brief)
	require.NoError(t, in.Close())
	require.NoError(t, other.Wait())
	require.Equal(t, kiosk.HealthOK, check.Run(t.Context())[0].Health)
}
