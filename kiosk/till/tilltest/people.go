package tilltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// The people of a shop that has set some up.
var (
	Zhang = kiosk.Person{ID: 1, Name: "张老板", Role: kiosk.RoleOwner, HasPIN: true}
	Wang  = kiosk.Person{ID: 2, Name: "王经理", Role: kiosk.RoleManager, HasPIN: true}
	Li    = kiosk.Person{ID: 3, Name: "李娜", Role: kiosk.RoleCashier, HasPIN: true}
	Chen  = kiosk.Person{ID: 4, Name: "陈晨", Role: kiosk.RoleCashier, HasPIN: true}
)

// Staffed is a till of a shop with people, where li is signed in.
func Staffed(t *testing.T, can kiosk.Capabilities) *Counter {
	t.Helper()
	c := BareCounter(t, can)
	c.People = []kiosk.Person{Zhang, Wang, Li, Chen}
	c.Load(kiosk.Snapshot{PINSet: true, People: c.People})
	c.SignIn(Li)
	return c
}

// SignIn has p take over the counter.
func (c *Counter) SignIn(p kiosk.Person) {
	c.T.Helper()
	c.Press(kiosk.KeyF7)
	c.EnterPINOf(p)
	require.Equal(c.T, p.Name, c.View.Seller.Name)
}

// EnterPINOf enters p's PIN where one is asked for; nobody's where p is zero.
func (c *Counter) EnterPINOf(p kiosk.Person) {
	c.T.Helper()
	require.Equal(c.T, kiosk.ScreenPIN, c.View.Screen)
	c.Press("1", "2", "3", "4", kiosk.KeyEnter)
	check := Effects[kiosk.CheckPIN](c)
	require.Len(c.T, check, 1)
	c.Step(kiosk.PINChecked{Pad: check[0].Pad, Result: kiosk.PINResult{OK: p.ID != 0, Person: p}})
}

// Approvals are those on record, of one kind.
func (c *Counter) Approvals(kind kiosk.RecordKind) (all []kiosk.Approval) {
	c.T.Helper()
	for _, r := range c.Records {
		if r.Kind == kind {
			a, ok := kiosk.ParseApproval(r.Note)
			require.True(c.T, ok, r.Note)
			all = append(all, a)
		}
	}
	return all
}
