package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/desktop"
)

func TestScreenFinding_SaysWhatIsMissingAndWhatToDo(t *testing.T) {
	t.Setenv("DISPLAY", ":77")
	for name, row := range map[string]struct {
		err  error
		says []string
	}{
		"refused":    {fmt.Errorf("%w: no protocol", desktop.ErrNoDisplay), []string{":77", "no protocol"}},
		"silent":     {errScreenSilent, []string{":77"}},
		"no OpenGL":  {fmt.Errorf("%w: no GLX", desktop.ErrNoOpenGL), []string{":77", "no GLX", "OpenGL", "libgl1-mesa-dri"}},
		"no window":  {desktop.ErrNoOpenGL, []string{":77", "OpenGL"}},
		"a crash":    {fmt.Errorf("%w: %w", desktop.ErrNoOpenGL, errors.New("signal: segmentation fault")), []string{"segmentation fault"}},
		"no program": {errors.New("no such file"), []string{"no such file"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := screenFinding(row.err)
			require.Equal(t, kiosk.HealthFailed, f.Health)
			require.False(t, f.Todo.IsZero())
			for _, language := range i18n.Languages() {
				texts, err := i18n.Load(language)
				require.NoError(t, err)
				for _, word := range row.says {
					require.Contains(t, texts.Found(f)+texts.Text(f.Todo), word)
				}
			}
			require.Contains(t, screenTrouble(row.err).Error(), row.says[0])
			require.Equal(t, exitFailed, exitCode(screenTrouble(row.err)))
		})
	}
	require.Equal(t, kiosk.HealthOK, screenFinding(nil).Health)
	require.NoError(t, screenTrouble(nil))
}

// A till that has no screen touches nothing, and opens no window to say so.
func TestStart_WithoutAScreenNothingIsOpened(t *testing.T) {
	f := newFakeCounter(t)
	f.screen = func() error { return screenTrouble(desktop.ErrNoOpenGL) }
	dir := t.TempDir()
	_, err := f.start(t, options{dataDir: dir, practice: true})
	require.Equal(t, exitFailed, exitCode(err))
	require.NotErrorIs(t, err, errSaid)
	require.Empty(t, f.said)
	require.NoFileExists(t, dir+"/ledger.db")
}
