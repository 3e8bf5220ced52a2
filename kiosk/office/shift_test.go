package office

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// shiftDesk is a page of the shift that somebody is at.
type shiftDesk struct {
	*testing.T
	page   Shift
	asked  []Effect      // by the last event
	closed []kiosk.Shift // what the ledger has
}

// atDesk opens the page and reads it.
func atDesk(t *testing.T, s ShiftSettings, person *kiosk.Person, open kiosk.Shift) *shiftDesk {
	d := &shiftDesk{T: t, page: NewShift(s)}
	d.step(ShiftShown{Open: true, Person: person})
	d.answers(open, nil)
	return d
}

func (d *shiftDesk) step(e Event) { d.asked = d.page.Step(e) }

func (d *shiftDesk) press(keys ...kiosk.Key) {
	for _, k := range keys {
		d.step(ShiftInput{kiosk.Pressed{Key: k}})
	}
}

// answers gives the answer to the only thing that was asked for.
func (d *shiftDesk) answers(s kiosk.Shift, err error) {
	d.Helper()
	require.Len(d, d.asked, 1)
	d.step(ShiftAnswered{ShiftAsk: d.asked[0].(ShiftAsk), Shift: s, Closed: d.closed, Err: err})
}

func (d *shiftDesk) wish() *kiosk.ShiftClose {
	d.Helper()
	require.Len(d, d.asked, 1)
	c := d.asked[0].(ShiftAsk).Close
	require.NotNil(d, c)
	return c
}

var twoApps = []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}

func fen(f kiosk.Fen) *kiosk.Fen { return &f }

func TestShift_IsClosedInFourEntersAtMost(t *testing.T) {
	for _, tc := range []struct {
		settings ShiftSettings
		enters   int
		wish     kiosk.ShiftClose
	}{
		{ShiftSettings{}, 2, kiosk.ShiftClose{After: 3}},
		{ShiftSettings{Apps: twoApps}, 3, kiosk.ShiftClose{After: 3}},
		{ShiftSettings{Cash: true}, 3, kiosk.ShiftClose{After: 3, Drawer: &kiosk.DrawerClose{Opening: 500, Next: 600}}},
		{ShiftSettings{Cash: true, Apps: twoApps}, 4, kiosk.ShiftClose{After: 3, Drawer: &kiosk.DrawerClose{Opening: 500, Next: 600}}},
	} {
		t.Run(fmt.Sprint(tc.settings), func(t *testing.T) {
			open := kiosk.Shift{After: 3}
			if tc.settings.Cash {
				open.Cash = &kiosk.CashCount{Opening: 500, Taken: 100}
			}
			d := atDesk(t, tc.settings, nil, open)
			for range tc.enters - 1 {
				d.press(kiosk.KeyEnter)
				require.Empty(t, d.asked)
			}
			require.Equal(t, ShiftConfirm, d.page.Stage)
			d.press(kiosk.KeyEnter)
			require.Equal(t, tc.wish, *d.wish())
			require.True(t, d.page.Busy)
			before := d.asked
			d.press(kiosk.KeyEnter, kiosk.KeyEsc)
			require.Empty(t, d.asked, "it is under way")
			d.asked = before
			d.answers(kiosk.Shift{Number: 4, After: 3}, nil)
			require.Equal(t, ShiftClosed, d.page.Stage)
			require.Equal(t, 4, d.page.Shown.Number)
			d.press(kiosk.KeyEnter)
			d.answers(kiosk.Shift{After: 4}, nil)
			require.True(t, d.page.Resting())
		})
	}
}

