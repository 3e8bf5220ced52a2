package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/kiosk"
)

func TestPlain_HasWhatSellingNeeds(t *testing.T) {
	s := config.Loaded{Config: config.Default(), DataDir: t.TempDir(), Practice: true}
	s.Config.Notify.Listen = "127.0.0.1:0"
	s.Config.Scanner.Port, s.Config.Adverts.Dir, s.Config.CustomerScreen.Enabled = "/dev/ttyUSB0", "/adverts", true
	for dialect, listens := range map[string]bool{"lepay": false, "weidoufu": true} {
		s.Config.Dialect = dialect
		p := plain(t.Context(), s)
		require.Empty(t, p.Config.Scanner.Port)
		require.Empty(t, p.Config.Adverts.Dir)
		require.False(t, p.Config.CustomerScreen.Enabled)
		require.Equal(t, listens, p.Config.Notify.Listen != "", "%s: a payment that nothing else can prove", dialect)
	}
}

func TestTill_SaysThatItSellsInThePlainestMode(t *testing.T) {
	s := practiceSetup(t)
	s.Plain = true
	win := &viewWindow{play: func(w *viewWindow) {
		w.until(t, "warning in the bar", func(v kiosk.View) bool {
			return len(v.Warnings) > 0 && v.Warnings[0].Brief.ID == "check.brief.plain"
		})
		w.sells(t, "7", kiosk.KeyF1)
	}}
	require.NoError(t, run(t, s, win))
}
