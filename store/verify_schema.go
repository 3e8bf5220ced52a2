package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
)

// schemaNamesMax bounds the objects of a schema that a fault names, and
// schemaNameMax the characters of each: other hands may give them any name.
const (
	schemaNamesMax = 8
	schemaNameMax  = 40
)

// verifySchema holds the tables, indexes and triggers to those that this program
// makes. Without its triggers events and rows can be changed, and one that was
// added may change what the till writes.
func (r *Reader) verifySchema(ctx context.Context) (*ChainError, error) {
	want, err := madeSchema()
	if err != nil {
		return nil, err
	}
	found, err := readSchema(ctx, r.db)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(want)
	maps.Copy(all, found)
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return found[name] == want[name] })
	if len(names) == 0 {
		return nil, nil
	}
	for i, name := range names {
		if runes := []rune(name); len(runes) > schemaNameMax {
			names[i] = string(runes[:schemaNameMax]) + "…"
		}
	}
	if len(names) > schemaNamesMax {
		names = append(names[:schemaNamesMax], "…")
	}
	return &ChainError{Fault: FaultSchema, Row: RowSchema, Names: strings.Join(names, ", ")}, nil
}

var madeSchema = sync.OnceValues(func() (map[string]string, error) {
	ctx := context.Background()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // another connection would be another database
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	made, err := readSchema(ctx, db)
	return made, errors.Join(err, db.Close())
})

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlSpace   = regexp.MustCompile(`\s+`)
)

// readSchema has the text of every object by its name, without comments and line
// breaks, which mean nothing. What SQLite and goose keep for themselves differs
// between their versions and is left out.
func readSchema(ctx context.Context, db *sql.DB) (map[string]string, error) {
	schema := make(map[string]string)
	err := each(ctx, db, func(scan scanner) error {
		var kind, name, table, text string
		err := scan(&kind, &name, &table, &text)
		text = sqlSpace.ReplaceAllString(sqlComment.ReplaceAllString(text, " "), " ")
		schema[name] = kind + " of " + table + ": " + strings.TrimSpace(text)
		return err
	}, `SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
		WHERE NOT (name LIKE 'sqlite!_%' ESCAPE '!' AND type IN ('table', 'index')) AND name <> ?`, goose.DefaultTablename)
	return schema, err
}
