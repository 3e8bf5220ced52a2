package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerifyChain_NamesWhatIsNotTheProgramsSchema(t *testing.T) {
	const dropped, made = `DROP TRIGGER events_no_update; `, `CREATE TRIGGER events_no_update BEFORE UPDATE ON events
		BEGIN -- whatever a comment says
			SELECT RAISE(ABORT, 'the event log is append-only'); END;`
	inPlace := func(statement string) string {
		return `PRAGMA writable_schema = ON; ` + statement + `; PRAGMA writable_schema = OFF`
	}
	for name, c := range map[string]struct {
		change string
		want   []string
	}{
		"a trigger taken away":   {dropped, []string{"schema schema events_no_update"}},
		"two taken away":         {dropped + `DROP TRIGGER events_no_delete`, []string{"schema schema events_no_delete, events_no_update"}},
		"a trigger that is idle": {dropped + strings.Replace(made, "ON events", "ON events WHEN 0", 1), []string{"schema schema events_no_update"}},
		"a trigger of its own":   {`CREATE TRIGGER skim AFTER INSERT ON payments BEGIN UPDATE payments SET amount = 1; END`, []string{"schema schema skim"}},
		"an index taken away":    {`DROP INDEX payments_day`, []string{"schema schema payments_day"}},
		"a table of its own":     {`CREATE TABLE songs (title)`, []string{"schema schema songs"}},
		"a rule taken away":      {inPlace(`UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (amount >= 0)', '') WHERE name = 'payments'`), []string{"schema schema payments"}},
		"many":                   {strings.Repeat("CREATE TABLE t", 1) + strings.Join([]string{"1 (x)", "2 (x)", "3 (x)", "4 (x)", "5 (x)", "6 (x)", "7 (x)", "8 (x)", "9 (x)"}, "; CREATE TABLE t"), []string{"schema schema t1, t2, t3, t4, t5, t6, t7, t8, …"}},
		"written otherwise":      {dropped + made, nil},
		"statistics of SQLite":   {`ANALYZE`, nil},
		"put together anew":      {`VACUUM`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			require.NoError(t, l.Close())
			db, err := sql.Open("sqlite3", filepath.Join(l.dir, LedgerName))
			require.NoError(t, err)
			db.SetMaxOpenConns(1)
			_, err = db.Exec(c.change)
			require.NoError(t, err)
			require.NoError(t, db.Close())
			for range 2 {
				require.Equal(t, c.want, restarted(t, l.dir, 3), "once at every start")
			}
			l = openLedger(t, l.dir)
			require.Equal(t, c.want, named(t, l.VerifyChain(context.Background())))
		})
	}
}
