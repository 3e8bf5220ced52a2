package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// personRow is somebody with their PIN, "" for none.
type personRow struct {
	kiosk.Person
	pin string
}

func (r *rows) everybody() (all []kiosk.Person) {
	for _, p := range r.people {
		all = append(all, p.Person)
	}
	slices.SortStableFunc(all, func(a, b kiosk.Person) int {
		return cmp.Compare(slices.Index(kiosk.Roles, b.Role), slices.Index(kiosk.Roles, a.Role))
	})
	return all
}

func (r *rows) personOf(is func(*personRow) bool) *personRow { return last(r.people, is) }

func (r *rows) owner() *personRow {
	return r.personOf(func(p *personRow) bool { return p.Role == kiosk.RoleOwner })
}

func (r *rows) ownerPIN() string { return valueOf(r.owner()).pin }

// setPIN is kiosk.Ledger.SetPIN.
func (r *rows) setPIN(pin string) error {
	if err := kiosk.CheckPINShape(pin); err != nil {
		return fmt.Errorf("set PIN: %w", err)
	}
	owner := r.owner()
	if taken := r.whose(pin); taken != nil && taken != owner {
		return kiosk.ErrPINTaken
	}
	if owner == nil {
		r.people = append(r.people, personRow{Person: kiosk.Person{ID: int64(len(r.people) + 1), Role: kiosk.RoleOwner}})
		owner = r.owner()
	}
	owner.pin, owner.HasPIN = pin, true
	r.misses, r.wait = 0, 0
	return nil
}

func (r *rows) whose(pin string) *personRow {
	return r.personOf(func(p *personRow) bool { return p.pin == pin && pin != "" })
}

// checkPIN is kiosk.Ledger.CheckPIN, but for misses that are forgotten with time.
func (r *rows) checkPIN(pin string, now time.Time) kiosk.PINResult {
	if r.ownerPIN() == "" {
		return kiosk.PINResult{NotSet: true}
	}
	if !r.anchor.IsZero() {
		r.wait = max(r.wait-now.Sub(r.anchor), 0)
	}
	if r.anchor = now; r.wait > 0 {
		return kiosk.PINResult{LockedUntil: now.Add(r.wait)}
	}
	if by := r.whose(pin); by != nil {
		if by.Role == kiosk.RoleOwner {
			r.misses = 0
		}
		return kiosk.PINResult{OK: true, Person: by.Person}
	}
	if r.misses++; r.misses < kiosk.PINTriesFree {
		return kiosk.PINResult{}
	}
	// Milder than a ledger on disk, which locks for longer at each further miss.
	r.misses, r.wait = 0, kiosk.PINWait(kiosk.PINTriesFree)
	return kiosk.PINResult{LockedUntil: now.Add(r.wait)}
}

// reopened takes that another process reads the rows: what was left of a lock is left.
func (r *rows) reopened() { r.anchor = time.Time{} }

// The seed decides who there is, so that no draw of runs without people moves: in one run
// of peopleEvery the shop has people, in one of pinEvery of the others the owner has a PIN
// from the start.
const peopleEvery, pinEvery = 4, 2

// employ sets up the shop's people.
func (r *rows) employ(seed uint64) {
	switch {
	case seed%peopleEvery == 3:
		for i, p := range []personRow{
			{kiosk.Person{Name: "Zhang", Role: kiosk.RoleOwner}, firstPIN}, {kiosk.Person{Name: "Wang", Role: kiosk.RoleManager}, "13579"},
			{kiosk.Person{Name: "Li", Role: kiosk.RoleCashier}, "1111"}, {kiosk.Person{Name: "Chen", Role: kiosk.RoleCashier}, "22222222"},
		} {
			p.ID, p.HasPIN = int64(i+1), true
			r.people = append(r.people, p)
		}
	case seed%pinEvery == 0:
		r.people = []personRow{{kiosk.Person{ID: 1, Role: kiosk.RoleOwner, HasPIN: true}, firstPIN}}
	}
}

// staffed reports whether names go on record.
func (r *rows) staffed() bool { return len(r.people) > 1 }

// switches is the weight of another person taking over the counter.
func (c *cashier) switches() int {
	if c.w.ledger.staffed() {
		return 2
	}
	return 0
}

// somebodysPIN is typed by whoever is there: often by somebody who may not.
func (c *cashier) somebodysPIN() []kiosk.Event {
	l := c.w.ledger
	if !l.staffed() {
		return c.rightPIN()
	}
	return entered(pick(c.w.dice, l.people).pin)
}

// approved holds each decision about money against the approval beside it: whoever
// stands there as its approver has the right to it.
func (o *oracle) approved(write *kiosk.Write) {
	l := o.w.ledger
	if !l.staffed() {
		return
	}
	for r := range each(write.Records) {
		_, evidence, _ := r.Reason()
		right := kiosk.RightDecide
		switch {
		case r.Kind == kiosk.RecordSignedIn:
			a, _ := kiosk.ParseApproval(r.Note)
			o.seller = a.By
			continue
		case r.Kind == kiosk.RecordRefund && strings.HasSuffix(r.Note, " "+string(kiosk.RefundReversed)):
			continue // the wallet did it
		case r.Kind == kiosk.RecordRefund, r.Kind == kiosk.RecordRefundDecided && evidence == "": // by hand
			right = kiosk.RightRefund
		case r.Kind == kiosk.RecordRefundDecided, r.Kind == kiosk.RecordDecided && evidence != "":
		default:
			continue
		}
		beside := last(write.Records, func(b *kiosk.Record) bool {
			return b.Kind == kiosk.RecordApproved && b.OrderNo == r.OrderNo && b.Refund == r.Refund
		})
		o.w.failIf(beside == nil, "nobody approved %s of payment %s", r.Kind, r.OrderNo)
		a, ok := kiosk.ParseApproval(beside.Note)
		by := l.personOf(func(p *personRow) bool { return p.Name == a.By })
		o.w.failIf(!ok || a.Right != right, "%s of payment %s was approved as %q", r.Kind, r.OrderNo, beside.Note)
		o.w.failIf(by == nil || !by.Role.May(right), "%s of payment %s was approved by %q, who may not", r.Kind, r.OrderNo, a.By)
		o.w.failIf(a.Asked != o.seller, "%s of payment %s was asked for by %q, and %q was signed in", r.Kind, r.OrderNo, a.Asked, o.seller)
	}
	for p := range each(write.Payments) {
		o.w.failIf(p.Version == 1 && p.Cashier != o.seller, "payment %s is %q's, and %q was signed in", p.OrderNo, p.Cashier, o.seller)
	}
}
