package reconcile

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// onDay has a bill of several days compared as one of them.
func onDay(d kiosk.Date) func(*Request) { return func(q *Request) { q.Day = d } }

const nextDay = kiosk.Date("2026-11-28")

// A payment that nobody knew of, and that is decided on another day as the till advises,
// stood in the bill of its own day.
func TestImport_WhatIsDecidedOnALaterDayIsNotMissingInItsBill(t *testing.T) {
	for name, decided := range map[string]string{"the next day": "33:00:00", "in ten days": "249:00:00"} {
		t.Run(name, func(t *testing.T) {
			doubt := deal{no: "0000A001", at: "16:00:00", amount: 2700, state: kiosk.StateUnknown}
			sold := deal{no: "0000A002", at: decided, amount: 500}
			l := ledgerOf(t, kiosk.WeChat, []deal{doubt, sold})
			res, err := imported(t, l, csvOf([]deal{doubt}), clock("34:00:00"))
			require.NoError(t, err)
			require.Equal(t, []string{"state_differs A001"}, differences(res))

			require.NoError(t, l.Save(t.Context(), kiosk.Write{Payments: []kiosk.Payment{{
				OrderNo: kiosk.OrderNo(doubt.order()), Sale: "S0000A001", Amount: 2700, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "lepay",
				State: kiosk.StatePaid, GatewayOrderNo: "G0000A001", TradeNo: doubt.trade(), CreatedAt: clock(doubt.at).Add(-20 * time.Second),
				PaidAt: clock(decided).Add(time.Minute), Version: 2,
			}}}))
			res, err = imported(t, l, csvOf([]deal{sold}), clock(decided).Add(48*time.Hour))
			require.NoError(t, err)
			require.Empty(t, differences(res))
		})
	}
}

// What was given back in the merchant's app of a payment that is not known here is told:
// whoever decides would else count it, or give it back a second time.
func TestImport_WhatWentBackOfAPaymentThatIsNotKnownIsTold(t *testing.T) {
	doubt := deal{no: "0000A001", at: "16:00:00", amount: 2700, state: kiosk.StateUnknown, billed: 2700, back: []giveBack{{no: "M1", amount: 2700, at: "17:00:00"}}}
	res, err := imported(t, ledgerOf(t, kiosk.WeChat, []deal{doubt}), weChatText([]deal{doubt}), clock("34:00:00"))
	require.NoError(t, err)
	require.Equal(t, []string{"state_differs A001", "refund_differs A001"}, differences(res))
	require.Equal(t, kiosk.BillSums{Paid: 2700, Refunded: 2700}, res.Bill)
	require.Equal(t, sumsOff(&res.Reconciliation), kiosk.BillSums{Paid: res.Till.Paid - res.Bill.Paid, Refunded: res.Till.Refunded - res.Bill.Refunded})
}

// A refund that was asked for on one day and done, as by a manager's word, on another is
// named once where neither day's bill has it, and never where one of them does.
func TestImport_ARefundThatNoBillHasIsNamedOnTheDayItWasDone(t *testing.T) {
	for name, row := range map[string]struct {
		back        []giveBack // in the first day's bill
		first, next []string
	}{
		"in no bill":           {nil, nil, []string{"refund_differs A001"}},
		"in the first's":       {[]giveBack{{no: "R1", amount: 500, at: "17:00:00"}}, nil, nil},
		"there without number": {[]giveBack{{amount: 500, at: "17:00:00"}}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			given := deal{no: "0000A001", at: "16:00:00", amount: 2700, billed: 2700, back: row.back,
				refunds: []kiosk.Refund{refund("R1", 500, kiosk.RefundDone, "16:50:00", "33:00:00")}}
			sold := deal{no: "0000A002", at: "33:10:00", amount: 100, billed: 100}
			l := ledgerOf(t, kiosk.WeChat, []deal{given, sold})
			res, err := imported(t, l, weChatText([]deal{given}), clock("34:00:00"))
			require.NoError(t, err)
			require.Equal(t, row.first, differences(res))
			res, err = imported(t, l, weChatText([]deal{sold}), clock("60:00:00"))
			require.NoError(t, err)
			require.Equal(t, nextDay, res.Day)
			require.Equal(t, row.next, differences(res))
		})
	}
}

// In a bill of several days each refund counts once, on its own day.
func TestImport_ARefundInABillOfSeveralDaysCountsOnItsDayAlone(t *testing.T) {
	given := deal{no: "0000A001", at: "16:00:00", amount: 2700, billed: 2700, back: []giveBack{{no: "R1", amount: 500, at: "33:00:00"}},
		refunds: []kiosk.Refund{refund("R1", 500, kiosk.RefundDone, "32:59:00", "33:00:00")}}
	sold := deal{no: "0000A002", at: "33:10:00", amount: 100, billed: 100}
	both := []deal{given, sold}
	l := ledgerOf(t, kiosk.WeChat, both)
	for d, back := range map[kiosk.Date]kiosk.Fen{day: 0, nextDay: 500} {
		res, err := imported(t, l, weChatText(both), clock("60:00:00"), onDay(d))
		require.NoError(t, err)
		require.Empty(t, differences(res), d)
		require.Equal(t, back, res.Bill.Refunded, d)
		require.Equal(t, back, res.Till.Refunded, d)
	}
}

// A table tells what went back beside its payment, and not when: in one of several days it
// is equal where all of it is.
func TestImport_ATableOfSeveralDaysTellsOfNoRefundsDay(t *testing.T) {
	for name, row := range map[string]struct {
		done        string
		back        kiosk.Fen // in the table
		first, next []string
	}{
		"given back on its own day": {"17:00:00", 500, nil, nil},
		"on the next":               {"33:00:00", 500, nil, nil},
		"another sum on its own":    {"17:00:00", 400, []string{"refund_differs A001"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			given := deal{no: "0000A001", at: "16:00:00", amount: 2700, back: []giveBack{{amount: row.back}},
				refunds: []kiosk.Refund{refund("R1", 500, kiosk.RefundDone, row.done, row.done)}}
			all := []deal{given, {no: "0000A003", at: "16:10:00", amount: 200}, {no: "0000A002", at: "33:10:00", amount: 100}}
			l := ledgerOf(t, kiosk.WeChat, all)
			for d, want := range map[kiosk.Date][]string{day: row.first, nextDay: row.next} {
				res, err := imported(t, l, csvOf(all), clock("60:00:00"), onDay(d))
				require.NoError(t, err)
				require.Equal(t, want, differences(res), d)
			}
		})
	}
}

// What was given back after the bill was made is no difference.
func TestImport_ARefundAfterTheBillIsNotThereYet(t *testing.T) {
	given := slices.Clone(paid[:2])
	given[0].refunds = []kiosk.Refund{refund("R1", 500, kiosk.RefundDone, "13:00:00", "13:00:05")}
	l := ledgerOf(t, kiosk.WeChat, given)
	text := csvOf(paid[:2])
	res, err := imported(t, l, text, clock("14:00:00"))
	require.NoError(t, err)
	require.Empty(t, differences(res))
	res, err = imported(t, l, text+"\r\n", clock("34:00:00"))
	require.NoError(t, err)
	require.Equal(t, []string{"refund_differs A001"}, differences(res), "the day is over")
}
