package kiosk

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// wedgeDesk plays keys to a Wedge as the till's runner would: Expire is called
// when due, also between keys.
type wedgeDesk struct {
	wedge Wedge
	now   time.Time
	out   []Event
}

func newWedgeDesk() *wedgeDesk {
	return &wedgeDesk{now: time.Date(2026, 11, 11, 11, 11, 11, 0, time.UTC)}
}

// wait lets time pass.
func (d *wedgeDesk) wait(pause time.Duration) *wedgeDesk {
	end := d.now.Add(pause)
	for due, held := d.wedge.Due(); held && !due.After(end); due, held = d.wedge.Due() {
		d.out = append(d.out, d.wedge.Expire(due)...)
	}
	d.now = end
	return d
}

func (d *wedgeDesk) press(k WedgeKey) *wedgeDesk {
	d.out = append(d.out, d.wedge.Key(d.now, k)...)
	return d
}

// typed presses the characters of s, each gap after the one before.
func (d *wedgeDesk) typed(s string, gap time.Duration) *wedgeDesk {
	for i, r := range []rune(s) {
		if i > 0 {
			d.wait(gap)
		}
		d.press(WedgeKey{Rune: r})
	}
	return d
}

// told ends with a long silence and returns everything that came out.
func (d *wedgeDesk) told() []string {
	d.wait(time.Second)
	told := []string{}
	for _, e := range d.out {
		told = append(told, wedgeWord(e))
	}
	return told
}

func wedgeWord(e Event) string {
	switch e := e.(type) {
	case Pressed:
		return string(e.Key)
	case Typed:
		return "typed " + string(e.Rune)
	case Scanned:
		return "scan " + e.Code.Reveal()
	case ScanUnended:
		return "unended " + e.Code.Reveal()
	case Untyped:
		return "untype " + itoa(e.Keys)
	}
	return fmt.Sprintf("%T", e)
}

const (
	wedgeCode = "134567890123456789"
	wedgeURL  = "https://qr.example/Pay?a=1&b=2"
	wedgeTick = time.Millisecond
)

var (
	wedgeEnter = WedgeKey{Key: KeyEnter}
	wedgeTab   = WedgeKey{Key: KeyTab}
)

