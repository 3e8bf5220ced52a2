package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func named(l kiosk.Check) []kiosk.CheckResult {
	return []kiosk.CheckResult{{Check: l, Health: kiosk.HealthOK}}
}

func looksOf(findings []kiosk.CheckResult) (looks []kiosk.Check) {
	for _, f := range findings {
		looks = append(looks, f.Check)
	}
	return looks
}

func TestExamine_RunsSideBySideAndTellsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		after := func(d time.Duration, l kiosk.Check) Look {
			return Look{Name: l, Run: func(context.Context) []kiosk.CheckResult { time.Sleep(d); return named(l) }}
		}
		began := time.Now()
		found := Findings(t.Context(), []Look{after(3*time.Second, "slow"), after(time.Second, "quick"), after(2*time.Second, "middle")}, true)
		require.Equal(t, []kiosk.Check{"slow", "quick", "middle"}, looksOf(found))
		require.Equal(t, 3*time.Second, time.Since(began), "side by side")
	})
}

func TestExamine_LeavesTheDeepLooksOut(t *testing.T) {
	looks := []Look{
		{Name: "quick", Run: func(context.Context) []kiosk.CheckResult { return named("quick") }},
		{Name: "deep", Deep: true, Run: func(context.Context) []kiosk.CheckResult { return named("deep") }},
	}
	require.Equal(t, []kiosk.Check{"quick"}, looksOf(Findings(t.Context(), looks, false)))
	require.Equal(t, []kiosk.Check{"quick", "deep"}, looksOf(Findings(t.Context(), looks, true)))
}

func TestExamine_ALookThatHangsOrBreaksIsAFinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		began := time.Now()
		found := Findings(t.Context(), []Look{
			{Name: "hangs", Run: func(context.Context) []kiosk.CheckResult { <-release; return nil }},
			{Name: "breaks", Run: func(context.Context) []kiosk.CheckResult { panic("no such thing") }},
			{Name: "longer", Max: 20 * time.Second, Run: func(ctx context.Context) []kiosk.CheckResult { <-ctx.Done(); return named("longer") }},
			{Name: "well", Run: func(context.Context) []kiosk.CheckResult { return named("well") }},
		}, true)
		require.Equal(t, []kiosk.Check{"hangs", "breaks", "longer", "well"}, looksOf(found))
		is(t, lookLate, found[0])
		is(t, lookBroke, found[1])
		require.Equal(t, kiosk.HealthFailed, found[1].Health)
		require.Equal(t, 20*time.Second, time.Since(began), "each has its own bound")
	})
}

func TestFolder(t *testing.T) {
	look := func(dir string) kiosk.CheckResult {
		found := Folder(dir).Run(t.Context())
		require.Len(t, found, 1)
		return found[0]
	}
	there := t.TempDir()
	is(t, folderOK, look(there))
	is(t, folderLater, look(filepath.Join(there, "a", "b")))
	file := filepath.Join(there, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	is(t, folderDenied, look(filepath.Join(file, "sub")))
	entries, err := os.ReadDir(there)
	require.NoError(t, err)
	require.Len(t, entries, 1, "a look leaves nothing behind")
}

func TestDisk(t *testing.T) {
	const mib, gib = 1 << 20, 1 << 30
	for name, row := range map[string]struct {
		space Space
		err   error
		want  state
		free  string
	}{
		"plenty":                {Space{200 * gib, 500 * gib}, nil, diskOK, "200 GB"},
		"just enough":           {Space{512 * mib, 100 * gib}, nil, diskOK, "512 MB"},
		"below what should be":  {Space{512*mib - 1, 100 * gib}, nil, diskLow, "511 MB"},
		"a night's backup":      {Space{64 * mib, 100 * gib}, nil, diskLow, "64 MB"},
		"too little for that":   {Space{64*mib - 1, 100 * gib}, nil, diskFull, "63 MB"},
		"nothing":               {Space{0, 100 * gib}, nil, diskFull, "0 MB"},
		"a system without disk": {Space{}, nil, diskUnreadable, ""},
		"a disk that is gone":   {Space{}, errors.New("stale handle"), diskUnreadable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := Disk(t.TempDir(), func(string) (Space, error) { return row.space, row.err }).Run(t.Context())
			require.Len(t, found, 1)
			is(t, row.want, found[0])
			if row.free != "" {
				require.Contains(t, found[0].What.Args, row.free)
			}
			requireTexts(t, map[kiosk.Check]kiosk.CheckResult{kiosk.CheckDisk: found[0]})
		})
	}
}

func TestDisk_TheSystemTellsItsRoom(t *testing.T) {
	space, err := systemSpace(t.TempDir())
	require.NoError(t, err)
	require.Positive(t, space.Total)
	require.LessOrEqual(t, space.Free, space.Total)
	_, err = systemSpace(filepath.Join(t.TempDir(), "gone"))
	require.Error(t, err)
	found := Disk(filepath.Join(t.TempDir(), "not", "made", "yet"), nil).Run(t.Context())
	require.NotEqual(t, "check.found.disk.unreadable", found[0].What.ID, "the nearest folder that exists is asked")
}

func TestSpan_IsInTheLargestUnitOfWhichThereAreTwo(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", 61 * time.Second: "61 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min", 119 * time.Minute: "119 min",
		2 * time.Hour: "2 h", 8*time.Hour + 29*time.Minute: "8 h", 47 * time.Hour: "47 h", 400 * 24 * time.Hour: "400 days",
	} {
		require.Equal(t, want, english(t).Text(span(d)), d)
	}
}
