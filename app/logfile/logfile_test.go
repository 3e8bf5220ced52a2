package logfile

import (
	"bytes"
	"errors"
	stdlog "log"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestLog_NoSecretStandsInIt(t *testing.T) {
	const secret = "134567890123456789"
	code := kiosk.NewPayCode(secret)
	var out bytes.Buffer
	log := newLogger(&out, slog.LevelInfo)
	log.Info("scanned", "code", secret, "scan", code, "event", kiosk.Scanned{Code: code})
	log.Info("config", "key", secret, "Password", secret, "secret_key", secret, "yfpay.key", secret, "pin", secret)
	log.With("owner_pin", secret).WithGroup("g").Info("group", slog.Group("h", "token", secret))
	log.Info("pin", "effect", kiosk.CheckPIN{PIN: secret}.String(), "err", errors.New("no such order"))
	require.NotContains(t, out.String(), secret)
	require.Contains(t, out.String(), `"scan":"…6789"`, "the tail tells scans apart")
	require.Contains(t, out.String(), "no such order", "what is no secret stays")
	require.Equal(t, 4, strings.Count(out.String(), "\n"), "each entry is one line")
}

func TestLog_IsInTheDataFolderForItsUserOnly(t *testing.T) {
	data := t.TempDir()
	log, file, err := Open(data)
	require.NoError(t, err)
	log.Info("hello")
	require.NoError(t, file.Close())
	for _, name := range []string{Name, crashName} {
		info, err := os.Stat(filepath.Join(data, Folder, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

func TestUnquoting_KeepsWhatAServerSentOutOfTheLog(t *testing.T) {
	var log bytes.Buffer
	std := stdlog.New(Unquoting{&log}, "", 0)
	std.Printf("Unsolicited response received on idle HTTP channel starting with %q; err=%v", "code=284236166272756154", nil)
	std.Print("another line")
	require.Equal(t, "Unsolicited response received on idle HTTP channel\nanother line\n", log.String())
}
