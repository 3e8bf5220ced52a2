// Package logfile is the till's log: a rotating file without secrets, the reports
// of crashes beside it, and what the program measures of itself.
package logfile

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// A log is bounded by size, count and age: together at most 62 MiB, about a
// year of a busy till, on a disk that nobody tidies.
const (
	logMegabytesMax = 10
	logFilesMax     = 5
	logDaysMax      = 365
	// The supervisor has a line for each start of a till.
	supervisorMegabytesMax = 1
	supervisorFilesMax     = 1
)

// The folder below the data folder, and the files in it.
const (
	Folder    = "log"
	Name      = "facepay.log"
	crashName = "crash.log"
	// crashPrefix begins the names of crash.log and of the reports that are kept.
	crashPrefix = "crash"

	supervisorName = "supervise.log"
)

// Open makes the log of the data folder and sends crash reports beside it. Only the
// till's user can read it. Close the returned Closer last.
func Open(dataDir string) (*slog.Logger, io.Closer, error) {
	dir := filepath.Join(dataDir, Folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the log folder: %w", err)
	}
	if err := catchCrashes(dir); err != nil {
		return nil, nil, err
	}
	return openRotating(dir, Name, logMegabytesMax, logFilesMax)
}

// OpenSupervisor makes the log of what keeps the till of the data folder running. It is
// a file of its own: two programs cannot take turns at one.
func OpenSupervisor(dataDir string) (*slog.Logger, io.Closer, error) {
	dir := filepath.Join(dataDir, Folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the log folder: %w", err)
	}
	return openRotating(dir, supervisorName, supervisorMegabytesMax, supervisorFilesMax)
}

func openRotating(dir, name string, megabytes, files int) (*slog.Logger, io.Closer, error) {
	if err := touch(filepath.Join(dir, name)); err != nil {
		return nil, nil, err
	}
	file := &lumberjack.Logger{
		Filename:   filepath.Join(dir, name),
		MaxSize:    megabytes,
		MaxBackups: files,
		MaxAge:     logDaysMax,
	}
	level := slog.LevelInfo
	if os.Getenv("FACEPAY_LOG") == "debug" { // which adds what every screen showed
		level = slog.LevelDebug
	}
	return newLogger(file, level), file, nil
}

// touch makes the file before the rotating logger does: that one appends to a
// file which is there, but creates one for writing from its start, over what a
// second till on the same folder says meanwhile.
func touch(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("make the log: %w", err)
	}
	return nil
}

// newLogger writes JSON lines to w in which no secret can stand.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: redact}))
}

// catchCrashes sends the report of a crash of this process to dir, where it
// survives the screen it would have been printed on.
func catchCrashes(dir string) error {
	path := filepath.Join(dir, crashName)
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
