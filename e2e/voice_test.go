//go:build e2e

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// soundCard is one of ALSA's own, which writes what it is given into a file. It takes
// sound as fast as it comes.
type soundCard struct{ file, config string }

const soundRate = 16000 // samples a second

func newSoundCard(t require.TestingT, dir string) soundCard {
	c := soundCard{file: filepath.Join(dir, "heard"), config: filepath.Join(dir, "asound.conf")}
	text := fmt.Sprintf("pcm.!default { type plug slave { rate %d channels 1 format S16_LE pcm { type file format raw file %q slave.pcm { type null } } } }\n", soundRate, "|cat >>"+c.file)
	require.NoError(t, os.WriteFile(c.config, []byte(text), 0o600))
	return c
}

// environ has a program hear of this card alone.
func (c soundCard) environ() []string {
	return []string{"ALSA_CONFIG_PATH=" + c.config, "PULSE_SERVER=unix:" + c.config + ".none"}
}

// sounds are the lengths of what was heard, one after another with silence between them.
func (c soundCard) sounds(t require.TestingT) []time.Duration { return c.soundsAfter(t, 0) }

// soundsAfter are those after the first n bytes that have ended: silence follows each.
func (c soundCard) soundsAfter(t require.TestingT, n int64) (lengths []time.Duration) {
	heard, err := os.ReadFile(c.file)
	if !errors.Is(err, fs.ErrNotExist) { // nothing was heard yet
		require.NoError(t, err)
	}
	heard = heard[min(int(n), len(heard)):]
	const apart = soundRate / 6
	first, last := -1, -1
	sound := func() {
		if first >= 0 {
			lengths = append(lengths, time.Duration(last-first)*time.Second/soundRate)
		}
	}
	for i := range len(heard) / 2 {
		if binary.LittleEndian.Uint16(heard[2*i:]) == 0 {
			continue
		}
		if first < 0 || i-last > apart {
			sound()
			first = i
		}
		last = i
	}
	if len(heard)/2-last > apart { // what is being written has no end yet
		sound()
	}
	return lengths
}

// size is the number of bytes that were heard.
func (c soundCard) size(t require.TestingT) int64 {
	info, err := os.Stat(c.file)
	if errors.Is(err, fs.ErrNotExist) { // nothing was heard yet
		return 0
	}
	require.NoError(t, err)
	return info.Size()
}

// hears waits until so many tones and words were heard, and no more.
func (tl *till) hears(card soundCard, want ...string) {
	const tone, words = 600 * time.Millisecond, time.Second
	var lengths []time.Duration
	tl.awaits("sound", func() bool {
		lengths = card.sounds(tl.t)
		return len(lengths) >= len(want)
	})
	for i, length := range lengths {
		is := "neither"
		switch {
		case length < tone:
			is = "tone"
		case length > words:
			is = "words"
		}
		require.Less(tl.t, i, len(want), "%v", lengths)
		require.Equal(tl.t, want[i], is, "%v", lengths)
	}
}

// Words are heard of proven money alone, once; of what nobody knows a tone.
func TestVoiceIsHeardOfProvenMoneyAlone(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := layTill(t, g, g.lepay()+s.config())
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	heard := func(want ...string) { tl.hears(card, want...) }
	tl.sells("12.34", "F1")
	heard("words")
	g.fails(practice.FaultLoseAnswer, "tofastpay")
	tl.scansFor(s, "25", paymentCode(kiosk.WeChat, 1))
	tl.awaitPanel("panel.unknown.title")
	heard("words", "tone")
	tl.keys("F6")
	tl.awaitNext()
	o := tl.opens("40", "F2")
	tl.shows(o)
	tl.leaves()
	g.paysLate(o.No)
	tl.awaitScreen(kiosk.ScreenAlarm)
	heard("words", "tone", "words")
}

// Two payments that are proven at once are both heard, one after the other.
func TestVoice_TwoPaymentsAtOnceAreBothHeard(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	g, ear := newGateway(t), newEar()
	post := newPostman(t, "http://"+ear)
	tl := layTill(t, g, g.weidoufu()+hears(ear, post.URL))
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	left := tl.opens("12.34", "F1")
	tl.shows(left)
	tl.leaves()
	o := tl.opens("5", "F1")
	tl.shows(o)
	g.paysLate(left.No)
	g.pays(o.No)
	tl.hears(card, "words", "words")
	tl.keys("Return") // the alarm waits for it
	tl.awaitScreen(kiosk.ScreenAlarm)
	require.Len(t, tl.agrees(), 2)
}

