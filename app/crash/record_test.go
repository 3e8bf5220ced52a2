package crash

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"facepay/store/tempdir"
)

// dies is a till that ends without being closed: the system drops its lock.
func dies(t *testing.T, folder string) *Record {
	t.Helper()
	r := begin(t, folder)
	require.NoError(t, r.lock.Close())
	return r
}

func begin(t *testing.T, folder string) *Record {
	t.Helper()
	r, err := Begin(folder)
	require.NoError(t, err)
	require.NotNil(t, r)
	t.Cleanup(func() { _ = r.lock.Close() })
	return r
}

func TestRecord_AsksAfterThreeUncleanEndsInARow(t *testing.T) {
	folder := tempdir.New(t)
	for n := range Most {
		require.False(t, dies(t, folder).Ask(), n)
	}
	r := begin(t, folder)
	require.True(t, r.Ask())
	require.Equal(t, Most, r.Unclean())
	require.NoError(t, r.Leave(Plain))

	r = dies(t, folder)
	require.Equal(t, Plain, r.Choice)
	require.False(t, r.Ask(), "people have been asked")
	require.True(t, begin(t, folder).Ask(), "that one crashed too")
}

func TestRecord_WhereNothingWasChosenItAsksAgain(t *testing.T) {
	folder := tempdir.New(t)
	for range Most {
		dies(t, folder)
	}
	for range 2 {
		r := begin(t, folder)
		require.True(t, r.Ask())
		require.Equal(t, Most, r.Unclean(), "the window that asks is no till that crashes")
		require.NoError(t, r.Leave(None))
	}
}

func TestRecord_ATillThatWasClosedOrLivedEndsTheRow(t *testing.T) {
	for name, ends := range map[string]func(t *testing.T, folder string){
		"closed": func(t *testing.T, folder string) { require.NoError(t, begin(t, folder).Close()) },
		"lived": func(t *testing.T, folder string) {
			synctest.Test(t, func(t *testing.T) {
				r := begin(t, folder)
				require.NoError(t, r.Watch(t.Context()))
				require.NoError(t, r.lock.Close())
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := tempdir.New(t)
			for range Most {
				dies(t, folder)
			}
			ends(t, folder)
			require.False(t, begin(t, folder).Ask())
		})
	}
}

func TestRecord_ASecondTillCountsNothing(t *testing.T) {
	folder := tempdir.New(t)
	first := begin(t, folder)
	second, err := Begin(folder)
	require.NoError(t, err)
	require.Nil(t, second)
	require.False(t, second.Ask())
	require.Zero(t, second.Unclean())
	require.NoError(t, second.Watch(context.Background()))
	require.NoError(t, second.Close())
	require.NoError(t, first.Close())
	require.Zero(t, begin(t, folder).Unclean())
}

func TestRecord_WhatCannotBeReadKeepsNobodyFromSelling(t *testing.T) {
	folder := tempdir.New(t)
	require.NoError(t, os.WriteFile(filepath.Join(folder, stateName), []byte("{\"unclean\": "), 0o600))
	require.Zero(t, begin(t, folder).Unclean())
}
