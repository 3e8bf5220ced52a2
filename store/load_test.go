package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func load(t *testing.T, l *Ledger, now time.Time) kiosk.Snapshot {
	t.Helper()
	res, err := l.Load(context.Background(), now)
	require.NoError(t, err)
	return res
}

// An incident's answer is a record. The row may keep the incident, as that of
// money which was paid twice does.
func TestLoad_AnIncidentUntilARecordAnswersIt(t *testing.T) {
	for name, c := range map[string]struct {
		records []kiosk.RecordKind
		want    int
	}{
		"without a record":          {nil, 1},
		"incident":                  {[]kiosk.RecordKind{kiosk.RecordIncident}, 1},
		"then another move":         {[]kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordMoved}, 1},
		"decided":                   {[]kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordDecided}, 0},
		"answered":                  {[]kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordLateDone}, 0},
		"incident after a decision": {[]kiosk.RecordKind{kiosk.RecordDecided, kiosk.RecordIncident}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			s, p := sale("s1"), payment("ORDER0000000000000000001", "s1")
			s.State, p.State, p.Incident = kiosk.SaleAbandoned, kiosk.StatePaid, kiosk.IncidentDoubled
			w := first(s, p)
			for _, k := range c.records {
				w.Records = append(w.Records, kiosk.Record{At: noon, Kind: k, Sale: "s1", OrderNo: p.OrderNo})
			}
			save(t, l, w)
			res := load(t, l, noon.Add(time.Hour))
			require.Len(t, res.Payments, c.want)
			require.Len(t, res.Sales, c.want)
		})
	}
}

func TestLoad_AnEmptyRTCBringsNoYearsOfCodesBack(t *testing.T) {
	l := newLedger(t)
	w := kiosk.Write{Sales: []kiosk.Sale{sale("s")}}
	for n := range kiosk.SnapshotMin + 8 {
		p := payment(fmt.Sprintf("ORDER%019d", n), "s")
		p.Rail, p.CodeTail, p.SentAt, p.State = kiosk.RailCode, fmt.Sprintf("%04d", n), noon, kiosk.StateFailed
		w.Payments = append(w.Payments, p)
	}
	save(t, l, w)
	require.Len(t, load(t, l, noon.AddDate(-6, 0, 0)).RecentTails, kiosk.SnapshotMin)
}
