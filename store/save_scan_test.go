package store

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Rewind is the SQLite opcode that begins to read a table or an index from its
// first row. A Save that does so gets slower with every sale of the shop.
func TestSave_NoStatementReadsAWholeTable(t *testing.T) {
	parameter := regexp.MustCompile(`\?\d*`)
	l := newLedger(t)
	for _, s := range l.stmts.list() {
		rows, err := l.conn.QueryContext(t.Context(), `EXPLAIN `+parameter.ReplaceAllString(s.text, "1"))
		require.NoError(t, err, s.text)
		for rows.Next() {
			var at, p1, p2, p3, p5 int
			var opcode string
			var p4, comment any
			require.NoError(t, rows.Scan(&at, &opcode, &p1, &p2, &p3, &p4, &p5, &comment))
			require.NotEqual(t, "Rewind", opcode, s.text)
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
	}
}
