//go:build e2e

package e2e

import (
	"database/sql"
	"image"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// inSettingsKey is a point of the section Settings beside its words, dark while that is on
// screen. It lies lower below the strip of practice.
func (tl *till) inSettingsKey() image.Point {
	const practiceStrip = 68
	at := image.Pt(140, 530)
	if tl.bare || slices.Contains(tl.flags, "--practice") {
		at.Y += practiceStrip
	}
	return at
}

// people is everybody, as the ledger has them.
func (tl *till) people() map[string]kiosk.Person {
	reader, err := store.OpenReader(tl.t.Context(), tl.data, store.Options{})
	require.NoError(tl.t, err)
	defer reader.Close()
	all, err := reader.People(tl.t.Context())
	require.NoError(tl.t, err)
	named := map[string]kiosk.Person{}
	for _, p := range all {
		named[p.Name] = p
	}
	return named
}

// facts are the kinds and notes of the event log from after on.
func (tl *till) facts(after int) (facts []string) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(tl.data, "ledger.db")+"?mode=ro&_busy_timeout=5000")
	require.NoError(tl.t, err)
	defer db.Close()
	rows, err := db.Query(`SELECT kind || ' ' || note FROM events WHERE seq > ? ORDER BY seq`, after)
	require.NoError(tl.t, err)
	defer rows.Close()
	for rows.Next() {
		var fact string
		require.NoError(tl.t, rows.Scan(&fact))
		facts = append(facts, fact)
	}
	require.NoError(tl.t, rows.Err())
	return facts
}

// pin enters a PIN where one is asked for.
func (tl *till) pin(digits ...string) {
	tl.awaitScreen(kiosk.ScreenPIN)
	tl.keys(append(digits, "Return")...)
}

// A shop sets its people up by keys on the till. Then a cashier sells by name, and meets
// what a cashier may not do: the PIN of somebody who may is asked for; a refusal changes
// nothing but the log of it.
func TestPeople_AreSetUpAndApprove(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.setsPIN()
	tl.open()
	boss, wang, li := []string{"2", "4", "6", "8"}, []string{"3", "3", "3", "3", "3"}, []string{"4", "4", "4", "4"}
	inSettings := func() bool { return tl.window.shows(tl.inSettingsKey(), ink) }
	changes := 0
	has := func(name string, role kiosk.Role, pin bool) {
		tl.awaits(name, func() bool { p := tl.people()[name]; return p.Role == role && p.HasPIN == pin })
		changes++
		tl.awaits("settings that take keys again", func() bool { return len(tl.told("the settings' work ended")) >= changes })
	}
	chooses := func(pin []string) {
		tl.keys(append(pin, "Return")...)
		tl.keys(append(pin, "Return")...)
	}

	tl.keys("F9")
	tl.pin(boss...)
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.keys("F8")
	tl.awaits("Settings", inSettings)
	tl.keys("Down", "Down", "Down", "Down", "Down", "Down", "Return")
	tl.keys("Return", "Down", "Return", "b", "o", "s", "s", "Return")
	has("boss", kiosk.RoleOwner, true)
	tl.keys("End", "Return", "W", "a", "n", "g", "Return", "Up", "Return")
	has("Wang", kiosk.RoleManager, false)
	chooses(wang)
	has("Wang", kiosk.RoleManager, true)
	tl.keys("End", "Return", "L", "i", "Return", "Return")
	has("Li", kiosk.RoleCashier, false)
	chooses(li)
	has("Li", kiosk.RoleCashier, true)
	tl.keys("Escape", "Escape")
	tl.awaitScreen(kiosk.ScreenAmount)

	tl.keys("F7")
	tl.pin(li...)
	tl.awaitScreen(kiosk.ScreenAmount)
	o := tl.opens("12.50", "F1")
	g.pays(o.No)
	tl.awaitAnswer()
	tl.keys("Return")
	tl.awaitNext()
	require.Equal(t, "Li", tl.soleRow()["cashier"])

	tl.keys("F9")
	tl.pin(wang...)
	tl.awaitHistory()
	sold, seen := tl.soleRow(), len(tl.facts(0))
	tl.keys("F8")
	tl.pin(li...)
	tl.awaits("the refusal", func() bool { return len(tl.facts(seen)) > 0 })
	tl.keys("Escape")
	tl.awaitHistory()
	require.False(t, inSettings())
	require.Equal(t, []string{"refused settings|Li|Li"}, tl.facts(seen))
	require.Equal(t, sold, tl.soleRow())
	tl.keys("F8")
	tl.pin(boss...)
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.awaits("Settings", inSettings)
	require.Equal(t, []string{"refused settings|Li|Li", "approved settings|Li|boss"}, tl.facts(seen))
	tl.logsNoError()
}
