package ledgertest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// counts is the place at which a payment counts: its day by name, and the hour.
func counts(p *kiosk.Payment) (kiosk.Date, int) {
	at := p.CreatedAt
	if p.State == kiosk.StatePaid {
		at = p.PaidAt
	}
	return kiosk.Date(at.In(Shop).Format(time.DateOnly)), at.In(Shop).Hour()
}

// selects is the meaning of a filter, written out.
func selects(f *kiosk.HistoryFilter, p *kiosk.Payment) bool {
	day, hour := counts(p)
	ends := func(n string) bool { return strings.HasSuffix(strings.ToLower(n), strings.ToLower(f.Ending)) }
	return (f.From == "" || day >= f.From) && (f.To == "" || day <= f.To) && (f.Hour == nil || *f.Hour == hour) && f.Shift < 2 &&
		(f.Wallet == "" || f.Wallet == p.Wallet) && (f.Channel == "" || f.Channel == p.Channel()) && (f.State == "" || f.State == p.State) &&
		(f.Cashier == "" || f.Cashier == p.Cashier) && (!f.Nobody || p.Cashier == "") && (!f.Late || p.Late) && (!f.Refunded || p.Refunded > 0) && p.Amount >= f.Min && (f.Max == 0 || p.Amount <= f.Max) &&
		(f.Ending == "" || ends(string(p.OrderNo)) || ends(p.GatewayOrderNo) || ends(p.TradeNo))
}

// filters is that every filter selects what it says, page by page.
func filters(t *testing.T, open Open) {
	s := open.subject(t)
	h := s.Ledger.(kiosk.History)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	d := rand.New(rand.NewPCG(seed, 2))
	pick := func(words ...string) string { return words[d.IntN(len(words))] }
	s.saveSale(sale("S"))
	var all []kiosk.Payment // in the order in which they came on record
	states := []kiosk.State{kiosk.StateWaiting, kiosk.StatePaid, kiosk.StatePaid, kiosk.StateUnknown, kiosk.StateClosed}
	for i := range 300 {
		p := payment(i, "S")
		p.OrderNo = kiosk.OrderNo(fmt.Sprintf("P%05d%s", i, pick("aBcD", "ABce", "0000")))
		p.CreatedAt = noon.Add(time.Duration(d.Int64N(int64(6 * 24 * time.Hour)))).Truncate(time.Millisecond)
		p.Wallet, p.Rail, p.Cashier = kiosk.Wallet(pick("wechat", "alipay")), kiosk.Rail(pick("qr", "code", "mini")), pick("", "李", "王")
		p.Face, p.Amount, p.Late = p.Rail == kiosk.RailCode && d.IntN(2) == 0, kiosk.Fen(1+d.IntN(8)), d.IntN(4) == 0
		s.savePayment(p)
		if p.State = states[d.IntN(len(states))]; d.IntN(2) == 0 || p.State == kiosk.StatePaid {
			p.State = kiosk.StateWaiting
		}
		p.GatewayOrderNo, p.Version = pick("", string(p.OrderNo), "g"+fmt.Sprint(i)+"77aBcD"), 2
		s.savePayment(p)
		if p.State == kiosk.StateWaiting && d.IntN(3) > 0 {
			p.State, p.PaidAt, p.TradeNo, p.Version = kiosk.StatePaid, p.CreatedAt.Add(time.Duration(d.Int64N(int64(48*time.Hour)))).Truncate(time.Millisecond), fmt.Sprintf("42%d5678", i%10), 3
			p.Refunded = kiosk.Fen(d.IntN(2))
			s.savePayment(p)
		}
		all = append(all, p)
	}
	check := func(f kiosk.HistoryFilter) {
		var want []kiosk.OrderNo
		order := map[kiosk.OrderNo]int{}
		of := slices.Clone(all)
		for i := range of {
			order[of[i].OrderNo] = i
		}
		slices.SortFunc(of, func(a, b kiosk.Payment) int {
			byDay := 0
			if f.Ending == "" {
				x, _ := counts(&a)
				y, _ := counts(&b)
				byDay = strings.Compare(string(y), string(x))
			}
			return cmp.Or(byDay, order[b.OrderNo]-order[a.OrderNo])
		})
		for i := range of {
			if selects(&f, &of[i]) {
				want = append(want, of[i].OrderNo)
			}
		}
		var got []kiosk.OrderNo
		for before := kiosk.OrderNo(""); ; before = got[len(got)-1] {
			page, err := h.Payments(t.Context(), f, before, 7)
			require.NoError(t, err)
			for _, p := range page {
				got = append(got, p.OrderNo)
			}
			if len(page) < 7 {
				break
			}
		}
		require.Equal(t, want, got, "%+v", f)
	}
	hour := 13
	one := []kiosk.HistoryFilter{{From: "2026-11-22"}, {To: "2026-11-23"}, {From: "2026-11-22", To: "2026-11-22"}, {Hour: &hour}, {Shift: 1}, {Shift: 9}, {Wallet: kiosk.Alipay},
		{Channel: "face"}, {Channel: "code"}, {Channel: "mini"}, {State: kiosk.StateUnknown}, {State: kiosk.StateWaiting}, {Cashier: "李"}, {Cashier: "nobody"}, {Nobody: true}, {Late: true}, {Refunded: true},
		{Min: 3}, {Max: 5}, {Min: 4, Max: 4}, {Ending: "abcd"}, {Ending: "ABCE"}, {Ending: "77AbCd"}, {Ending: "5678"}, {Ending: "0042"}, {Ending: "none of them"}, {Ending: strings.Repeat("0", 100)}}
	for _, f := range one {
		check(f)
	}
	for range 60 { // two and three at once
		f := one[d.IntN(len(one))]
		for range 1 + d.IntN(2) {
			switch o := one[d.IntN(len(one))]; {
			case o.From != "":
				f.From = o.From
			case o.To != "":
				f.To = o.To
			case o.Wallet != "":
				f.Wallet = o.Wallet
			case o.Channel != "":
				f.Channel = o.Channel
			case o.Min != 0 || o.Max != 0:
				f.Min, f.Max = o.Min, o.Max
			case o.Ending != "":
				f.Ending = o.Ending
			case o.Late, o.Refunded:
				f.Late, f.Refunded = o.Late, o.Refunded
			}
		}
		if f != (kiosk.HistoryFilter{}) {
			check(f)
		}
	}
	for _, short := range []string{"1", "123", "李李李"} {
		_, err := h.Payments(t.Context(), kiosk.HistoryFilter{Ending: short}, "", 7)
		require.Error(t, err, short)
	}
}
