//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// doctored are the samples of a soak with one sale a second, taken every 5 s, of
// a till that waves a little and leaks nothing; spoil changes each.
func doctored(length time.Duration, spoil func(*sample)) []sample {
	const every = 5 * time.Second
	rng := rand.New(rand.NewPCG(7, 7))
	wave := func(most int64) int64 { return rng.Int64N(2*most+1) - most }
	var all []sample
	for at := every; at <= length; at += every {
		s := sample{
			at: at, sales: int(at / time.Second),
			resident: 160*mebibyte + wave(6*mebibyte), heap: 12*mebibyte + wave(mebibyte/2), holes: 3*mebibyte + wave(mebibyte/2),
			goroutines: 40 + int(wave(3)), files: 30 + int(wave(2)), threads: 14 + int(wave(1)), resources: 50 + int(wave(4)),
		}
		s.ledger = 90_000 + int64(s.sales)*3_600 + wave(4096)
		s.log = 2_000 + int64(s.sales)*5_000 + wave(2_000)
		if spoil != nil {
			spoil(&s)
		}
		all = append(all, s)
	}
	return all
}

// grown are the names of what did not stay flat.
func grown(t *testing.T, all []sample) []string {
	ts, err := trends(all)
	require.NoError(t, err)
	var names []string
	for _, tr := range ts {
		if !tr.flat() {
			names = append(names, tr.name)
		}
	}
	for _, c := range costs(all) {
		if !c.steady() {
			names = append(names, c.name)
		}
	}
	return names
}

func TestSoakTrends(t *testing.T) {
	for _, c := range []struct {
		name   string
		length time.Duration
		spoil  func(*sample)
		grown  []string
	}{
		{"a till that waves", 30 * time.Minute, nil, nil},
		{"the same, briefly", 90 * time.Second, nil, nil},
		{"what fills at the start and then stays", 30 * time.Minute, func(s *sample) {
			s.resident += min(int64(s.sales)*mebibyte, 200*mebibyte)
			s.files += min(s.sales, 100)
		}, nil},
		{"memory that is taken and given back", 30 * time.Minute, func(s *sample) {
			if s.sales/20%2 == 1 {
				s.heap += 20 * mebibyte
				s.resident += 30 * mebibyte
			}
		}, nil},
		{"what shrinks", 30 * time.Minute, func(s *sample) { s.heap -= int64(s.sales) * 2000; s.threads -= s.sales / 300 }, nil},
		{"a handle a sale", 30 * time.Minute, func(s *sample) { s.files += s.sales }, []string{"file handles"}},
		{"a handle a sale, briefly", 90 * time.Second, func(s *sample) { s.files += s.sales }, []string{"file handles"}},
		{"a handle every hundred sales", 30 * time.Minute, func(s *sample) { s.files += s.sales / 100 }, []string{"file handles"}},
		{"a goroutine a sale, briefly", 90 * time.Second, func(s *sample) { s.goroutines += s.sales }, []string{"goroutines"}},
		{"a goroutine every hundred sales", 30 * time.Minute, func(s *sample) { s.goroutines += s.sales / 100 }, []string{"goroutines"}},
		{"a thread every hundred sales", 30 * time.Minute, func(s *sample) { s.threads += s.sales / 100 }, []string{"threads"}},
		{"4 KiB of objects a sale", 30 * time.Minute, func(s *sample) { s.heap += int64(s.sales) << 12 }, []string{"Go heap, live"}},
		{"32 KiB outside of Go a sale", 30 * time.Minute, func(s *sample) { s.resident += int64(s.sales) << 15 }, []string{"resident memory"}},
		{"holes between what is allocated", 30 * time.Minute, func(s *sample) { s.holes += int64(s.sales) << 12 }, []string{"C heap, holes"}},
		{"4 KiB a sale outside of Go, for long", 3 * time.Hour, func(s *sample) { s.resident += int64(s.sales) << 12 }, []string{"resident memory"}},
		{"a tenth of that", 3 * time.Hour, func(s *sample) { s.resident += int64(s.sales) * 400 }, nil},
		{"an X resource every ten sales", 30 * time.Minute, func(s *sample) { s.resources += s.sales / 10 }, []string{"X resources"}},
		{"a ledger that costs more with each sale", 30 * time.Minute,
			func(s *sample) { s.ledger += 10 * int64(s.sales) * int64(s.sales) }, []string{"ledger"}},
		{"a ledger that takes nothing in", 30 * time.Minute, func(s *sample) { s.ledger = 90_000 }, []string{"ledger"}},
		{"nothing measured", 30 * time.Minute, func(s *sample) { s.heap = 0 }, []string{"Go heap, live"}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.grown, grown(t, doctored(c.length, c.spoil))) })
	}
}

