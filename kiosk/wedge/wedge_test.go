package wedge

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"facepay/kiosk"
)

// keyboard plays keys to a Detector as the till's runner would: Expire is called
// when due, also between keys.
type keyboard struct {
	detector Detector
	now      time.Time
	out      []kiosk.Event
}

func newKeyboard() *keyboard {
	return &keyboard{now: time.Date(2026, 11, 11, 11, 11, 11, 0, time.UTC)}
}

// wait lets time pass.
func (d *keyboard) wait(pause time.Duration) *keyboard {
	end := d.now.Add(pause)
	for due, held := d.detector.Due(); held && !due.After(end); due, held = d.detector.Due() {
		d.out = append(d.out, d.detector.Expire(due)...)
	}
	d.now = end
	return d
}

func (d *keyboard) press(k KeyPress) *keyboard {
	d.out = append(d.out, d.detector.Key(d.now, k)...)
	return d
}

// typed presses the characters of s, each gap after the one before.
func (d *keyboard) typed(s string, gap time.Duration) *keyboard {
	for i, r := range []rune(s) {
		if i > 0 {
			d.wait(gap)
		}
		d.press(KeyPress{Rune: r})
	}
	return d
}

// told ends with a long silence and returns everything that came out.
func (d *keyboard) told() []string {
	d.wait(time.Second)
	told := []string{}
	for _, e := range d.out {
		told = append(told, eventWord(e))
	}
	return told
}

func eventWord(e kiosk.Event) string {
	switch e := e.(type) {
	case kiosk.Pressed:
		return string(e.Key)
	case kiosk.Typed:
		return "typed " + string(e.Rune)
	case kiosk.Scanned:
		return "scan " + e.Code.Reveal()
	case kiosk.ScanUnended:
		return "unended " + e.Code.Reveal()
	case kiosk.Untyped:
		return "untype " + strconv.Itoa(e.Keys)
	}
	return fmt.Sprintf("%T", e)
}

const (
	payCode = "134567890123456789"
	url     = "https://qr.example/Pay?a=1&b=2"
	ms      = time.Millisecond
)

var (
	enter = KeyPress{Key: kiosk.KeyEnter}
	tab   = KeyPress{Key: kiosk.KeyTab}
)

