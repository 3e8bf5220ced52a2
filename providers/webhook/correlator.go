package webhook

import (
	"context"
	"errors"
	"sync"
	"time"

	"facepay/kiosk"
)

// Why the till has no answer.
var (
	errBusy     = errors.New("the till has as many questions as it may have")
	errNoAnswer = errors.New("the till did not answer in time")
	errEnding   = errors.New("the listener is ending")
)

// correlator hands questions to the till and its answers back. A question takes a
// slot until it is answered, even when nobody waits for the answer any more: a
// stuck till still has it in its queue, which is bounded. The till takes its
// events in the order they were posted, so an answer proves that all earlier
// ones are out of the queue, and frees the slots of those that nobody waits for.
type correlator struct {
	post      func(kiosk.Event) bool
	lostAfter time.Duration

	posting sync.Mutex // numbers are posted in their order

	mu   sync.Mutex
	last uint64
	open map[uint64]*question
	lost int // of open, those without a slot
}

// question is one event that the till owes an answer to.
type question struct {
	slots  chan struct{}
	answer chan any // a kiosk.NotificationResult or kiosk.MiniReply
	mini   bool
	left   *time.Timer // not nil when nobody waits any more; it gives the slot back
	lost   bool        // its slot was given back without an answer
}

func newCorrelator(post func(kiosk.Event) bool, lostAfter time.Duration) *correlator {
	return &correlator{post: post, lostAfter: lostAfter, open: map[uint64]*question{}}
}

// ask waits for one of slots, at most slotWait (less than wait, so that time is left for
// the answer), posts what event makes of the question's number, and waits for the
// answer until wait is over in all, or ctx.
func (d *correlator) ask(ctx context.Context, slots chan struct{}, mini bool, slotWait, wait time.Duration, event func(id uint64) kiosk.Event) (any, error) {
	limit := time.NewTimer(wait)
	defer limit.Stop()
	if err := takeSlot(ctx, slots, slotWait); err != nil {
		return nil, err
	}
	id, q, err := d.hand(slots, mini, event)
	if err != nil {
		<-slots
		return nil, err
	}
	select {
	case v := <-q.answer:
		return v, nil
	case <-limit.C:
		err = errNoAnswer
	case <-ctx.Done():
		err = errEnding
	}
	d.leave(id, q)
	select {
	case v := <-q.answer: // it came in the same moment
		return v, nil
	default:
		return nil, err
	}
}

func takeSlot(ctx context.Context, slots chan struct{}, wait time.Duration) error {
	select {
	case slots <- struct{}{}:
		return nil
	default:
	}
	limit := time.NewTimer(wait)
	defer limit.Stop()
	select {
	case slots <- struct{}{}:
		return nil
	case <-limit.C:
		return errBusy
	case <-ctx.Done():
		return errEnding
	}
}

// hand posts a question. Answers may come before it returns.
func (d *correlator) hand(slots chan struct{}, mini bool, event func(id uint64) kiosk.Event) (uint64, *question, error) {
	q := &question{slots: slots, answer: make(chan any, 1), mini: mini}
	d.posting.Lock()
	defer d.posting.Unlock()
	d.mu.Lock()
	d.last++
	id := d.last
	d.open[id] = q
	d.mu.Unlock()
	if !d.post(event(id)) {
		d.mu.Lock()
		delete(d.open, id)
		d.mu.Unlock()
		return 0, nil, errBusy
	}
	return id, q, nil
}

// leave notes that nobody waits for q any more.
func (d *correlator) leave(id uint64, q *question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[id] == q {
		q.left = time.AfterFunc(d.lostAfter, func() { d.lose(id, q) })
	}
}

// lose gives back the slot of a question that will hardly be answered.
func (d *correlator) lose(id uint64, q *question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[id] != q || q.lost || d.lost >= lostMax {
		return // with lostMax lost the till is stuck, and gets nothing more
	}
	q.lost = true
	d.lost++
	<-q.slots
}

// reply takes an answer of the till, of the kind that mini says. It never
// blocks; one to no open question of that kind is ignored.
func (d *correlator) reply(id uint64, mini bool, v any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.open[id]
	if q == nil || q.mini != mini {
		return
	}
	d.drop(id, q)
	for earlier, q := range d.open {
		if earlier < id && q.left != nil {
			d.drop(earlier, q)
		}
	}
	q.answer <- v // last: whoever hears it finds the slots free
}

// drop ends a question that is out of the till's queue.
func (d *correlator) drop(id uint64, q *question) {
	delete(d.open, id)
	if q.left != nil {
		q.left.Stop()
	}
	if q.lost {
		d.lost--
		return
	}
	<-q.slots
}

// close stops the timers of questions that nobody waits for.
func (d *correlator) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, q := range d.open {
		if q.left != nil {
			q.left.Stop()
		}
	}
}
