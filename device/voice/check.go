package voice

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/gen2brain/malgo"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks whether there is a sound card, and for recordings of the shop that cannot
// be used. Neither keeps a till from selling.
func Check(c Config, language, dataDir string) health.Check {
	return check(c, language, dataDir, openCard, cards)
}

func check(c Config, language, dataDir string, open func() error, cards func() []string) health.Check {
	return health.Check{Name: kiosk.CheckVoice, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if !c.Enabled {
			return health.One(health.OK(kiosk.CheckVoice, "voice.off"))
		}
		own, bad := recordings(dataDir, language)
		results := []kiosk.CheckResult{cardResult(len(own), open, cards)}
		for _, b := range bad {
			results = append(results, health.Warning(kiosk.CheckVoice, "voice.bad_"+b.kind(), "file", folder(dataDir, language), "name", b.File, "reason", health.Reason(b.Err)))
		}
		return results
	}}
}

// TestResults says a test with settings that may not be saved yet, and tells how it went.
func (v *Voice) TestResults(ctx context.Context, c Config) []kiosk.CheckResult {
	if err := v.Test(ctx, c); err != nil {
		v.o.Log.Warn("a test was not said", "err", err)
		return health.One(health.Failed(kiosk.CheckVoice, kiosk.CauseMachine, "voice.untested"))
	}
	return health.One(health.OK(kiosk.CheckVoice, "voice.tested"))
}

func cardResult(own int, open func() error, cards func() []string) kiosk.CheckResult {
	if open() == nil {
		if own > 0 {
			return health.OK(kiosk.CheckVoice, "voice.ok_own", "n", strconv.Itoa(own))
		}
		return health.OK(kiosk.CheckVoice, "voice.ok")
	}
	if names := cards(); len(names) > 0 {
		return health.Warning(kiosk.CheckVoice, "voice.busy", "card", strings.Join(names, ", "))
	}
	return health.Warning(kiosk.CheckVoice, "voice.none")
}

// kind is the last part of the name of the text that says what is wrong.
func (b Bad) kind() string {
	for err, kind := range map[error]string{
		errNoWAV: "file", errFormat: "format", errLong: "long", errBig: "big", errSilent: "silent", errCut: "cut",
	} {
		if errors.Is(b.Err, err) {
			return kind
		}
	}
	return "unread"
}

// cards are the names of the sound cards that there are.
func cards() []string { return names(backends(), malgo.Playback) }

// names are those of the devices of a kind that there are, those among them that another
// program keeps to itself. ALSA lists one that is nobody's too.
func names(backends []malgo.Backend, kind malgo.DeviceType) (names []string) {
	system, err := systems.acquire(backends)
	if err != nil {
		return nil
	}
	devices, err := system.Devices(kind)
	systems.release(system, err == nil)
	if err != nil {
		return nil
	}
	for _, d := range devices {
		if id := d.ID; !strings.HasPrefix(string(id[:]), "null\x00") {
			names = append(names, d.Name())
		}
	}
	return names
}
