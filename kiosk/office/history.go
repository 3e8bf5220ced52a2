package office

import (
	"slices"

	"facepay/kiosk"
)

const (
	// HistoryPage is the number of payments read at once: some screens full.
	HistoryPage = 60
	// historyRowsMax is the limit of payments in the list, weeks of a busy till. Whoever
	// looks further exports.
	historyRowsMax = 20_000
	// cashiersMax is the number of names that the filter offers.
	cashiersMax = 5
	// timelineRecordsMax of one payment are kept; the panel shows fewer.
	timelineRecordsMax = 100
)

// History is the owner's list of payments, newest first, with the timeline of the
// chosen one. It reads the ledger page by page, and forgets all when it is left.
type History struct {
	Cursor
	Rows    []kiosk.Payment
	Loading bool
	// Search is the end of a number that is searched for; too short, it selects nothing
	// out yet.
	Search string
	Filter Filter
	Today  kiosk.Date // the business day of the last step
	Failed bool       // the last page could not be read; a line below the rows says so

	Timeline       []kiosk.Record // of the chosen payment
	TimelineOf     kiosk.OrderNo
	TimelineFailed bool // it could not be read
	// Revision is another one whenever any of this changed.
	Revision uint64

	open  bool
	aside bool   // something else is on screen for a moment
	visit uint64 // counts openings, so that late pages are dropped
	ended bool   // no older ones
	fresh bool   // the next page takes the place of the rows that are there
}