func TestDetector(t *testing.T) {
	scan, unended := "scan "+payCode, "unended "+payCode
	for name, c := range map[string]struct {
		play func(d *keyboard)
		want []string
	}{
		"an amount typed by a person comes out key by key": {
			func(d *keyboard) { d.typed("12.50", 80*ms).wait(80 * ms).press(enter) },
			[]string{"1", "2", ".", "5", "0", "Enter"},
		},
		"digits and the dot may come as named keys": {
			func(d *keyboard) {
				d.press(KeyPress{Key: "7"}).wait(90 * ms).press(KeyPress{Key: kiosk.KeyDot})
			},
			[]string{"7", "."},
		},
		"other characters of a person are Typed": {
			func(d *keyboard) { d.typed("a５。", 120*ms) },
			[]string{"typed a", "typed ５", "typed 。"},
		},
		"a scan that ends with Enter": {
			func(d *keyboard) { d.typed(payCode, 8*ms).wait(8 * ms).press(enter) },
			[]string{scan},
		},
		"a scan that ends with Tab": {
			func(d *keyboard) { d.typed(payCode, 16*ms).wait(16 * ms).press(tab) },
			[]string{scan},
		},
		"a scan that ends with Enter as a character": {
			func(d *keyboard) { d.typed(payCode+"\r", 16*ms) },
			[]string{scan},
		},
		"a scan that ends with CR and LF, both swallowed": {
			func(d *keyboard) { d.typed(payCode+"\r\n", 12*ms) },
			[]string{scan},
		},
		"a scan that ends with nothing": {
			func(d *keyboard) { d.typed(payCode, 12*ms) },
			[]string{unended},
		},
		"a scan whose Enter comes later": {
			func(d *keyboard) { d.typed(payCode, 12*ms).wait(190 * ms).press(enter) },
			[]string{scan},
		},
		"a person's Enter well after a scan without a terminator": {
			func(d *keyboard) { d.typed(payCode, 12*ms).wait(400 * ms).press(enter) },
			[]string{unended, "Enter"},
		},
		"a person's Enter soon after a scan with a terminator": {
			func(d *keyboard) {
				d.typed(payCode, 12*ms).press(enter).wait(80 * ms).press(enter)
			},
			[]string{scan, "Enter"},
		},
		"a link comes out whole": {
			func(d *keyboard) { d.typed(url, 10*ms).press(enter) },
			[]string{"scan " + url},
		},
		"a scan all at once": {
			func(d *keyboard) { d.typed(payCode, 0).press(enter) },
			[]string{scan},
		},
		"two scans in a row": {
			func(d *keyboard) {
				d.typed(payCode, 10*ms).wait(10 * ms).press(enter).wait(10 * ms)
				d.typed(payCode, 10*ms).wait(10 * ms).press(enter)
			},
			[]string{scan, scan},
		},
		"two scans all at once": {
			func(d *keyboard) { d.typed(payCode+"\r"+payCode+"\r", 0) },
			[]string{scan, scan},
		},
		"two scans without terminators": {
			func(d *keyboard) {
				d.typed(payCode, 10*ms).wait(200*ms).typed(payCode, 10*ms)
			},
			[]string{unended, unended},
		},
		"a scan right after typed digits": {
			func(d *keyboard) {
				d.typed("12", 80*ms).wait(linkTime).typed(payCode, 10*ms).press(enter)
			},
			[]string{"1", "2", scan},
		},
		"typed digits right after a scan": {
			func(d *keyboard) { d.typed(payCode, 10*ms).wait(200*ms).typed("12", 80*ms) },
			[]string{unended, "1", "2"},
		},
		"typed digits right after a scan's Enter": {
			func(d *keyboard) {
				d.typed(payCode, 10*ms).press(enter).wait(20*ms).typed("12", 80*ms)
			},
			[]string{scan, "1", "2"},
		},
		"a scan's first character comes early, but within the hold": {
			func(d *keyboard) {
				d.typed("1", 0).wait(39*ms).typed(payCode[1:], 10*ms).press(enter)
			},
			[]string{scan},
		},
		"a scan that a busy machine stretches once it is known": {
			func(d *keyboard) {
				d.typed(payCode[:6], 10*ms).wait(190*ms).typed(payCode[6:12], 0).wait(190*ms).typed(payCode[12:], 5*ms)
				d.wait(190 * ms).press(enter)
			},
			[]string{scan},
		},
		"a few keys mashed together are a person's": {
			func(d *keyboard) { d.typed("12345", 3*ms) },
			[]string{"1", "2", "3", "4", "5"},
		},
		"a few keys and Enter bunched by a busy machine are a person's": {
			func(d *keyboard) { d.typed("12.50", 0).press(enter) },
			[]string{"1", "2", ".", "5", "0", "Enter"},
		},
		"Enter alone, twice": {
			func(d *keyboard) { d.press(enter).press(enter) },
			[]string{"Enter", "Enter"},
		},
		"Tab alone": {
			func(d *keyboard) { d.press(tab) },
			[]string{"Tab"},
		},
		"a function key keeps its place among bunched keys": {
			func(d *keyboard) {
				d.typed("12", 0).press(KeyPress{Key: kiosk.KeyBackspace}).typed("34", 0)
				d.press(KeyPress{Key: kiosk.KeyF1}).press(KeyPress{Key: kiosk.KeyEsc})
			},
			[]string{"1", "2", "Backspace", "3", "4", "F1", "Esc"},
		},
		"Esc right after a scan's last character follows the scan": {
			func(d *keyboard) { d.typed(payCode, 10*ms).press(KeyPress{Key: kiosk.KeyEsc}) },
			[]string{unended, "Esc"},
		},
		"a function key within a scan: its rest is not an amount": {
			func(d *keyboard) {
				d.typed("01069012345678", 10*ms).press(KeyPress{Key: "F8"}).wait(10*ms).typed("1012", 10*ms)
				d.wait(10*ms).press(enter).wait(80*ms).typed("5", 0)
			},
			[]string{"unended 01069012345678", "F8", "5"},
		},
		"a key without a meaning does not cut a scan": {
			func(d *keyboard) {
				d.typed(payCode[:9], 10*ms).press(KeyPress{}).typed(payCode[9:], 10*ms)
			},
			[]string{unended},
		},
		"an over-long scan is told once and its rest dropped with its Enter": {
			func(d *keyboard) {
				d.typed(strings.Repeat("1234567890", 100), 5*ms).wait(5*ms).press(enter).wait(80*ms).typed("7", 0)
			},
			[]string{"unended " + strings.Repeat("1234567890", 52)[:kiosk.PayCodeBytesMax], "7"},
		},
		"an over-long scan that ends with nothing, then a late Enter, then a scan": {
			func(d *keyboard) {
				d.typed(strings.Repeat("é", kiosk.PayCodeBytesMax), 5*ms).wait(100 * ms).press(enter)
				d.wait(80*ms).typed(payCode, 10*ms)
			},
			[]string{"unended " + strings.Repeat("é", kiosk.PayCodeBytesMax/2), unended},
		},
		"a scan of exactly the most that fits": {
			func(d *keyboard) { d.typed(strings.Repeat("x", kiosk.PayCodeBytesMax), ms).press(enter) },
			[]string{"scan " + strings.Repeat("x", kiosk.PayCodeBytesMax)},
		},
		"characters that are none are kept harmless": {
			func(d *keyboard) { d.press(KeyPress{Rune: -1}).wait(100 * ms).press(KeyPress{Rune: 0xD800}) },
			[]string{"typed \uFFFD", "typed \uFFFD"},
		},
		"a clock set back holds nothing for ever": {
			func(d *keyboard) {
				d.typed("5", 0)
				d.now = d.now.Add(-time.Hour)
				d.typed("6", 0)
			},
			[]string{"5", "6"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newKeyboard()
			c.play(d)
			require.Equal(t, c.want, d.told())
		})
	}
}