func TestWedge(t *testing.T) {
	scan, unended := "scan "+wedgeCode, "unended "+wedgeCode
	for name, c := range map[string]struct {
		play func(d *wedgeDesk)
		want []string
	}{
		"an amount typed by a person comes out key by key": {
			func(d *wedgeDesk) { d.typed("12.50", 80*wedgeTick).wait(80 * wedgeTick).press(wedgeEnter) },
			[]string{"1", "2", ".", "5", "0", "Enter"},
		},
		"digits and the dot may come as named keys": {
			func(d *wedgeDesk) {
				d.press(WedgeKey{Key: "7"}).wait(90 * wedgeTick).press(WedgeKey{Key: KeyDot})
			},
			[]string{"7", "."},
		},
		"other characters of a person are Typed": {
			func(d *wedgeDesk) { d.typed("a５。", 120*wedgeTick) },
			[]string{"typed a", "typed ５", "typed 。"},
		},
		"a scan that ends with Enter": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 8*wedgeTick).wait(8 * wedgeTick).press(wedgeEnter) },
			[]string{scan},
		},
		"a scan that ends with Tab": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 16*wedgeTick).wait(16 * wedgeTick).press(wedgeTab) },
			[]string{scan},
		},
		"a scan that ends with Enter as a character": {
			func(d *wedgeDesk) { d.typed(wedgeCode+"\r", 16*wedgeTick) },
			[]string{scan},
		},
		"a scan that ends with CR and LF, both swallowed": {
			func(d *wedgeDesk) { d.typed(wedgeCode+"\r\n", 12*wedgeTick) },
			[]string{scan},
		},
		"a scan that ends with nothing": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 12*wedgeTick) },
			[]string{unended},
		},
		"a scan whose Enter comes later": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 12*wedgeTick).wait(190 * wedgeTick).press(wedgeEnter) },
			[]string{scan},
		},
		"a person's Enter well after a scan without a terminator": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 12*wedgeTick).wait(400 * wedgeTick).press(wedgeEnter) },
			[]string{unended, "Enter"},
		},
		"a person's Enter soon after a scan with a terminator": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode, 12*wedgeTick).press(wedgeEnter).wait(80 * wedgeTick).press(wedgeEnter)
			},
			[]string{scan, "Enter"},
		},
		"a link comes out whole": {
			func(d *wedgeDesk) { d.typed(wedgeURL, 10*wedgeTick).press(wedgeEnter) },
			[]string{"scan " + wedgeURL},
		},
		"a scan all at once": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 0).press(wedgeEnter) },
			[]string{scan},
		},
		"two scans in a row": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode, 10*wedgeTick).wait(10 * wedgeTick).press(wedgeEnter).wait(10 * wedgeTick)
				d.typed(wedgeCode, 10*wedgeTick).wait(10 * wedgeTick).press(wedgeEnter)
			},
			[]string{scan, scan},
		},
		"two scans all at once": {
			func(d *wedgeDesk) { d.typed(wedgeCode+"\r"+wedgeCode+"\r", 0) },
			[]string{scan, scan},
		},
		"two scans without terminators": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode, 10*wedgeTick).wait(200*wedgeTick).typed(wedgeCode, 10*wedgeTick)
			},
			[]string{unended, unended},
		},
		"a scan right after typed digits": {
			func(d *wedgeDesk) {
				d.typed("12", 80*wedgeTick).wait(wedgeLink).typed(wedgeCode, 10*wedgeTick).press(wedgeEnter)
			},
			[]string{"1", "2", scan},
		},
		"typed digits right after a scan": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 10*wedgeTick).wait(200*wedgeTick).typed("12", 80*wedgeTick) },
			[]string{unended, "1", "2"},
		},
		"typed digits right after a scan's Enter": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode, 10*wedgeTick).press(wedgeEnter).wait(20*wedgeTick).typed("12", 80*wedgeTick)
			},
			[]string{scan, "1", "2"},
		},
		"a scan's first character comes early, but within the hold": {
			func(d *wedgeDesk) {
				d.typed("1", 0).wait(39*wedgeTick).typed(wedgeCode[1:], 10*wedgeTick).press(wedgeEnter)
			},
			[]string{scan},
		},
		"a scan that a busy machine stretches once it is known": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode[:6], 10*wedgeTick).wait(190*wedgeTick).typed(wedgeCode[6:12], 0).wait(190*wedgeTick).typed(wedgeCode[12:], 5*wedgeTick)
				d.wait(190 * wedgeTick).press(wedgeEnter)
			},
			[]string{scan},
		},
		"a few keys mashed together are a person's": {
			func(d *wedgeDesk) { d.typed("12345", 3*wedgeTick) },
			[]string{"1", "2", "3", "4", "5"},
		},
		"a few keys and Enter bunched by a busy machine are a person's": {
			func(d *wedgeDesk) { d.typed("12.50", 0).press(wedgeEnter) },
			[]string{"1", "2", ".", "5", "0", "Enter"},
		},
		"Enter alone, twice": {
			func(d *wedgeDesk) { d.press(wedgeEnter).press(wedgeEnter) },
			[]string{"Enter", "Enter"},
		},
		"Tab alone": {
			func(d *wedgeDesk) { d.press(wedgeTab) },
			[]string{"Tab"},
		},
		"a function key keeps its place among bunched keys": {
			func(d *wedgeDesk) {
				d.typed("12", 0).press(WedgeKey{Key: KeyBackspace}).typed("34", 0)
				d.press(WedgeKey{Key: KeyF1}).press(WedgeKey{Key: KeyEsc})
			},
			[]string{"1", "2", "Backspace", "3", "4", "F1", "Esc"},
		},
		"Esc right after a scan's last character follows the scan": {
			func(d *wedgeDesk) { d.typed(wedgeCode, 10*wedgeTick).press(WedgeKey{Key: KeyEsc}) },
			[]string{unended, "Esc"},
		},
		"a function key within a scan: its rest is not an amount": {
			func(d *wedgeDesk) {
				d.typed("01069012345678", 10*wedgeTick).press(WedgeKey{Key: "F8"}).wait(10*wedgeTick).typed("1012", 10*wedgeTick)
				d.wait(10*wedgeTick).press(wedgeEnter).wait(80*wedgeTick).typed("5", 0)
			},
			[]string{"unended 01069012345678", "F8", "5"},
		},
		"a key without a meaning does not cut a scan": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode[:9], 10*wedgeTick).press(WedgeKey{}).typed(wedgeCode[9:], 10*wedgeTick)
			},
			[]string{unended},
		},
		"an over-long scan is told once and its rest dropped with its Enter": {
			func(d *wedgeDesk) {
				d.typed(strings.Repeat("1234567890", 100), 5*wedgeTick).wait(5*wedgeTick).press(wedgeEnter).wait(80*wedgeTick).typed("7", 0)
			},
			[]string{"unended " + strings.Repeat("1234567890", 52)[:PayCodeBytesMax], "7"},
		},
		"an over-long scan that ends with nothing, then a late Enter, then a scan": {
			func(d *wedgeDesk) {
				d.typed(strings.Repeat("é", PayCodeBytesMax), 5*wedgeTick).wait(100 * wedgeTick).press(wedgeEnter)
				d.wait(80*wedgeTick).typed(wedgeCode, 10*wedgeTick)
			},
			[]string{"unended " + strings.Repeat("é", PayCodeBytesMax/2), unended},
		},
		"a scan of exactly the most that fits": {
			func(d *wedgeDesk) { d.typed(strings.Repeat("x", PayCodeBytesMax), wedgeTick).press(wedgeEnter) },
			[]string{"scan " + strings.Repeat("x", PayCodeBytesMax)},
		},
		"characters that are none are kept harmless": {
			func(d *wedgeDesk) { d.press(WedgeKey{Rune: -1}).wait(100 * wedgeTick).press(WedgeKey{Rune: 0xD800}) },
			[]string{"typed \uFFFD", "typed \uFFFD"},
		},
		"a clock set back holds nothing for ever": {
			func(d *wedgeDesk) {
				d.typed("5", 0)
				d.now = d.now.Add(-time.Hour)
				d.typed("6", 0)
			},
			[]string{"5", "6"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWedgeDesk()
			c.play(d)
			require.Equal(t, c.want, d.told())
		})
	}
}

