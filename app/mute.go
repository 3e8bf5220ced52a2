package app

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// muteFile has in the data folder the business day for which the voice was muted.
const muteFile = "muted"

// mutedOn is the day that stands there; "" for none.
func mutedOn(dataDir string) kiosk.Date {
	day, err := os.ReadFile(filepath.Join(dataDir, muteFile))
	if _, bad := time.Parse(time.DateOnly, string(day)); err != nil || bad != nil {
		return ""
	}
	return kiosk.Date(day)
}

// mute carries out what was pressed, and has it on disk for the next start.
type mute struct {
	mu sync.Mutex
	on kiosk.Date // what was wanted last
}

func (a *App) muteVoice(on kiosk.Date) {
	a.log.Info("voice", "muted", on != "")
	if on != "" && a.voice != nil {
		a.voice.Hush()
	}
	a.mute.mu.Lock()
	a.mute.on = on
	a.mute.mu.Unlock()
	go func() { // no disk holds the till up
		a.mute.mu.Lock()
		defer a.mute.mu.Unlock()
		if err := atomicfile.Replace(filepath.Join(a.setup.DataDir, muteFile), []byte(a.mute.on)); err != nil {
			a.log.Warn("the voice is not muted any more after a start", "err", health.WithoutPath(err))
		}
	}()
}
