package office

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// shiftDesk is a page of the shift that somebody is at.
type shiftDesk struct {
	*testing.T
	page  Shift
	asked []Effect // by the last event
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
	d.step(ShiftAnswered{ShiftAsk: d.asked[0].(ShiftAsk), Shift: s, Err: err})
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
	d.step(ShiftApproved{ask, wang})
	require.Equal(t, ShiftLook, d.page.Stage, "nobody approves what they may not")
	d.step(ShiftApproved{ask, kiosk.Person{Name: "Zhao", Role: kiosk.RoleManager}})
	require.Equal(t, ShiftConfirm, d.page.Stage)
	d.press(kiosk.KeyEnter)
	require.Equal(t, "Wang", d.wish().By)
	require.Equal(t, "Zhao", d.wish().ApprovedBy)

	own := atDesk(t, ShiftSettings{}, &wang, kiosk.Shift{OpenedBy: "Wang"})
	own.press(kiosk.KeyEnter)
	require.Equal(t, ShiftConfirm, own.page.Stage)
}

func TestShift_LooksAtOlderZs(t *testing.T) {
	d := atDesk(t, ShiftSettings{}, nil, kiosk.Shift{After: 2})
	number := func() int {
		require.Len(t, d.asked, 1)
		return d.asked[0].(ShiftAsk).Number
	}
	d.press(kiosk.KeyUp)
	require.Equal(t, 2, number())
	d.answers(kiosk.Shift{Number: 2, After: 1}, nil)
	d.press(kiosk.KeyEnter)
	require.Empty(t, d.asked, "it is closed")
	d.press(kiosk.KeyPageUp)
	d.answers(kiosk.Shift{Number: 1}, nil)
	d.press(kiosk.KeyUp)
	require.Empty(t, d.asked)
	d.press(kiosk.KeyDown)
	require.Equal(t, 2, number())
	d.answers(kiosk.Shift{Number: 2, After: 1}, nil)
	require.False(t, d.page.Resting())
	d.press(kiosk.KeyDown)
	require.Equal(t, 0, number())
	d.answers(kiosk.Shift{After: 2}, nil)
	require.True(t, d.page.Resting(), "Esc leaves")
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
