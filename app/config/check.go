package config

import (
	"context"
	"errors"
	"strings"

	"github.com/BurntSushi/toml"

	"facepay/app/config/acl"
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
		results = append(results, readersResults(s, acl.Readers)...)
		if file, err := defaultConfigFile(); s.ConfigFile == "" && err == nil {
			for _, name := range misnamed(file) {
				results = append(results, health.Warning(kiosk.CheckConfig, "config.misnamed", "name", name, "file", file))
			}
		}
		if name := gatewayhttp.UnusedProxy(); name != "" && !s.Practice {
			results = append(results, kiosk.CheckResult{Check: kiosk.CheckConfig, Health: kiosk.HealthWarning, What: kiosk.T("check.found.config.proxy", "name", name)})
		}
		return results
	}}
}

// readersResults warns of a file with a secret that groups of many people may read. On
// Windows it is not refused as elsewhere: a till that was set up in such a folder is to
// sell on.
func readersResults(s Loaded, ask func(path string) ([]string, error)) []kiosk.CheckResult {
	if s.ConfigFile == "" || !hasSecret(s.ConfigFile) {
		return nil
	}
	switch groups, err := ask(s.ConfigFile); {
	case errors.Is(err, acl.ErrUntold):
		return health.One(health.OK(kiosk.CheckConfig, "config.readers_untold", "file", s.ConfigFile))
	case err != nil:
		return health.One(health.Warning(kiosk.CheckConfig, "config.readers_unreadable", "file", s.ConfigFile, "reason", health.Reason(err)))
	case len(groups) > 0:
		return health.One(health.Warning(kiosk.CheckConfig, "config.readers", "file", s.ConfigFile, "groups", strings.Join(groups, ", ")))
	}
	return nil
}

// hasSecret reports whether a secret stands in the file itself, whatever the
// environment has.
func hasSecret(file string) bool {
	text, _, err := readFile(file)
	if err != nil {
		return false
	}
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		return false
	}
	for _, key := range keysEnding(SecretNames) {
		var at any = tree
		for part := range strings.SplitSeq(key, ".") {
			table, _ := at.(map[string]any)
			at = table[part]
		}
		if value, _ := at.(string); value != "" {
			return true
		}
	}
	return false
}