// What timing cannot tell apart, so that a change of it is noticed. None of them
// may leave a scan's digit in the amount.
func TestWedge_Ambiguous(t *testing.T) {
	for name, c := range map[string]struct {
		play func(d *wedgeDesk)
		want []string
	}{
		"a long pause after a scan's first character": {
			func(d *wedgeDesk) { d.typed("1", 0).wait(60*wedgeTick).typed(wedgeCode[1:], 10*wedgeTick) },
			[]string{"1", "untype 1", "unended " + wedgeCode},
		},
		"a long pause within a known scan": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode[:9], 10*wedgeTick).wait(199*wedgeTick).typed(wedgeCode[9:], 10*wedgeTick).press(wedgeEnter)
			},
			[]string{"scan " + wedgeCode},
		},
		"a longer pause within a known scan": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode[:9], 10*wedgeTick).wait(200*wedgeTick).typed(wedgeCode[9:], 10*wedgeTick).press(wedgeEnter)
			},
			[]string{"unended " + wedgeCode[:9], "scan " + wedgeCode[9:]},
		},
		"pauses within a scan's first characters, more than one": {
			func(d *wedgeDesk) {
				d.typed("13", 5*wedgeTick).wait(60*wedgeTick).typed("45", 5*wedgeTick).wait(100*wedgeTick).typed(wedgeCode[4:], 5*wedgeTick).press(wedgeEnter)
			},
			[]string{"1", "3", "4", "5", "untype 4", "scan " + wedgeCode},
		},
		"a short rest of a scan after a longer pause, with its Enter": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode[:15], 5*wedgeTick).wait(250*wedgeTick).typed(wedgeCode[15:], 5*wedgeTick).press(wedgeEnter)
			},
			[]string{"unended " + wedgeCode[:15], "7", "8", "9", "Enter"},
		},
		"a person who types on after a scan without an end": {
			func(d *wedgeDesk) {
				d.typed(wedgeCode, 5*wedgeTick).wait(90*wedgeTick).typed("1234", 90*wedgeTick)
			},
			[]string{"unended " + wedgeCode + "1234"},
		},
		"an amount with a comma, programmed into a key": {
			func(d *wedgeDesk) { d.typed("128,00", 5*wedgeTick).press(WedgeKey{Key: KeyF1}) },
			[]string{"1", "2", "8", "typed ,", "0", "0", "F1"},
		},
		"letters of a scan's beginning are taken back too": {
			func(d *wedgeDesk) {
				d.typed("fp", 5*wedgeTick).wait(60*wedgeTick).typed("0a1b2c3d", 5*wedgeTick).press(wedgeEnter)
			},
			[]string{"typed f", "typed p", "untype 2", "scan fp0a1b2c3d"},
		},
		"a person's key just before a scan": {
			func(d *wedgeDesk) { d.typed("5", 0).wait(30*wedgeTick).typed(wedgeCode, 10*wedgeTick) },
			[]string{"unended 5" + wedgeCode},
		},
		"an amount of a person, held back by a machine that hung": {
			func(d *wedgeDesk) { d.typed("123.45", 0).press(wedgeEnter) },
			[]string{"1", "2", "3", ".", "4", "5", "Enter"},
		},
		"a scan too short to be known": {
			func(d *wedgeDesk) { d.typed("12345", 10*wedgeTick).press(wedgeEnter) },
			[]string{"1", "2", "3", "4", "5", "Enter"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWedgeDesk()
			c.play(d)
			require.Equal(t, c.want, d.told())
		})
	}
}

