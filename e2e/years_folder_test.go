//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

const (
	yearsADay = 1_096
	// yearsBatch is the number of sales in one transaction, so that the disk is waited for seldom.
	yearsBatch = 500
)

// layYears puts a ledger with that many payments into a data folder, yearsADay of them a
// day up to now, as lepay's QR sales leave them: five events each.
func layYears(t testing.TB, dir string, payments int) {
	t.Helper()
	began := time.Now()
	l, err := store.Open(context.Background(), dir, store.Options{})
	require.NoError(t, err)
	const pace = 24 * time.Hour / yearsADay
	first := time.Now().Add(-time.Duration(payments) * pace)
	for n := 0; n < payments; n += yearsBatch {
		for _, w := range yearsSales(n, min(yearsBatch, payments-n), func(i int) time.Time { return first.Add(time.Duration(i) * pace) }) {
			require.NoError(t, l.Save(context.Background(), w))
		}
		if n%100_000 == 0 {
			fmt.Printf("years: %d of %d payments, %s\n", n, payments, time.Since(began).Round(time.Second))
		}
	}
	require.NoError(t, l.Close())
}

// yearsSales are n sales from number from, whose moments at tells, in the four
// steps of a sale: each a transaction for all of them.
func yearsSales(from, n int, at func(int) time.Time) []kiosk.Write {
	steps := make([]kiosk.Write, 4)
	add := func(step int, s *kiosk.Sale, p *kiosk.Payment, records ...kiosk.Record) {
		w := &steps[step]
		if s != nil {
			w.Sales = append(w.Sales, *s)
		}
		if p != nil {
			w.Payments = append(w.Payments, *p)
		}
		w.Records = append(w.Records, records...)
	}
	for i := from; i < from+n; i++ {
		when := at(i)
		no := kiosk.OrderNo(when.Format("20060102150405") + fmt.Sprintf("01%08X", uint32(i)*0x9E3779B1))
		s := kiosk.Sale{ID: kiosk.SaleID("S" + no), Amount: kiosk.Fen(100 + i%9000), State: kiosk.SaleOpen, OpenedAt: when, Version: 1}
		p := kiosk.Payment{OrderNo: no, Sale: s.ID, Amount: s.Amount, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "lepay",
			State: kiosk.StateCreated, CreatedAt: when, Version: 1}
		add(0, &s, &p, kiosk.Record{At: when, Kind: kiosk.RecordSaleOpened, Sale: s.ID},
			kiosk.Record{At: when, Kind: kiosk.RecordCreated, Sale: s.ID, OrderNo: no, To: p.State})
		move := func(step int, to kiosk.State, after time.Duration) {
			from := p.State
			p.State, p.Version = to, p.Version+1
			add(step, nil, &p, kiosk.Record{At: when.Add(after), Kind: kiosk.RecordMoved, Sale: s.ID, OrderNo: no, From: from, To: to})
		}
		p.SentAt, p.GatewayOrderNo = when, "G"+string(no)[:19]
		move(1, kiosk.StateWaiting, time.Second)
		p.PaidAt, p.TradeNo, p.Payer = when.Add(20*time.Second), "42000018"+string(no)[:20], "o***7"
		move(2, kiosk.StatePaid, 20*time.Second)
		s.State, s.PaidBy, s.Version = kiosk.SalePaid, no, 2
		add(3, &s, nil, kiosk.Record{At: p.PaidAt, Kind: kiosk.RecordSaleEnded, Sale: s.ID})
	}
	return steps
}

// yearsFolder is a data folder with that many payments, made once at build/years and
// kept: only its newest day is added to.
func yearsFolder(t *testing.T, payments int) string {
	dir, err := filepath.Abs(fmt.Sprintf("../build/years/%d", payments))
	require.NoError(t, err)
	whole := dir + ".whole"
	if _, err := os.Stat(whole); err == nil {
		return dir
	}
	require.NoError(t, os.RemoveAll(dir))
	layYears(t, dir, payments)
	require.NoError(t, os.WriteFile(whole, nil, 0o600))
	return dir
}
