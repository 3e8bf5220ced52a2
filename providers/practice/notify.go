package practice

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	// notificationsMax bounds those that wait. Over it the oldest is dropped, and stays due in the ledger.
	notificationsMax    = 2000
	notificationWorkers = 4                 // so that one till that hangs does not hold up the others
	notificationTimeout = 5 * time.Second   // a vendor's patience for the acknowledgement
	ackBytesMax         = 4 << 10           // the longest documented acknowledgement has 50 bytes
	notificationOld     = 301 * time.Second // WeChat's document has 5 minutes at most between signature and clock
)

// notification is one notification, as the order stood when it became due.
type notification struct {
	order  Order
	refund *Refund
	tries  int
	due    time.Time
}

func (n *notification) same(m *notification) bool {
	if n.order.No != m.order.No || (n.refund == nil) != (m.refund == nil) {
		return false
	}
	if n.refund != nil {
		return n.refund.No == m.refund.No
	}
	return n.order.State == m.order.State
}

// notifier sends notifications until they are acknowledged or given up. Those of
// one order go one after the other.
type notifier struct {
	server *Server
	client *http.Client
	scale  float64
	wake   chan struct{} // holds one; there is something new to look at

	mu   sync.Mutex
	list []*notification // in the order in which they became due
	busy map[string]bool // orders with one on its way
}

func newNotifier(s *Server, scale float64) *notifier {
	return &notifier{
		server: s, client: newLocalClient(notificationTimeout), scale: scale,
		wake: make(chan struct{}, 1), busy: map[string]bool{},
	}
}

func (nt *notifier) owes(o Order, r *Refund) bool {
	d, ok := nt.server.dialect(o.Dialect)
	if !ok || d.Notify == nil {
		return false
	}
	url, _, _ := d.Notify(o, r, nt.server.config.Now())
	return url != ""
}

// add lets a notification be sent now. One of the same change that waits to be
// repeated is brought forward instead.
func (nt *notifier) add(o Order, r *Refund) {
	n := &notification{order: o, refund: r, due: time.Now()}
	nt.mu.Lock()
	defer nt.mu.Unlock()
	i := slices.IndexFunc(nt.list, func(old *notification) bool { return old.same(n) })
	switch {
	case i >= 0:
		nt.list[i].due = n.due
	case len(nt.list) >= notificationsMax:
		nt.server.config.Log.Warn("practice notification dropped: too many wait", "order", nt.list[0].order.No)
		nt.list = append(nt.list[1:], n)
	default:
		nt.list = append(nt.list, n)
	}
	nt.nudge()
}

func (nt *notifier) nudge() {
	select {
	case nt.wake <- struct{}{}:
	default:
	}
}

func (nt *notifier) clear() {
	nt.mu.Lock()
	defer nt.mu.Unlock()
	nt.list = nil
}

func (nt *notifier) run() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-nt.wake:
		case <-nt.server.open.Done():
			return
		}
		timer.Reset(nt.start())
	}
}

// start sets off the notifications that are due, and returns the time until the next.
func (nt *notifier) start() time.Duration {
	nt.mu.Lock()
	defer nt.mu.Unlock()
	now, wait := time.Now(), time.Hour
	var later []*notification
	for _, n := range nt.list {
		switch {
		case len(nt.busy) >= notificationWorkers, nt.busy[n.order.No]: // the end of one that is on its way wakes this up
			later = append(later, n)
		case n.due.After(now):
			wait = min(wait, n.due.Sub(now))
			later = append(later, n)
		default:
			nt.busy[n.order.No] = true
			nt.server.running.Go(func() { nt.carry(n) })
		}
	}
	nt.list = later
	return wait
}

// carry sends one notification once, and keeps it where it was not acknowledged.
func (nt *notifier) carry(n *notification) {
	d, _ := nt.server.dialect(n.order.Dialect) // owes has found it
	sent, acked := nt.send(d, n)
	known, err := nt.server.orders.noted(n, sent, acked)
	if err != nil {
		nt.server.config.Log.Error("practice notification", "order", n.order.No, "error", err)
	}
	nt.mu.Lock()
	defer nt.mu.Unlock()
	delete(nt.busy, n.order.No)
	nt.nudge()
	if acked || !known || n.tries >= len(d.Retries) {
		return
	}
	n.due = time.Now().Add(time.Duration(float64(d.Retries[n.tries]) * nt.scale))
	n.tries++
	if !slices.ContainsFunc(nt.list, n.same) { // it may have been asked for again meanwhile
		nt.list = append(nt.list, n)
	}
}

