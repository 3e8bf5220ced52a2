package ledgertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// PIN is the part about the owner's PIN.
func PIN(t *testing.T, open Open) {
	const right, wrong = "4711", "0000"
	with := func(t *testing.T) *subject {
		s := open.subject(t)
		require.NoError(t, s.SetPIN(t.Context(), right))
		return s
	}
	check := func(s *subject, pin string, now time.Time) kiosk.PINResult {
		s.Helper()
		result, err := s.CheckPIN(s.Context(), pin, now)
		require.NoError(s, err)
		return result
	}
	// locked has seen as many misses as lock it, and returns until when it is so.
	locked := func(s *subject, now time.Time) time.Time {
		s.Helper()
		for range kiosk.PINTriesFree - 1 {
			require.Zero(s, check(s, wrong, now))
		}
		result := check(s, wrong, now)
		require.Equal(s, kiosk.PINResult{LockedUntil: now.Add(kiosk.PINWait(kiosk.PINTriesFree))}, result)
		return result.LockedUntil
	}
	// stays is a right PIN that is not looked at until then at the latest.
	stays := func(s *subject, now, until time.Time) {
		s.Helper()
		result := check(s, right, now)
		require.Equal(s, kiosk.PINResult{LockedUntil: result.LockedUntil}, result)
		require.True(s, result.LockedUntil.After(now))
		require.False(s, result.LockedUntil.After(until))
	}
	t.Run("it is not set at first", func(t *testing.T) {
		s := open.subject(t)
		require.Equal(t, kiosk.PINResult{NotSet: true}, check(s, right, noon))
		require.False(t, s.load(noon).PINSet)
	})
	t.Run("it has four to eight digits", func(t *testing.T) {
		s := open.subject(t)
		for _, pin := range []string{"", "123", "123456789", "12a4", "１２３４", "12 4", "-123"} {
			require.ErrorIs(t, s.SetPIN(t.Context(), pin), kiosk.ErrPINShape, pin)
		}
		require.False(t, s.load(noon).PINSet)
		require.True(t, check(s, right, noon).NotSet)
		require.NoError(t, s.SetPIN(t.Context(), "12345678"))
		require.True(t, check(s, "12345678", noon).OK)
	})
	t.Run("the last one set counts, after a restart too", func(t *testing.T) {
		s := with(t)
		require.NoError(t, s.SetPIN(t.Context(), "12345678"))
		for range 2 {
			require.True(t, s.load(noon).PINSet)
			result := check(s, "12345678", noon)
			require.True(t, result.OK)
			require.Equal(t, kiosk.Person{ID: result.Person.ID, Role: kiosk.RoleOwner, HasPIN: true}, result.Person)
			require.False(t, check(s, right, noon).OK)
			require.False(t, check(s, "", noon).OK)
			require.True(t, check(s, "12345678", noon).OK)
			s.restart()
		}
	})
	t.Run("one that is refused leaves the last", func(t *testing.T) {
		s := with(t)
		require.ErrorIs(t, s.SetPIN(t.Context(), "1"), kiosk.ErrPINShape)
		require.True(t, check(s, right, noon).OK)
	})
	t.Run("a right one forgets the misses", func(t *testing.T) {
		s := with(t)
		for range 2 {
			for range kiosk.PINTriesFree - 1 {
				require.Zero(t, check(s, wrong, noon).LockedUntil)
			}
			require.True(t, check(s, right, noon).OK)
		}
	})
	t.Run("misses are counted over a restart", func(t *testing.T) {
		s := with(t)
		for range kiosk.PINTriesFree - 1 {
			require.Zero(t, check(s, wrong, noon))
			s.restart()
		}
		until := check(s, wrong, noon).LockedUntil
		require.Equal(t, noon.Add(kiosk.PINWait(kiosk.PINTriesFree)), until)
		stays(s, noon, until)
	})
	t.Run("too many lock it for a while", func(t *testing.T) {
		s := with(t)
		until := locked(s, noon)
		for _, now := range []time.Time{noon, noon.Add(until.Sub(noon) / 2), until.Add(-time.Millisecond)} {
			stays(s, now, until)
		}
		require.True(t, check(s, right, until).OK)
		locked(s, until) // from the first miss anew
	})
	t.Run("a clock that was set while the till was off unlocks nothing", func(t *testing.T) {
		s := with(t)
		until := locked(s, noon)
		s.restart()
		stays(s, until.AddDate(3, 0, 0), until.AddDate(3, 0, 0).Add(until.Sub(noon)))
		s.restart()
		stays(s, until.AddDate(-3, 0, 0), until.AddDate(-3, 0, 0).Add(until.Sub(noon)))
	})
	t.Run("a new PIN forgets the lock", func(t *testing.T) {
		s := with(t)
		locked(s, noon)
		require.NoError(t, s.SetPIN(t.Context(), "0815"))
		require.True(t, check(s, "0815", noon).OK)
	})
}
