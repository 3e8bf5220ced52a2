package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// exported are the numbers of the payments that an export has.
func exported(t *testing.T, r *Reader, f Filter) (numbers []string) {
	t.Helper()
	for p, err := range r.Export(context.Background(), f) {
		require.NoError(t, err)
		numbers = append(numbers, string(p.OrderNo))
	}
	return numbers
}

func TestExport_DaysAreTheShopsAndInclusive(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, shanghai)
	for name, at := range map[string]time.Time{
		"19 last": midnight.Add(-time.Millisecond), "20 first": midnight,
		"20 last": midnight.Add(24*time.Hour - time.Millisecond), "21 first": midnight.Add(24 * time.Hour),
	} {
		p := payment(name, "s")
		p.CreatedAt = at
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	}
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		from, to time.Time
		want     string
	}{
		"one day":        {day(20), day(20), "20 first 20 last"},
		"no first day":   {time.Time{}, day(20), "19 last 20 first 20 last"},
		"no last day":    {day(21), time.Time{}, "21 first"},
		"all":            {time.Time{}, time.Time{}, "19 last 20 first 20 last 21 first"},
		"none that day":  {day(25), day(26), ""},
		"before the era": {time.Date(1, 2, 1, 0, 0, 0, 0, time.UTC), day(19), "19 last"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, strings.Join(exported(t, l.Reader, Filter{From: c.from, To: c.to}), " "))
			require.Equal(t, c.want, strings.Join(exported(t, besideTill(t, l.dir), Filter{From: c.from, To: c.to}), " "), "beside the till")
		})
	}
	for _, err := range l.Export(context.Background(), Filter{From: day(21), To: day(20)}) {
		require.ErrorIs(t, err, ErrPeriod)
	}
}

func TestExport_ManyPagesMissAndRepeatNothing(t *testing.T) {
	l := newLedger(t)
	const payments = 2*exportPage + 7
	w := kiosk.Write{Sales: []kiosk.Sale{sale("s")}}
	for i := range payments {
		p := payment(fmt.Sprintf("ORDER%019d", i), "s")
		p.CreatedAt = noon.Add(time.Duration(i/700) * time.Millisecond) // a page ends among equal times
		w.Payments = append(w.Payments, p)
	}
	save(t, l, w)
	var shown []int64
	numbers := exported(t, l.WithProgress(func(done, total int64) {
		require.EqualValues(t, payments, total)
		shown = append(shown, done)
	}), Filter{})
	require.Equal(t, []int64{0, exportPage, 2 * exportPage, payments}, shown)
	require.Len(t, numbers, payments)
	for i, number := range numbers {
		require.Equal(t, fmt.Sprintf("ORDER%019d", i), number)
	}
	seen := 0
	for range l.Export(context.Background(), Filter{}) {
		if seen++; seen == 3 {
			break // no connection stays behind: Close would not return
		}
	}
}
