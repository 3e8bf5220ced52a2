package app

import (
	"context"

	"facepay/app/config"
	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// newVoice makes the voice that says what the counter has to say; nil in the plainest mode.
func (a *App) newVoice() *voice.Voice {
	s := a.setup
	if s.Plain {
		return nil
	}
	return voice.New(voice.Options{
		Config: s.Config.Voice, Language: s.Config.Language, DataDir: s.DataDir, Now: a.shopClock, Log: a.log,
	})
}

// trials are what the devices can try out in the settings, by their section of the config.
func (a *App) trials() map[string]func(context.Context, config.Config) []kiosk.CheckResult {
	trials := map[string]func(context.Context, config.Config) []kiosk.CheckResult{
		"pole": func(ctx context.Context, c config.Config) []kiosk.CheckResult { return a.pole.Test(ctx, c.Pole) },
		"face": func(ctx context.Context, c config.Config) []kiosk.CheckResult { return a.face.Test(ctx, c.Face) },
	}
	trials["printer"] = a.testPrinter
	trials["adverts"] = func(ctx context.Context, c config.Config) []kiosk.CheckResult {
		s := a.setup
		s.Config = c
		return checkAdverts(s).Run(ctx)
	}
	if a.tablet != nil {
		trials["tablet"] = func(ctx context.Context, _ config.Config) []kiosk.CheckResult { return a.tablet.Test(ctx) }
	}
	if a.voice != nil {
		trials["voice"] = func(ctx context.Context, c config.Config) []kiosk.CheckResult {
			return a.voice.TestResults(ctx, c.Voice)
		}
	}
	return trials
}

func checkVoice(s config.Loaded) health.Check {
	return voice.Check(s.Config.Voice, s.Config.Language, s.DataDir)
}
