package voice

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gen2brain/malgo"
	"github.com/stretchr/testify/require"
)

var (
	withPulse    = []malgo.Backend{malgo.BackendPulseaudio, malgo.BackendAlsa}
	withoutPulse = []malgo.Backend{malgo.BackendAlsa}
)

// withoutServers has no PulseAudio server of this machine found. It returns the folder of
// the socket that would be this user's.
func withoutServers(t *testing.T) (folder string) {
	t.Helper()
	dir := t.TempDir()
	for name, value := range map[string]string{
		"PULSE_SERVER": "", "PULSE_RUNTIME_PATH": "", "XDG_RUNTIME_DIR": dir, "XDG_CONFIG_HOME": dir,
	} {
		t.Setenv(name, value)
	}
	folder = filepath.Join(dir, "pulse")
	require.NoError(t, os.Mkdir(folder, 0o700))
	return folder
}

func TestBackends_PulseAudioOnlyWhileItsServerAnswers(t *testing.T) {
	folder := withoutServers(t)
	socket := filepath.Join(folder, "native")
	require.Equal(t, withoutPulse, backends())
	server, err := net.Listen("unix", socket)
	require.NoError(t, err)
	require.Equal(t, withPulse, backends())
	server.(*net.UnixListener).SetUnlinkOnClose(false) // as of a server that was killed
	require.NoError(t, server.Close())
	require.FileExists(t, socket)
	require.Equal(t, withoutPulse, backends())
}

func TestBackends_ServersByName(t *testing.T) {
	folder := withoutServers(t)
	socket := filepath.Join(folder, "named")
	local, err := net.Listen("unix", socket)
	require.NoError(t, err)
	defer local.Close()
	remote, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := remote.Addr().String()
	for _, name := range []string{
		socket, "unix:" + socket, "{0123abc}unix:" + socket, "tcp:" + address, "tcp4:" + address, address,
		"unix:/nobody tcp:" + address,
	} {
		t.Setenv("PULSE_SERVER", name)
		require.Equal(t, withPulse, backends(), name)
	}
	require.NoError(t, remote.Close())
	for _, name := range []string{"unix:/nobody", "tcp:" + address, address, "{}", "unix:", "tcp:", ":", "[::1"} {
		t.Setenv("PULSE_SERVER", name)
		require.Equal(t, withoutPulse, backends(), name)
	}
}

// A till whose machine has PulseAudio's library and no server tries for a card at each
// phrase, over years.
func TestCard_NoHandleIsLeftWhereNoServerIs(t *testing.T) {
	withoutServers(t)
	t.Setenv("ALSA_CONFIG_PATH", filepath.Join(t.TempDir(), "no.conf")) // nor any card
	handles := func() (n int) {
		entries, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		for _, e := range entries {
			if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.Contains(to, "pulse") {
				n++
			}
		}
		return n
	}
	before := handles()
	for range 10 {
		require.Error(t, openCard())
	}
	require.Equal(t, before, handles())
}
