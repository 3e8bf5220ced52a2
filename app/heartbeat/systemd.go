package heartbeat

import (
	"log/slog"
	"net"
	"os"
)

// notifySocket is the name of the variable with systemd's socket.
const notifySocket = "NOTIFY_SOCKET"

// notifySystemd sends a state as sd_notify(3) does, if systemd asked for it.
func notifySystemd(state string) {
	socket := os.Getenv(notifySocket)
	if socket == "" {
		return
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err == nil {
		_, err = c.Write([]byte(state))
		_ = c.Close()
	}
	if err != nil { // systemd then ends the till, and the log says why
		slog.Warn("tell systemd", "state", state, "err", err)
	}
}
