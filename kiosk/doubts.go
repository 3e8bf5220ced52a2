package kiosk

import (
	"slices"
	"time"
)

// The list of what needs people: payments of which nobody knows what became,
// parked or left, answers that contradict a payment, late money that nobody has
// answered, and refunds that nobody knows.

const (
	// doubtsIdleMax is how long the list stays when nobody touches it: while it is
	// up the till takes no scan and no alarm comes up by itself.
	doubtsIdleMax = time.Minute
	// cardIdleMax is the same for one payment's card, which somebody may be reading
	// beside the merchant's app.
	cardIdleMax = 5 * time.Minute
)

// doubts is the list while it is up, or while something opened from it is.
type doubts struct {
	chosen  OrderNo
	place   int       // of the chosen one, for whoever takes its place
	touched time.Time // when somebody last did something there
	gone    remark    // what became of the last one that left the list meanwhile
	slid    time.Time // when another one took the chosen one's place by itself
}

// remark is something that was heard or done, and when by the wall clock.
type remark struct {
	at   time.Time
	text Text
}

// doubted are the payments that need people: alarms first, then those that
// somebody has to see to, and of each kind the newest first.
func (t *Till) doubted() []*item {
	var ps []*item
	for _, p := range slices.Backward(t.book.payments) {
		if t.book.needsPeople(p) {
			ps = append(ps, p)
		}
	}
	rank := make(map[OrderNo]int, len(ps))
	for _, p := range ps {
		switch _, hands := t.advice(p); {
		case t.book.alarming(p):
			rank[p.OrderNo] = 0
		case hands:
			rank[p.OrderNo] = 1
		default:
			rank[p.OrderNo] = 2
		}
	}
	slices.SortStableFunc(ps, func(a, b *item) int { return rank[a.OrderNo] - rank[b.OrderNo] })
	return ps
}

// review is F10: it opens the list, and in the list goes on to the next one.
func (t *Till) review() {
	switch {
	case t.book.counter.sale != nil || t.pin != nil || t.book.recovery != nil:
	case t.mode == modeDoubts:
		t.chooseAt(t.chosenAt()+1, true)
	case t.mode == modeReview:
		t.listDoubts(t.focus)
	default:
		if ps := t.doubted(); len(ps) > 0 {
			t.result = nil
			t.attention = doubts{}
			t.listDoubts(ps[0].OrderNo)
		}
	}
}

// listDoubts brings the list up, with n chosen.
func (t *Till) listDoubts(n OrderNo) {
	t.mode, t.focus, t.deciding = modeDoubts, "", nil
	t.attention.touched = t.now
	t.pick(n)
}

// backToDoubts goes on with the list after something was done from it, unless
// that was the last of it.
func (t *Till) backToDoubts(n OrderNo) {
	if t.mode, t.focus = modeSell, ""; len(t.doubted()) > 0 {
		t.listDoubts(n)
	}
}

// cardDone leaves the card of a payment that somebody has answered.
func (t *Till) cardDone(n OrderNo) {
	switch {
	case t.focus != n:
	case t.mode == modeReview:
		t.backToDoubts(n)
	case t.decidingNow() == nil:
		t.mode, t.focus = modeSell, ""
	}
}

// pick chooses one payment of the list.
func (t *Till) pick(n OrderNo) {
	for i, p := range t.doubted() {
		if p.OrderNo == n {
			t.attention.chosen, t.attention.place = n, i
		}
	}
}

// chosenAt is the place of the chosen payment in the list. When it has left the
// list, whichever stands there now is chosen.
func (t *Till) chosenAt() int {
	ps := t.doubted()
	for i, p := range ps {
		if p.OrderNo == t.attention.chosen {
			return i
		}
	}
	return max(0, min(t.attention.place, len(ps)-1))
}

// watchChoice notes when the chosen payment has left the list and another one is
// chosen without anybody's doing.
func (t *Till) watchChoice() {
	if t.mode != modeDoubts {
		return
	}
	if p := t.chosenDoubt(); p != nil && p.OrderNo != t.attention.chosen {
		t.attention.slid = t.now
		t.pick(p.OrderNo)
	}
}

