package cli

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

// checkLines are the lines of a check by their names.
func checkLines(t *testing.T, stdout string) (names []string, byName map[string]string) {
	t.Helper()
	byName = map[string]string{}
	for line := range strings.Lines(stdout) {
		health, rest, _ := strings.Cut(line, " ")
		name, _, _ := strings.Cut(strings.TrimSpace(rest), "  ")
		names = append(names, strings.TrimSpace(name))
		byName[strings.TrimSpace(name)] = health + " " + strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), name))
	}
	return names, byName
}

func TestCheck_LooksAtEverythingInOneOrder(t *testing.T) {
	stdout, _ := done(t, "check")
	names, lines := checkLines(t, stdout)
	require.Equal(t, []string{
		"config", "data folder", "disk", "files", "ledger", "scanner", "price display", "face terminal", "voice", "adverts", "devices", "fonts", "time zone", "screen", "update", "crashes",
		"network", "DNS", "TCP", "HTTP", "clock", "gateway", "notices",
	}, names, "the practice gateway is looked at as a real one; on loopback it has no TLS")
	require.Regexp(t, `the gateway has the same clock$`, lines["clock"])
	require.Regexp(t, `^ok it answers in \d+ ms`, lines["HTTP"])
}

// realGateway is a config of a gateway on loopback that answers as serve does.
func realGateway(t *testing.T, serve http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	return lepayConfig(t, server.URL)
}

func lepayConfig(t *testing.T, address string) string {
	t.Helper()
	return writeConfig(t, fmt.Sprintf("provider = \"lepay\"\n[providers.lepay]\nbase_url = %q\nmerchant_id = \"15\"\nstore_id = \"460\"\n", address))
}

func TestCheck_AClockThatIsOffIsSaidLoudlyAndFails(t *testing.T) {
	config := realGateway(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-8*time.Hour).UTC().Format(http.TimeFormat))
	})
	code, stdout, _ := call(t, "", "check", "--config", config, "--data", t.TempDir())
	require.Equal(t, exitFailed, code)
	_, lines := checkLines(t, stdout)
	require.Regexp(t, `^failed THE CLOCK IS WRONG: 8 h ahead of the gateway's, .* \[this machine\]$`, lines["clock"])
}

func TestCheck_ALedgerThatIsDamagedFails(t *testing.T) {
	data := t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Close())
	file := filepath.Join(data, "ledger.db")
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	const page = 4096 // the first has the file's header
	copy(raw[page:], bytes.Repeat([]byte{0xAA}, len(raw)-page))
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	code, stdout, _ := call(t, "", "check", "--data", data)
	require.Equal(t, exitFailed, code)
	_, lines := checkLines(t, stdout)
	require.Regexp(t, `^failed is damaged: .* \[this machine\]$`, lines["ledger"])
}

func TestCheck_NamesWhatTheFontsCannotDraw(t *testing.T) {
	for name, row := range map[string]struct{ shop, want string }{
		"all of GBK":             {"[shop]\nname = \"鱻龍粿囍·老字號\"\n", `^ok both weights`},
		"an emoji":               {"[shop]\nname = \"茶😀\"\n", `^note .*😀 \(U\+1F600\) in shop\.name;`},
		"each once, and where":   {"[shop]\nname = \"😀𠮷😀\"\ntill = \"\\uE000\"\n", `^note .*😀 \(U\+1F600\), 𠮷 \(U\+20BB7\) in shop\.name; .*\(U\+E000\) in shop\.till;`},
		"one of several signs":   {"[shop]\nname = \"👨‍👩‍👧家\"\n", `^note .*👨‍👩‍👧 \(U\+1F468 U\+200D U\+1F469 …\) in shop\.name;`},
		"a turned direction":     {"[shop]\nname = \"a\\u202Eb\"\n", `^note [^\x{202e}]*\(U\+202E\) in shop\.name;`},
		"Hebrew":                 {"[shop]\nname = \"א\"\n", `^note .*\(U\+05D0\) in shop\.name;`},
		"many, told in one line": {"[shop]\nname = \"😀😁😂🤣😃😄😅😆😉😊😋😎\"\n", `^note .*\(U\+1F606\), … in shop\.name;`},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, _ := done(t, "check", "--practice", "--config", writeConfig(t, row.shop))
			_, lines := checkLines(t, stdout)
			require.Regexp(t, row.want, lines["fonts"])
		})
	}
}

func TestCheck_SaysWhatFailsAndWhatToDo(t *testing.T) {
	data := t.TempDir()
	config := writeConfig(t, `provider = "lepay"
[providers.lepay]
base_url = "http://127.0.0.1:9"
merchant_id = "15"
store_id = "460"
[scanner]
port = "/dev/no-such-port"
[adverts]
dir = "/no-such-stick"
[printer]
port = "127.0.0.1:9"
`)
	code, stdout, stderr := call(t, "", "check", "--config", config, "--data", data)
	require.Equal(t, exitFailed, code)
	require.Empty(t, stderr)
	for _, line := range []string{
		`^ok +config +` + config + `, provider lepay$`,
		`^note +adverts +/no-such-stick cannot be looked at: it is not there; correct adverts.dir or plug the stick in; the till sells without .*$`,
		`^ok +data folder +` + data + ` can be written$`,
		`^ok +ledger +none yet; it is made at the first start$`,
		`^failed +scanner +/dev/no-such-port cannot be used: it is not there; plug the scanner in, or correct scanner.port \[this machine\]$`,
		`^failed +printer +127\.0\.0\.1:9 takes no connection; .*printer\.port \[this machine\]$`,
		`^failed +gateway +lepay cannot be reached: .*; if the lines above found nothing wrong, call the gateway's support$`,
		`^ok +disk +[0-9.]+ [MG]B free, [<0-9]+%$`,
		`^ok +fonts +both weights draw all \d+ characters of the texts$`,
		`^note +screen +none here \(DISPLAY is not set\); the till itself needs one; start the till from the desktop$`,
		`^ok +network +the gateway runs on this machine, no network is needed$`,
		`^failed +TCP +127\.0\.0\.1:9 refuses connections; .* \[the gateway\]$`,
		`^note +clock +.*, but nobody to compare with: the gateway did not answer; compare it with a phone$`,
	} {
		require.Regexp(t, "(?m)"+line, stdout)
	}
	entries, err := os.ReadDir(data)
	require.NoError(t, err)
	require.Empty(t, entries, "a check changes nothing")
}
