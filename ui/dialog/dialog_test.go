package dialog

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
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
)

// rig is a notice without a window, whose time is moved by hand.
type rig struct {
	*dialog
	queue drawtest.Queue
	did   chan string // what was carried out
	fails error       // what carrying out comes to
}

func newRig(t *testing.T, n func(*rig) Dialog) *rig {
	t.Helper()
	r := &rig{queue: drawtest.NewQueue(), did: make(chan string, 10)}
	r.dialog = newDialog(test.NewTempApp(t), n(r))
	r.now, r.do = func() time.Time { return drawtest.Noon }, r.queue.Do
	r.root.Resize(fyne.NewSize(width, r.height(width, 1)))
	t.Cleanup(func() { r.stop() })
	return r
}

// press is a key of a person's, long after the one before.
func (r *rig) press(k kiosk.Key) {
	at := r.now().Add(time.Second)
	r.now = func() time.Time { return at }
	r.keyboard.Key(wedge.KeyPress{Key: k})
	later := at.Add(time.Second)
	r.now = func() time.Time { return later }
	r.settle()
}

// settle lets the keyboard know that a scanner would have gone on by now.
func (r *rig) settle() {
	r.keyboard.Probe()
	r.keyboard.Probe()
}

func (r *rig) tap(i int) {
	r.queue.Tap(r.region.Touches[fmt.Sprintf("choice.%d", i)])
}

func damaged(t *testing.T, r *rig, language, day string) Dialog {
	t.Helper()
	carryOut := func(what string) func() error {
		return func() error {
			r.did <- what
			return r.fails
		}
	}
	return Damaged(drawtest.Catalogues(t, language), Damage{
		Line: "facepay: the chain is broken", Copy: "/data/ledger-damaged-1.db", Day: day,
		Restore: carryOut("restore"), Begin: carryOut("begin"),
	})
}

func crashed(t *testing.T, language, line string) Dialog {
	t.Helper()
	return Crashed(drawtest.Catalogues(t, language), Crashes{
		N: 3, Line: line, Check: func() string { return "the disk is full" }, Log: func() string { return "the last line" },
	})
}

func damagedRig(t *testing.T) *rig {
	t.Helper()
	return newRig(t, func(r *rig) Dialog { return damaged(t, r, "zh-CN", "2026-11-22") })
}

// TestDialog_Fits draws every notice as it opens, on a whole monitor, and in
// the states that it can be in.
func TestDialog_Fits(t *testing.T) {
	path := "/home/shop/" + strings.Repeat("很长的文件夹/", 40) + strings.Repeat("a", 300) + "/config.toml:17: key: problem"
	for _, language := range i18n.Languages() {
		for name, n := range map[string]func(*rig) Dialog{
			"start":     func(*rig) Dialog { return NotStarted(drawtest.Catalogues(t, language), "facepay: "+path) },
			"config":    func(*rig) Dialog { return NotStarted(drawtest.Catalogues(t, i18n.Languages()...), "facepay: short") },
			"damaged":   func(r *rig) Dialog { return damaged(t, r, language, "2026-11-22") },
			"no backup": func(r *rig) Dialog { return damaged(t, r, language, "") },
			"crashed":   func(*rig) Dialog { return crashed(t, language, "") },
		} {
			r := newRig(t, n)
			for _, size := range []fyne.Size{r.root.Size(), {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 800, Height: 1280}} {
				states := []state{{armed: nobody, busy: nobody}}
				if r.Choices[0].Do != nil {
					states = append(states, state{armed: nobody, busy: 0}, state{armed: len(r.Choices) - 2, busy: nobody, failed: path})
				}
				if r.Choices[len(r.Choices)/2].Tell != nil {
					states = append(states, state{armed: 4, busy: 2, told: ""}, state{armed: nobody, busy: nobody, told: strings.Repeat(path+"\n", 20)})
				}
				for _, state := range states {
					what := fmt.Sprintf("%s, %s, %v, %v", name, language, size, state)
					r.state = state
					r.root.Resize(size.Max(fyne.NewSize(1, r.height(size.Width, 1))))
					r.draw()
					require.Empty(t, r.region.Overflows, what)
					drawtest.Touchable(t, what, r.region)
				}
			}
		}
	}
}

