package till

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

const (
	// attentionIdleMax closes the attention list when nobody touches it:
	// while it is up the till takes no scan and no alarm comes up by itself.
	attentionIdleMax = time.Minute
	// cardIdleMax is the same for one payment's card, which somebody may be reading
	// beside the merchant's app.
	cardIdleMax = 5 * time.Minute
)

// attention is the list of payments that need people: those of which nobody knows
// what became, parked or left, answers that contradict a payment, late money that nobody
// has answered, and refunds that nobody knows.
type attention struct {
	page
	chosen   kiosk.OrderNo
	place    int                 // of the chosen one, for whoever takes its place
	touched  time.Time           // when somebody last did something there, or at its card
	resolved kiosk.TimelineEntry // the outcome of the last one that left the list meanwhile
	slid     time.Time           // when another one took the chosen one's place by itself
}

// card is one payment of the attention list.
type card struct {
	page
	order kiosk.OrderNo
	list  *attention
}

// attentionItems are the payments on the list: alarms first, then those that
// somebody has to see to, and of each kind the newest first.
func (t *Till) attentionItems() []*payments.Item {
	var ps []*payments.Item
	for _, p := range slices.Backward(t.book.Payments()) {
		if t.book.NeedsAttention(p) {
			ps = append(ps, p)
		}
	}
	rank := make(map[kiosk.OrderNo]int, len(ps))
	for _, p := range ps {
		switch _, needed := t.instruction(p); {
		case t.book.Alarming(p):
			rank[p.OrderNo] = 0
		case needed:
			rank[p.OrderNo] = 1
		default:
			rank[p.OrderNo] = 2
		}
	}
	slices.SortStableFunc(ps, func(a, b *payments.Item) int { return rank[a.OrderNo] - rank[b.OrderNo] })
	return ps
}

// openAttention opens the list: F10.
func (t *Till) openAttention() {
	if ps := t.attentionItems(); t.book.Sale() == nil && len(ps) > 0 {
		t.result = nil
		l := &attention{}
		t.open(l)
		l.choose(t, ps[0].OrderNo)
	}
}

// choose goes on at the list, with n chosen.
func (l *attention) choose(t *Till, n kiosk.OrderNo) {
	l.touched = t.Now
	ps := t.attentionItems()
	if i := placeOf(n, ps); i >= 0 {
		l.chooseAt(i, ps)
	}
}

func placeOf(n kiosk.OrderNo, ps []*payments.Item) int {
	return slices.IndexFunc(ps, func(p *payments.Item) bool { return p.OrderNo == n })
}

// back goes on at the list after something was done from it, unless that was the
// last of it.
func (l *attention) back(t *Till, n kiosk.OrderNo) {
	if len(t.attentionItems()) == 0 {
		t.pop(l)
		return
	}
	l.choose(t, n)
}

// chosenAt is the place of the chosen payment among ps. When it has left the list,
// whichever stands there now is chosen.
func (l *attention) chosenAt(ps []*payments.Item) int {
	if i := placeOf(l.chosen, ps); i >= 0 {
		return i
	}
	return max(0, min(l.place, len(ps)-1))
}

// chosenItem is the chosen payment, nil when the list is empty.
func (l *attention) chosenItem(t *Till) *payments.Item {
	if ps := t.attentionItems(); len(ps) > 0 {
		return ps[l.chosenAt(ps)]
	}
	return nil
}

// chooseAt chooses by place.
func (l *attention) chooseAt(i int, ps []*payments.Item) {
	if len(ps) > 0 {
		i = min(max(i, 0), len(ps)-1)
		l.chosen, l.place = ps[i].OrderNo, i
	}
}

// noteChoice notes when the chosen payment has left the list and another one is
// chosen without anybody's doing.
func (l *attention) noteChoice(t *Till) {
	ps := t.attentionItems()
	if at := l.chosenAt(ps); len(ps) > 0 && ps[at].OrderNo != l.chosen {
		l.slid = t.Now
		l.chooseAt(at, ps)
	}
}

