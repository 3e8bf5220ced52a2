package logfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"facepay/store/atomicfile"
)

// Crash reports are bounded in number and bytes. Of a report the beginning is kept: the
// goroutine that crashed comes first.
const (
	reportsMax     = 5
	reportBytesMax = 256 << 10
)

// killedMark begins a line of a crash report that is not Go's.
const killedMark = "killed: "

// Report is a crash report that was kept, without secrets.
type Report struct {
	File string
	At   time.Time // of its keeping, at the next start
	Line string    // the first one
}

// Killed notes for the next crash report why a till was killed.
func Killed(dataDir, why string) (err error) {
	file, err := os.OpenFile(filepath.Join(dataDir, Folder, crashName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the crash report: %w", err)
	}
	_, err = fmt.Fprintln(file, killedMark+why)
	return errors.Join(err, file.Close())
}

// KeepReport takes what tills that ended since the last time left in crash.log, keeps
// it as a report without secrets, and returns its first line, "" when there is nothing.
func KeepReport(dataDir string) (line string, err error) {
	path := filepath.Join(dataDir, Folder, crashName)
	text, err := head(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && text == "" {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the crash report: %w", err)
	}
	for n := reportsMax - 1; n > 0; n-- {
		if err := atomicfile.Rename(reportPath(dataDir, n), reportPath(dataDir, n+1)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("keep the crash reports: %w", err)
		}
	}
	text = Redact(text)
	if err := atomicfile.Replace(reportPath(dataDir, 1), []byte(text)); err != nil {
		return "", fmt.Errorf("keep the crash report: %w", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		return "", fmt.Errorf("empty the crash report: %w", err)
	}
	return firstLine(text), nil
}

// Reports are the crash reports that were kept, the newest first.
func Reports(dataDir string) (all []Report) {
	for n := range reportsMax {
		path := reportPath(dataDir, n+1)
		text, err := head(path)
		info, statErr := os.Stat(path)
		if err == nil && statErr == nil {
			all = append(all, Report{File: path, At: info.ModTime(), Line: firstLine(text)})
		}
	}
	return all
}

// Last is the end of the log, of at most so many bytes and without secrets.
func Last(dataDir string, bytesMax int64) (string, error) {
	file, err := atomicfile.Open(filepath.Join(dataDir, Folder, Name))
	if err != nil {
		return "", fmt.Errorf("read the log: %w", err)
	}
	defer file.Close()
	if size, err := file.Seek(0, io.SeekEnd); err == nil {
		_, err = file.Seek(max(0, size-bytesMax), io.SeekStart)
		if err != nil {
			return "", fmt.Errorf("read the log: %w", err)
		}
	}
	text, err := io.ReadAll(io.LimitReader(file, bytesMax))
	if err != nil {
		return "", fmt.Errorf("read the log: %w", err)
	}
	return Redact(string(text)), nil
}

func reportPath(dataDir string, n int) string {
	return filepath.Join(dataDir, Folder, fmt.Sprintf("%s-%d.log", crashPrefix, n))
}

func head(path string) (string, error) {
	file, err := atomicfile.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, reportBytesMax))
	return string(text), err
}

// firstLine says why the till ended: that it was killed, or else what Go said first.
func firstLine(text string) (first string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if why, killed := strings.CutPrefix(line, killedMark); killed {
			return why
		}
		if first == "" {
			first = line
		}
	}
	return first
}

var (
	// named is a name with its value, as Go and JSON print them.
	named = regexp.MustCompile(`([\w.-]+)("?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s",}\]]+)`)
	// numbers may be payment codes; a goroutine's or an address have fewer digits.
	numbers = regexp.MustCompile(`\b\d{12,}\b`)
	// tokens may be keys; a path or a function's name is told from them by isToken.
	tokens = regexp.MustCompile(`[A-Za-z0-9+_=-]{20,}`)
)

// Redact masks in a text that nobody wrote for the log what may be a secret: the values
// of secret names, payment codes but for their last 4 digits, and keys.
func Redact(text string) string {
	text = named.ReplaceAllStringFunc(text, func(s string) string {
		part := named.FindStringSubmatch(s)
		if IsSecretName(part[1]) {
			return part[1] + part[2] + masked
		}
		return s
	})
	text = numbers.ReplaceAllStringFunc(text, func(s string) string { return "…" + s[len(s)-4:] })
	return tokens.ReplaceAllStringFunc(text, func(s string) string {
		if isToken(s) {
			return masked
		}
		return s
	})
}

// isToken tells a key from a long word by its digits.
func isToken(s string) bool {
	const digitsMin = 4
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= digitsMin
}
