package adverts

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/wire/wiretest"
)

// found are the results of the check of a folder, each in a sentence.
func found(t *testing.T, language, dir string) (all []string) {
	t.Helper()
	texts := wiretest.Call(i18n.Load(language)).OK(t)
	check := Check(t.TempDir(), Config{Interval: time.Second, Dir: dir}, func() time.Time { return at(t, "2026-12-21 09:00") })
	for _, r := range health.Results(t.Context(), []health.Check{check}, true) {
		require.Equal(t, kiosk.CheckAdverts, r.Check)
		require.NotEqual(t, kiosk.HealthFailed, r.Health, "no advert keeps a shop from selling")
		all = append(all, string(r.Health)+": "+texts.FoundTodo(r))
	}
	return all
}

func TestCheck_SaysEachMistakeInASentence(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	write("good.png", paint(t, "png", 1))
	require.Equal(t, []string{"ok: pictures that play now: 1"}, found(t, "en", dir))
	write("page.jpg", []byte("<html>"))
	write("large.gif", claims(t, 20_000, 20_000))
	write("empty.png", nil)
	write(scheduleName, []byte("[[picture]]\nfile = \"good.png\"\nturns = 3\n[[picture]]\nfile = \"gone.png\"\n[[picture]]\nfile = \"page.jpg\"\ndays = \"Montag\"\n[[pict"))
	for language, want := range map[string][]string{
		"en": {
			"pictures that play now: 0", "adverts.toml:3: turns: there is no such key", "adverts.toml:8: days: “Montag” is not like", "adverts.toml:9: from here on it is no TOML: ",
			"empty.png: it is no PNG", "large.gif: it is larger than", "page.jpg: it is no PNG", "adverts.toml:4: file: there is no picture gone.png in the folder",
		},
		"zh-CN": {
			"现在播放的图片：0 张", "adverts.toml:3: turns：没有这个键", "adverts.toml:8: days：“Montag” 写法不对", "adverts.toml:9：从这里起不是 TOML 格式",
			"empty.png：不是 PNG", "large.gif：太大了", "page.jpg：不是 PNG", "adverts.toml:4: file：文件夹里没有图片 gone.png",
		},
	} {
		got := found(t, language, dir)
		require.Len(t, got, len(want), strings.Join(got, "\n"))
		for i, w := range want {
			require.Contains(t, got[i], w)
		}
	}
}

func TestCheck_TellsOfAFolderThatIsAwayAndOfABoundedNumberOfMistakes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stick")
	got := found(t, "en", dir)
	require.Len(t, got, 1)
	require.Contains(t, got[0], "note: "+dir+" cannot be looked at: ")
	require.Equal(t, []string{"ok: pictures that play now: 0"}, found(t, "en", ""), "none is wanted")

	require.NoError(t, os.Mkdir(dir, 0o700))
	for i := range mistakesTold + 5 {
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.txt", i)), []byte("x"), 0o600))
	}
	got = found(t, "en", dir)
	require.Len(t, got, 1+mistakesTold+1)
	require.Contains(t, got[len(got)-1], "note: and 5 more")
}