func TestDialog_SpeaksEveryLanguageWhileNobodyHasChosenOne(t *testing.T) {
	r := newRig(t, func(*rig) Dialog {
		return NotStarted(drawtest.Catalogues(t, i18n.Languages()...), "facepay: /data/config.toml:3: shop.name: is empty")
	})
	shown := drawtest.Texts(r.root)
	for _, want := range []string{"收银台没有启动", "The till did not start", "关闭 · Close", "facepay: /data/config.toml:3: shop.name: is empty"} {
		require.Contains(t, shown, want)
	}
}

func TestDialog_EnterTwiceTakesTheMainChoiceAndEscCloses(t *testing.T) {
	r := damagedRig(t)
	r.press(kiosk.KeyEnter)
	require.Empty(t, r.did, "an older ledger is not restored by a slip of the hand")
	r.press(kiosk.KeyEnter)
	require.Equal(t, "restore", <-r.did)
	r.queue.Until(t, func() bool { return r.done != nobody })
	require.Equal(t, 0, r.done)

	r = damagedRig(t)
	r.press(kiosk.KeyEsc)
	require.Equal(t, 2, r.done)
	require.Nil(t, r.Choices[r.done].Do)
	require.Empty(t, r.did)
}

func TestDialog_WithoutABackupEnterDoesNothing(t *testing.T) {
	r := newRig(t, func(r *rig) Dialog { return damaged(t, r, "zh-CN", "") })
	r.press(kiosk.KeyEnter)
	require.Equal(t, nobody, r.done)
	require.Empty(t, r.did)
	require.Len(t, r.Choices, 2)
}

func TestDialog_ANewLedgerTakesTwoPresses(t *testing.T) {
	for name, press := range map[string]func(*rig){
		"key":   func(r *rig) { r.press(kiosk.KeyF2) },
		"touch": func(r *rig) { r.tap(1) },
	} {
		t.Run(name, func(t *testing.T) {
			r := damagedRig(t)
			press(r)
			require.Contains(t, drawtest.Texts(r.root), "再按一次，开始新账本")
			r.press("7")
			require.NotContains(t, drawtest.Texts(r.root), "再按一次，开始新账本", "anything else takes the first press back")
			press(r)
			require.Empty(t, r.did)
			press(r)
			require.Equal(t, "begin", <-r.did)
			r.queue.Until(t, func() bool { return r.done == 1 })
		})
	}
}

func TestDialog_AScanPressesNothing(t *testing.T) {
	r := damagedRig(t)
	at := r.now()
	for _, c := range "134567890123456789" {
		at = at.Add(10 * time.Millisecond)
		r.now = func() time.Time { return at }
		r.keyboard.Key(wedge.KeyPress{Rune: c})
	}
	r.keyboard.Key(wedge.KeyPress{Key: kiosk.KeyEnter})
	at = at.Add(time.Second)
	r.settle()
	require.Empty(t, r.did)
	require.Equal(t, nobody, r.done)
}

func TestDialog_AFailureIsShownAndAnotherChoiceCanBeMade(t *testing.T) {
	r := damagedRig(t)
	r.fails = errors.New("no space left on device")
	r.press(kiosk.KeyEnter)
	r.press(kiosk.KeyEnter)
	require.Contains(t, drawtest.Texts(r.root), "正在处理，请稍候…")
	r.press(kiosk.KeyEsc)
	require.Equal(t, nobody, r.done, "it is not left half done")
	r.queue.Until(t, func() bool { return r.state.failed != "" })
	require.Equal(t, "restore", <-r.did)
	require.Equal(t, nobody, r.done)
	require.Contains(t, drawtest.Texts(r.root), "no space left on device")
	r.fails = nil
	r.press(kiosk.KeyF2)
	r.press(kiosk.KeyF2)
	require.Equal(t, "begin", <-r.did)
	r.queue.Until(t, func() bool { return r.done == 1 })
}

func TestWrapTight_BreaksWhatHasNoSpaces(t *testing.T) {
	test.NewTempApp(t)
	long := "/srv/" + strings.Repeat("folder/", 30) + strings.Repeat("x", 200) + " and an end"
	lines := wrapTight(long, 300, draw.Style{Size: 15})
	for _, line := range lines {
		require.LessOrEqual(t, draw.Width(line, draw.Style{Size: 15}), float32(300), line)
	}
	require.Equal(t, strings.ReplaceAll(long, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""), "nothing is lost")
	require.True(t, strings.HasSuffix(lines[0], "/"), "a path breaks behind a folder: %q", lines[0])
}

