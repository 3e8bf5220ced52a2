package practice

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind is one way to misbehave.
type FaultKind string

// The faults. "Done" tells whether the request takes effect in the ledger.
const (
	FaultLoseRequest FaultKind = "lose_request" // not done, connection reset
	FaultLoseAnswer  FaultKind = "lose_answer"  // done, connection reset
	FaultDelay       FaultKind = "delay"        // done, answered after DelayMS; combines with one other fault
	FaultDuplicate   FaultKind = "duplicate"    // done twice, as if the network repeated it; the second answer is given
	FaultGarbage     FaultKind = "garbage"      // done, bytes that are no text
	FaultHTML502     FaultKind = "html_502"     // done, a proxy's error page
	FaultError500    FaultKind = "error_500"    // not done, the server's error
	FaultEmpty       FaultKind = "empty"        // done, status 200 without a body
	FaultTruncated   FaultKind = "truncated"    // done, the first half of the answer
	FaultWrongAmount FaultKind = "wrong_amount" // done, the answer names another amount
	FaultWrongOrder  FaultKind = "wrong_order"  // done, the answer names another order
	FaultForged      FaultKind = "forged"       // done, the answer's signature does not fit
	FaultHuge        FaultKind = "huge"         // done, an answer of hugeBytes
	FaultRedirect    FaultKind = "redirect"     // not done, sent to another path

	// Those that a dialect itself carries out, on the routes that name them.
	FaultUnsigned     FaultKind = "unsigned"       // done, the answer without its signature
	FaultWrongKey     FaultKind = "wrong_key"      // done, the answer signed by another key
	FaultRetry        FaultKind = "retry"          // not done, the answer asks for another try
	FaultUndone       FaultKind = "undone"         // not done, the answer says that it was
	FaultNoFundChange FaultKind = "no_fund_change" // done, the answer says that no money moved

	// FaultOld is a notification's: it is sent as it was signed notificationOld ago.
	FaultOld FaultKind = "old"
)

var faultKinds = []FaultKind{
	FaultLoseRequest, FaultLoseAnswer, FaultDelay, FaultDuplicate, FaultGarbage, FaultHTML502, FaultError500,
	FaultEmpty, FaultTruncated, FaultWrongAmount, FaultWrongOrder, FaultForged, FaultHuge, FaultRedirect,
	FaultUnsigned, FaultWrongKey, FaultRetry, FaultUndone, FaultNoFundChange, FaultOld,
}

// notifyFaults are those that a notification can meet. FaultLoseRequest sends
// nothing, FaultDuplicate sends it twice.
var notifyFaults = []FaultKind{
	FaultLoseRequest, FaultDelay, FaultDuplicate, FaultWrongAmount, FaultWrongOrder, FaultForged,
}

// notifyRoute is the name under which faults hit a dialect's notifications.
const notifyRoute = "notify"

const (
	faultsMax = 100              // bounds the faults that stand at once
	delayMax  = 60 * time.Second // bounds a delay: four times the whole-request timeout of a till
	hugeBytes = 1 << 30          // far beyond any cap on a reply; the till hangs up long before
)

// Fault is a fault on a route.
type Fault struct {
	ID   int       `json:"id" toml:"-"`
	Kind FaultKind `json:"kind" toml:"kind"`
	// Route is "tofastpay", or "lepay/tofastpay" where two dialects share a
	// name; "" is every route on which the fault can show. "notify" are the
	// notifications that the gateway sends, which "" leaves alone.
	Route   string `json:"route" toml:"route"`
	Count   int    `json:"count" toml:"count"` // the number of requests that it hits; 0 is all until cleared
	DelayMS int64  `json:"delay_ms,omitempty" toml:"delay_ms"`
}

func (f Fault) on(rt *Route) bool {
	if f.Route != "" && f.Route != rt.Name && f.Route != rt.fullName() {
		return false
	}
	if rt.sends {
		return f.Route != "" && (slices.Contains(notifyFaults, f.Kind) || slices.Contains(rt.Faults, f.Kind))
	}
	switch f.Kind {
	case FaultForged:
		return rt.Signed
	case FaultWrongAmount:
		return rt.NamesAmount
	case FaultWrongOrder:
		return rt.NamesOrder
	case FaultTruncated:
		return !rt.Bare
	case FaultUnsigned, FaultWrongKey, FaultRetry, FaultUndone, FaultNoFundChange, FaultOld:
		return slices.Contains(rt.Faults, f.Kind)
	}
	return true
}

// check refuses a fault that no request could ever meet.
func (f Fault) check(ds []Dialect) error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("no fault %q", f.Kind)
	case f.Count < 0:
		return fmt.Errorf("count = %d: must not be negative", f.Count)
	case f.Kind == FaultDelay && (f.DelayMS <= 0 || f.DelayMS > delayMax.Milliseconds()):
		return fmt.Errorf("delay_ms = %d: want 1 to %d", f.DelayMS, delayMax.Milliseconds())
	case f.Kind != FaultDelay && f.DelayMS != 0:
		return fmt.Errorf("delay_ms is for %q only", FaultDelay)
	}
	var names []string
	for _, d := range ds {
		for i := range d.Routes {
			if f.on(&d.Routes[i]) {
				return nil
			}
			names = append(names, d.Routes[i].Name)
		}
		if d.Notify == nil {
			continue
		}
		if f.on(d.notificationRoute()) {
			return nil
		}
		names = append(names, d.Name+"/"+notifyRoute)
	}
	return fmt.Errorf("fault %q cannot show on route %q (routes: %s)", f.Kind, f.Route, strings.Join(names, ", "))
}

// faults are those that stand, oldest first.
type faults struct {
	mu     sync.Mutex
	nextID int
	list   []Fault
}

var errFaultsFull = errors.New("too many faults stand; clear some")

func (fs *faults) add(f Fault) (Fault, error) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if len(fs.list) >= faultsMax {
		return Fault{}, errFaultsFull
	}
	fs.nextID++
	f.ID = fs.nextID
	fs.list = append(fs.list, f)
	return f, nil
}

// clear takes one fault away, or all for id 0. It reports whether there was one.
func (fs *faults) clear(id int) bool {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	before := len(fs.list)
	fs.list = slices.DeleteFunc(fs.list, func(f Fault) bool { return id == 0 || f.ID == id })
	return id == 0 || len(fs.list) < before
}

func (fs *faults) all() []Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return slices.Clone(fs.list)
}

// take uses the oldest fault on a route, "" for none, and the oldest delay.
func (fs *faults) take(rt *Route) (kind FaultKind, delay time.Duration) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for i := range fs.list {
		f := &fs.list[i]
		switch {
		case !f.on(rt):
			continue
		case f.Kind == FaultDelay && delay == 0:
			delay = time.Duration(f.DelayMS) * time.Millisecond
		case f.Kind != FaultDelay && kind == "":
			kind = f.Kind
		default:
			continue
		}
		if f.Count == 1 {
			f.Count = -1 // spent; removed below, not while the list is walked
		} else if f.Count > 1 {
			f.Count--
		}
	}
	fs.list = slices.DeleteFunc(fs.list, func(f Fault) bool { return f.Count < 0 })
	return kind, delay
}
