package config

import (
	"context"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
)

// Check names the config file and the sections that do nothing.
func Check(s Loaded) health.Check {
	return health.Check{Name: kiosk.CheckConfig, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		result := health.OK(kiosk.CheckConfig, "config.ok", "file", s.ConfigFile, "provider", s.Config.Provider)
		switch {
		case s.ConfigFile == "":
			result = health.OK(kiosk.CheckConfig, "config.none")
		case s.Practice:
			result = health.OK(kiosk.CheckConfig, "config.practice", "file", s.ConfigFile)
		}
		results := health.One(result)
		note := func(what, todo kiosk.Text) {
			results = append(results, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: what, Todo: todo})
		}
		if file, err := defaultConfigFile(); s.ConfigFile == "" && err == nil {
			for _, name := range misnamed(file) {
				results = append(results, health.Warning(kiosk.CheckConfig, "config.misnamed", "name", name, "file", file))
			}
		}
		for _, section := range s.Config.Idle() {
			note(kiosk.T("check.found.config.idle", "section", section), kiosk.Text{})
		}
		if name := gatewayhttp.UnusedProxy(); name != "" && !s.Practice {
			note(kiosk.T("check.found.config.proxy", "name", name), kiosk.Text{})
		}
		if err := s.Config.Adverts.Missing(); err != nil {
			note(kiosk.T("screen.adverts.gone", "dir", s.Config.Adverts.Dir, "reason", health.Reason(err)), kiosk.T("screen.adverts.gone.todo"))
		}
		return results
	}}
}
