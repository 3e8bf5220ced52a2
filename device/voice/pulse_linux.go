package voice

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gen2brain/malgo"
)

const (
	// pulsePort is the port of a PulseAudio server, where its address names none.
	pulsePort = "4713"
	// pulseMax is the time that a PulseAudio server may take to be connected to.
	pulseMax = 200 * time.Millisecond
)

// backends are PulseAudio, which PipeWire speaks too, and ALSA. PulseAudio is left out where
// no server of it answers: each time that miniaudio 0.11.23 cannot connect to one, it leaves
// a file handle and its memory behind (ma_init_pa_mainloop_and_pa_context__pulse).
func backends() []malgo.Backend {
	for _, server := range pulseServers() {
		if pulseAnswers(server) {
			return []malgo.Backend{malgo.BackendPulseaudio, malgo.BackendAlsa}
		}
	}
	return []malgo.Backend{malgo.BackendAlsa}
}

// pulseServers are the addresses at which PulseAudio's library looks for a server: those of
// PULSE_SERVER, else the sockets of this user and of the system. An address that stands in
// its client.conf alone is not looked for.
func pulseServers() []string {
	if named := strings.Fields(os.Getenv("PULSE_SERVER")); len(named) > 0 {
		return named
	}
	var folders []string
	if folder := os.Getenv("PULSE_RUNTIME_PATH"); folder != "" {
		folders = append(folders, folder)
	}
	if folder := os.Getenv("XDG_RUNTIME_DIR"); folder != "" {
		folders = append(folders, filepath.Join(folder, "pulse"))
	}
	if folder, err := os.UserConfigDir(); err == nil {
		of, _ := filepath.Glob(filepath.Join(folder, "pulse", "*-runtime")) // the pattern is right
		folders = append(folders, of...)
	}
	var servers []string
	for _, folder := range append(folders, "/var/run/pulse") {
		servers = append(servers, filepath.Join(folder, "native"))
	}
	return servers
}

// pulseAnswers reports whether a server takes connections at an address of PulseAudio's
// (its documentation, "Server Strings"): a path, unix:path, tcp:host:port or host, with the
// machine that it is of in braces before it.
func pulseAnswers(server string) bool {
	if strings.HasPrefix(server, "{") {
		_, server, _ = strings.Cut(server, "}")
	}
	network, address := "tcp", server
	if scheme, rest, ok := strings.Cut(server, ":"); ok {
		switch scheme {
		case "unix", "tcp", "tcp4", "tcp6":
			network, address = scheme, rest
		}
	}
	if strings.HasPrefix(address, "/") {
		network = "unix"
	}
	if network != "unix" {
		if _, _, err := net.SplitHostPort(address); err != nil {
			address = net.JoinHostPort(strings.Trim(address, "[]"), pulsePort)
		}
	}
	connection, err := net.DialTimeout(network, address, pulseMax)
	if err != nil {
		return false
	}
	_ = connection.Close() // nothing was sent
	return true
}