// slid reports whether another payment has been chosen so shortly that whoever
// presses a key may mean the one before it.
func (t *Till) slid() bool {
	return !t.attention.slid.IsZero() && t.now.Sub(t.attention.slid) < alarmGuard
}

// chosenDoubt is the chosen payment, nil when the list is empty.
func (t *Till) chosenDoubt() *item {
	if ps := t.doubted(); len(ps) > 0 {
		return ps[t.chosenAt()]
	}
	return nil
}

// chooseAt chooses by place, from the end back to the beginning where it wraps.
func (t *Till) chooseAt(i int, wraps bool) {
	ps := t.doubted()
	if len(ps) == 0 {
		return
	}
	if wraps {
		i %= len(ps)
	}
	i = min(max(i, 0), len(ps)-1)
	t.attention.chosen, t.attention.place = ps[i].OrderNo, i
}

// pressDoubts takes the keys that move through the list, and reports whether k
// was one.
func (t *Till) pressDoubts(k Key) bool {
	if t.mode != modeDoubts {
		return false
	}
	at := t.chosenAt()
	switch k {
	case KeyUp:
		at--
	case KeyDown:
		at++
	case KeyPageUp:
		at -= AttentionPage
	case KeyPageDown:
		at += AttentionPage
	case KeyHome:
		at = 0
	case KeyEnd:
		at = len(t.book.payments)
	default:
		return false
	}
	t.attention.touched = t.now
	t.chooseAt(at, false)
	return true
}

// picked is a row of the list that was touched.
func (t *Till) picked(n OrderNo) {
	if t.mode == modeDoubts && t.pin == nil {
		t.attention.touched = t.now
		t.pick(n)
	}
}

// actOnDoubts takes what is done on the list, and reports whether a was.
func (t *Till) actOnDoubts(a Action) bool {
	if t.mode != modeDoubts {
		return false
	}
	p := t.chosenDoubt()
	t.attention.touched = t.now
	switch a {
	case ActionOwner, ActionFullScreen, ActionPracticeDrop:
		return false
	case ActionReview:
		t.review()
	case ActionBack:
		t.mode, t.attention = modeSell, doubts{}
	}
	if p == nil || t.slid() && a != ActionAskAgain {
		return true
	}
	switch a {
	case ActionDetails:
		t.pick(p.OrderNo)
		t.mode, t.focus = modeReview, p.OrderNo
	case ActionAskAgain:
		t.book.askNow(p)
	case ActionManager:
		t.wantDecision(p)
	}
	return true
}

// doubtGone keeps what became of a payment that has left the list.
func (t *Till) doubtGone(p *Payment, what Text) {
	t.attention.gone = remark{t.wall(), T("doubts.gone", "amount", p.Amount.Grouped(), "order", p.OrderNo.Tail(), "what", what.Arg())}
}

// advanceDoubts leaves a list or a card that nobody has touched for long, and a
// card whose payment needs nobody any more.
func (t *Till) advanceDoubts() {
	if t.mode != modeDoubts && t.mode != modeReview {
		return
	}
	if t.pin != nil {
		t.attention.touched = t.now // somebody is at it
	}
	switch p := t.book.find(t.focus); {
	case !t.now.Before(t.doubtsUntil()):
		t.mode, t.focus, t.attention = modeSell, "", doubts{}
	case t.mode == modeReview && (p == nil || !t.book.needsPeople(p)):
		t.listDoubts(t.attention.chosen)
	}
}

// doubtsUntil is when the list or the card is left if nobody touches it.
func (t *Till) doubtsUntil() time.Time {
	if t.mode == modeReview {
		return t.attention.touched.Add(cardIdleMax)
	}
	return t.attention.touched.Add(doubtsIdleMax)
}

// forgetDoubts drops the list and a decision under way.
func (t *Till) forgetDoubts() { t.attention, t.deciding = doubts{}, nil }
