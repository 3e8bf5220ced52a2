package office

import "facepay/kiosk"

const (
	// HistoryPage is the number of payments read at once: some screens full.
	HistoryPage = 60
	// historyRowsMax is the limit of payments in the list, weeks of a busy till. Whoever
	// looks further exports.
	historyRowsMax = 20_000
	// timelineRecordsMax of one payment are kept; the panel shows fewer.
	timelineRecordsMax = 100
)

// History is the owner's list of payments, newest first, with the timeline of the
// chosen one. It reads the ledger page by page, and forgets all when it is left.
type History struct {
	Cursor
	Rows    []kiosk.Payment
	Loading bool
	Failed  bool // the last page could not be read; a line below the rows says so

	Timeline       []kiosk.Record // of the chosen payment
	TimelineOf     kiosk.OrderNo
	TimelineFailed bool // it could not be read
	// Revision is another one whenever any of this changed.
	Revision uint64

	open  bool
	aside bool   // something else is on screen for a moment
	visit uint64 // counts openings, so that late pages are dropped
	ended bool   // no older ones
}

// Read is something of the ledger that is to be read: a page of payments, or the
// records of one. Its answer comes as a PageRead or TimelineRead.
type Read struct {
	Filter kiosk.HistoryFilter
	Before kiosk.OrderNo // of a page: the one that comes before it, "" for the newest
	Of     kiosk.OrderNo // of the records; "" for a page
	visit  uint64
}

// The events of the list.
type (
	// Shown says whether the list is on screen. Aside, it is left for a moment and
	// then comes back at the same place, read anew.
	Shown struct{ Open, Aside bool }
	// Resized is a new number of lines that have room.
	Resized struct{ Lines int }
	// Moved is a key that moves through the list.
	Moved struct{ Key kiosk.Key }
	// Chosen is a touch of a row.
	Chosen struct{ Row int }
	// Scrolled moves the list by rows without choosing another one.
	Scrolled struct{ Rows int }
	// Retried wants to be read what could not be read.
	Retried struct{}
	// PageRead and TimelineRead answer a Read.
	PageRead struct {
		Read
		Payments []kiosk.Payment
		Err      error
	}
	TimelineRead struct {
		Read
		Records []kiosk.Record
		Err     error
	}
)

func (Shown) office()        {}
func (Resized) office()      {}
func (Moved) office()        {}
func (Chosen) office()       {}
func (Scrolled) office()     {}
func (Retried) office()      {}
func (PageRead) office()     {}
func (TimelineRead) office() {}

// Step takes an event and returns what is to be read because of it.
func (h *History) Step(e Event) []Read {
	switch e := e.(type) {
	case Shown:
		return h.show(e)
	case Resized:
		h.Fits = e.Lines
	case Moved:
		if row, ok := h.target(e.Key, len(h.Rows)); ok {
			return h.chooseRow(row)
		}
	case Chosen:
		return h.chooseRow(e.Row)
	case Scrolled:
		return h.scroll(e.Rows)
	case Retried:
		h.Revision++
		return h.load()
	case PageRead:
		if e.visit == h.visit {
			return h.loaded(e)
		}
	case TimelineRead:
		if e.visit == h.visit && e.Of == h.TimelineOf {
			h.Timeline, h.TimelineFailed = e.Records[max(0, len(e.Records)-timelineRecordsMax):], e.Err != nil
			h.Revision++
		}
	}
	return nil
}

func (h *History) show(e Shown) []Read {
	if e.Aside {
		h.aside = h.aside || h.open
		return nil
	}
	if e.Open == h.open && !(e.Open && h.aside) {
		return nil
	}
	fresh := History{open: e.Open, visit: h.visit + 1, Revision: h.Revision + 1}
	if e.Open && h.aside {
		fresh.Selected, fresh.Top = h.Selected, h.Top
	}
	*h = fresh
	if !e.Open {
		return nil
	}
	return h.load()
}

// load reads the next page. It is not called again by itself after a failure,
// only when somebody moves on.
func (h *History) load() []Read {
	if h.Loading || h.ended || len(h.Rows) >= historyRowsMax {
		return nil
	}
	h.Loading = true
	r := Read{visit: h.visit}
	if n := len(h.Rows); n > 0 {
		r.Before = h.Rows[n-1].OrderNo
	}
	return []Read{r}
}

func (h *History) loaded(e PageRead) []Read {
	h.Loading = false
	h.Revision++
	if e.Err != nil {
		atEnd := h.Top == h.lowest(h.Lines())
		h.Failed = true
		if atEnd && len(h.Rows) > 0 { // the line that says so comes into sight
			h.Top = h.lowest(h.Lines())
		}
		return nil
	}
	h.Failed = false
	h.Rows = append(h.Rows, e.Payments...)
	h.ended = len(e.Payments) < HistoryPage
	if last := len(h.Rows) - 1; h.Selected > last { // what was read anew is shorter
		h.Selected, h.Top = max(last, 0), h.lowest(h.Lines())
	}
	h.Top = min(h.Top, h.lowest(h.Lines())) // the line that told of a failure is gone
	return h.readTimeline()
}

// Lines are the rows, and the line below them that tells of a failure.
func (h *History) Lines() int {
	if h.Failed {
		return len(h.Rows) + 1
	}
	return len(h.Rows)
}

// chooseRow selects row i and brings it into sight.
func (h *History) chooseRow(i int) []Read {
	h.Revision++
	if len(h.Rows) == 0 {
		return h.load()
	}
	h.choose(i, len(h.Rows))
	if h.Failed && h.Selected == len(h.Rows)-1 {
		h.Top = min(h.lowest(h.Lines()), h.Selected)
	}
	return append(h.more(), h.readTimeline()...)
}

func (h *History) scroll(rows int) []Read {
	top := min(max(h.Top+rows, 0), h.lowest(h.Lines()))
	if top == h.Top && !h.Failed {
		return nil
	}
	h.Top = top
	h.Revision++
	return h.more()
}

// more reads on before the end comes into sight.
func (h *History) more() []Read {
	if h.Top+2*max(h.Fits, 1) >= len(h.Rows) || h.Selected+h.Fits >= len(h.Rows) {
		return h.load()
	}
	return nil
}

// readTimeline reads what happened to the chosen payment.
func (h *History) readTimeline() []Read {
	if h.Selected >= len(h.Rows) {
		return nil
	}
	n := h.Rows[h.Selected].OrderNo
	if n == h.TimelineOf && !h.TimelineFailed {
		return nil
	}
	h.TimelineOf, h.Timeline, h.TimelineFailed = n, nil, false
	return []Read{{Of: n, visit: h.visit}}
}

// Chosen is the chosen payment, false where the list is empty.
func (h *History) Chosen() (kiosk.Payment, bool) {
	if h.Selected >= len(h.Rows) {
		return kiosk.Payment{}, false
	}
	return h.Rows[h.Selected], true
}
