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
		if file, err := defaultConfigFile(); s.ConfigFile == "" && err == nil {
			for _, name := range misnamed(file) {
				results = append(results, health.Warning(kiosk.CheckConfig, "config.misnamed", "name", name, "file", file))
			}
		}
		for _, section := range s.Config.Idle() {
			results = append(results, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: kiosk.T("check.found.config.idle", "section", section)})
		}
		if name := gatewayhttp.UnusedProxy(); name != "" && !s.Practice {
			results = append(results, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: kiosk.T("check.found.config.proxy", "name", name)})
		}
		if err := s.Config.Adverts.Missing(); err != nil {
			results = append(results, kiosk.CheckResult{
				Check: kiosk.CheckConfig, Health: kiosk.HealthWarning,
				What: kiosk.T("screen.adverts.gone", "dir", s.Config.Adverts.Dir, "reason", health.Reason(err)), Todo: kiosk.T("screen.adverts.gone.todo"),
			})
		}
		return results
	}}
}