// What timing cannot tell apart, so that a change of it is noticed. None of them
// may leave a scan's digit in the amount.
func TestDetector_Ambiguous(t *testing.T) {
	for name, c := range map[string]struct {
		play func(d *keyboard)
		want []string
	}{
		"a long pause after a scan's first character": {
			func(d *keyboard) { d.typed("1", 0).wait(60*ms).typed(payCode[1:], 10*ms) },
			[]string{"1", "untype 1", "unended " + payCode},
		},
		"a long pause within a known scan": {
			func(d *keyboard) {
				d.typed(payCode[:9], 10*ms).wait(199*ms).typed(payCode[9:], 10*ms).press(enter)
			},
			[]string{"scan " + payCode},
		},
		"a longer pause within a known scan": {
			func(d *keyboard) {
				d.typed(payCode[:9], 10*ms).wait(200*ms).typed(payCode[9:], 10*ms).press(enter)
			},
			[]string{"unended " + payCode[:9], "scan " + payCode[9:]},
		},
		"pauses within a scan's first characters, more than one": {
			func(d *keyboard) {
				d.typed("13", 5*ms).wait(60*ms).typed("45", 5*ms).wait(100*ms).typed(payCode[4:], 5*ms).press(enter)
			},
			[]string{"1", "3", "4", "5", "untype 4", "scan " + payCode},
		},
		"a short rest of a scan after a longer pause, with its Enter": {
			func(d *keyboard) {
				d.typed(payCode[:15], 5*ms).wait(250*ms).typed(payCode[15:], 5*ms).press(enter)
			},
			[]string{"unended " + payCode[:15], "7", "8", "9", "Enter"},
		},
		"a person who types on after a scan without an end": {
			func(d *keyboard) {
				d.typed(payCode, 5*ms).wait(90*ms).typed("1234", 90*ms)
			},
			[]string{"unended " + payCode + "1234"},
		},
		"an amount with a comma, programmed into a key": {
			func(d *keyboard) { d.typed("128,00", 5*ms).press(KeyPress{Key: kiosk.KeyF1}) },
			[]string{"1", "2", "8", "typed ,", "0", "0", "F1"},
		},
		"letters of a scan's beginning are taken back too": {
			func(d *keyboard) {
				d.typed("fp", 5*ms).wait(60*ms).typed("0a1b2c3d", 5*ms).press(enter)
			},
			[]string{"typed f", "typed p", "untype 2", "scan fp0a1b2c3d"},
		},
		"a person's key just before a scan": {
			func(d *keyboard) { d.typed("5", 0).wait(30*ms).typed(payCode, 10*ms) },
			[]string{"unended 5" + payCode},
		},
		"an amount of a person, held back by a machine that hung": {
			func(d *keyboard) { d.typed("123.45", 0).press(enter) },
			[]string{"1", "2", "3", ".", "4", "5", "Enter"},
		},
		"a scan too short to be known": {
			func(d *keyboard) { d.typed("12345", 10*ms).press(enter) },
			[]string{"1", "2", "3", "4", "5", "Enter"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newKeyboard()
			c.play(d)
			require.Equal(t, c.want, d.told())
		})
	}
}

