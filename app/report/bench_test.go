package report

import (
	"io"
	"testing"
)

// rows a second of the documents alone; those of the ledger with them: BenchmarkExport (app/cli).
func benchmarkRows(b *testing.B, write func(Payments, io.Writer) error) {
	b.ReportAllocs()
	if err := write(Payments{Rows: many(b.N), Location: shanghai}, io.Discard); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkPaymentsCSV(b *testing.B)  { benchmarkRows(b, Payments.CSV) }
func BenchmarkPaymentsXLSX(b *testing.B) { benchmarkRows(b, Payments.XLSX) }
