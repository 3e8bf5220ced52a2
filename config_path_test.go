package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers"
	"facepay/providers/alipayservice"
)

// home gives the test a home folder of its own, with a config folder in it.
func home(t *testing.T) (dir, configs string) {
	t.Helper()
	t.Helper()
	dir = t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("APPDATA", filepath.Join(dir, "AppData"))
	file, err := defaultConfigFile()
	require.NoError(t, err)
	return dir, filepath.Dir(file)
}

func TestHome_ATildeIsTheUsersHomeInEveryPathOfTheConfig(t *testing.T) {
	dir, _ := home(t)
	for _, row := range []struct{ section, key string }{
		{"adverts", "dir"}, {"scanner", "port"}, {"printer", "port"}, {"pole", "port"},
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
			conf, err := parseConfig("c.toml", "["+row.section+"]\n"+row.key+" = \""+text+"\"\n", 0o600, nil, false)
			require.NoError(t, err, full)
			require.Equal(t, want, configString(&conf, full).String(), "%s = %s", full, text)
		}
	}
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	require.NoError(t, err)
	key := filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), 0o600))
	conf, err := parseConfig("c.toml", "[providers.alipayservice]\nalipay_public_key = \"~/key.pem\"\n", 0o600, nil, false)
	require.NoError(t, err)
	require.Equal(t, key, providers.Section[alipayservice.Config](conf.Providers).AlipayPublicKey)
}

func TestHome_ATildeWithoutAHomeNamesTheKey(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	_, err := parseConfig("c.toml", "\n[adverts]\ndir = \"~/x\"\n", 0o600, nil, false)
	require.ErrorContains(t, err, "c.toml:3: adverts.dir: ")
}

func TestHome_ATildeInAFlagIsTheUsersHome(t *testing.T) {
	dir, _ := home(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c.toml"), []byte("provider = \"practice\"\n"), 0o600))
	code, _, stderr := callAtHome("1234\n", "pin", "--stdin", "--config=~/c.toml", "--data=~/shop/till")
	require.Equal(t, exitDone, code, stderr)
	require.FileExists(t, filepath.Join(dir, "shop", "till", "ledger.db"))
	code, _, stderr = callAtHome("", "export", "--config=~/c.toml", "--data=~/shop/till", "--output=~/out.csv")
	require.Equal(t, exitDone, code, stderr)
	require.FileExists(t, filepath.Join(dir, "out.csv"))
	code, _, stderr = callAtHome("", "audit", "--config=~/c.toml", "--data=~/shop/till", "--output=~/sum.jsonl")
	require.Equal(t, exitDone, code, stderr)
	code, _, stderr = callAtHome("", "audit", "--config=~/c.toml", "--data=~/shop/till", "--verify=~/sum.jsonl")
	require.Equal(t, exitDone, code, stderr)
}

func TestMisnamed_AFileThatWasMeantToBeTheConfigIsNamed(t *testing.T) {
	for _, name := range []string{"config.toml.txt", "config.toml.toml", "config.txt", "config", "Config.TOML", "config.toml.bak", "config.toml~", "config (1).toml", "config.example.toml"} {
		t.Run(name, func(t *testing.T) {
			_, configs := home(t)
			require.NoError(t, os.MkdirAll(configs, 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(configs, name), []byte("language = \"en\"\n"), 0o600))
			code, _, stderr := callAtHome("", "check")
			require.Equal(t, exitUsage, code, stderr)
			require.Contains(t, stderr, filepath.Join(configs, configName)+": there is no such file, but "+name+" lies beside it")

			code, stdout, _ := callAtHome("", "check", "--practice")
			require.Equal(t, exitDone, code, stdout)
			_, lines := checkLines(t, stdout)
			require.Contains(t, stdout, name+" is not read")
			require.NotEmpty(t, lines["config"])

			named := filepath.Join(configs, "shop.toml")
			require.NoError(t, os.WriteFile(named+".txt", nil, 0o600))
			_, _, stderr = callAtHome("", "check", "--config", named)
			require.Contains(t, stderr, named+": there is no such file, but shop.toml.txt lies beside it")

			require.NoError(t, os.WriteFile(filepath.Join(configs, configName), []byte("language = \"en\"\n"), 0o600))
			code, stdout, stderr = callAtHome("", "check")
			require.Equal(t, exitDone, code, stderr)
			require.NotContains(t, stdout, "is not read")
		})
	}
}

func TestMisnamed_OtherFilesAreNotTakenForIt(t *testing.T) {
	_, configs := home(t)
	require.NoError(t, os.MkdirAll(configs, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(configs, "notes.txt"), nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(configs, "config.d"), 0o700))
	code, _, stderr := callAtHome("", "check")
	require.Equal(t, exitDone, code, stderr)
}
