package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// staffed is a ledger with an owner, a manager and a cashier.
func staffed(t *testing.T) (l *Ledger, zhang, wang, li kiosk.Person) {
	t.Helper()
	l = newLedger(t)
	l.pinCost = cheap
	add := func(name string, role kiosk.Role, pin string) kiosk.Person {
		p, err := l.SavePerson(t.Context(), "boss", kiosk.Person{Name: name, Role: role}, pin)
		require.NoError(t, err)
		return p
	}
	return l, add("张老板", kiosk.RoleOwner, "4711"), add("王经理", kiosk.RoleManager, "13579"), add("李娜", kiosk.RoleCashier, "22222222")
}

func everybody(t *testing.T, l *Ledger) []kiosk.Person {
	t.Helper()
	all, err := l.People(t.Context())
	require.NoError(t, err)
	loaded, err := l.Load(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, all, loaded.People)
	return all
}

func TestPeople_EachHasAPINOfTheirOwn(t *testing.T) {
	l, zhang, wang, li := staffed(t)
	for range 2 {
		require.Equal(t, []kiosk.Person{zhang, wang, li}, everybody(t, l))
		for pin, want := range map[string]kiosk.Person{"4711": zhang, "13579": wang, "22222222": li} {
			require.Equal(t, kiosk.PINResult{OK: true, Person: want}, checkPIN(t, l, pin, noon))
		}
		require.False(t, checkPIN(t, l, "47110", noon).OK)
		require.True(t, checkPIN(t, l, "4711", noon).OK)
		require.NoError(t, l.Close())
		l = openLedger(t, l.dir)
	}
}

func TestPeople_AreRenamedAndGetAnotherPIN(t *testing.T) {
	l, zhang, _, li := staffed(t)
	li.Name, li.Role = "李小娜", kiosk.RoleManager
	saved, err := l.SavePerson(t.Context(), "boss", li, "")
	require.NoError(t, err)
	require.Equal(t, li, saved)
	require.Equal(t, li, checkPIN(t, l, "22222222", noon).Person, "the PIN stays")
	_, err = l.SavePerson(t.Context(), "boss", li, "2323")
	require.NoError(t, err)
	require.False(t, checkPIN(t, l, "22222222", noon).OK)
	require.Equal(t, li, checkPIN(t, l, "2323", noon).Person)
	require.NoError(t, l.SetPIN(t.Context(), "5555"), "facepay pin sets the owner's")
	require.Equal(t, zhang, checkPIN(t, l, "5555", noon).Person)
	require.Len(t, everybody(t, l), 3)
}

func TestPeople_AreRemoved(t *testing.T) {
	l, zhang, wang, li := staffed(t)
	require.NoError(t, l.RemovePerson(t.Context(), "boss", wang.ID))
	require.Equal(t, []kiosk.Person{zhang, li}, everybody(t, l))
	require.False(t, checkPIN(t, l, "13579", noon).OK)
	require.ErrorIs(t, l.RemovePerson(t.Context(), "boss", wang.ID), kiosk.ErrNoPerson)
	require.ErrorIs(t, l.RemovePerson(t.Context(), "boss", zhang.ID), kiosk.ErrLastOwner)
}