func TestShift_TakesWhatWasCounted(t *testing.T) {
	d := atDesk(t, ShiftSettings{Cash: true, Apps: twoApps}, &kiosk.Person{Name: "Li", Role: kiosk.RoleCashier}, kiosk.Shift{OpenedBy: "Li", Cash: &kiosk.CashCount{Taken: 10000}})
	d.press(kiosk.KeyEnter)
	require.Equal(t, ShiftDrawer, d.page.Stage)
	require.Len(t, d.page.Fields(), 3, "what a till's first shift began with is asked for")
	d.press("3", "0", "0", kiosk.KeyDot, "5", "0", "9", kiosk.KeyDown, "1", "0", "x", kiosk.KeyBackspace, kiosk.KeyUp, kiosk.KeyUp, "2", "0", "0")
	d.step(ShiftInput{kiosk.Typed{Rune: 'x'}})
	require.Equal(t, []string{"300.50", "1", "200"}, []string{d.page.Drawer[0].Text, d.page.Drawer[1].Text, d.page.Drawer[2].Text})
	d.step(FieldChosen{1})
	d.step(ShiftInput{kiosk.Typed{Rune: '5'}})
	d.press(kiosk.KeyEnter)
	require.Equal(t, ShiftApps, d.page.Stage)
	d.press(kiosk.KeyDown, "0", kiosk.KeyEnter)
	require.Equal(t, ShiftConfirm, d.page.Stage)

	d.press(kiosk.KeyEsc, kiosk.KeyEsc)
	require.Equal(t, ShiftDrawer, d.page.Stage, "one step back, and what was counted stays")
	d.press(kiosk.KeyEnter, kiosk.KeyEnter, kiosk.KeyEnter)
	require.Equal(t, kiosk.ShiftClose{
		By: "Li", Counted: map[kiosk.Wallet]kiosk.Fen{kiosk.Alipay: 0}, // WeChat's was left empty
		Drawer: &kiosk.DrawerClose{Counted: fen(30050), Opening: 20000, Next: 1500},
	}, *d.wish())
}

func TestShift_WhatStaysInTheDrawerUnlessSaid(t *testing.T) {
	for _, tc := range []struct {
		counted string
		next    kiosk.Fen
	}{{"", 700}, {"900", 500}, {"4", 400}} {
		d := atDesk(t, ShiftSettings{Cash: true}, nil, kiosk.Shift{After: 1, Cash: &kiosk.CashCount{Opening: 500, Taken: 200}})
		d.press(kiosk.KeyEnter)
		for _, r := range tc.counted {
			d.press(kiosk.Key(string(r)))
		}
		require.Equal(t, tc.next, d.page.DrawerClose().Next, tc.counted)
	}
}

func TestShift_TellsWhyItWasNotClosed(t *testing.T) {
	for _, tc := range []struct {
		err     error
		stage   ShiftStage
		problem string
	}{
		{fmt.Errorf("x: %w", kiosk.ErrLedgerFull), ShiftConfirm, "shift.problem.full"},
		{kiosk.ErrLedgerReadOnly, ShiftConfirm, "shift.problem.read_only"},
		{errors.New("x"), ShiftConfirm, "shift.problem.close"},
		{kiosk.ErrConflict, ShiftLook, "shift.problem.changed"},
	} {
		d := atDesk(t, ShiftSettings{}, nil, kiosk.Shift{})
		d.press(kiosk.KeyEnter, kiosk.KeyEnter)
		d.answers(kiosk.Shift{}, tc.err)
		require.Equal(t, tc.stage, d.page.Stage)
		require.Equal(t, tc.problem, d.page.Problem.ID)
		require.False(t, d.page.Busy)
		if tc.stage == ShiftConfirm {
			d.press(kiosk.KeyEnter)
			d.wish() // once more
		}
	}
}

func TestShift_AsksForSomebodyWhoMay(t *testing.T) {
	wang := kiosk.Person{Name: "Wang", Role: kiosk.RoleCashier}
	d := atDesk(t, ShiftSettings{}, &wang, kiosk.Shift{OpenedBy: "Li"})
	d.press(kiosk.KeyEnter)
	require.Equal(t, ShiftLook, d.page.Stage)
	ask := d.asked[0].(ApprovalAsk)
	require.Equal(t, kiosk.RightCloseOther, ask.Right)
	d.step(ShiftApproved{ApprovalAsk{Right: kiosk.RightCloseShift, visit: ask.visit}, "Zhao"})
	require.Equal(t, ShiftLook, d.page.Stage, "that was for something else")
	d.step(ShiftApproved{ask, "Zhao"})
	require.Equal(t, ShiftConfirm, d.page.Stage)
	d.press(kiosk.KeyEnter)
	require.Equal(t, "Wang", d.wish().By)
	require.Equal(t, "Zhao", d.wish().ApprovedBy)

	own := atDesk(t, ShiftSettings{}, &wang, kiosk.Shift{OpenedBy: "Wang"})
	own.press(kiosk.KeyEnter)
	require.Equal(t, ShiftConfirm, own.page.Stage)
}

