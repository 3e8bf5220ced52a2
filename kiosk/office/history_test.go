package office

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// step takes an event, and answers what is to be read from a ledger of so many
// payments.
func step(h *History, size int, e Event) {
	for _, r := range h.Step(e) {
		if r.Of != "" {
			step(h, size, TimelineRead{Read: r, Records: []kiosk.Record{{OrderNo: r.Of}}})
			continue
		}
		from := 0
		if r.Before != "" {
			fmt.Sscan(string(r.Before), &from)
			from++
		}
		var page []kiosk.Payment
		for i := from; i < min(from+HistoryPage, size); i++ {
			page = append(page, kiosk.Payment{OrderNo: kiosk.OrderNo(fmt.Sprint(i))})
		}
		step(h, size, PageRead{Read: r, Payments: page})
	}
}

func TestHistory_KeysMoveThroughAllPages(t *testing.T) {
	const size, fits = 300, 8
	var h History
	key := func(k kiosk.Key) { step(&h, size, Moved{Key: k}) }
	step(&h, size, Shown{Open: true})
	step(&h, size, Resized{Lines: fits})
	require.Len(t, h.Rows, HistoryPage)
	key(kiosk.KeyDown)
	require.Equal(t, 1, h.Selected)
	require.Equal(t, 0, h.Top)
	require.Equal(t, kiosk.OrderNo("1"), h.Timeline[0].OrderNo)
	key(kiosk.KeyPageDown)
	require.Equal(t, 1+fits, h.Selected)
	require.Equal(t, h.Selected-fits+1, h.Top, "brought into sight")
	for !h.ended {
		key(kiosk.KeyEnd)
	}
	key(kiosk.KeyEnd)
	require.Len(t, h.Rows, size)
	require.Equal(t, size-1, h.Selected)
	require.Equal(t, size-fits, h.Top)
	key(kiosk.KeyDown)
	require.Equal(t, size-1, h.Selected, "no further")
	key(kiosk.KeyPageUp)
	require.Equal(t, size-1-fits, h.Selected)
	key(kiosk.KeyHome)
	require.Equal(t, 0, h.Selected)
	require.Equal(t, 0, h.Top)
	key(kiosk.KeyUp)
	require.Equal(t, 0, h.Selected)
	before := h
	key(kiosk.KeyF1)
	require.Equal(t, before, h, "no key of the list")
}

func TestHistory_ALatePageOfAnEarlierVisitIsDropped(t *testing.T) {
	var h History
	reads := h.Step(Shown{Open: true})
	require.Len(t, reads, 1)
	h.Step(Shown{})
	h.Step(PageRead{Read: reads[0], Payments: []kiosk.Payment{{OrderNo: "1"}}})
	require.Empty(t, h.Rows)
}

func TestHistory_GoesNoFurtherBackThanItsMost(t *testing.T) {
	var h History
	step(&h, 2*historyRowsMax, Shown{Open: true})
	step(&h, 2*historyRowsMax, Resized{Lines: 8})
	for range historyRowsMax {
		before := len(h.Rows)
		if step(&h, 2*historyRowsMax, Moved{Key: kiosk.KeyEnd}); len(h.Rows) == before {
			break
		}
	}
	require.Equal(t, len(h.Rows), (historyRowsMax+HistoryPage-1)/HistoryPage*HistoryPage)
}
