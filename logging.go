package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"gopkg.in/natefinch/lumberjack.v2"
)

// A log is bounded by size, count and age: together at most 60 MiB, about a
// year of a busy till, on a disk that nobody tidies.
const (
	logMegabytesMax = 10
	logFilesMax     = 5
	logDaysMax      = 365
	// crashBytesMax is when a crash report is set aside; one is kept. A single
	// report, one stack per goroutine, has a few hundred KiB.
	crashBytesMax = 1 << 20
)

const (
	logFolder = "log"
	logName   = "facepay.log"
	crashName = "crash.log"
)

// logDir is readable by the till's user only, like everything in the folder.
func logDir(dataDir string) string { return filepath.Join(dataDir, logFolder) }

// openLog makes the log of the data folder and sends crash reports beside it.
// Close the returned Closer last.
func openLog(dataDir string) (*slog.Logger, io.Closer, error) {
	dir := logDir(dataDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the log folder: %w", err)
	}
	if err := catchCrashes(dir); err != nil {
		return nil, nil, err
	}
	if err := touchLog(filepath.Join(dir, logName)); err != nil {
		return nil, nil, err
	}
	file := &lumberjack.Logger{
		Filename:   filepath.Join(dir, logName),
		MaxSize:    logMegabytesMax,
		MaxBackups: logFilesMax,
		MaxAge:     logDaysMax,
	}
	return newLogger(file, logLevel(os.Getenv(logLevelVariable))), file, nil
}

// unquoting keeps out of the log what a server sent without being asked: net/http
// prints it, and an echo of a request may hold a payment code or a password.
type unquoting struct{ to io.Writer }

func (u unquoting) Write(line []byte) (int, error) {
	const from = " starting with "
	if said, _, found := bytes.Cut(line, []byte(from)); found && bytes.Contains(said, []byte("Unsolicited response")) {
		_, err := u.to.Write(append(said, '\n'))
		return len(line), err
	}
	return u.to.Write(line)
}

// touchLog makes the file before the rotating logger does: that one appends to a
// file which is there, but creates one for writing from its start, over what a
// second till on the same folder says meanwhile.
func touchLog(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("make the log: %w", err)
	}
	return nil
}

// logLevelVariable set to "debug" adds what every screen showed.
const logLevelVariable = "FACEPAY_LOG"

func logLevel(wanted string) slog.Level {
	if wanted == "debug" {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// newLogger writes JSON lines to w in which no secret can stand.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: redact}))
}

// masked stands where a secret was.
const masked = "***"

// maskedNames are the words that make an attribute a secret one, besides
// secretNames of the config.
var maskedNames = []string{"code", "pin", "secret", "token", "authorization", "sign"}

// redact masks attributes that are named after a secret, whatever their value.
// It is the second line of defence: kiosk.PayCode already prints its tail only.
func redact(_ []string, a slog.Attr) slog.Attr {
	if isSecretName(a.Key) {
		return slog.String(a.Key, masked)
	}
	return a
}

// isSecretName takes "yfpay_key" and "owner.pin" for secrets, but not "kind".
func isSecretName(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(secretNames, name) {
		return true
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '_' || r == '.' || r == '-' }) {
		if slices.Contains(secretNames, word) || slices.Contains(maskedNames, word) {
			return true
		}
	}
	return false
}

// catchCrashes sends the report of a crash of this process to dir, where it
// survives the screen it would have been printed on.
func catchCrashes(dir string) error {
	path := filepath.Join(dir, crashName)
	if info, err := os.Stat(path); err == nil && info.Size() > crashBytesMax {
		if err := os.Rename(path, path+".old"); err != nil {
			return fmt.Errorf("set the old crash report aside: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the crash report: %w", err)
	}
	defer file.Close() // the runtime keeps its own copy of it
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		return fmt.Errorf("send crash reports to %s: %w", path, err)
	}
	return nil
}
