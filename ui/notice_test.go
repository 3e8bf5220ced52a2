package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// noticeRig is a notice without a window, whose time is moved by hand.
type noticeRig struct {
	*notice
	queue chan func()
	did   chan string // what was carried out
	fails error       // what carrying out comes to
}

func newNoticeRig(t *testing.T, n func(*noticeRig) Notice) *noticeRig {
	t.Helper()
	r := &noticeRig{queue: make(chan func(), 100), did: make(chan string, 10)}
	r.notice = newNotice(test.NewTempApp(t), n(r))
	at := noon
	r.now, r.do = func() time.Time { return at }, func(f func()) { r.queue <- f }
	r.root.Resize(fyne.NewSize(noticeWidth, r.height(noticeWidth, 1)))
	t.Cleanup(func() { r.turner.run(false); r.keyboard.stop() })
	return r
}

func (r *noticeRig) frame() {
	for len(r.queue) > 0 {
		(<-r.queue)()
	}
}

// until runs what is handed over until done.
func (r *noticeRig) until(t *testing.T, done func() bool) {
	t.Helper()
	const hang = 30 * time.Second // far beyond any work of a test
	limit := time.After(hang)
	for !done() {
		select {
		case f := <-r.queue:
			f()
		case <-limit:
			require.Fail(t, "did not happen")
		}
	}
}

// press is a key of a person's, long after the one before.
func (r *noticeRig) press(k kiosk.Key) {
	at := r.now().Add(time.Second)
	r.now = func() time.Time { return at }
	r.keyboard.key(wedge.KeyPress{Key: k})
	later := at.Add(time.Second)
	r.now = func() time.Time { return later }
	r.keyboard.postAll(r.keyboard.wedge.Expire(later))
}

func (r *noticeRig) tap(i int) {
	o := r.part.touches[fmt.Sprintf("choice.%d", i)]
	o.base().MouseDown(primary)
	o.base().MouseUp(primary)
	r.frame()
}

func loaded(t *testing.T, languages ...string) []*i18n.Catalogue {
	t.Helper()
	var all []*i18n.Catalogue
	for _, l := range languages {
		c, err := i18n.Load(l)
		require.NoError(t, err)
		all = append(all, c)
	}
	return all
}

func damageNotice(t *testing.T, r *noticeRig, language, day string) Notice {
	t.Helper()
	carryOut := func(what string) func() error {
		return func() error {
			r.did <- what
			return r.fails
		}
	}
	return DamageNotice(loaded(t, language), Damage{
		Line: "facepay: the chain is broken", Copy: "/data/ledger-damaged-1.db", Day: day,
		Restore: carryOut("restore"), Begin: carryOut("begin"),
	})
}

func damaged(t *testing.T) *noticeRig {
	t.Helper()
	return newNoticeRig(t, func(r *noticeRig) Notice { return damageNotice(t, r, "zh-CN", "2026-11-22") })
}

// TestNotice_Fits draws every notice as it opens, on a whole monitor, and in
// the states that it can be in.
func TestNotice_Fits(t *testing.T) {
	path := "/home/shop/" + strings.Repeat("很长的文件夹/", 40) + strings.Repeat("a", 300) + "/config.toml:17: key: problem"
	for _, language := range i18n.Languages() {
		for name, n := range map[string]func(*noticeRig) Notice{
			"start":     func(*noticeRig) Notice { return StartNotice(loaded(t, language), "facepay: "+path) },
			"config":    func(*noticeRig) Notice { return StartNotice(loaded(t, i18n.Languages()...), "facepay: short") },
			"damaged":   func(r *noticeRig) Notice { return damageNotice(t, r, language, "2026-11-22") },
			"no backup": func(r *noticeRig) Notice { return damageNotice(t, r, language, "") },
		} {
			r := newNoticeRig(t, n)
			for _, size := range []fyne.Size{r.root.Size(), {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 800, Height: 1280}} {
				states := []noticeState{{nobody, nobody, ""}}
				if r.Choices[0].Do != nil {
					states = append(states, noticeState{nobody, 0, ""}, noticeState{len(r.Choices) - 2, nobody, path})
				}
				for _, state := range states {
					what := fmt.Sprintf("%s, %s, %v, %v", name, language, size, state)
					r.state = state
					r.root.Resize(size.Max(fyne.NewSize(1, r.height(size.Width, 1))))
					r.draw()
					require.Empty(t, r.part.over, what)
					touchable(t, what, r.part)
				}
			}
		}
	}
}