func TestDetector_Due(t *testing.T) {
	d := newKeyboard()
	_, held := d.detector.Due()
	require.False(t, held, "nothing is held at first")

	d.typed("1", 0)
	due, held := d.detector.Due()
	require.True(t, held)
	require.Equal(t, d.now.Add(holdTime), due)
	require.Empty(t, d.detector.Expire(due.Add(-1)), "not a moment early")
	require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "1"}}, d.detector.Expire(due))

	d.wait(linkTime)
	d.typed(payCode, 10*ms)
	due, held = d.detector.Due()
	require.True(t, held)
	require.Equal(t, d.now.Add(pauseTime), due)
	require.Equal(t, []kiosk.Event{kiosk.ScanUnended{Code: kiosk.NewPayCode(payCode), Keys: true}}, d.detector.Expire(due))
	_, held = d.detector.Due()
	require.False(t, held)
}

func TestDetector_Flush(t *testing.T) {
	t.Run("lets a person's keys go before a tap", func(t *testing.T) {
		d := newKeyboard().typed("5", 0)
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "5"}}, d.detector.Flush())
		require.Empty(t, d.detector.Flush())
	})
	t.Run("does not cut a scan", func(t *testing.T) {
		d := newKeyboard().typed(payCode[:9], 10*ms)
		require.Empty(t, d.detector.Flush())
		require.Equal(t, []string{"unended " + payCode}, d.typed(payCode[9:], 10*ms).told())
	})
}

func TestDetector_NeverPrintsWhatIsTyped(t *testing.T) {
	w := newKeyboard().typed(payCode, 10*ms).detector
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		require.Equal(t, "wedge.Detector(18 held)", fmt.Sprintf(verb, w))
		require.Equal(t, "wedge.Detector(18 held)", fmt.Sprintf(verb, &w))
	}
}

// drawPersonKey is any key that a person may press.
func drawPersonKey(t *rapid.T) (KeyPress, string) {
	named := []kiosk.Key{kiosk.KeyEnter, kiosk.KeyTab, kiosk.KeyBackspace, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF9, kiosk.KeyDot, "0", "9"}
	if rapid.Bool().Draw(t, "named") {
		k := rapid.SampledFrom(named).Draw(t, "key")
		return KeyPress{Key: k}, string(k)
	}
	r := rapid.SampledFrom([]rune("0123456789.ab:/５。元")).Draw(t, "rune")
	return KeyPress{Rune: r}, eventWord(personEvent(r))
}