func TestPeople_WhatIsRefused(t *testing.T) {
	l, zhang, wang, li := staffed(t)
	before := everybody(t, l)
	demoted := zhang
	demoted.Role = kiosk.RoleManager
	for name, c := range map[string]struct {
		p    kiosk.Person
		pin  string
		want error
	}{
		"somebody else's PIN":  {kiosk.Person{Name: "Chen", Role: kiosk.RoleCashier}, "13579", kiosk.ErrPINTaken},
		"a change to it":       {li, "4711", kiosk.ErrPINTaken},
		"too short":            {li, "123", kiosk.ErrPINShape},
		"no digits":            {li, "12345a", kiosk.ErrPINShape},
		"no name":              {kiosk.Person{Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"somebody else's name": {kiosk.Person{Name: wang.Name, Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"a role's name":        {kiosk.Person{Name: "owner", Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"a key of a text":      {kiosk.Person{Name: "@role.owner", Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"a bar":                {kiosk.Person{Name: "a|b", Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"a line break":         {kiosk.Person{Name: "a\nb", Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"too long":             {kiosk.Person{Name: "一二三四五六七八九十一二三四五六七八九十一", Role: kiosk.RoleCashier}, "9999", kiosk.ErrPersonName},
		"no role":              {kiosk.Person{Name: "Chen"}, "9999", ErrRow},
		"nobody":               {kiosk.Person{ID: 99, Name: "Chen", Role: kiosk.RoleCashier}, "9999", kiosk.ErrNoPerson},
		"no owner any more":    {demoted, "", kiosk.ErrLastOwner},
	} {
		_, err := l.SavePerson(t.Context(), "boss", c.p, c.pin)
		require.ErrorIs(t, err, c.want, name)
		require.Equal(t, before, everybody(t, l), name)
	}
	require.ErrorIs(t, l.SetPIN(t.Context(), "13579"), kiosk.ErrPINTaken)
	require.True(t, checkPIN(t, l, "4711", noon).OK)
}

// Else whoever is asked first at the counter would choose the owner's.
func TestPeople_TheOwnerIsFirst(t *testing.T) {
	l := newLedger(t)
	l.pinCost = cheap
	chen, err := l.SavePerson(t.Context(), "boss", kiosk.Person{Name: "Chen", Role: kiosk.RoleCashier}, "")
	require.NoError(t, err, "a name may come first")
	_, err = l.SavePerson(t.Context(), "boss", chen, "1234")
	require.ErrorIs(t, err, kiosk.ErrOwnerFirst)
	require.True(t, checkPIN(t, l, "1234", noon).NotSet)
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	_, err = l.SavePerson(t.Context(), "boss", chen, "1234")
	require.NoError(t, err)
	require.Equal(t, kiosk.RoleOwner, everybody(t, l)[0].Role)
}

func TestPeople_AreSoManyAtMost(t *testing.T) {
	l := newLedger(t)
	for i := range kiosk.PeopleMax {
		_, err := l.SavePerson(t.Context(), "boss", kiosk.Person{Name: fmt.Sprint("P", i), Role: kiosk.RoleCashier}, "")
		require.NoError(t, err)
	}
	_, err := l.SavePerson(t.Context(), "boss", kiosk.Person{Name: "P", Role: kiosk.RoleCashier}, "")
	require.ErrorIs(t, err, kiosk.ErrPeopleMany)
}

func TestPeople_SeveralAreSavedOrNone(t *testing.T) {
	l, zhang, wang, li := staffed(t)
	before := everybody(t, l)
	for name, c := range map[string]struct {
		people []kiosk.Person
		want   error
	}{
		"a name that is taken":      {[]kiosk.Person{{Name: "Chen", Role: kiosk.RoleCashier}, {Name: li.Name, Role: kiosk.RoleCashier}}, kiosk.ErrPersonName},
		"twice the same name":       {[]kiosk.Person{{Name: "Chen", Role: kiosk.RoleCashier}, {Name: "Chen", Role: kiosk.RoleManager}}, kiosk.ErrPersonName},
		"a bar":                     {[]kiosk.Person{{Name: "Chen", Role: kiosk.RoleCashier}, {Name: "a|b", Role: kiosk.RoleCashier}}, kiosk.ErrPersonName},
		"nobody would be the owner": {[]kiosk.Person{{Name: "Chen", Role: kiosk.RoleCashier}, {ID: zhang.ID, Name: zhang.Name, Role: kiosk.RoleManager}}, kiosk.ErrLastOwner},
		"somebody who is gone":      {[]kiosk.Person{{ID: li.ID, Name: "Chen", Role: kiosk.RoleCashier}, {ID: 99, Name: "Wu", Role: kiosk.RoleCashier}}, kiosk.ErrNoPerson},
	} {
		require.ErrorIs(t, l.SavePeople(t.Context(), "boss", c.people), c.want, name)
		require.Equal(t, before, everybody(t, l), name)
	}
	zhang.Role, wang.Role = kiosk.RoleManager, kiosk.RoleOwner
	wang.Name, li.Name = li.Name, wang.Name
	require.NoError(t, l.SavePeople(t.Context(), "boss", []kiosk.Person{zhang, wang, li, {Name: "Chen", Role: kiosk.RoleCashier}}))
	all := everybody(t, l)
	require.Equal(t, []kiosk.Person{wang, zhang, li}, all[:3])
	require.Equal(t, "Chen", all[3].Name)
	require.Equal(t, wang, checkPIN(t, l, "13579", noon).Person, "the PINs stay")
}

// Each change is a fact of the event log, with who did it and without the PIN.
func TestPeople_ChangesAreOnRecord(t *testing.T) {
	l := newLedger(t)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	boss := everybody(t, l)[0]
	boss.Name = "Zhang"
	require.NoError(t, l.SavePeople(t.Context(), "owner", []kiosk.Person{boss, {Name: "Li", Role: kiosk.RoleCashier}}))
	li := everybody(t, l)[1]
	li.Role = kiosk.RoleManager
	_, err := l.SavePerson(t.Context(), "Zhang", li, "2323")
	require.NoError(t, err)
	_, err = l.SavePerson(t.Context(), "Zhang", li, "")
	require.NoError(t, err, "nothing changed, so nothing is on record")
	_, err = l.SavePerson(t.Context(), "Zhang", li, "4711")
	require.ErrorIs(t, err, kiosk.ErrPINTaken)
	require.NoError(t, l.RemovePerson(t.Context(), "Zhang", li.ID))
	var facts []string
	require.NoError(t, each(t.Context(), l.conn, func(scan scanner) error {
		var fact string
		err := scan(&fact)
		facts = append(facts, fact)
		return err
	}, `SELECT kind || ' ' || note FROM events ORDER BY seq`))
	require.Equal(t, []string{
		"person_added owner|owner|owner", "person_pin owner|owner",
		"person_renamed owner|Zhang|owner", "person_added owner|Li|cashier",
		"person_role Zhang|Li|manager", "person_pin Zhang|Li", "person_removed Zhang|Li",
	}, facts)
	require.NoError(t, l.VerifyChain(t.Context()))
}
