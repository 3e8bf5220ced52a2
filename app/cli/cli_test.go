package cli

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/app"
	"facepay/app/build"
	"facepay/kiosk"
	"facepay/store"
)

// asProgram makes the test binary behave as facepay itself, so that exit codes
// and terminals are real without building it once more.
const asProgram = "FACEPAY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// programMax bounds a child process; it is no expectation of speed.
const programMax = time.Minute

// program prepares facepay as a process of its own, with nobody's config.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), programMax)
	t.Cleanup(cancel)
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, self, args...)
	home := t.TempDir()
	cmd.Env = []string{asProgram + "=1", "HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	return cmd
}

// writeConfig makes a private config file with text and returns its path.
func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// home gives the test a home folder of its own, with a config folder in it.
func home(t *testing.T) (dir, configs string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("APPDATA", filepath.Join(dir, "AppData"))
	folder, err := os.UserConfigDir()
	require.NoError(t, err)
	return dir, filepath.Join(folder, "facepay")
}

// call runs facepay in this process and returns exit code and output.
func call(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	home(t)
	return callAtHome(stdin, args...)
}

// callAtHome is call in the home folder that the test has made.
func callAtHome(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// done is call for what must succeed.
func done(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := call(t, "", args...)
	require.Equal(t, exitDone, code, stdout+stderr)
	return stdout, stderr
}

func TestCommand_WrongUsageIsOneLineAndExitCode2(t *testing.T) {
	bad := writeConfig(t, "[shop]\nfoo = 1")
	tests := map[string]struct {
		args []string
		want string
	}{
		"unknown command":  {[]string{"sell"}, `facepay: unknown command "sell"; facepay --help lists the commands`},
		"unknown flag":     {[]string{"--fast"}, "facepay: unknown flag: --fast"},
		"stray word":       {[]string{"version", "now"}, `facepay: facepay version takes no argument, but got "now"`},
		"flag of the till": {[]string{"check", "--window", "1280x800"}, "facepay: unknown flag: --window"},
		"bad window":       {[]string{"--window", "big"}, `facepay: invalid argument "big" for "--window" flag: a size is two numbers of pixels, such as 1280x800`},
		"tiny window":      {[]string{"--window", "10x10"}, `facepay: invalid argument "10x10" for "--window" flag: each side has 400 to 8192 pixels`},
		"window of three":  {[]string{"--window", "1280x800x2"}, `facepay: invalid argument "1280x800x2" for "--window" flag: a size is two numbers of pixels, such as 1280x800`},
		"missing config":   {[]string{"check", "--config", "/nowhere/c.toml"}, "facepay: /nowhere/c.toml: there is no such file"},
		"bad config":       {[]string{"--config", bad}, "facepay: " + bad + ":2: shop.foo: unknown key"},
		"data is a file":   {[]string{"check", "--data", bad}, "facepay: data folder " + bad + ": is a file, not a folder"},
		"export as PDF":    {[]string{"export", "--format", "pdf"}, `facepay: --format "pdf": is neither csv nor xlsx`},
		"grouping":         {[]string{"report", "--by", "week"}, `facepay: --by "week": is none of hour, day, month, wallet, channel, cashier, shift`},
		"report's format":  {[]string{"report", "--format", "html"}, `facepay: --format "html": is none of text, json, csv, xlsx, pdf`},
		"report's day":     {[]string{"report", "--from", "yesterday"}, `facepay: --from "yesterday": is not a day such as 2026-11-30`},
		"report reversed":  {[]string{"report", "--from", "2026-02-02", "--to", "2026-02-01"}, "facepay: --to 2026-02-01: lies before --from 2026-02-02"},
		"no day":           {[]string{"export", "--from", "2026-02-30"}, `facepay: --from "2026-02-30": is not a day such as 2026-11-30`},
		"days reversed":    {[]string{"export", "--from", "2026-02-02", "--to", "2026-02-01"}, "facepay: --to 2026-02-01: lies before --from 2026-02-02"},
		"listen nowhere":   {[]string{"practice", "--listen", "8780"}, `facepay: --listen "8780": is not host:port, such as 127.0.0.1:8780`},
		"PIN, no terminal": {[]string{"pin"}, "facepay: standard input is no terminal; use facepay pin --stdin"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(t, "", test.args...)
			require.Equal(t, test.want+"\n", stderr)
			require.Empty(t, stdout)
			require.Equal(t, exitUsage, code)
		})
	}
}

