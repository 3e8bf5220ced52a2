package adverts

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestPlays_KeepNameAndHashOfWhatIsGone(t *testing.T) {
	data := t.TempDir()
	clock := time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC)
	open := func() *Plays {
		p, err := OpenPlays(data, func() time.Time { return clock })
		require.NoError(t, err)
		return p
	}
	p := open()
	tea := kiosk.Advert{File: "/shop/tea.png", Name: "tea.png", Hash: "aa", Time: 8 * time.Second}
	p.Played(tea, 8*time.Second)
	p.Played(tea, 3*time.Second) // cut off by a sale
	p.Played(kiosk.Advert{Name: "tea.png", Hash: "bb", Time: time.Second}, time.Second)
	require.NoError(t, p.save())
	clock = clock.Add(time.Hour)
	p = open()
	p.Played(tea, 9*time.Second)
	require.NoError(t, p.save())
	all, err := ReadPlays(data)
	require.NoError(t, err)
	first := clock.Add(-time.Hour)
	require.Equal(t, []Play{
		{Name: "tea.png", Hash: "aa", Times: 2, Stood: 20 * time.Second, First: first, Last: clock},
		{Name: "tea.png", Hash: "bb", Times: 1, Stood: time.Second, First: first, Last: first},
	}, all)
}

func TestPlays_WritesOnceAMinuteAndAtTheEnd(t *testing.T) {
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p, err := OpenPlays(data, time.Now)
		require.NoError(t, err)
		ctx := t.Context()
		written := func() int {
			all, err := ReadPlays(data)
			require.NoError(t, err)
			if len(all) == 0 {
				return 0
			}
			return all[0].Times
		}
		go p.Run(ctx, slog.Default())
		for i := range 100 {
			p.Played(kiosk.Advert{Name: "a"}, time.Second)
			time.Sleep(time.Second)
			synctest.Wait()
			require.Equal(t, (i+1)/60*60, written()/60*60)
		}
		require.Equal(t, 60, written())
		p.Played(kiosk.Advert{Name: "a"}, time.Second)
		require.NoError(t, p.save())
		require.Equal(t, 101, written())
	})
}

func TestPlays_AreBounded(t *testing.T) {
	data := t.TempDir()
	clock := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p, err := OpenPlays(data, func() time.Time { return clock })
	require.NoError(t, err)
	for i := range 3 * playsMax {
		clock = clock.Add(time.Second)
		p.Played(kiosk.Advert{Name: strings.Repeat("茶", 300) + fmt.Sprint(i), Hash: fmt.Sprint(i)}, time.Second)
	}
	require.NoError(t, p.save())
	info, err := os.Stat(p.file)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(playsBytesMax))
	all, err := ReadPlays(data)
	require.NoError(t, err)
	require.Len(t, all, playsMax)
	for _, one := range all {
		require.False(t, one.Last.Before(clock.Add(-playsMax*time.Second)), "the ones that played last stay")
	}
}

func TestPlays_ABrokenFileIsPutAside(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(data, folderName, playsName)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	p, err := OpenPlays(data, time.Now)
	require.ErrorContains(t, err, "read the counts of adverts")
	p.Played(kiosk.Advert{Name: "a"}, time.Second)
	require.NoError(t, p.save())
	_, err = OpenPlays(data, time.Now)
	require.NoError(t, err)
	require.FileExists(t, file+".broken")
}