func TestDialog_FitsSmallPanels(t *testing.T) {
	const line = "facepay: /home/shop/文档/松间茶铺/收银台配置/facepay/config.toml:17: lepay.password: must be a text of 8 to 64 characters, but is empty"
	for _, size := range []fyne.Size{{Width: 640, Height: 400}, {Width: 640, Height: 360}, {Width: 731, Height: 400}, {Width: 800, Height: 440}, {Width: 480, Height: 760}} {
		for name, notice := range map[string]Dialog{
			"start":   NotStarted(drawtest.Catalogues(t, "zh-CN"), line),
			"config":  NotStarted(drawtest.Catalogues(t, "en", "zh-CN"), line),
			"damaged": Damaged(drawtest.Catalogues(t, "en"), Damage{Line: line, Copy: "/home/shop/.local/share/facepay/ledger-damaged-20261122-143217.db", Day: "2026-11-22"}),
			"gone":    Damaged(drawtest.Catalogues(t, "zh-CN"), Damage{Line: line}),
		} {
			r := newRig(t, func(*rig) Dialog { return notice })
			r.root.Resize(size)
			name := fmt.Sprintf("%s at %v", name, size)
			require.Empty(t, r.region.Overflows, name)
			require.Len(t, r.region.Touches, len(notice.Choices), name)
			drawtest.Touchable(t, name, r.region)
			drawtest.Legible(t, name, r.region)
		}
	}
}

func TestCrashed_TellsWithoutClosingAndIsLeftByTwoPresses(t *testing.T) {
	r := newRig(t, func(*rig) Dialog { return crashed(t, "en", "panic: no map") })
	require.Contains(t, drawtest.Texts(r.root), "The till crashed 3 times in a row")
	require.Contains(t, drawtest.Texts(r.root), "panic: no map")
	r.press(kiosk.KeyF3)
	r.queue.Until(t, func() bool { return r.state.told != "" })
	require.Contains(t, drawtest.Texts(r.root), "the disk is full")
	r.tap(3)
	r.queue.Until(t, func() bool { return r.state.told == "the last line" })
	require.NotContains(t, drawtest.Texts(r.root), "the disk is full")
	r.press(kiosk.KeyEsc)
	require.Equal(t, nobody, r.done)
	require.Contains(t, drawtest.Texts(r.root), "Press again")
	r.press(kiosk.KeyEsc)
	require.Equal(t, 4, r.done)
}

func TestCrashed_EnterTriesAgainAndF2SellsPlainly(t *testing.T) {
	for key, want := range map[kiosk.Key]kiosk.Key{kiosk.KeyEnter: KeyRetry, KeyPlain: KeyPlain} {
		r := newRig(t, func(*rig) Dialog { return crashed(t, "zh-CN", "") })
		require.Contains(t, drawtest.Texts(r.root), "上一次没有留下报告：可能是被外部结束，或者断电。")
		r.press(key)
		require.Equal(t, want, r.Choices[r.done].Key)
	}
}

func TestDialog_TabReachesEachChoiceAndAScanPressesNone(t *testing.T) {
	r := damagedRig(t)
	var reached []string
	for range r.Choices {
		r.press(kiosk.KeyTab)
		_, id := r.focus.On()
		reached = append(reached, id)
	}
	for i := range r.Choices {
		require.Contains(t, reached, fmt.Sprintf("choice.%d", i))
	}
	for range r.Choices {
		r.press(kiosk.KeyTab)
		_, id := r.focus.On()
		for _, gap := range []time.Duration{5, 60, 300} {
			for _, key := range []wedge.KeyPress{{Rune: '1'}, {Rune: '3'}, {Rune: '4'}, {Rune: '5'}, {Rune: '6'}, {Rune: '7'}, {Rune: '8'}, {Key: kiosk.KeyTab}, {Key: kiosk.KeyEnter}} {
				r.keyboard.Key(key)
				at := r.now().Add(gap * time.Millisecond)
				r.now = func() time.Time { return at }
				r.keyboard.Probe()
			}
		}
		require.Equal(t, nobody, r.state.busy, id)
		require.Equal(t, nobody, r.state.armed, id)
	}
	require.Empty(t, r.did)
	for i := range r.Choices { // and a person's does
		r.press(kiosk.KeyTab)
		if _, id := r.focus.On(); id == "choice.0" {
			r.press(kiosk.KeyEnter)
			require.True(t, r.state.armed == 0 || r.state.busy == 0, "%d", i)
			return
		}
	}
	require.Fail(t, "Tab does not reach it")
}
