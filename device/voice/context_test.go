package voice

import (
	"testing"
	"time"

	"github.com/gen2brain/malgo"
	"github.com/stretchr/testify/require"
)

// missing is the sound system of another one.
var missing = []malgo.Backend{malgo.BackendCoreaudio}

func TestContexts_OneIsMadeAndKept(t *testing.T) {
	c := contexts{kept: map[string]*soundSystem{}}
	for range 3 {
		first, err := c.acquire(null)
		require.NoError(t, err)
		second, err := c.acquire(null)
		require.NoError(t, err)
		require.Same(t, first, second, "also while it is in use")
		c.release(second, false)
		c.release(first, true)
	}
	require.Equal(t, 1, c.made)
}

// A till that has something to say looks for a card every 300 ms.
func TestContexts_WhatCannotBeMadeIsNotTriedAgainAtOnce(t *testing.T) {
	c := contexts{kept: map[string]*soundSystem{}}
	for range 10 {
		_, err := c.acquire(missing)
		require.Error(t, err)
	}
	require.Equal(t, 1, c.made)
	c.kept[key(missing)].since = time.Now().Add(-renewAfter - time.Second)
	_, err := c.acquire(missing)
	require.Error(t, err)
	require.Equal(t, 2, c.made)
}

// The sound system may have been started anew: the old way to it is left once nobody is on it.
func TestContexts_AnOldOneThatFailsIsReplaced(t *testing.T) {
	c := contexts{kept: map[string]*soundSystem{}}
	speaking, err := c.acquire(null)
	require.NoError(t, err)
	failing, err := c.acquire(null)
	require.NoError(t, err)
	failing.since = time.Now().Add(-renewAfter - time.Second)
	c.release(failing, false)
	require.False(t, speaking.closed, "somebody speaks on it")
	fresh, err := c.acquire(null)
	require.NoError(t, err)
	require.NotSame(t, speaking, fresh)
	c.release(speaking, true)
	require.True(t, speaking.closed)
	c.release(fresh, true)
	require.Equal(t, 2, c.made)
}

// What malgo leaves behind of each context came to 2 MiB an hour in a till that sold each
// second and had no card.
func TestCard_UtterancesShareOneContext(t *testing.T) {
	before := systems.made
	for range 3 {
		_, err := playOn(t.Context(), null, sine(440, sampleRate/100))
		require.NoError(t, err)
	}
	require.LessOrEqual(t, systems.made-before, 1)
}