// send puts a notification on its way, with the faults that stand. sent counts those
// that got lost too.
func (nt *notifier) send(d Dialect, n *notification) (sent int, acked bool) {
	rt := d.notificationRoute()
	kind, delay := nt.server.faults.take(rt)
	nt.server.count(rt.fullName())
	ctx := nt.server.open // ends a call that hangs when the gateway stops
	if !nt.server.pause(ctx, delay) {
		return 0, false
	}
	if kind == FaultLoseRequest || nt.server.Network() != NetworkUp {
		return 1, false
	}
	var age time.Duration
	if kind == FaultOld {
		age = notificationOld
	}
	url, contentType, body := d.Notify(wrongly(kind)(n.order), wrongRefund(kind, n.refund), nt.server.config.Now().Add(-age))
	var header http.Header
	if d.Sign != nil {
		header = d.Sign(body, time.Now().Add(-age))
	}
	if kind == FaultForged {
		forged, ok := forge(body, header)
		if !ok {
			nt.server.config.Log.Error("practice notification cannot be forged: it carries no sign", "dialect", d.Name)
		}
		body = forged
	}
	times := 1
	if kind == FaultDuplicate {
		times = 2
	}
	for range times {
		ok, err := nt.post(ctx, d, url, contentType, header, body)
		acked = acked || ok
		nt.server.config.Log.Debug("practice notification", "dialect", d.Name, "order", n.order.No, "try", n.tries,
			"fault", kind, "acknowledged", ok, "error", err)
	}
	return times, acked
}

func (nt *notifier) post(ctx context.Context, d Dialect, url, contentType string, header http.Header, body []byte) (acked bool, err error) {
	if err := checkLocal(url); err != nil {
		return false, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	maps.Copy(req.Header, header)
	req.Header.Set("Content-Type", contentType)
	resp, err := nt.client.Do(req)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, ackBytesMax))
	if err != nil {
		return false, fmt.Errorf("read the acknowledgement: %w", err)
	}
	return d.Accepts(resp.StatusCode, answer), nil
}

func wrongRefund(kind FaultKind, r *Refund) *Refund {
	if r == nil || kind != FaultWrongAmount {
		return r
	}
	wrong := *r
	wrong.Amount += 100 // plausible, and never the right one
	return &wrong
}

// noted counts an order's notifications, and reports whether it is still known.
func (all *orders) noted(n *notification, sent int, acked bool) (known bool, err error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	o, known := all.byNumber[n.order.No]
	if !known || sent == 0 {
		return known, nil
	}
	o.NoticesSent += sent
	if acked {
		o.NoticesAcked++
		switch {
		case n.refund == nil && o.State == n.order.State:
			o.NoticeDue = false
		case n.refund != nil:
			o.Refunds = slices.Clone(o.Refunds)
			for i := range o.Refunds {
				if o.Refunds[i].No == n.refund.No {
					o.Refunds[i].NoticeDue = false
				}
			}
		}
	}
	if err := all.write(entry{Orders: []Order{o}}); err != nil {
		return true, fmt.Errorf("count notifications: %w", err)
	}
	return true, nil
}

// announceDue hands on again what the journal holds as not acknowledged.
func (all *orders) announceDue() {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, no := range all.order {
		o := all.byNumber[no]
		if o.NoticeDue {
			all.news(o, nil)
		}
		for _, r := range o.Refunds {
			if r.NoticeDue {
				all.news(o, &r)
			}
		}
	}
}

// announce hands on again all that is to be notified of an order as it stands; "" is the newest
// that has something. ErrNoOrder, ErrNoNotice.
func (all *orders) announce(no string) (Order, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if no == "" {
		no = all.newest(func(o Order) bool { return all.owes(o, nil) })
	}
	o, err := all.named(no)
	if err != nil {
		return Order{}, err
	}
	told := 0
	if o = o.at(all.now()); all.owes(o, nil) {
		all.news(o, nil)
		told++
	}
	for _, r := range o.Refunds {
		if all.owes(o, &r) {
			all.news(o, &r)
			told++
		}
	}
	if told == 0 {
		return o, ErrNoNotice
	}
	return o, nil
}
