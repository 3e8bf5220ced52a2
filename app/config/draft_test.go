package config

import (
	"bufio"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func newDraft(t *testing.T, path string) *Draft {
	t.Helper()
	d, err := NewDraft(path)
	require.NoError(t, err)
	return d
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func TestDraft_ANewFileIsMadeForItsUserAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facepay", configName)
	d := newDraft(t, path)
	for _, set := range [][2]string{
		{"language", "en"}, {"shop.name", "示例小店"}, {"provider", "lepay"}, {"providers.lepay.merchant_id", "15"}, {"providers.lepay.store_id", "460"},
	} {
		require.NoError(t, d.Set(set[0], set[1]))
	}
	require.NoError(t, d.Save())
	require.Equal(t, `language = "en"
provider = "lepay"

[shop]
name = "示例小店"

[providers.lepay]
merchant_id = "15"
store_id = "460"
`, read(t, path))
	require.Empty(t, d.Changes())
	require.Equal(t, "示例小店", d.Value("shop.name"))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode())
	_, err = load(path, nil, false)
	require.NoError(t, err)
}

// A secret that is added to a file which others can read makes it private.
func TestDraft_AFileWithANewSecretBecomesPrivate(t *testing.T) {
	path := writeConfig(t, "language = \"en\"\n")
	require.NoError(t, os.Chmod(path, 0o644))
	d := newDraft(t, path)
	require.NoError(t, d.Set("providers.weidoufu.secret_key", "SK"))
	require.NoError(t, d.Save())
	_, err := load(path, nil, false)
	require.NoError(t, err)
}

func TestDraft_WhatWouldNotLoadIsNeverWritten(t *testing.T) {
	const before = "# ours\nlanguage = \"en\"\n"
	path := writeConfig(t, before)
	d := newDraft(t, path)
	require.NoError(t, d.Set("provider", "lepay"), "its numbers come next")
	require.EqualError(t, d.Save(), path+": providers.lepay.merchant_id: is needed, the vendor assigns it")
	require.Equal(t, before, read(t, path))
	require.Len(t, d.Changes(), 1, "nothing that was entered is lost")
}

func TestDraft_EachBadValueIsToldInOneSentence(t *testing.T) {
	d := newDraft(t, writeConfig(t, ""))
	require.NoError(t, d.Set("provider", "yfpay"), "what it lacks hides nothing below")
	for _, row := range [][3]string{
		{"scanner.baud", "9601", `"9601" is not one of`},
		{"voice.volume", "loud", "must be a whole number"},
		{"voice.volume", "101", "101 is not between 0 and 100"},
		{"voice.enabled", "yes", `"yes" is not one of "true" or "false"`},
		{"adverts.interval", "soon", "invalid duration"},
		{"screen.awake", "noon", `"noon" is not like "07:30-22:00"`},
		{"cashier.max_amount", "1,000", "is not a plain decimal number"},
		{"providers.yfpay.inst_no", "九", "may hold only letters"},
		{"shop.name", strings.Repeat("店", 41), "41 characters, but at most 40 characters fit"},
		{"shop.name", "a\nb", "must be one line"},
		{"shop.name", "\xff", "is not UTF-8"},
		{"codes.wechat", "1[0-5", "is no regular expression"},
		{"shop.volcano", "1", "unknown key"},
	} {
		err := d.Set(row[0], row[1])
		require.ErrorContains(t, err, row[2], row[0])
		require.NotContains(t, err.Error(), "\n")
	}
	require.Len(t, d.Changes(), 1)
}

// Somebody's editor and the settings may both change the file.
func TestDraft_KeepsWhatOthersChangedMeanwhile(t *testing.T) {
	path := writeConfig(t, "language = \"en\"\n")
	d := newDraft(t, path)
	require.NoError(t, d.Set("shop.name", "A"))
	require.NoError(t, os.WriteFile(path, []byte("language = \"en\" # kept\n[voice]\nvolume = 3\n"), 0o600))
	require.NoError(t, d.Save())
	require.Equal(t, "language = \"en\" # kept\n\n[shop]\nname = \"A\"\n\n[voice]\nvolume = 3\n", read(t, path))
	require.Equal(t, "3", d.Value("voice.volume"))
}

func TestDraft_ALinkIsReplacedWhereItLeadsTo(t *testing.T) {
	path := writeConfig(t, "language = \"en\"\n")
	link := filepath.Join(t.TempDir(), configName)
	require.NoError(t, os.Symlink(path, link))
	d := newDraft(t, link)
	require.NoError(t, d.Set("language", "zh-CN"))
	require.NoError(t, d.Save())
	require.Equal(t, "language = \"zh-CN\"\n", read(t, path))
}

func TestDraft_SecretsOfTheEnvironmentAreNamed(t *testing.T) {
	t.Setenv("FACEPAY_PROVIDERS_YFPAY_KEY", "K")
	d := newDraft(t, writeConfig(t, "provider = \"yfpay\"\n[providers.yfpay]\ninst_no = \"1\"\nmch_no = \"2\"\n"))
	require.Equal(t, "FACEPAY_PROVIDERS_YFPAY_KEY", d.FromEnviron("providers.yfpay.key"))
	require.Empty(t, d.FromEnviron("shop.name"))
	require.NoError(t, d.Set("shop.name", "A"))
	require.NoError(t, d.Save())
	require.NotContains(t, read(t, d.Path()), "key")
}

// writerVariable has the test binary save without end, in a process that is killed.
const writerVariable = "FACEPAY_TEST_CONFIG_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerVariable); path != "" {
		saveForEver(path)
	}
	os.Exit(m.Run())
}

func saveForEver(path string) {
	for i := 0; ; i++ {
		d, err := NewDraft(path)
		if err == nil {
			err = d.Set("shop.name", strings.Repeat("店", i%30+1))
		}
		if err == nil {
			err = d.Save()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(i)
	}
}

// The rename is what makes it whole: with a plain os.WriteFile this fails within a few kills.
func TestDraft_KilledAtAnyPointTheFileIsTheOldOrTheNew(t *testing.T) {
	const kills = 40
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	text := "# first\nlanguage = \"en\"\n" + strings.Repeat("# a line of comment that is to stay as it is\n", 500) + "[shop]\nname = \"a\"\n# last\n"
	path := writeConfig(t, text)
	for range kills {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), writerVariable+"="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		_, err = bufio.NewReader(out).ReadString('\n') // it is at work
		require.NoError(t, err)
		time.Sleep(time.Duration(dice.IntN(20_000)) * time.Microsecond)
		require.NoError(t, child.Process.Kill())
		_ = child.Wait() // it was killed
		conf, err := load(path, nil, false)
		require.NoError(t, err)
		require.Regexp(t, `^店+$`, conf.Shop.Name)
		wanted, err := edit(text, "shop.name", quote(conf.Shop.Name))
		require.NoError(t, err)
		require.Equal(t, wanted, read(t, path))
	}
}
