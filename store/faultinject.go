//go:build faultinject

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/mattn/go-sqlite3"
)

// A program built with the tag faultinject is for tests alone. It ends itself by
// SIGKILL at one chosen write of its ledger, and its ledger can be made to fail
// while it runs, where a test may not mount a small disk.
const (
	// killVariable is POSITION:N: before, inside or after the commit of the Nth
	// write since the start of the program, "inside" being after the first row.
	killVariable = "FACEPAY_FAULTINJECT_KILL"
	// faultVariable names a file that is read before each write: "full" lets the
	// ledger grow no further, "read-only" lets nobody write it.
	faultVariable = "FACEPAY_FAULTINJECT_LEDGER"
)

const (
	killBefore = "before"
	killInside = "inside"
	killAfter  = "after"
)

const writerDriver = "sqlite3_faultinject"

// writes counts the commits of this process. The one writing connection is used
// by one goroutine at a time, so it needs no lock.
var (
	writes   int
	killAt   int
	killWhen string
)

func init() {
	if text := os.Getenv(killVariable); text != "" {
		when, n, _ := strings.Cut(text, ":")
		killWhen = when
		var err error
		if killAt, err = strconv.Atoi(n); err != nil || killAt < 1 || !slices.Contains([]string{killBefore, killInside, killAfter}, when) {
			panic(fmt.Sprintf("%s=%q: want before:N, inside:N or after:N", killVariable, text))
		}
	}
	migrateFurther()
	// SQLite itself tells of every row and every commit, so that no write is
	// missed, whichever code makes it.
	sql.Register(writerDriver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		c.RegisterUpdateHook(func(_ int, _, table string, _ int64) {
			killIf(killInside, writes+1)
			if table == lastMigrated && os.Getenv(newVariable) == newDies {
				Kill()
			}
		})
		c.RegisterCommitHook(func() int {
			writes++
			killIf(killBefore, writes)
			return 0
		})
		return nil
	}})
}

// afterCommit tells that the write which was committed is on the disk.
func afterCommit() {
	slog.Debug("ledger write", "n", writes)
	killIf(killAfter, writes)
}

// newVariable has every version but the installed one, which lies in a folder versions,
// know two schemas more than this one does: it "migrates", or "dies" between the two.
const (
	newVariable  = "FACEPAY_FAULTINJECT_NEW"
	newMigrates  = "migrates"
	newDies      = "dies"
	lastMigrated = "more_3"
)

func migrateFurther() {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	fault, slot := os.Getenv(newVariable), filepath.Base(filepath.Dir(filepath.Dir(exe))) == "versions"
	if !slot || fault != newMigrates && fault != newDies {
		return
	}
	files := fstest.MapFS{}
	for n, name := range []string{"more_2", lastMigrated} {
		files[fmt.Sprintf("migrations/%05d_%s.sql", n+2, name)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "-- +goose Up\nCREATE TABLE %s (id INTEGER PRIMARY KEY); INSERT INTO %s VALUES (1);\n", name, name),
		}
	}
	entries, err := embedded.ReadDir("migrations")
	for _, e := range entries {
		text, readErr := embedded.ReadFile("migrations/" + e.Name())
		err = errors.Join(err, readErr)
		files["migrations/"+e.Name()] = &fstest.MapFile{Data: text}
	}
	if err != nil {
		panic(err)
	}
	migrations = files
}

// killIf ends this process as a power cut would, as far as a program can tell.
func killIf(when string, n int) {
	if when == killWhen && n == killAt {
		Kill()
	}
}

// Kill ends this process at once, as a power cut does.
func Kill() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(fmt.Sprintf("kill this process: %v", err)) // it should have ended
}

// growthMax lifts the limit of "full": the most pages that SQLite can count.
const growthMax = 4294967294

// beforeWrite puts the fault that stands in the file onto the writing
// connection, or takes it off.
func beforeWrite(ctx context.Context, c *sql.Conn) error {
	name := os.Getenv(faultVariable)
	if name == "" {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the ledger's fault: %w", err)
	}
	pages, queryOnly := growthMax, "OFF"
	fault := strings.TrimSpace(string(text))
	switch fault {
	case "":
	case "full":
		pages = 1 // SQLite takes it for as many as there are
	case "read-only":
		queryOnly = "ON"
	default:
		return fmt.Errorf("no fault of the ledger is called %q", fault)
	}
	for _, pragma := range []string{
		fmt.Sprintf("PRAGMA max_page_count = %d", pages),
		"PRAGMA query_only = " + queryOnly,
	} {
		if _, err := c.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
	}
	if fault == "full" {
		// A small row may still find room on a page that is there. This does not, so
		// that the fault is met at the write that the test means.
		_, err := c.ExecContext(ctx, `CREATE TABLE more_than_fits AS SELECT zeroblob(1048576)`)
		return err
	}
	return nil
}
