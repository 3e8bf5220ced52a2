package till

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// access is the person at the till with their rights.
type access struct {
	pinSet bool // the owner has a PIN
	people bool // somebody has a name, so that names go on record
	// seller is the person who sells, as they go on record; zero: nobody is signed in. A sale never
	// waits for it.
	seller      seller
	recorded    seller       // of the last step that is surely on record
	verified    kiosk.Person // whose PIN was right last, other than to sell
	verifiedAt  time.Time
	lockedUntil time.Time // no PIN is looked at before, as far as is known
	pads        int       // PIN pads opened so far
}

type seller struct {
	ID   int64
	Name string
}

// locked reports whether no PIN is looked at.
func (a *access) locked(now time.Time) bool { return now.Before(a.lockedUntil) }

// approval is by's leave for what whoever is signed in has asked for.
func (a *access) approval(right kiosk.Right, by kiosk.Person) kiosk.Approval {
	if !a.people {
		return kiosk.Approval{}
	}
	return kiosk.Approval{Right: right, Asked: a.seller.Name, By: by.Called()}
}

// trusted reports whether somebody with the right entered their PIN a short while ago.
func (a *access) trusted(right kiosk.Right, now time.Time) bool {
	return !a.verifiedAt.IsZero() && now.Sub(a.verifiedAt) < pinTrust && a.verified.Role.May(right)
}

// peopleChanged takes who there is now. Whoever is gone sells no more.
func (t *Till) peopleChanged(people []kiosk.Person) {
	a := &t.access
	a.people = slices.ContainsFunc(people, func(p kiosk.Person) bool { return p.Name != "" })
	a.pinSet = slices.ContainsFunc(people, func(p kiosk.Person) bool { return p.Role == kiosk.RoleOwner && p.HasPIN })
	now := seller{}
	for _, p := range people {
		if p.ID == a.seller.ID && a.people {
			now = seller{p.ID, p.Called()}
		}
		if p.ID == a.verified.ID {
			a.verified = p // with the role of now
		}
	}
	if !slices.ContainsFunc(people, func(p kiosk.Person) bool { return p.ID == a.verified.ID }) {
		a.verifiedAt = time.Time{}
	}
	t.sellAs(now)
}

// signIn makes by the one who sells, and puts it on record.
func (t *Till) signIn(by kiosk.Person) {
	if !t.access.people {
		return
	}
	t.book.RecordAccess(kiosk.RecordSignedIn, "", t.access.approval(kiosk.RightSell, by))
	t.sellAs(seller{by.ID, by.Called()})
}

func (t *Till) sellAs(s seller) {
	t.access.seller = s
	t.book.SellAs(s.Name)
}

// askToSignIn asks who sells: one tap and a PIN, between two sales.
func (t *Till) askToSignIn() {
	if t.access.people && t.top() == screen(t.foot()) && t.book.Sale() == nil {
		t.askPIN(kiosk.ActionSignIn, "")
	}
}

// rightWanted asks for the PIN of somebody who may do what the owner's side is about to
// do, unless one was just entered.
func (t *Till) rightWanted(e kiosk.RightWanted) {
	if p, ok := t.top().(*pinPad); ok && p.wish.action == kiosk.ActionApprove && !p.busy {
		t.pop(p) // something else is wanted by now
	}
	h, ok := t.top().(*history)
	switch {
	case !ok:
	case t.access.trusted(e.Right, t.Now):
		w := wish{action: kiosk.ActionApprove, right: e.Right}
		at := t.access.verifiedAt // trust is of the entry, however often it is used
		t.allowed(w, t.access.verified)
		t.access.verifiedAt = at
	default:
		h.wanted = ""
		t.askFor(wish{action: kiosk.ActionApprove, right: e.Right, about: e.Right.Text()})
	}
}
