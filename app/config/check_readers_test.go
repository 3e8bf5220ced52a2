package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app/config/acl"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

func TestCheck_TellsWhoElseMayReadASecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	look := func(text string, groups []string, err error) []kiosk.CheckResult {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return readersResults(Loaded{ConfigFile: file}, func(string) ([]string, error) { return groups, err })
	}
	const secret = "[providers.yfpay]\nkey = \"K\"\n"
	require.Empty(t, look("provider = \"lepay\"\n", []string{"Users"}, nil), "it has no secret")
	require.Empty(t, look(secret, nil, nil))
	require.Empty(t, readersResults(Loaded{}, nil), "without a file")
	for name, found := range map[string][]kiosk.CheckResult{
		"readers":            look(secret, []string{"Users", "Everyone"}, nil),
		"readers_untold":     look(secret, nil, acl.ErrUntold),
		"readers_unreadable": look(secret, nil, errors.New("access is denied")),
	} {
		require.Len(t, found, 1)
		require.Equal(t, "check.found.config."+name, found[0].What.ID)
		for _, language := range i18n.Languages() {
			texts, err := i18n.Load(language)
			require.NoError(t, err)
			told := texts.Found(found[0]) + texts.Text(found[0].Todo)
			require.NotContains(t, told, "{")
			require.Contains(t, told, file)
		}
	}
	require.Contains(t, look(secret, []string{"Users", "Everyone"}, nil)[0].What.Args, "Users, Everyone")
}
