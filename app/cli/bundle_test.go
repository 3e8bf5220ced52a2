package cli

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unzipped are the texts of a bundle by their names.
func unzipped(t *testing.T, file string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	require.NoError(t, err)
	defer z.Close()
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		texts[f.Name] = string(text)
	}
	return texts
}

func TestBundle_HasWhatHelpsAndNoSecret(t *testing.T) {
	data := emptyLedger(t)
	secrets := []string{
		"hunter2secret", "k3y-of-yfpay-0123456789", "sk3-weidou", "134567890123456789", "281234567890123456", "张三丰", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
		"24680", "login:word", "tok3n",
	}
	config := writeConfig(t, `provider = "practice"
[providers.smallsaas]
username = "clerk"
password = "hunter2secret"
[providers.yfpay]
key = "k3y-of-yfpay-0123456789"
[providers.weidoufu]
access_key = "ak3-weidoufu-0123"
secret_key = "sk3-weidou"
`)
	folder := filepath.Join(data, "log")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	log := `{"time":"2026-11-29T03:00:00+08:00","level":"INFO","msg":"start","version":"1.0"}
{"msg":"scan","code":"134567890123456789","payer":"张三丰","openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}
a library said: login failed for hunter2secret with key=k3y-of-yfpay-0123456789
raw text sk3-weidou and 281234567890123456, buyer_logon_id=张三丰 pin=24680
`
	for _, name := range []string{"facepay.log", "facepay-2026-11-01T00-00-00.000.log", "crash-1.log", "crash.log", "supervise.log"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(log), 0o600))
	}
	t.Setenv("FACEPAY_PROVIDERS_SMALLSAAS_PASSWORD", "fromenvironment9")
	secrets = append(secrets, "fromenvironment9", "ak3-weidoufu-0123")
	file := filepath.Join(t.TempDir(), "bundle.zip")
	stdout, stderr := done(t, "bundle", "--config", config, "--data", data, "--to", file)
	require.Empty(t, stderr)
	require.Contains(t, stdout, file)

	texts := unzipped(t, file)
	for _, name := range []string{"versions.txt", "check.txt", "config.txt", "log/facepay.log", "log/crash-1.log", "log/supervise.log", "log/facepay-2026-11-01T00-00-00.000.log"} {
		require.Contains(t, texts, name)
	}
	require.Contains(t, texts["log/facepay.log"], `"msg":"start"`, "the rest is there")
	require.Contains(t, texts["check.txt"], "ok      ledger")
	require.Contains(t, texts["config.txt"], "providers.smallsaas.password = set\n")
	require.Contains(t, texts["config.txt"], "providers.yfpay.key = set\n")
	require.Contains(t, texts["config.txt"], `providers.smallsaas.username = "clerk"`)
	require.Contains(t, texts["config.txt"], "providers.weidoufu.secret_key = set\n")
	for name, text := range texts {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q", name, secret)
			}
		}
	}
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestBundle_RefusesWithoutAFile(t *testing.T) {
	code, _, stderr := call(t, "", "bundle")
	require.Equal(t, exitUsage, code)
	require.Equal(t, "facepay: facepay bundle needs --to FILE\n", stderr)
}