// spoken has the card's microphone hear a word: a tone of 440 Hz for seven tenths of a
// second, which no clip of ours is.
func (c soundCard) spoken(t require.TestingT) {
	var raw []byte
	for i := range 2 * soundRate {
		loud := 0.0
		if i > soundRate*5/10 && i < soundRate*12/10 {
			loud = 4000
		}
		raw = binary.LittleEndian.AppendUint16(raw, uint16(int16(loud*math.Sin(2*math.Pi*440*float64(i)/soundRate))))
	}
	said := c.file + ".said"
	require.NoError(t, os.WriteFile(said, raw, 0o600))
	text := fmt.Sprintf(`pcm.!default { type asym
playback.pcm { type plug slave { rate %[1]d channels 1 format S16_LE pcm { type file format raw file %[2]q slave.pcm { type null } } } }
capture.pcm { type plug slave { rate %[1]d channels 1 format S16_LE pcm { type file format raw file "/dev/null" infile %[3]q slave.pcm { type null } } } } }
`, soundRate, "|cat >>"+c.file, said)
	require.NoError(t, os.WriteFile(c.config, []byte(text), 0o600))
}

// tonesOf440 counts the tenths of a second after the first n bytes in which the spoken
// word is heard.
func (c soundCard) tonesOf440(t require.TestingT, n int64) (count int) {
	heard, err := os.ReadFile(c.file)
	require.NoError(t, err)
	const part = soundRate / 10
	for at := int(n); at+2*part <= len(heard); at += 2 * part {
		crossings, before, loudest := 0, int16(0), int16(0)
		for i := at; i < at+2*part; i += 2 {
			s := int16(binary.LittleEndian.Uint16(heard[i:]))
			if s > 0 != (before > 0) {
				crossings++
			}
			before, loudest = s, max(loudest, s)
		}
		if crossings >= 86 && crossings <= 90 && loudest > 500 {
			count++
		}
	}
	return count
}

// A word that the owner records at the till is heard at the next sale, and no more once
// it was removed.
func TestVoice_AWordIsRecordedAndHeardAtTheNextSale(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	card.spoken(t)
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	recording := filepath.Join(tl.data, "voice", "zh-CN", "ling2.wav")
	records := func(done func() bool, keys ...string) {
		tl.keys("F9")
		tl.entersPIN()
		tl.awaitScreen(kiosk.ScreenHistory)
		tl.keys("F8")
		tl.awaits("the settings", func() bool { return tl.window.shows(tl.inSettingsKey(), ink) })
		tl.keys("Home", "Next", "Next", "Down", "Return") // the twelfth entry
		before := card.size(t)
		tl.keys(keys...)
		tl.awaits("the word played back", func() bool { return card.size(t) > before && card.tonesOf440(t, before) >= 6 })
		await(t, "the recording", func() bool { // Enter means nothing while it is being opened or saved
			tl.keys(keys[len(keys)-1])
			return done()
		}, tl.now)
		tl.keys("Escape", "Escape", "Escape", "Escape", "Escape", "Escape")
		tl.awaitNext()
	}
	there := func() bool { _, err := os.Stat(recording); return err == nil }
	records(there, "Return")
	sells := func() int {
		before := card.size(t)
		tl.sells("0.05", "F1")
		tl.awaits("words", func() bool { return len(card.soundsAfter(t, before)) > 0 })
		return card.tonesOf440(t, before)
	}
	require.GreaterOrEqual(t, sells(), 8, "零点零五元, in the shop's own voice")
	tl.kill()
	tl.open()
	require.GreaterOrEqual(t, sells(), 8, "also after a start")
	require.NoError(t, os.Remove(recording))
	tl.kill()
	tl.open()
	require.Zero(t, sells(), "the till's own voice again")
}

// Muted nothing is said, also after a start, but for what somebody has to look at.
func TestVoice_MutedUntilItIsPressedAgain(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := layTill(t, g, g.lepay()+s.config())
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	tl.keys("ctrl+s")
	tl.awaits("the mute on disk", func() bool {
		on, err := os.ReadFile(filepath.Join(tl.data, "muted"))
		return err == nil && len(on) > 0
	})
	tl.sells("12.34", "F1")
	tl.kill()
	tl.open()
	tl.sells("5", "F1")
	g.fails(practice.FaultLoseAnswer, "tofastpay")
	tl.scansFor(s, "25", paymentCode(kiosk.WeChat, 1))
	tl.awaitPanel("panel.unknown.title")
	tl.awaits("a tone", func() bool { return len(card.sounds(t)) > 0 })
	tl.keys("F6")
	tl.awaitNext()
	tl.keys("ctrl+s")
	tl.sells("6", "F1")
	tl.awaits("words", func() bool { return len(card.sounds(t)) > 1 })
	sounds := card.sounds(t)
	require.Len(t, sounds, 2)
	require.Less(t, sounds[0], 600*time.Millisecond, "a tone, of what is not known")
	require.Greater(t, sounds[1], time.Second, "words again")
}