func TestSoakTrends_NeedSamples(t *testing.T) {
	for _, length := range []time.Duration{0, 5 * time.Second, 30 * time.Second} {
		_, err := trends(doctored(length, nil))
		require.ErrorContains(t, err, "soak longer")
	}
}

// A line through exact points is that line.
func TestSoakTrends_Slope(t *testing.T) {
	var all []sample
	for i := range 10 {
		all = append(all, sample{at: time.Duration(i) * 6 * time.Minute, files: 100 + 7*i})
	}
	files := func(s sample) float64 { return float64(s.files) }
	require.InDelta(t, 70, slopeOf(all, func(s sample) float64 { return s.at.Hours() }, files), 1e-9)
	require.Zero(t, slopeOf(all, func(sample) float64 { return 3 }, files))
}

// The till's log is read as it is written, and over its rotation, and no line
// counts twice or never.
func TestSoakLog(t *testing.T) {
	var tally logTally
	tl := &till{t: t, data: t.TempDir()}
	tally.take(tl)
	require.Empty(t, tl.lines, "there is no log yet")
	path := filepath.Join(tl.data, "log", "facepay.log")
	require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
	write := func(to, text string) {
		file, err := os.OpenFile(to, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		require.NoError(t, err)
		_, err = file.WriteString(text)
		require.NoError(t, err)
		require.NoError(t, file.Close())
	}
	drawn := func(amount string) string {
		return fmt.Sprintf(`{"time":"2026-11-01T10:00:00.5+08:00","level":"DEBUG","msg":"drawn","screen":"amount","amount":%q,"open":1}`+"\n", amount)
	}
	looks := func(amount string) {
		tally.take(tl)
		require.Equal(t, amount, tl.shown.Amount)
	}

	write(path, drawn("1.00"))
	looks("1.00")
	require.Equal(t, 1, tl.shown.Open)
	require.Equal(t, int64(500), tl.shown.Time.UnixMilli()%1000)
	line := drawn("2.00")
	write(path, line[:20])
	looks("1.00")
	write(path, line[20:])
	looks("2.00")

	// The last lines of the old file and the first of the new one.
	write(path, `{"level":"ERROR","msg":"write the ledger"}`+"\n")
	require.NoError(t, os.Rename(path, path+".old"))
	looks("2.00")
	require.Len(t, tally.troubles, 1)
	write(path+".old", `{"level":"WARN","msg":"late"}`+"\n")
	write(path, drawn("3.00")+`{"level":"DEBUG","msg":"vitals","goroutines":41,"heap_live":9000000}`+"\n")
	looks("3.00")
	require.Equal(t, 1, tally.warnings)
	require.Equal(t, 41, tally.vitals.Goroutines)
	require.Equal(t, 9_000_000, tally.vitals.HeapLive)
	var written int64
	for _, name := range []string{path, path + ".old"} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		written += info.Size()
	}
	require.Equal(t, written, tl.log.bytes)

	for range 2 * troublesMax {
		write(path, `{"level":"ERROR","msg":"again"}`+"\n")
	}
	tally.take(tl)
	require.Len(t, tally.troubles, troublesMax)
	require.Len(t, tl.lines, explained, "it does not keep them all")
	write(path, "no line of a log\n")
	require.ErrorContains(t, tl.log.lines(func(line []byte) error { return json.Unmarshal(line, &logLine{}) }), "no line of a log")
	require.NoError(t, tl.log.close())
}