func TestWedge_Due(t *testing.T) {
	d := newWedgeDesk()
	_, held := d.wedge.Due()
	require.False(t, held, "nothing is held at first")

	d.typed("1", 0)
	due, held := d.wedge.Due()
	require.True(t, held)
	require.Equal(t, d.now.Add(wedgeHold), due)
	require.Empty(t, d.wedge.Expire(due.Add(-1)), "not a moment early")
	require.Equal(t, []Event{Pressed{"1"}}, d.wedge.Expire(due))

	d.wait(wedgeLink)
	d.typed(wedgeCode, 10*wedgeTick)
	due, held = d.wedge.Due()
	require.True(t, held)
	require.Equal(t, d.now.Add(wedgePause), due)
	require.Equal(t, []Event{ScanUnended{Code: NewPayCode(wedgeCode), Keys: true}}, d.wedge.Expire(due))
	_, held = d.wedge.Due()
	require.False(t, held)
}

func TestWedge_Flush(t *testing.T) {
	t.Run("lets a person's keys go before a tap", func(t *testing.T) {
		d := newWedgeDesk().typed("5", 0)
		require.Equal(t, []Event{Pressed{"5"}}, d.wedge.Flush())
		require.Empty(t, d.wedge.Flush())
	})
	t.Run("does not cut a scan", func(t *testing.T) {
		d := newWedgeDesk().typed(wedgeCode[:9], 10*wedgeTick)
		require.Empty(t, d.wedge.Flush())
		require.Equal(t, []string{"unended " + wedgeCode}, d.typed(wedgeCode[9:], 10*wedgeTick).told())
	})
}

func TestWedge_NeverPrintsWhatIsTyped(t *testing.T) {
	w := newWedgeDesk().typed(wedgeCode, 10*wedgeTick).wedge
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		require.Equal(t, "kiosk.Wedge(18 held)", fmt.Sprintf(verb, w))
		require.Equal(t, "kiosk.Wedge(18 held)", fmt.Sprintf(verb, &w))
	}
}

// drawWedgePersonKey is any key that a person may press.
func drawWedgePersonKey(t *rapid.T) (WedgeKey, string) {
	named := []Key{KeyEnter, KeyTab, KeyBackspace, KeyEsc, KeyF1, KeyF9, KeyDot, "0", "9"}
	if rapid.Bool().Draw(t, "named") {
		k := rapid.SampledFrom(named).Draw(t, "key")
		return WedgeKey{Key: k}, string(k)
	}
	r := rapid.SampledFrom([]rune("0123456789.ab:/５。元")).Draw(t, "rune")
	return WedgeKey{Rune: r}, wedgeWord(personEvent(r))
}

// drawWedgeText is any text that a scanner may type.
func drawWedgeText(t *rapid.T) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("0123456789.:/?=&-_ABCxyz支")), wedgeCharsMin, 60, -1).
		Filter(func(s string) bool { return !amountLike([]rune(s)) }).Draw(t, "scan")
}