func TestWindow_TakesTheSmallestThatATillFits(t *testing.T) {
	for _, size := range []string{"640x400", "400x640", "800x480", "8192x8192"} {
		var w app.WindowSize
		require.NoError(t, w.Set(size))
		require.Equal(t, size, w.String())
	}
}

func TestCommand_ExitCodesOfTheProcess(t *testing.T) {
	for code, args := range map[int][]string{
		exitDone:   {"version"},
		exitFailed: {"export", "--data", t.TempDir()},
		exitUsage:  {"versoin"},
	} {
		cmd := program(t, args...)
		cmd.Run()
		require.Equal(t, code, cmd.ProcessState.ExitCode(), "facepay %v", args)
	}
}

func TestVersion_NamesEveryPart(t *testing.T) {
	stdout, _ := done(t, "version")
	require.Regexp(t, `^facepay `+build.Version+`\ncommit  .+\ngo      go1\.\d+.*\nfyne    .+\n$`, stdout)
	meta, err := os.ReadFile("../../FyneApp.toml")
	require.NoError(t, err)
	require.Contains(t, string(meta), `Version = "`+build.Version+`"`)
}

func TestPIN_FromStandardInput(t *testing.T) {
	data := t.TempDir()
	for _, wrong := range []string{"", "\n", "123\n", "123456789\n", "12a4\n", strings.Repeat("1", 1<<20)} {
		code, _, stderr := call(t, wrong, "pin", "--stdin", "--data", data)
		require.Equal(t, exitFailed, code)
		require.Equal(t, "facepay: set PIN: "+kiosk.ErrPINShape.Error()+"\n", stderr)
	}
	code, _, stderr := call(t, "135790\nsecond line\n", "pin", "--stdin", "--data", data)
	require.Equal(t, exitDone, code, stderr)
	requirePIN(t, data, "135790")
}

func requirePIN(t *testing.T, data, pin string) {
	t.Helper()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	defer ledger.Close()
	result, err := ledger.CheckPIN(t.Context(), pin, time.Now())
	require.NoError(t, err)
	require.True(t, result.OK)
}

func TestPIN_FromATerminalIsAskedTwiceAndNotShown(t *testing.T) {
	tests := map[string]struct {
		second string
		code   int
	}{
		"same":  {"24680", exitDone},
		"other": {"24681", exitFailed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			cmd := program(t, "pin", "--data", data)
			terminal, err := pty.Start(cmd)
			require.NoError(t, err)
			defer terminal.Close()
			screen := bufio.NewReader(terminal)
			var seen strings.Builder
			for _, step := range []struct{ prompt, answer string }{{"digits): ", "24680"}, {"more: ", test.second}} {
				for !strings.HasSuffix(seen.String(), step.prompt) {
					b, err := screen.ReadByte()
					require.NoError(t, err, "so far: %s", seen.String())
					seen.WriteByte(b)
				}
				_, err = terminal.WriteString(step.answer + "\r")
				require.NoError(t, err)
			}
			rest := make([]byte, 4096)
			for n := 1; n > 0; { // a pty ends with an error when its process does
				n, _ = screen.Read(rest)
				seen.Write(rest[:n])
			}
			cmd.Wait()
			require.Equal(t, test.code, cmd.ProcessState.ExitCode(), seen.String())
			require.NotContains(t, seen.String(), "2468")
			if test.code == exitDone {
				requirePIN(t, data, "24680")
			} else {
				require.Contains(t, seen.String(), errPINDiffers.Error())
			}
		})
	}
}

func TestExport_WritesTheHistory(t *testing.T) {
	data := t.TempDir()
	code, _, stderr := call(t, "", "export", "--data", data)
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr, "facepay: open the ledger in "+data+": ")

	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	defer ledger.Close() // beside a running till, which holds the folder's lock
	stdout, _ := done(t, "export", "--data", data)
	require.Equal(t, "\ufefforder_no,created_at,amount,wallet,channel,provider,state,gateway_order_no,trade_no,paid_at,late,refunded,payer,till,cashier,note",
		strings.TrimRight(stdout, "\r\n"))

	file := filepath.Join(t.TempDir(), "history.csv")
	printed, _ := done(t, "export", "--data", data, "--output", file)
	require.Empty(t, printed)
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, stdout, string(written))
}
