//go:build unix

package config

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConfig_APipeIsNoConfig(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := load(pipe, nil, false)
	require.EqualError(t, err, pipe+": is not a regular file")
}

func TestConfig_SecretsReadableByOthersAreRefused(t *testing.T) {
	path := writeConfig(t, "[providers.yfpay]\nkey = \"s3cret\"\n")
	_, err := load(path, nil, false)
	require.NoError(t, err, "a private file may hold a secret")
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660} {
		require.NoError(t, os.Chmod(path, mode))
		_, err = load(path, nil, false)
		require.EqualError(t, err, fmt.Sprintf(
			"%s:2: providers.yfpay.key: others can read this secret (mode %04o); run: chmod 600 %s", path, mode, path))
		require.NotContains(t, err.Error(), "s3cret")
	}

	odd := filepath.Join(t.TempDir(), "the owner's.toml")
	require.NoError(t, os.WriteFile(odd, []byte("[providers.weidoufu]\nsecret_key = \"x\"\n"), 0o600))
	require.NoError(t, os.Chmod(odd, 0o644))
	_, err = load(odd, nil, false)
	require.ErrorContains(t, err, "(mode 0644); run: chmod 600 '"+filepath.Dir(odd)+`/the owner'\''s.toml'`)

	empty := writeConfig(t, "[providers.yfpay]\nkey = \"\"\n")
	require.NoError(t, os.Chmod(empty, 0o644))
	_, err = load(empty, nil, false)
	require.NoError(t, err, "an empty secret is none")
}