// Read is something of the ledger that is to be read: a page of payments, or the
// records of one. Its answer comes as a PageRead or TimelineRead.
type Read struct {
	Filter kiosk.HistoryFilter
	Before kiosk.OrderNo // of a page: the one that comes before it, "" for the newest
	Of     kiosk.OrderNo // of the records; "" for a page
	row    kiosk.OrderNo // of a page: the one row of the list that it is read for, "" for more rows
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
	// Strikes are characters typed into the search, or into a range of the filter.
	Strikes struct{ Text string }
	// Unstruck takes back so many.
	Unstruck struct{ Characters int }
	// Searched searches for what was scanned or pasted.
	Searched struct{ Text string }
	// FilterToggled shows the choices of the filter, or puts them away.
	FilterToggled struct{}
	// FilterChosen is a touch of one.
	FilterChosen struct{ Row, Choice int }
	// Cleared shows all payments again.
	Cleared struct{}
	// Narrowed shows the payments of a filter made elsewhere, such as a report's row.
	Narrowed struct{ Filter Filter }
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

func (Shown) office()    {}
func (Resized) office()  {}
func (Moved) office()    {}
func (Chosen) office()   {}
func (Scrolled) office() {}
func (Retried) office()  {}

func (Strikes) office()       {}
func (Unstruck) office()      {}
func (Searched) office()      {}
func (FilterToggled) office() {}
func (FilterChosen) office()  {}
func (Cleared) office()       {}
func (Narrowed) office()      {}
func (PageRead) office()      {}
func (TimelineRead) office()  {}

// Step takes an event and returns what is to be read because of it.
func (h *History) Step(e Event) []Read {
	switch e := e.(type) {
	case Shown:
		return h.show(e)
	case Resized:
		h.Fits = e.Lines
	case Strikes:
		return h.strike(e.Text)
	case Unstruck:
		return h.backspace(e.Characters)
	case Searched:
		return h.search(searched(e.Text))
	case FilterToggled:
		h.Filter.Open = !h.Filter.Open
		h.Revision++
	case FilterChosen:
		return h.narrow(h.Filter.choose(e.Row, e.Choice))
	case Cleared:
		return append(h.search(""), h.narrow(newFilter())...)
	case Narrowed:
		h.Search = ""
		return h.narrow(e.Filter)
	case Moved:
		if h.Filter.Open {
			return h.moveFilter(e.Key)
		}
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
		switch {
		case e.visit != h.visit:
		case e.row != "":
			return h.renewed(e)
		default:
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
	fresh := History{open: e.Open, visit: h.visit + 1, Revision: h.Revision + 1, Filter: newFilter(), Today: h.Today}
	if e.Open && h.aside {
		fresh.Selected, fresh.Top, fresh.Search, fresh.Filter = h.Selected, h.Top, h.Search, h.Filter
	}
	*h = fresh
	if !e.Open {
		return nil
	}
	return h.load()
}

// load reads the next page. After a failure it is called again in a while, or when somebody
// moves on.
func (h *History) load() []Read {
	if h.Loading || h.ended || len(h.Rows) >= historyRowsMax {
		return nil
	}
	h.Loading = true
	r := Read{visit: h.visit, Filter: h.selects()}
	if n := len(h.Rows); n > 0 && !h.fresh {
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
	if h.fresh {
		h.fresh, h.Rows, h.Selected, h.Top = false, nil, 0, 0
		h.TimelineOf, h.Timeline = "", nil
	}
	h.Rows = append(h.Rows, e.Payments...)
	h.noteCashiers(e.Payments)
	h.ended = len(e.Payments) < HistoryPage
	if last := len(h.Rows) - 1; h.Selected > last { // what was read anew is shorter
		h.Selected, h.Top = max(last, 0), h.lowest(h.Lines())
	}
	h.Top = min(h.Top, h.lowest(h.Lines())) // the line that told of a failure is gone
	return h.readTimeline()
}

// renew reads anew the chosen payment and those in sight, where they have not ended. No row
// comes or goes by that, so that what is chosen or touched stays what it was.
func (h *History) renew() (reads []Read) {
	for i := range h.Rows {
		if i != h.Selected && (i < h.Top || i >= h.Top+h.Fits) {
			continue
		}
		if p := h.Rows[i]; !p.State.Final() || Can(p, kiosk.ActionAskAgain) {
			reads = append(reads, Read{Filter: kiosk.HistoryFilter{Ending: string(p.OrderNo)}, row: p.OrderNo, visit: h.visit})
		}
	}
	return reads
}

// renewed takes a row that was read anew, and reads its story where that is on screen. An
// answer older than the row changes nothing; after a failure it is read again in a while.
func (h *History) renewed(e PageRead) []Read {
	of := func(p kiosk.Payment) bool { return p.OrderNo == e.row }
	at, now := slices.IndexFunc(h.Rows, of), slices.IndexFunc(e.Payments, of)
	if at < 0 || now < 0 {
		return nil
	}
	if e.Payments[now].Version > h.Rows[at].Version {
		h.Rows = slices.Clone(h.Rows) // those on screen do not change
		h.Rows[at] = e.Payments[now]
		h.Revision++
	}
	if e.row == h.TimelineOf {
		return []Read{{Of: e.row, visit: h.visit}}
	}
	return nil
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

// selects is the filter of the list, as the ledger takes it.
func (h *History) selects() kiosk.HistoryFilter {
	f := h.Filter.selects(h.Today)
	if len(h.Search) >= kiosk.EndingMin {
		f.Ending = h.Search
	}
	return f
}

// again reads the list anew; what is on screen stays there until then.
func (h *History) again() []Read {
	h.visit++
	h.Loading, h.ended, h.Failed, h.fresh = false, false, false, true
	h.Revision++
	if len(h.Rows) >= historyRowsMax {
		h.Rows = nil
	}
	return h.load()
}

// search searches for the end of a number, once that is long enough.
func (h *History) search(text string) []Read {
	before := h.selects().Ending
	if text != h.Search {
		h.Revision++
	}
	h.Search = text
	if h.selects().Ending == before {
		return nil
	}
	return h.again()
}

// narrow shows the payments that another filter selects.
func (h *History) narrow(f Filter) []Read {
	before := h.selects()
	f.Open = f.Open || h.Filter.Open
	h.Filter = f
	h.Revision++
	if h.selects() == before {
		return nil
	}
	return h.again()
}

func (h *History) strike(text string) []Read {
	if !h.Filter.Open {
		return h.search(searched(h.Search + text))
	}
	f := h.Filter
	for _, r := range text {
		f, _ = f.strike(r)
	}
	return h.narrow(f)
}

func (h *History) backspace(characters int) []Read {
	if !h.Filter.Open {
		return h.search(h.Search[:max(0, len(h.Search)-characters)])
	}
	f := h.Filter
	for range characters {
		f = f.backspace()
	}
	return h.narrow(f)
}

// moveFilter takes a key while the choices of the filter are on screen.
func (h *History) moveFilter(k kiosk.Key) []Read {
	f := &h.Filter
	switch k {
	case kiosk.KeyUp:
		f.At = max(0, f.At-1)
	case kiosk.KeyDown:
		f.At = min(len(f.Rows)-1, f.At+1)
	case kiosk.KeyEnter:
		row := f.Rows[f.At]
		return h.narrow(f.choose(f.At, (row.Chosen+1)%len(row.Choices)))
	default:
		return nil
	}
	h.Revision++
	return nil
}

// back goes one step back, and reports whether there was one.
func (h *History) back() ([]Read, bool) {
	switch {
	case h.Filter.Open:
		return h.Step(FilterToggled{}), true
	case h.Search != "" || h.Filter.Count > 0:
		return h.Step(Cleared{}), true
	}
	return nil, false
}

// noteCashiers adds those who are named in a page to the choices of the filter.
func (h *History) noteCashiers(page []kiosk.Payment) {
	at := slices.IndexFunc(h.Filter.Rows, func(r FilterRow) bool { return r.Field == FilterCashier })
	for _, p := range page {
		if names := h.Filter.Rows[at].Choices; p.Cashier != "" && len(names) <= cashiersMax && !slices.Contains(names, p.Cashier) {
			h.Filter = h.Filter.with(at, func(r *FilterRow) { r.Choices = append(slices.Clip(names), p.Cashier) })
		}
	}
}

// Chosen is the chosen payment, false where the list is empty.
func (h *History) Chosen() (kiosk.Payment, bool) {
	if h.Selected >= len(h.Rows) {
		return kiosk.Payment{}, false
	}
	return h.Rows[h.Selected], true
}