func TestShift_WhoGivesThePINClosesItWhereNobodySells(t *testing.T) {
	d := atDesk(t, ShiftSettings{}, &kiosk.Person{Role: kiosk.RoleCashier}, kiosk.Shift{})
	d.press(kiosk.KeyEnter)
	d.step(ShiftApproved{d.asked[0].(ApprovalAsk), "Zhao"})
	d.press(kiosk.KeyEnter)
	require.Equal(t, "Zhao", d.wish().By)
	require.Empty(t, d.wish().ApprovedBy)
}

func TestShift_AScansDigitsAreTakenBack(t *testing.T) {
	d := atDesk(t, ShiftSettings{Cash: true}, nil, kiosk.Shift{After: 1})
	d.press(kiosk.KeyEnter, "1", "2")
	for range 18 {
		d.press("6")
	}
	d.step(ShiftInput{kiosk.Untyped{Keys: 18}})
	require.Equal(t, "12", d.page.Drawer[0].Text)
	d.press(kiosk.KeyDown)
	d.step(ShiftInput{kiosk.Untyped{Keys: 18}})
	require.Empty(t, d.page.Drawer[1].Text)
}

func TestShift_SaysThatItWasForgotten(t *testing.T) {
	day := kiosk.Calendar{Location: time.UTC, DayStart: 4 * time.Hour}
	for at, forgotten := range map[string]bool{"2026-11-26T23:00:00Z": true, "2026-11-27T03:59:59Z": true, "2026-11-27T04:00:00Z": false} {
		opened, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		page := NewShift(ShiftSettings{Calendar: day})
		asked := page.Step(ShiftShown{Open: true, Today: "2026-11-27"})
		require.Equal(t, kiosk.Date("2026-10-28"), asked[0].(ShiftAsk).From, "31 days")
		page.Step(ShiftAnswered{ShiftAsk: asked[0].(ShiftAsk), Shift: kiosk.Shift{OpenedAt: opened}})
		require.Equal(t, forgotten, page.Forgotten, at)
	}
}

func TestShift_TheSecondLookIsTheZ(t *testing.T) {
	d := atDesk(t, ShiftSettings{Cash: true, Apps: twoApps}, nil, kiosk.Shift{
		After: 1, Cash: &kiosk.CashCount{Opening: 500, Taken: 100}, ByWallet: map[kiosk.Wallet]kiosk.Totals{kiosk.Cash: {Count: 1, Paid: 100}},
	})
	d.press(kiosk.KeyEnter, "5", kiosk.KeyEnter, "7", kiosk.KeyEnter)
	z := d.page.Preview()
	require.Equal(t, kiosk.CashCount{Opening: 500, Taken: 100, Counted: fen(500)}, *z.Cash)
	require.Equal(t, kiosk.Fen(-100), z.Cash.Difference())
	require.Equal(t, map[kiosk.Wallet]kiosk.Fen{kiosk.WeChat: 700}, z.Counted)
	require.Nil(t, d.page.Shown.Cash.Counted)
}

