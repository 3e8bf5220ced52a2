package ui

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/desktop"
	"facepay/ui/internal/drawtest"
)

func TestScreenResult_SaysWhatIsMissingAndWhatToDo(t *testing.T) {
	t.Setenv("DISPLAY", ":77")
	for name, row := range map[string]struct {
		err  error
		says []string
	}{
		"refused":    {fmt.Errorf("%w: no protocol", desktop.ErrNoDisplay), []string{":77", "no protocol"}},
		"silent":     {ErrScreenSilent, []string{":77"}},
		"no OpenGL":  {fmt.Errorf("%w: no GLX", desktop.ErrNoOpenGL), []string{":77", "no GLX", "OpenGL", "libgl1-mesa-dri"}},
		"no window":  {desktop.ErrNoOpenGL, []string{":77", "OpenGL"}},
		"a crash":    {fmt.Errorf("%w: %w", desktop.ErrNoOpenGL, errors.New("signal: segmentation fault")), []string{"segmentation fault"}},
		"no program": {errors.New("no such file"), []string{"no such file"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := ScreenResult(row.err)
			require.Equal(t, kiosk.HealthFailed, f.Health)
			require.False(t, f.Todo.IsZero())
			for _, texts := range drawtest.Catalogues(t, i18n.Languages()...) {
				for _, word := range row.says {
					require.Contains(t, texts.Found(f)+texts.Text(f.Todo), word)
				}
			}
			require.Contains(t, ScreenTrouble(row.err).Error(), row.says[0])
		})
	}
	require.Equal(t, kiosk.HealthOK, ScreenResult(nil).Health)
	require.NoError(t, ScreenTrouble(nil))
}