// drawText is any text that a scanner may type.
func drawText(t *rapid.T) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("0123456789.:/?=&-_ABCxyz支")), charsMin, 60, -1).
		Filter(func(s string) bool { return !amountLike([]rune(s)) }).Draw(t, "scan")
}

func drawGap(t *rapid.T, least, most int) time.Duration {
	return time.Duration(rapid.IntRange(least*1000, most*1000).Draw(t, "gap µs")) * time.Microsecond
}

// A person's keys and scans in any order: each key comes out exactly, each scan
// as exactly one Scanned, whether Expire is called in time or not at all.
func TestDetector_PersonAndScanner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newKeyboard()
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
				k, word := drawPersonKey(t)
				d.press(k)
				want = append(want, word)
				wait(drawGap(t, 80, 400))
				continue
			}
			wait(linkTime) // nobody has a scanner in hand sooner after a key
			text := drawText(t)
			for i, r := range []rune(text) {
				if i > 0 {
					wait(drawGap(t, 0, 30))
				}
				d.press(KeyPress{Rune: r})
			}
			end := rapid.SampledFrom([]string{"enter", "tab", "crlf", "late", "none"}).Draw(t, "end")
			if end == "none" {
				want = append(want, "unended "+text)
			} else {
				want = append(want, "scan "+text)
			}
			switch end {
			case "enter":
				wait(drawGap(t, 0, 30))
				d.press(enter)
			case "tab":
				wait(drawGap(t, 0, 30))
				d.press(tab)
			case "crlf":
				wait(drawGap(t, 0, 30))
				d.press(enter)
				wait(drawGap(t, 0, 30))
				d.press(enter)
			case "late":
				wait(drawGap(t, 0, 199))
				d.press(enter)
			case "none":
				wait(200 * ms) // until then an Enter would count as the scan's
			}
			wait(drawGap(t, 80, 400))
		}
		require.Equal(t, want, d.told())
	})
}

// Scans that end with a terminator may follow each other at once.
func TestDetector_ScansBackToBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newKeyboard()
		var want []string
		for range rapid.IntRange(1, 8).Draw(t, "scans") {
			text := drawText(t)
			for _, r := range text + "\r" {
				d.press(KeyPress{Rune: r}).wait(drawGap(t, 0, 30))
			}
			want = append(want, "scan "+text)
		}
		require.Equal(t, want, d.told())
	})
}

// Whatever the jitter, no digit comes out that was not typed, each at most once
// and in order, nothing is held for long, and what is held is bounded.
func TestDetector_AnyJitter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newKeyboard()
		var in strings.Builder
		for range rapid.IntRange(0, 80).Draw(t, "keys") {
			r := rapid.SampledFrom([]rune("0123456789.a支")).Draw(t, "rune")
			in.WriteRune(r)
			d.press(KeyPress{Rune: r})
			if due, held := d.detector.Due(); held {
				require.LessOrEqual(t, due.Sub(d.now), pauseTime)
			}
			d.wait(drawGap(t, 0, 120))
		}
		d.wait(time.Second)
		var out, typed []rune // all that came out, and the end of it that can be taken back
		for _, e := range d.out {
			switch e := e.(type) {
			case kiosk.Pressed:
				typed = append(typed, []rune(string(e.Key))...)
			case kiosk.Typed:
				typed = append(typed, e.Rune)
			case kiosk.Untyped:
				require.LessOrEqual(t, e.Keys, len(typed), "no more is taken back than was typed")
				typed = typed[:len(typed)-e.Keys]
			case kiosk.ScanUnended:
				code := e.Code.Reveal()
				require.GreaterOrEqual(t, utf8.RuneCountInString(code), charsMin)
				out, typed = append(append(out, typed...), []rune(code)...), nil
			}
		}
		require.Equal(t, in.String(), string(append(out, typed...)), "nothing is lost, doubled or out of order")
	})
}