func TestShift_LooksAtOlderZs(t *testing.T) {
	d := &shiftDesk{T: t, page: NewShift(ShiftSettings{}), closed: []kiosk.Shift{{Number: 1}, {Number: 2, After: 1}}}
	d.step(ShiftShown{Open: true, Today: "2026-11-27"})
	d.answers(kiosk.Shift{After: 2}, nil)
	for _, tc := range []struct {
		do     Event
		number int
	}{
		{ShiftInput{kiosk.Pressed{Key: kiosk.KeyDown}}, 2},
		{ShiftInput{kiosk.Pressed{Key: kiosk.KeyEnter}}, 2}, // it is closed
		{ShiftInput{kiosk.Pressed{Key: kiosk.KeyEnd}}, 1},
		{ShiftInput{kiosk.Pressed{Key: kiosk.KeyDown}}, 1},
		{ShiftChosen{1}, 2},
		{ShiftChosen{9}, 1},
	} {
		d.step(tc.do)
		require.Empty(t, d.asked)
		require.Equal(t, tc.number, d.page.Shown.Number)
		require.True(t, d.page.Ready)
		require.False(t, d.page.Resting(), "Esc is the page's")
		require.Equal(t, ShiftLook, d.page.Stage)
	}
	d.step(ShiftInput{kiosk.Pressed{Key: kiosk.KeyHome}})
	d.answers(kiosk.Shift{After: 2}, nil)
	require.True(t, d.page.Resting(), "Esc leaves")
	d.press(kiosk.KeyDown, kiosk.KeyEsc)
	d.answers(kiosk.Shift{After: 2}, nil)
	require.True(t, d.page.Resting())
	d.press(kiosk.KeyEnter)
	d.step(ShiftChosen{1})
	require.Equal(t, ShiftConfirm, d.page.Stage, "not while one is closed")
}

func TestShift_DropsWhatComesAfterItWasLeft(t *testing.T) {
	d := atDesk(t, ShiftSettings{}, nil, kiosk.Shift{After: 2})
	d.step(ShiftRefreshed{})
	late := d.asked[0].(ShiftAsk)
	d.step(ShiftShown{})
	d.step(ShiftAnswered{ShiftAsk: late, Shift: kiosk.Shift{After: 9}})
	require.False(t, d.page.Ready)
	d.press(kiosk.KeyEnter)
	require.Empty(t, d.asked)
	d.step(ShiftShown{Open: true})
	d.answers(kiosk.Shift{}, errors.New("unreadable"))
	require.Equal(t, "shift.problem.read", d.page.Problem.ID)
	d.press(kiosk.KeyEnter)
	require.Equal(t, ShiftLook, d.page.Stage, "what nobody could look at is not closed")
}

// unsure is a ledger whose closing is done, and which cannot tell so.
type unsure struct {
	z   kiosk.Shift
	err error
}

func (u *unsure) CloseShift(_ context.Context, c kiosk.ShiftClose) (kiosk.Shift, error) {
	if u.z.Number == 0 {
		u.z = kiosk.Shift{Number: c.After + 1, ClosedAt: c.At, ClosedBy: c.By}
	}
	return kiosk.Shift{}, u.err
}

func (u *unsure) Shift(context.Context, int) (kiosk.Shift, error) { return u.z, nil }

func (u *unsure) Shifts(context.Context, kiosk.Date, kiosk.Date) ([]kiosk.Shift, error) {
	return nil, nil
}

func TestAnswerShift_LooksUpWhatCameOfAClosing(t *testing.T) {
	u := &unsure{err: context.DeadlineExceeded}
	ask := ShiftAsk{Close: &kiosk.ShiftClose{After: 2, By: "Li"}}
	a := AnswerShift(t.Context(), u, noon, ask)
	require.NoError(t, a.Err)
	require.Equal(t, 3, a.Shift.Number)
	u.err = kiosk.ErrConflict
	a = AnswerShift(t.Context(), u, noon.Add(time.Second), ask)
	require.ErrorIs(t, a.Err, kiosk.ErrConflict, "that is another one's")
}

