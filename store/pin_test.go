package store

import (
	"context"
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
	for i := range kiosk.PINTriesFree {
		res := checkPIN(t, l, "0000", noon)
		require.False(t, res.OK)
		require.Equal(t, kiosk.PINTriesFree-i-1, res.TriesLeft)
	}
	return l
}

func TestPIN_OfTheOwnersCost(t *testing.T) {
	l := newLedger(t)
	require.NoError(t, l.SetPIN(context.Background(), "4711"))
	require.True(t, checkPIN(t, l, "4711", noon).OK)
	require.False(t, checkPIN(t, l, "4712", noon).OK)
}

func TestPIN_IsKeptAsASaltedHash(t *testing.T) {
	one := hashPIN("4711", ownerPINCost)
	require.NotEqual(t, one, hashPIN("4711", ownerPINCost))
	require.Regexp(t, `^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, one)
}

func TestPIN_RefusesAnEditedHash(t *testing.T) {
	good := hashPIN("4711", cheap)
	for _, bad := range []string{"", "4711", good + "$", good[:40], good + "=",
		"$argon2id$v=19$m=4294967295,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=4000000000,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
		"$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"} {
		_, err := matchPIN(bad, "4711")
		require.ErrorIs(t, err, ErrRow, bad)
		require.NotContains(t, err.Error(), "AAAA")
	}
}

func TestPIN_LocksLongerEachTimeAndSurvivesARestart(t *testing.T) {
	l := lockedLedger(t)
	now := noon
	for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		wait *= time.Minute
		require.NoError(t, l.Close())
		l = openLedger(t, l.dir)
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

func TestPIN_AClockSetBack(t *testing.T) {
	for name, restart := range map[string]bool{"in one run": false, "over a restart": true} {
		t.Run(name, func(t *testing.T) {
			l := lockedLedger(t)
			if restart {
				require.NoError(t, l.Close())
				l = openLedger(t, l.dir)
			}
			back := noon.AddDate(-3, 0, 0)
			res := checkPIN(t, l, "4711", back)
			require.False(t, res.OK, "it must not unlock early")
			require.Equal(t, back.Add(time.Minute), res.LockedUntil, "nor lock for three years")
			res = checkPIN(t, l, "4711", back.Add(40*time.Second))
			require.Equal(t, back.Add(time.Minute), res.LockedUntil)
			// Back a second time: the 20 seconds that were left stay left.
			res = checkPIN(t, l, "4711", back)
			require.Equal(t, back.Add(20*time.Second), res.LockedUntil)
			require.True(t, checkPIN(t, l, "4711", back.Add(20*time.Second)).OK)
		})
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
	require.Equal(t, noon.Add(kiosk.PINWaitMax), checkPIN(t, l, "4711", noon).LockedUntil)
}
