package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

func isState(t *testing.T, want health.State, r kiosk.CheckResult) {
	t.Helper()
	require.Equal(t, "check.found."+want.Name, r.What.ID, "%v", r)
}

func TestFolderStates_HaveTheirTextsAndNoMore(t *testing.T) {
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		for _, s := range []health.State{folderOK, folderLater, folderDenied, diskOK, diskLow, diskFull, diskUnreadable} {
			require.True(t, texts.Has("check.found."+s.Name), "%s: %s", language, s.Name)
			require.Equal(t, s.Health != kiosk.HealthOK, texts.Has("check.todo."+s.Name), "%s: what to do about %s", language, s.Name)
			require.Equal(t, s.Brief, texts.Has("check.brief."+s.Name), "%s: %s in few words", language, s.Name)
			r := s.Result("dir", "/d", "reason", "r", "free", "1 GB", "share", "1%", "least", "2 GB")
			require.NotContains(t, texts.Text(r.What)+texts.Text(r.Todo), "{", "%s: %s", language, s.Name)
		}
	}
}

func TestCheckFolder(t *testing.T) {
	look := func(dir string) kiosk.CheckResult {
		found := CheckFolder(dir).Run(t.Context())
		require.Len(t, found, 1)
		return found[0]
	}
	there := t.TempDir()
	isState(t, folderOK, look(there))
	isState(t, folderLater, look(filepath.Join(there, "a", "b")))
	file := filepath.Join(there, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	isState(t, folderDenied, look(filepath.Join(file, "sub")))
	entries, err := os.ReadDir(there)
	require.NoError(t, err)
	require.Len(t, entries, 1, "a look leaves nothing behind")
}

func TestCheckDisk(t *testing.T) {
	const mib, gib = 1 << 20, 1 << 30
	for name, row := range map[string]struct {
		room space
		err  error
		want health.State
		free string
	}{
		"plenty":                {space{200 * gib, 500 * gib}, nil, diskOK, "200 GB"},
		"just enough":           {space{512 * mib, 100 * gib}, nil, diskOK, "512 MB"},
		"below what should be":  {space{512*mib - 1, 100 * gib}, nil, diskLow, "511 MB"},
		"a night's backup":      {space{64 * mib, 100 * gib}, nil, diskLow, "64 MB"},
		"too little for that":   {space{64*mib - 1, 100 * gib}, nil, diskFull, "63 MB"},
		"nothing":               {space{0, 100 * gib}, nil, diskFull, "0 KB"},
		"a system without disk": {space{}, nil, diskUnreadable, ""},
		"a disk that is gone":   {space{}, errors.New("stale handle"), diskUnreadable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := checkDisk(t.TempDir(), func(string) (space, error) { return row.room, row.err }).Run(t.Context())
			require.Len(t, found, 1)
			isState(t, row.want, found[0])
			if row.free != "" {
				require.Contains(t, found[0].What.Args, row.free)
			}
		})
	}
}

func TestCheckDisk_TheSystemTellsItsRoom(t *testing.T) {
	room, err := systemSpace(t.TempDir())
	require.NoError(t, err)
	require.Positive(t, room.total)
	require.LessOrEqual(t, room.free, room.total)
	_, err = systemSpace(filepath.Join(t.TempDir(), "gone"))
	require.Error(t, err)
	found := CheckDisk(filepath.Join(t.TempDir(), "not", "made", "yet")).Run(t.Context())
	require.NotEqual(t, "check.found.disk.unreadable", found[0].What.ID, "the nearest folder that exists is asked")
}
