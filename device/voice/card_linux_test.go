package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gen2brain/malgo"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// captured has ALSA write what is heard to a file, as raw samples.
func captured(t *testing.T) (dir string, play func(context.Context, []int16) (bool, error)) {
	t.Helper()
	dir = t.TempDir()
	conf := fmt.Sprintf(`pcm.!default { type plug slave { pcm { type file slave.pcm { type null } file "|cat >>%s/heard" format raw } rate %d channels 1 format S16_LE } }
`, dir, sampleRate)
	path := filepath.Join(dir, "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte(conf), 0o600))
	t.Setenv("ALSA_CONFIG_PATH", path)
	return filepath.Join(dir, "heard"), func(ctx context.Context, samples []int16) (bool, error) {
		return playOn(ctx, []malgo.Backend{malgo.BackendAlsa}, samples)
	}
}

func heardIn(t *testing.T, file string) []int16 {
	t.Helper()
	raw, err := os.ReadFile(file)
	if !errors.Is(err, fs.ErrNotExist) { // nothing was heard yet
		require.NoError(t, err)
	}
	samples := make([]int16, len(raw)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return samples
}

// without are the samples without silence around them.
func without(samples []int16) []int16 {
	for len(samples) > 0 && samples[0] == 0 {
		samples = samples[1:]
	}
	for len(samples) > 0 && samples[len(samples)-1] == 0 {
		samples = samples[:len(samples)-1]
	}
	return samples
}

func TestCard_WhatIsHeardByALSA(t *testing.T) {
	file, play := captured(t)
	v := begin(t, &deck{}, func(o *Options) { o.play = play })
	require.NoError(t, v.Test(t.Context(), Config{Money: MoneyDecimal})) // silent; it is ready then
	v.Say(kiosk.Phrase{Kind: kiosk.PhraseUnknown, Wallet: kiosk.WeChat, Amount: 1234})
	v.Say(paid(1234))
	v.Say(paid(500))
	var want []int16
	for _, p := range []kiosk.Phrase{{Kind: kiosk.PhraseUnknown}, paid(1234), paid(500)} {
		want = append(want, without(expected(t, p))...)
	}
	require.NotEmpty(t, want)
	require.Eventually(t, func() bool { return countSounds(heardIn(t, file)) >= len(want)*9/10 }, soon, 50*time.Millisecond)
	require.NoError(t, v.Test(t.Context(), Config{Money: MoneyDecimal})) // behind them
	heard := utterances(heardIn(t, file))
	require.Len(t, heard, 3, "one utterance each")
	for i, p := range []kiosk.Phrase{{Kind: kiosk.PhraseUnknown}, paid(1234), paid(500)} {
		require.Equal(t, without(expected(t, p)), without(heard[i]))
	}
}

func countSounds(samples []int16) (n int) {
	for _, s := range samples {
		if s != 0 {
			n++
		}
	}
	return n
}

// utterances are apart by at least 200 ms of silence.
func utterances(samples []int16) (all [][]int16) {
	const apart = sampleRate / 5
	begin, quiet := -1, 0
	for i, s := range samples {
		switch {
		case s != 0 && begin < 0:
			begin, quiet = i, 0
		case s != 0:
			quiet = 0
		case begin >= 0:
			if quiet++; quiet == apart {
				all = append(all, samples[begin:i-apart+1])
				begin = -1
			}
		}
	}
	if begin >= 0 {
		all = append(all, samples[begin:])
	}
	return all
}

// A machine without a card writes nothing to standard error and is told apart.
func TestCard_NoneIsAnError(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte("pcm.!default { type hw card 7 }\n"), 0o600))
	t.Setenv("ALSA_CONFIG_PATH", path)
	heard, err := playOn(t.Context(), []malgo.Backend{malgo.BackendAlsa}, sine(440, sampleRate))
	require.Error(t, err)
	require.False(t, heard)
}

// A device that was stopped and started again has ended the program before now.
func TestCard_HundredsOfTimes(t *testing.T) {
	_, play := captured(t)
	sound := sine(440, sampleRate/5)
	for i := range 300 {
		heard, err := play(t.Context(), sound)
		require.NoError(t, err, i)
		require.True(t, heard)
	}
}

// What C code writes to a pipe that nobody reads any more has ended the program.
func TestCard_APipeThatBreaksEndsNothing(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf(`pcm.!default { type plug slave { pcm { type file slave.pcm { type null } file "|head -c 20000 >%s/heard" format raw } rate %d channels 1 format S16_LE } }
`, dir, sampleRate)
	path := filepath.Join(dir, "asound.conf")
	require.NoError(t, os.WriteFile(path, []byte(conf), 0o600))
	t.Setenv("ALSA_CONFIG_PATH", path)
	outlivePipes()
	for range 5 {
		heard, err := playOn(t.Context(), []malgo.Backend{malgo.BackendAlsa}, sine(440, 60*sampleRate))
		require.NoError(t, err)
		require.True(t, heard)
	}
}