func TestNotice_SpeaksEveryLanguageWhileNobodyHasChosenOne(t *testing.T) {
	r := newNoticeRig(t, func(*noticeRig) Notice {
		return StartNotice(loaded(t, i18n.Languages()...), "facepay: /data/config.toml:3: shop.name: is empty")
	})
	shown := texts(r.root)
	for _, want := range []string{"收银台没有启动", "The till did not start", "关闭 · Close", "facepay: /data/config.toml:3: shop.name: is empty"} {
		require.Contains(t, shown, want)
	}
}

func TestNotice_EnterTwiceTakesTheMainChoiceAndEscCloses(t *testing.T) {
	r := damaged(t)
	r.press(kiosk.KeyEnter)
	require.Empty(t, r.did, "an older ledger is not restored by a slip of the hand")
	r.press(kiosk.KeyEnter)
	require.Equal(t, "restore", <-r.did)
	r.until(t, func() bool { return r.done != nobody })
	require.Equal(t, 0, r.done)

	r = damaged(t)
	r.press(kiosk.KeyEsc)
	require.Equal(t, 2, r.done)
	require.Nil(t, r.Choices[r.done].Do)
	require.Empty(t, r.did)
}

func TestNotice_WithoutABackupEnterDoesNothing(t *testing.T) {
	r := newNoticeRig(t, func(r *noticeRig) Notice { return damageNotice(t, r, "zh-CN", "") })
	r.press(kiosk.KeyEnter)
	require.Equal(t, nobody, r.done)
	require.Empty(t, r.did)
	require.Len(t, r.Choices, 2)
}

func TestNotice_ANewLedgerTakesTwoPresses(t *testing.T) {
	for name, press := range map[string]func(*noticeRig){
		"key":   func(r *noticeRig) { r.press(kiosk.KeyF2) },
		"touch": func(r *noticeRig) { r.tap(1) },
	} {
		t.Run(name, func(t *testing.T) {
			r := damaged(t)
			press(r)
			require.Contains(t, texts(r.root), "再按一次，开始新账本")
			r.press("7")
			require.NotContains(t, texts(r.root), "再按一次，开始新账本", "anything else takes the first press back")
			press(r)
			require.Empty(t, r.did)
			press(r)
			require.Equal(t, "begin", <-r.did)
			r.until(t, func() bool { return r.done == 1 })
		})
	}
}

func TestNotice_AScanPressesNothing(t *testing.T) {
	r := damaged(t)
	at := r.now()
	for _, c := range "134567890123456789" {
		at = at.Add(10 * time.Millisecond)
		r.now = func() time.Time { return at }
		r.keyboard.key(wedge.KeyPress{Rune: c})
	}
	r.keyboard.key(wedge.KeyPress{Key: kiosk.KeyEnter})
	later := at.Add(time.Second)
	r.keyboard.postAll(r.keyboard.wedge.Expire(later))
	require.Empty(t, r.did)
	require.Equal(t, nobody, r.done)
}

func TestNotice_AFailureIsShownAndAnotherChoiceCanBeMade(t *testing.T) {
	r := damaged(t)
	r.fails = errors.New("no space left on device")
	r.press(kiosk.KeyEnter)
	r.press(kiosk.KeyEnter)
	require.Contains(t, texts(r.root), "正在处理，请稍候…")
	r.press(kiosk.KeyEsc)
	require.Equal(t, nobody, r.done, "it is not left half done")
	r.until(t, func() bool { return r.state.failed != "" })
	require.Equal(t, "restore", <-r.did)
	require.Equal(t, nobody, r.done)
	require.Contains(t, texts(r.root), "no space left on device")
	r.fails = nil
	r.press(kiosk.KeyF2)
	r.press(kiosk.KeyF2)
	require.Equal(t, "begin", <-r.did)
	r.until(t, func() bool { return r.done == 1 })
}

func TestWrapTight_BreaksWhatHasNoSpaces(t *testing.T) {
	test.NewTempApp(t)
	long := "/srv/" + strings.Repeat("folder/", 30) + strings.Repeat("x", 200) + " and an end"
	lines := wrapTight(long, 15, 300, regular)
	for _, line := range lines {
		w, _ := measure(line, 15, regular)
		require.LessOrEqual(t, w, float32(300), line)
	}
	require.Equal(t, strings.ReplaceAll(long, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""), "nothing is lost")
	require.True(t, strings.HasSuffix(lines[0], "/"), "a path breaks behind a folder: %q", lines[0])
}
