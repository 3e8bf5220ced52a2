//go:build e2e

package e2e

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
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
func (c soundCard) sounds(t require.TestingT) (lengths []time.Duration) {
	heard, err := os.ReadFile(c.file)
	if !errors.Is(err, fs.ErrNotExist) { // nothing was heard yet
		require.NoError(t, err)
	}
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
	sound()
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

// Words are heard of proven money alone, once; of what nobody knows a tone.
func TestVoiceIsHeardOfProvenMoneyAlone(t *testing.T) {
	t.Parallel()
	card := newSoundCard(t, t.TempDir())
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := layTill(t, g, g.lepay()+s.config())
	tl.environ = append(tl.environ, card.environ()...)
	tl.open()
	const tone, words = 600 * time.Millisecond, time.Second
	heard := func(want ...string) {
		var lengths []time.Duration
		await(t, "sound", func() bool {
			lengths = card.sounds(t)
			return len(lengths) >= len(want)
		}, tl.now)
		for i, length := range lengths {
			is := "neither"
			switch {
			case length < tone:
				is = "tone"
			case length > words:
				is = "words"
			}
			require.Less(t, i, len(want), "%v", lengths)
			require.Equal(t, want[i], is, "%v", lengths)
		}
	}
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
