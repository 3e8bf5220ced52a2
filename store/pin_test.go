package store

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func checkPIN(t *testing.T, l *Ledger, pin string, now time.Time) kiosk.PINResult {
	t.Helper()
	res, err := l.CheckPIN(context.Background(), pin, now)
	require.NoError(t, err)
	return res
}

// cheap makes a hash in no time; the owner's PIN has ownerPINCost, which
// TestPIN_OfTheOwnersCost uses.
var cheap = argonCost{passes: 1, memoryKiB: 64, lanes: 1}

// lockedLedger has the PIN 4711 and five misses, the last at noon.
func lockedLedger(t *testing.T) *Ledger {
	t.Helper()
	l := newLedger(t)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(context.Background(), "4711"))
	for range kiosk.PINTriesFree {
		require.False(t, checkPIN(t, l, "0000", noon).OK)
	}
	return l
}

func TestPIN_OfTheOwnersCost(t *testing.T) {
	l := newLedger(t)
	require.NoError(t, l.SetPIN(context.Background(), "4711"))
	require.True(t, checkPIN(t, l, "4711", noon).OK)
	require.False(t, checkPIN(t, l, "4712", noon).OK)
}

// A hash takes 64 MiB. Left to the collector they stay for minutes, and the heap may grow
// to twice their size meanwhile.
func TestPIN_TheMemoryOfAHashGoesBack(t *testing.T) {
	l := newLedger(t)
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	debug.FreeOSMemory()
	held := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapSys - m.HeapReleased)
	}
	before := held()
	require.True(t, checkPIN(t, l, "4711", noon).OK)
	require.Eventually(t, func() bool { return held() < before+16<<20 }, 30*time.Second, 10*time.Millisecond)
}

func TestPIN_IsKeptAsASaltedHash(t *testing.T) {
	one := newPHC(ownerPINCost)
	require.NotEqual(t, one, newPHC(ownerPINCost))
	require.Regexp(t, `^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}$`, one)
	l := newLedger(t)
	require.NoError(t, l.SetPIN(t.Context(), "47114711"))
	for _, name := range names(t, l.dir, "*") {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NotContains(t, string(text), "47114711", name)
	}
}

func TestPIN_RefusesAnEditedHash(t *testing.T) {
	good := newPHC(cheap)
	for _, bad := range []string{"", "4711", good + "$", good[:20], good + "=",
		"$argon2id$v=19$m=4294967295,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=4000000000,p=4$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=0$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$",
		"$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA"} {
		_, err := hashPIN(bad, "4711")
		require.ErrorIs(t, err, ErrRow, bad)
		require.NotContains(t, err.Error(), "AAAA")
	}
}

func TestPIN_LocksLongerEachTime(t *testing.T) {
	l := lockedLedger(t)
	now := noon
	for _, wait := range []time.Duration{1, 2, 4, 8, 16} {
		wait *= time.Minute
		for _, later := range []time.Duration{0, wait / 2, wait - time.Millisecond} {
			res := checkPIN(t, l, "4711", now.Add(later))
			require.False(t, res.OK, "%s into %s", later, wait)
			require.Equal(t, now.Add(wait), res.LockedUntil)
		}
		now = now.Add(wait)
		require.False(t, checkPIN(t, l, "0000", now).OK)
	}
	require.NoError(t, l.SetPIN(t.Context(), "0815"))
	require.True(t, checkPIN(t, l, "0815", now).OK, "a new PIN forgets the lock")
}

// No clock that can be set shortens a lock, nor prolongs it past one more wait.
func TestPIN_AClockThatWasSetWhileTheTillWasOff(t *testing.T) {
	l := lockedLedger(t)
	for _, years := range []int{3, -3, 50} {
		require.NoError(t, l.Close())
		l = openLedger(t, l.dir)
		now := noon.AddDate(years, 0, 0)
		res := checkPIN(t, l, "4711", now)
		require.False(t, res.OK, "it must not unlock early")
		require.False(t, res.LockedUntil.After(now.Add(time.Minute)), "nor lock for years")
		require.True(t, res.LockedUntil.After(now))
	}
}

func TestPIN_MissesAreForgottenByTheHour(t *testing.T) {
	l := newLedger(t)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	now := noon
	for range 20 * (kiosk.PINTriesFree - 1) { // a slip every twenty minutes is too many, one an hour is not
		require.Zero(t, checkPIN(t, l, "0000", now).LockedUntil)
		now = now.Add(kiosk.PINMissMemory)
	}
	misses := 0
	for checkPIN(t, l, "0000", now).LockedUntil.IsZero() {
		now = now.Add(kiosk.PINMissMemory / 3)
		misses++
	}
	require.Less(t, misses, 2*kiosk.PINTriesFree)
}

// Whoever has a PIN could else buy guesses at another's with it.
func TestPIN_OnlyTheOwnersForgetsTheMisses(t *testing.T) {
	l, now := newLedger(t), noon
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	for name, pin := range map[string]string{"Wang": "1111", "Li": "2222"} {
		role := map[string]kiosk.Role{"Wang": kiosk.RoleManager, "Li": kiosk.RoleCashier}[name]
		_, err := l.SavePerson(t.Context(), "boss", kiosk.Person{Name: name, Role: role}, pin)
		require.NoError(t, err)
		accepted := 0
		for range 100 {
			require.Contains(t, []bool{true, false}, checkPIN(t, l, pin, now).OK)
			if checkPIN(t, l, "0000", now).LockedUntil.IsZero() {
				accepted++
			}
			now = now.Add(time.Second)
		}
		require.Less(t, accepted, 2*kiosk.PINTriesFree, "in 100 s")
		now = now.Add(kiosk.PINWaitMax)
		require.True(t, checkPIN(t, l, "4711", now).OK)
	}
}

func TestPIN_TheWaitPassesOnTheProcessClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), t.TempDir(), testOptions)
		require.NoError(t, err)
		l.pinCost = cheap
		require.NoError(t, l.SetPIN(t.Context(), "4711"))
		for range kiosk.PINTriesFree {
			require.False(t, checkPIN(t, l, "0000", time.Now()).OK)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		require.False(t, checkPIN(t, l, "4711", time.Now()).OK)
		time.Sleep(time.Millisecond) // a wait is kept in whole milliseconds, rounded up
		require.True(t, checkPIN(t, l, "4711", time.Now()).OK)
		require.NoError(t, l.Close())
	})
}

func TestPIN_ATryIsCountedBeforeItIsCompared(t *testing.T) {
	l := newLedger(t)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(context.Background(), "4711"))
	// With a hash that cannot be read the comparison fails as a crash would.
	byOtherHands(t, l.dir, `UPDATE pin SET phc = 'x'`)
	_, err := l.CheckPIN(context.Background(), "4711", noon)
	require.ErrorIs(t, err, ErrRow)
	var misses int
	require.NoError(t, l.db.QueryRow(`SELECT misses FROM pin`).Scan(&misses))
	require.Equal(t, 1, misses)
}

func TestPIN_AnEditedWaitDoesNotLockForEver(t *testing.T) {
	l := lockedLedger(t)
	byOtherHands(t, l.dir, `UPDATE pin SET wait_ms = 9223372036854775807`)
	require.False(t, checkPIN(t, l, "4711", noon).LockedUntil.After(noon.Add(kiosk.PINWaitMax)))
}
