package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers"
	"facepay/providers/alipayservice"
	"facepay/providers/alipayservice/practice"
)

// home gives the test a home folder of its own.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	return dir
}

func TestHome_ATildeIsTheUsersHomeInEveryPathOfTheConfig(t *testing.T) {
	dir := home(t)
	for _, row := range []struct{ section, key string }{
		{"adverts", "dir"}, {"scanner", "port"}, {"printer", "port"}, {"printer", "logo"}, {"pole", "port"},
	} {
		full := row.section + "." + row.key
		for text, want := range map[string]string{
			"~":        dir,
			"~/shop/x": filepath.Join(dir, "shop", "x"),
			"/srv/~/x": "/srv/~/x",
			"~shop":    "~shop", // a name like any other
			"":         "",
			"./~/x":    "./~/x",
		} {
			conf, err := parse("c.toml", "["+row.section+"]\n"+row.key+" = \""+text+"\"\n", 0o600, nil, false)
			require.NoError(t, err, full)
			require.Equal(t, want, stringField(&conf, full).String(), "%s = %s", full, text)
		}
	}
	key := filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(key, []byte(practice.PublicKey), 0o600))
	conf, err := parse("c.toml", "[providers.alipayservice]\nalipay_public_key = \"~/key.pem\"\n", 0o600, nil, false)
	require.NoError(t, err)
	require.Equal(t, key, providers.Section[alipayservice.Config](conf.Providers).AlipayPublicKey)
}

func TestHome_ATildeWithoutAHomeNamesTheKey(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	_, err := parse("c.toml", "\n[adverts]\ndir = \"~/x\"\n", 0o600, nil, false)
	require.ErrorContains(t, err, "c.toml:3: adverts.dir: ")
}