func drawWedgeGap(t *rapid.T, least, most int) time.Duration {
	return time.Duration(rapid.IntRange(least*1000, most*1000).Draw(t, "gap µs")) * time.Microsecond
}

// A person's keys and scans in any order: each key comes out exactly, each scan
// as exactly one Scanned, whether Expire is called in time or not at all.
func TestWedge_PersonAndScanner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newWedgeDesk()
		timely := rapid.Bool().Draw(t, "timely")
		wait := func(gap time.Duration) {
			if timely {
				d.wait(gap)
			} else {
				d.now = d.now.Add(gap)
			}
		}
		want := []string{}
		for range rapid.IntRange(0, 12).Draw(t, "turns") {
			if rapid.Bool().Draw(t, "person") {
				k, word := drawWedgePersonKey(t)
				d.press(k)
				want = append(want, word)
				wait(drawWedgeGap(t, 80, 400))
				continue
			}
			wait(wedgeLink) // nobody has a scanner in hand sooner after a key
			text := drawWedgeText(t)
			for i, r := range []rune(text) {
				if i > 0 {
					wait(drawWedgeGap(t, 0, 30))
				}
				d.press(WedgeKey{Rune: r})
			}
			end := rapid.SampledFrom([]string{"enter", "tab", "crlf", "late", "none"}).Draw(t, "end")
			if end == "none" {
				want = append(want, "unended "+text)
			} else {
				want = append(want, "scan "+text)
			}
			switch end {
			case "enter":
				wait(drawWedgeGap(t, 0, 30))
				d.press(wedgeEnter)
			case "tab":
				wait(drawWedgeGap(t, 0, 30))
				d.press(wedgeTab)
			case "crlf":
				wait(drawWedgeGap(t, 0, 30))
				d.press(wedgeEnter)
				wait(drawWedgeGap(t, 0, 30))
				d.press(wedgeEnter)
			case "late":
				wait(drawWedgeGap(t, 0, 199))
				d.press(wedgeEnter)
			case "none":
				wait(200 * wedgeTick) // until then an Enter would count as the scan's
			}
			wait(drawWedgeGap(t, 80, 400))
		}
		require.Equal(t, want, d.told())
	})
}

// Scans that end with a terminator may follow each other at once.
func TestWedge_ScansBackToBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newWedgeDesk()
		var want []string
		for range rapid.IntRange(1, 8).Draw(t, "scans") {
			text := drawWedgeText(t)
			for _, r := range text + "\r" {
				d.press(WedgeKey{Rune: r}).wait(drawWedgeGap(t, 0, 30))
			}
			want = append(want, "scan "+text)
		}
		require.Equal(t, want, d.told())
	})
}

// Whatever the jitter, no digit comes out that was not typed, each at most once
// and in order, nothing is held for long, and what is held is bounded.
func TestWedge_AnyJitter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newWedgeDesk()
		var in strings.Builder
		for range rapid.IntRange(0, 80).Draw(t, "keys") {
			r := rapid.SampledFrom([]rune("0123456789.a支")).Draw(t, "rune")
			in.WriteRune(r)
			d.press(WedgeKey{Rune: r})
			if due, held := d.wedge.Due(); held {
				require.LessOrEqual(t, due.Sub(d.now), wedgePause)
			}
			d.wait(drawWedgeGap(t, 0, 120))
		}
		d.wait(time.Second)
		var out, typed []rune // all that came out, and the end of it that can be taken back
		for _, e := range d.out {
			switch e := e.(type) {
			case Pressed:
				typed = append(typed, []rune(string(e.Key))...)
			case Typed:
				typed = append(typed, e.Rune)
			case Untyped:
				require.LessOrEqual(t, e.Keys, len(typed), "no more is taken back than was typed")
				typed = typed[:len(typed)-e.Keys]
			case ScanUnended:
				code := e.Code.Reveal()
				require.GreaterOrEqual(t, utf8.RuneCountInString(code), wedgeCharsMin)
				out, typed = append(append(out, typed...), []rune(code)...), nil
			}
		}
		require.Equal(t, in.String(), string(append(out, typed...)), "nothing is lost, doubled or out of order")
	})
}