func TestOffice_ClosesAShift(t *testing.T) {
	d := openDesk(kiosk.Payment{})
	answers := func(s kiosk.Shift) {
		t.Helper()
		for _, e := range d.effects {
			if ask, ok := e.(ShiftAsk); ok {
				d.does(ShiftAnswered{ShiftAsk: ask, Shift: s})
				return
			}
		}
		t.Fatal("nothing was asked for")
	}
	d.does(Door{Open: true, Seller: kiosk.Seller{Asked: true, Name: "Li"}})
	d.press(kiosk.KeyF2)
	answers(kiosk.Shift{After: 2, OpenedBy: "Wang"})
	require.Equal(t, []kiosk.Event{kiosk.RightWanted{Right: kiosk.RightCloseOther}}, d.press(kiosk.KeyEnter))
	require.Equal(t, ShiftLook, d.View().Shift.Stage)
	d.does(Door{Open: true, Aside: true, Seller: kiosk.Seller{Asked: true, Name: "Li"}})
	d.does(RightGiven{kiosk.RightGiven{Right: kiosk.RightReports, Approval: kiosk.Approval{By: "Zhao"}}})
	require.Equal(t, ShiftLook, d.View().Shift.Stage, "that was for something else")
	d.does(RightGiven{kiosk.RightGiven{Right: kiosk.RightCloseOther, Approval: kiosk.Approval{By: "Zhao"}}})
	d.does(Door{Open: true, Seller: kiosk.Seller{Asked: true, Name: "Li"}})
	require.Equal(t, ShiftConfirm, d.View().Shift.Stage)
	require.Empty(t, d.press(kiosk.KeyEsc), "one step back")
	answers(kiosk.Shift{After: 2, OpenedBy: "Li"})
	d.press(kiosk.KeyEnter, kiosk.KeyEnter)
	require.Contains(t, fmt.Sprintf("%#v", d.effects[0].(ShiftAsk).Close), `By:"Li"`)
	answers(kiosk.Shift{Number: 3, After: 2})
	require.Equal(t, ShiftClosed, d.View().Shift.Stage)
	d.press(kiosk.KeyEnter)
	answers(kiosk.Shift{After: 3})
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
}

func TestOffice_APINThatWasNotGivenClosesNothing(t *testing.T) {
	for name, forget := range map[string]Event{
		"not entered":  Door{Open: true, Seller: kiosk.Seller{Asked: true}},
		"another page": SectionChosen{SectionToday},
		"the door":     Door{},
	} {
		d := openDesk(kiosk.Payment{})
		d.does(Door{Open: true, Seller: kiosk.Seller{Asked: true}})
		d.press(kiosk.KeyF2)
		d.does(ShiftAnswered{ShiftAsk: ShiftAsk{visit: d.shift.visit}})
		require.Len(t, d.press(kiosk.KeyEnter), 1)
		d.does(Door{Open: true, Aside: true, Seller: kiosk.Seller{Asked: true}})
		if _, touch := forget.(Door); !touch {
			d.does(Door{Open: true, Seller: kiosk.Seller{Asked: true}})
		}
		d.does(forget)
		d.does(RightGiven{kiosk.RightGiven{Right: kiosk.RightCloseShift}})
		require.Equal(t, ShiftLook, d.View().Shift.Stage, name)
	}
}

func TestOffice_ReadsTheOpenShiftAgainAndShowsNoFieldThatChanges(t *testing.T) {
	d := &desk{Office: New(Settings{Cash: true}), now: noon}
	d.does(Door{Open: true})
	d.press(kiosk.KeyF2)
	d.does(ShiftAnswered{ShiftAsk: ShiftAsk{visit: d.shift.visit}})
	d.now = d.now.Add(refreshAfter)
	d.does(Ticked{})
	require.Contains(t, d.effects, ShiftAsk{visit: d.shift.visit})
	d.effects = nil
	d.does(Ticked{})
	require.Empty(t, d.effects, "it is being read")
	d.press(kiosk.KeyEnter, "1")
	shown := d.View()
	d.press("2")
	require.Equal(t, "1", shown.Shift.Drawer[0].Text)
	require.NotEqual(t, shown.Revision, d.View().Revision)
	d.now = d.now.Add(refreshAfter)
	d.effects = nil
	d.does(Ticked{})
	require.Empty(t, d.effects, "not while it is counted")
}
