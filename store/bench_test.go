package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// bareLedger is the measure of a Save: one row into one table, with
// the same pragmas, through a prepared statement.
func bareLedger(b *testing.B) *sql.Stmt {
	b.Helper()
	name := filepath.Join(b.TempDir(), "bare.db")
	require.NoError(b, touchPrivate(name))
	db, err := sql.Open("sqlite3", writerDSN(name, testOptions))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE bare (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL) STRICT`)
	require.NoError(b, err)
	insert, err := db.Prepare(`INSERT INTO bare (at, note) VALUES (?, ?)`)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, insert.Close()) })
	return insert
}

// BenchmarkSave measures the steps of a sale against a bare commit, turn by
// turn in one run so that both meet the same disk. x-bare is the ratio of the
// medians, x-q1 and x-q3 those of the quartiles; a till's promise is 1.5 at most.
func BenchmarkSave(b *testing.B) {
	const fill = 2000 // payments there before, so that indices have more than one page
	for name, next := range map[string]func(n int, last kiosk.Payment) (kiosk.Payment, kiosk.Write){
		"new payment": func(n int, _ kiosk.Payment) (kiosk.Payment, kiosk.Write) {
			p := benchPayment(n)
			return p, another(p)
		},
		"payment moves": func(_ int, last kiosk.Payment) (kiosk.Payment, kiosk.Write) {
			to := kiosk.StateUnknown
			if last.State == kiosk.StateUnknown {
				to = kiosk.StateWaiting
			}
			return moved(last, to)
		},
	} {
		b.Run(name, func(b *testing.B) {
			ctx := context.Background()
			l := newLedger(b)
			insert := bareLedger(b)
			w := kiosk.Write{Sales: []kiosk.Sale{sale("s")}}
			for i := range fill {
				w.Payments = append(w.Payments, benchPayment(-i))
			}
			save(b, l, w)
			last := w.Payments[fill/2]
			var bare, saves []time.Duration
			n := 0
			for b.Loop() {
				n++
				var step kiosk.Write
				last, step = next(n, last)
				commits := []func(){
					func() {
						start := time.Now()
						if _, err := insert.ExecContext(ctx, start.UnixMilli(), "moved"); err != nil {
							b.Fatal(err)
						}
						bare = append(bare, time.Since(start))
					},
					func() {
						start := time.Now()
						if err := l.Save(ctx, step); err != nil {
							b.Fatal(err)
						}
						saves = append(saves, time.Since(start))
					},
				}
				// What the file system owes from the one is paid by the next, so
				// they take turns in going first.
				commits[n%2]()
				commits[1-n%2]()
			}
			b.ReportMetric(float64(median(bare)), "bare-ns")
			b.ReportMetric(float64(median(saves)), "save-ns")
			b.ReportMetric(float64(median(saves))/float64(median(bare)), "x-bare")
			b.ReportMetric(float64(saves[len(saves)/4])/float64(bare[len(bare)/4]), "x-q1") // median has sorted them
			b.ReportMetric(float64(saves[len(saves)*3/4])/float64(bare[len(bare)*3/4]), "x-q3")
		})
	}
}

// benchPayment has a number that is spread like a real one.
func benchPayment(n int) kiosk.Payment {
	return payment(fmt.Sprintf("%024X", uint64(n)*0x9E3779B97F4A7C15), "s")
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
