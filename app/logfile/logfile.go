// Package logfile is the till's log: a rotating file without secrets, the reports
// of crashes beside it, and what the program measures of itself.
package logfile

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// A log is bounded by size, count and age: together at most 60 MiB, about a
// year of a busy till, on a disk that nobody tidies.
const (
	logMegabytesMax = 10
	logFilesMax     = 5
	logDaysMax      = 365
	// crashBytesMax is the size at which a crash report is set aside; one is kept. A single
	// report, one stack per goroutine, has a few hundred KiB.
	crashBytesMax = 1 << 20
)

// The folder below the data folder, and the files in it.
const (
	Folder    = "log"
	Name      = "facepay.log"
	crashName = "crash.log"

	supervisorName = "supervise.log"
	// killedMark begins a line of the crash reports that is not Go's.
	killedMark = "killed: "
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
	return openRotating(dir, Name)
}

// OpenSupervisor makes the log of what keeps the till of the data folder running. It is
// a file of its own: two programs cannot take turns at one.
func OpenSupervisor(dataDir string) (*slog.Logger, io.Closer, error) {
	dir := filepath.Join(dataDir, Folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the log folder: %w", err)
	}
	return openRotating(dir, supervisorName)
}

func openRotating(dir, name string) (*slog.Logger, io.Closer, error) {
	if err := touch(filepath.Join(dir, name)); err != nil {
		return nil, nil, err
	}
	file := &lumberjack.Logger{
		Filename:   filepath.Join(dir, name),
		MaxSize:    logMegabytesMax,
		MaxBackups: logFilesMax,
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

// Killed puts why a till was killed among its crash reports.
func Killed(dataDir, why string) (err error) {
	file, err := os.OpenFile(filepath.Join(dataDir, Folder, crashName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the crash report: %w", err)
	}
	_, err = fmt.Fprintln(file, killedMark+why)
	return errors.Join(err, file.Close())
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
