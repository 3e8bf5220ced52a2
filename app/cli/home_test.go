package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHome_ATildeInAFlagIsTheUsersHome(t *testing.T) {
	dir, _ := home(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c.toml"), []byte("provider = \"practice\"\n"), 0o600))
	for _, args := range [][]string{
		{"pin", "--stdin"}, {"export", "--output=~/out.csv"}, {"audit", "--output=~/sum.jsonl"}, {"audit", "--verify=~/sum.jsonl"},
	} {
		code, _, stderr := callAtHome("1234\n", append(args, "--config=~/c.toml", "--data=~/shop/till")...)
		require.Equal(t, exitDone, code, stderr)
	}
	require.FileExists(t, filepath.Join(dir, "shop", "till", "ledger.db"))
	require.FileExists(t, filepath.Join(dir, "out.csv"))
}

func TestMisnamed_AFileThatWasMeantToBeTheConfigIsNamed(t *testing.T) {
	for _, name := range []string{"config.toml.txt", "config.toml.toml", "config.txt", "config", "Config.TOML", "config.toml.bak", "config.toml~", "config (1).toml", "config.example.toml"} {
		t.Run(name, func(t *testing.T) {
			_, configs := home(t)
			require.NoError(t, os.MkdirAll(configs, 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(configs, name), []byte("language = \"en\"\n"), 0o600))
			code, _, stderr := callAtHome("", "check")
			require.Equal(t, exitUsage, code, stderr)
			require.Contains(t, stderr, filepath.Join(configs, "config.toml")+": there is no such file, but "+name+" lies beside it")

			code, stdout, _ := callAtHome("", "check", "--practice")
			require.Equal(t, exitDone, code, stdout)
			_, lines := checkLines(t, stdout)
			require.Contains(t, stdout, name+" is not read")
			require.NotEmpty(t, lines["config"])

			named := filepath.Join(configs, "shop.Toml")
			require.NoError(t, os.WriteFile(named+".txt", nil, 0o600))
			_, _, stderr = callAtHome("", "check", "--config", named)
			require.Contains(t, stderr, named+": there is no such file, but shop.Toml.txt lies beside it")

			require.NoError(t, os.WriteFile(filepath.Join(configs, "config.toml"), []byte("language = \"en\"\n"), 0o600))
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
