package ui

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

const (
	// historyPage is how many payments are read at once: some screens full.
	historyPage = 60
	// historyRowsMax is how far back the list goes, weeks of a busy till. Whoever
	// looks further exports.
	historyRowsMax = 20_000
	// historyTimeout of one read; the ledger is on this machine.
	historyTimeout = 10 * time.Second
	// storyRecordsMax of one payment are kept; the panel shows fewer.
	storyRecordsMax = 100
)

// history is the owner's list. It reads the ledger page by page, away from the
// UI's goroutine, and forgets all when it is left.
type history struct {
	reader  kiosk.History
	do      func(func())
	changed func() // something is to be drawn anew
	listing
}

// listing is what one visit to the list knows.
type listing struct {
	open    bool
	aside   bool   // something else is on screen for a moment
	visit   uint64 // counts openings, so that late pages are dropped
	rows    []kiosk.Payment
	loading bool
	ended   bool // no older ones
	failed  bool // the last page could not be read; a line below the rows says so

	selected, top int
	fits          int // rows on screen
	dragged       float32

	story       []kiosk.Record
	storyOf     kiosk.OrderNo
	storyFailed bool // it could not be read
	revision    uint64
}

// historyState is what the drawing depends on; revision stands for the rest.
type historyState struct {
	revision uint64
	buttons  []kiosk.Button
}

// show opens or leaves the list. Aside, it is left for a moment and then comes
// back at the same place, read anew.
func (h *history) show(open, aside bool) {
	if aside {
		h.aside = h.aside || h.open
		return
	}
	if open == h.open && !(open && h.aside) {
		return
	}
	fresh := listing{open: open, visit: h.visit + 1, revision: h.revision + 1}
	if open && h.aside {
		fresh.selected, fresh.top = h.selected, h.top
	}
	h.listing = fresh
	if open {
		h.load()
	}
}

func (h *history) touched() {
	h.revision++
	h.changed()
}

// load reads the next page. It is not called again by itself after a failure,
// only when somebody moves on.
func (h *history) load() {
	if h.loading || h.ended || h.reader == nil || len(h.rows) >= historyRowsMax {
		return
	}
	h.loading = true
	reader, visit, before := h.reader, h.visit, kiosk.OrderNo("")
	if n := len(h.rows); n > 0 {
		before = h.rows[n-1].OrderNo
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), historyTimeout)
		defer cancel()
		page, err := reader.Payments(ctx, before, historyPage)
		h.do(func() {
			if visit == h.visit {
				h.loaded(page, err)
			}
		})
	}()
}

func (h *history) loaded(page []kiosk.Payment, err error) {
	h.loading = false
	if err != nil {
		slog.Error("history cannot be read", "error", err)
		atEnd := h.top == h.lowest()
		h.failed = true
		if atEnd && len(h.rows) > 0 { // the line that says so comes into sight
			h.top = h.lowest()
		}
		h.touched()
		return
	}
	h.failed = false
	h.rows = append(h.rows, page...)
	h.ended = len(page) < historyPage
	if last := len(h.rows) - 1; h.selected > last { // what was read anew is shorter
		h.selected, h.top = max(last, 0), h.lowest()
	}
	h.top = min(h.top, h.lowest()) // the line that told of a failure is gone
	h.readStory()
	h.touched()
}

// lines are the rows, and the line below them that tells of a failure.
func (h *history) lines() int {
	if h.failed {
		return len(h.rows) + 1
	}
	return len(h.rows)
}

// lowest is the top with which the end of the list is in sight.
func (h *history) lowest() int { return max(0, h.lines()-max(h.fits, 1)) }

// again reads once more what could not be read.
func (h *history) again() {
	h.load()
	h.touched()
}

// choose selects row i and brings it into sight.
func (h *history) choose(i int) {
	if len(h.rows) == 0 {
		h.again()
		return
	}
	h.selected = min(max(i, 0), len(h.rows)-1)
	if h.selected < h.top {
		h.top = h.selected
	}
	if h.fits > 0 && h.selected >= h.top+h.fits {
		h.top = h.selected - h.fits + 1
	}
	if h.failed && h.selected == len(h.rows)-1 {
		h.top = min(h.lowest(), h.selected)
	}
	h.more()
	h.readStory()
	h.touched()
}

// scroll moves the list by rows without choosing another one.
func (h *history) scroll(rows int) {
	top := min(max(h.top+rows, 0), h.lowest())
	if top == h.top && !h.failed {
		return
	}
	h.top = top
	h.more()
	h.touched()
}

// more reads on before the end comes into sight.
func (h *history) more() {
	if h.top+2*max(h.fits, 1) >= len(h.rows) || h.selected+h.fits >= len(h.rows) {
		h.load()
	}
}

// key takes a key that moves through the list.
func (h *history) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp:
		h.choose(h.selected - 1)
	case fyne.KeyDown:
		h.choose(h.selected + 1)
	case fyne.KeyPageUp:
		h.choose(h.selected - max(h.fits, 1))
	case fyne.KeyPageDown:
		h.choose(h.selected + max(h.fits, 1))
	case fyne.KeyHome:
		h.choose(0)
	case fyne.KeyEnd:
		h.choose(len(h.rows) - 1)
	default:
		return false
	}
	return true
}

// readStory reads what happened to the chosen payment.
func (h *history) readStory() {
	if h.selected >= len(h.rows) || h.reader == nil {
		return
	}
	reader, n, visit := h.reader, h.rows[h.selected].OrderNo, h.visit
	if n == h.storyOf && !h.storyFailed {
		return
	}
	h.storyOf, h.story, h.storyFailed = n, nil, false
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), historyTimeout)
		defer cancel()
		story, err := reader.Story(ctx, n)
		if err != nil {
			slog.Error("story of a payment cannot be read", "order", n, "error", err)
		}
		if len(story) > storyRecordsMax {
			story = story[len(story)-storyRecordsMax:]
		}
		h.do(func() {
			if visit == h.visit && h.storyOf == n {
				h.story, h.storyFailed = story, err != nil
				h.touched()
			}
		})
	}()
}

// refundable is the chosen payment when money can be given back on it.
func (h *history) refundable() (kiosk.Payment, bool) {
	if h.selected >= len(h.rows) {
		return kiosk.Payment{}, false
	}
	p := h.rows[h.selected]
	return p, p.State == kiosk.StatePaid && p.Refunded < p.Amount
}