// key takes also the keys that move through the list. Esc is a button of it, as
// long as there is something on it.
func (l *attention) key(t *Till, k kiosk.Key) {
	ps := t.attentionItems()
	at := l.chosenAt(ps)
	switch k {
	case kiosk.KeyUp:
		at--
	case kiosk.KeyDown:
		at++
	case kiosk.KeyPageUp:
		at -= kiosk.AttentionPage
	case kiosk.KeyPageDown:
		at += kiosk.AttentionPage
	case kiosk.KeyHome:
		at = 0
	case kiosk.KeyEnd:
		at = len(ps)
	default:
		if _, ok := t.buttonOf(k); ok || k != kiosk.KeyEsc {
			l.page.key(t, k)
		}
		return
	}
	l.touched = t.Now
	l.chooseAt(at, ps)
}

// picked takes a touch on a row of the list.
func (t *Till) picked(n kiosk.OrderNo) {
	if l, ok := t.top().(*attention); ok {
		l.choose(t, n)
	}
}

func (l *attention) act(t *Till, a kiosk.Action) {
	l.touched = t.Now
	switch a {
	case kiosk.ActionOwner, kiosk.ActionFullScreen, kiosk.ActionPracticeDrop:
		l.page.act(t, a)
		return
	}
	ps := t.attentionItems()
	if a == kiosk.ActionBack {
		t.pop(l)
	}
	if len(ps) == 0 {
		return
	}
	at := l.chosenAt(ps)
	if a == kiosk.ActionReview { // on to the next one, and from the end to the beginning
		l.chooseAt((at+1)%len(ps), ps)
	}
	p := ps[at]
	if t.Now.Sub(l.slid) < touchGuard && a != kiosk.ActionAskAgain {
		return // it may be meant for the one that was chosen before
	}
	switch a {
	case kiosk.ActionDetails:
		l.chooseAt(at, ps)
		t.push(&card{order: p.OrderNo, list: l})
	case kiosk.ActionAskAgain:
		t.book.QueryNow(p)
	case kiosk.ActionManager:
		t.askForDecision(p)
	}
}

// tick leaves the list when nobody has touched it for long.
func (l *attention) tick(t *Till) {
	if t.pin() != nil {
		l.touched = t.Now // somebody is at it
	}
	if t.page() == l && !t.Now.Before(l.touched.Add(attentionIdleMax)) {
		t.pop(l)
	}
}

func (l *attention) due(t *Till) time.Time {
	if t.top() != l {
		return time.Time{}
	}
	return l.touched.Add(attentionIdleMax)
}

// resolved keeps what became of a payment that has left the list.
func (t *Till) resolved(p *kiosk.Payment, what kiosk.Text) {
	if l := up[*attention](t); l != nil {
		l.resolved = kiosk.TimelineEntry{At: t.Wall(), Text: kiosk.T("doubts.gone", "amount", p.Amount.Grouped(), "order", p.OrderNo.Tail(), "what", what.Arg())}
	}
}

// back goes on at the list.
func (c *card) back(t *Till) {
	t.pop(c)
	c.list.choose(t, c.order)
}

func (c *card) act(t *Till, a kiosk.Action) {
	switch p := t.book.Find(c.order); {
	case p != nil && t.actOnCard(a, p):
	case a == kiosk.ActionBack, a == kiosk.ActionReview:
		c.back(t)
	default:
		c.page.act(t, a)
	}
}

// tick leaves a card that nobody has touched for long, and one whose payment needs
// nobody any more.
func (c *card) tick(t *Till) {
	if t.pin() != nil {
		c.list.touched = t.Now // somebody is at it
	}
	switch p := t.book.Find(c.order); {
	case !t.Now.Before(c.list.touched.Add(cardIdleMax)):
		t.popToFoot()
	case p == nil || !t.book.NeedsAttention(p):
		t.pop(c)
		c.list.choose(t, c.list.chosen)
	}
}

func (c *card) due(t *Till) time.Time {
	if t.top() != c {
		return time.Time{}
	}
	return c.list.touched.Add(cardIdleMax)
}

// draw shows the card with what the till does about the payment, and the way back.
func (c *card) draw(t *Till, v *kiosk.View) {
	p := t.book.Find(c.order)
	if p == nil {
		return
	}
	v.Screen, v.Panel = kiosk.ScreenAlarm, t.alarmPanel(p)
	if !p.Late && p.Incident != kiosk.IncidentRefunded {
		v.Panel.Progress = t.progress(p)
	}
	for i, b := range v.Panel.Buttons {
		if b.Action == kiosk.ActionLater {
			v.Panel.Buttons[i] = backButton
		}
	}
}
