package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrations are the files of all migrations, in a folder of that name. Tests give a
// ledger another one to come.
var migrations fs.FS = embedded

func migrator(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files)
}

// schemaVersions are the schema of db and the newest that this program can write.
func schemaVersions(ctx context.Context, db *sql.DB) (found, known int64, err error) {
	m, err := migrator(db)
	if err != nil {
		return 0, 0, err
	}
	for _, s := range m.ListSources() {
		known = max(known, s.Version)
	}
	found, err = storedSchema(ctx, db)
	return found, known, err
}

// storedSchema is the schema version of db, 0 for an empty database. A database
// with tables of somebody else is an error.
func storedSchema(ctx context.Context, db *sql.DB) (int64, error) {
	var ours, tables int
	err := db.QueryRowContext(ctx,
		`SELECT count(*) FILTER (WHERE name = ?), count(*) FROM sqlite_schema WHERE type = 'table'`,
		goose.DefaultTablename).Scan(&ours, &tables)
	if err != nil {
		return 0, err
	}
	if ours == 0 {
		if tables > 0 {
			return 0, fmt.Errorf("it is a database of another program: %w", ErrDamaged)
		}
		return 0, nil
	}
	var version int64
	err = db.QueryRowContext(ctx,
		`SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1`).Scan(&version)
	return version, err
}

// migrate brings db to the newest schema. The caller has refused a newer one.
func migrate(ctx context.Context, db *sql.DB) error {
	m, err := migrator(db)
	if err != nil {
		return err
	}
	_, err = m.Up(ctx)
	return err
}
