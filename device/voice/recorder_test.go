package voice

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	assets "facepay/assets/voice"
)

// room is a room's noise.
func room(d time.Duration, loud float64) []int16 {
	dice := rand.New(rand.NewPCG(1, 2))
	samples := make([]int16, int(d*sampleRate/time.Second))
	for i := range samples {
		samples[i] = clamp(loud * dice.NormFloat64())
	}
	return samples
}

// pronounced is a clip of ours as a person says it: softer or louder, in a room with noise, an
// offset of the card's and a pop at the beginning.
func pronounced(t *testing.T, name Clip, gain, noise float64) []int16 {
	t.Helper()
	word, err := builtIn(Mandarin, name)
	require.NoError(t, err)
	pause := room(400*time.Millisecond, noise)
	samples := slices.Concat(pause, word, room(800*time.Millisecond, noise))
	for i := range samples {
		v := float64(samples[i])
		if i >= len(pause) && i < len(pause)+len(word) {
			v = v*gain + float64(pause[i%len(pause)])
		}
		samples[i] = clamp(v + 150)
	}
	samples[3] = math.MaxInt16
	return samples
}

// hears is a microphone that hears this, and then ends so.
func hears(samples []int16, end error) Microphone {
	return func(ctx context.Context, heard func([]int16)) error {
		for chunk := range slices.Chunk(samples, sampleRate/50) {
			heard(chunk)
		}
		if end == nil {
			<-ctx.Done()
			end = ctx.Err()
		}
		return end
	}
}

type studio struct {
	*Recorder
	t       *testing.T
	dir     string
	mic     atomic.Pointer[Microphone] // which one that hangs may still look at
	played  atomic.Int64
	kept    atomic.Int64
	silent  error // of playing
	saves   error
	patient time.Duration
	lastOut []int16
}

func newStudio(t *testing.T) *studio {
	s := &studio{t: t, dir: t.TempDir()}
	s.start()
	return s
}

func (s *studio) start() {
	s.Recorder = NewRecorder(RecorderOptions{
		Language: Mandarin, DataDir: s.dir, Changed: func() {}, Kept: func() { s.kept.Add(1) }, Log: slog.New(slog.DiscardHandler),
		Microphone: func(ctx context.Context, heard func([]int16)) error { return (*s.mic.Load())(ctx, heard) },
		Play: func(_ context.Context, clip []int16) error {
			s.lastOut = clip
			s.played.Add(1)
			return s.silent
		},
		Save: func(path string, content []byte) error {
			if s.saves != nil {
				return s.saves
			}
			return os.WriteFile(path, content, 0o600)
		},
		Remove: os.Remove, patience: s.patient,
	})
	s.Open()
	s.Wait()
}

// records has a word recorded and returns what came of it, once it was played.
func (s *studio) records(m Microphone) RecorderView {
	s.t.Helper()
	s.mic.Store(&m)
	s.Record()
	require.Eventually(s.t, func() bool {
		v := s.View()
		return (v.Stage == RecorderReady || v.Stage == RecorderTaken) && !v.Playing
	}, soon, time.Millisecond)
	return s.View()
}

func TestRecorder_EveryWordIsFoundTrimmedAndAsLoudAsOurs(t *testing.T) {
	ways := map[string]struct{ gain, noise float64 }{
		"as loud": {1, 5}, "softly": {0.1, 8}, "near": {1.05, 100}, "in a noisy room": {0.5, 100}, "with no noise at all": {0.3, 0},
	}
	names := slices.Sorted(maps.Keys(ways))
	for i, w := range mandarinWords {
		ours, err := builtIn(Mandarin, w.Clip)
		require.NoError(t, err)
		for _, name := range []string{names[i%len(names)], names[(i/2+1)%len(names)]} {
			c := ways[name]
			tk := newTake()
			var over bool
			for chunk := range slices.Chunk(pronounced(t, w.Clip, c.gain, c.noise), 333) {
				if over, err = tk.add(chunk); over || err != nil {
					break
				}
			}
			require.NoError(t, err, "%s %s", w.Clip, name)
			require.True(t, over, "%s %s: it ends by itself", w.Clip, name)
			clip, err := tk.clip()
			require.NoError(t, err, "%s %s", w.Clip, name)
			clip, err = decodeWAV(encodeWAV(clip))
			require.NoError(t, err)
			require.InDelta(t, duration(ours).Seconds(), duration(clip).Seconds(), 0.12, "%s %s", w.Clip, name)
			rms, peak := measure(clip)
			require.InDelta(t, clipLoudness, rms, clipLoudness*0.4, "%s %s", w.Clip, name)
			require.LessOrEqual(t, peak, clipPeakMax+500.0)
		}
	}
}

func TestRecorder_KeepsAWordAndGoesOnToTheNext(t *testing.T) {
	s := newStudio(t)
	v := s.View()
	require.Equal(t, 34, v.Words)
	require.Equal(t, "零", v.Word.Text)
	require.Equal(t, "líng", v.Word.Reading())
	v = s.records(hears(pronounced(t, "ling2", 0.5, 10), nil))
	require.NoError(t, v.Problem)
	require.Equal(t, RecorderTaken, v.Stage)
	require.EqualValues(t, 1, s.played.Load(), "it is played back by itself")
	require.NoFileExists(t, s.path(0), "nothing is kept before somebody says so")
	s.Keep()
	s.Wait()
	v = s.View()
	require.Equal(t, RecorderReady, v.Stage)
	require.Equal(t, 1, v.At)
	require.True(t, v.Own[0])
	require.True(t, v.Kept)
	require.EqualValues(t, 1, s.kept.Load())
	loaded, bad := load(s.dir, Mandarin)
	require.Empty(t, bad)
	require.NotEqual(t, ours(t, Mandarin)["ling2"], loaded["ling2"], "the till says it so")

	s.Go(-1)
	s.Listen()
	s.Wait()
	require.Equal(t, loaded["ling2"], s.lastOut)
	s.Remove()
	s.Wait()
	require.False(t, s.View().Own[0])
	require.NoFileExists(t, s.path(0))
	s.Listen()
	s.Wait()
	require.Equal(t, ours(t, Mandarin)["ling2"], s.lastOut, "the till's own again")
	s.Remove()
	s.Wait()
	require.NoError(t, s.View().Problem, "there is nothing to remove")
}

func TestRecorder_GoesOnWhereItWasLeft(t *testing.T) {
	s := newStudio(t)
	for n := range 12 {
		s.records(hears(pronounced(t, s.View().Word.Clip, 0.5, 10), nil))
		s.Keep()
		s.Wait()
		at := time.Now().Add(time.Duration(n-100) * time.Minute) // the disk's clock may be coarse
		require.NoError(t, os.Chtimes(s.path(n), at, at))
	}
	s.Close()
	s.start()
	require.Equal(t, 12, s.View().At)
	require.Equal(t, 12, count(s.View().Own))
	s.Go(-100)
	require.Equal(t, 0, s.View().At)
	s.Go(100)
	require.Equal(t, 33, s.View().At)
}

// A folder that is read slowly moves no word away from under somebody who has begun, and
// takes no sentence away.
func TestRecorder_WhoBeginsAtOnceStaysAtTheWordThatTheySee(t *testing.T) {
	s := newStudio(t)
	late := make([]bool, 34)
	late[20] = true
	s.found(s.opening, late, 21)
	require.Equal(t, 21, s.View().At)
	s.Close()
	s.start()
	require.ErrorIs(t, s.records(hears(nil, ErrNoMicrophone)).Problem, ErrNoMicrophone)
	s.found(s.opening, late, 21)
	v := s.View()
	require.ErrorIs(t, v.Problem, ErrNoMicrophone)
	require.Zero(t, v.At)
	require.True(t, v.Own[20])
}

func count(own []bool) (n int) {
	for _, is := range own {
		if is {
			n++
		}
	}
	return n
}

// What was wrong is told, and whatever was there is still there.
func TestRecorder_BadInput(t *testing.T) {
	word := pronounced(t, "ling2", 0.5, 10)
	loud := slices.Clone(word)
	for i := range loud {
		loud[i] = clamp(float64(loud[i]) * 8)
	}
	click := slices.Concat(room(300*time.Millisecond, 10), room(30*time.Millisecond, 9000), room(9*time.Second, 10))
	clicked := slices.Concat(room(300*time.Millisecond, 10), room(30*time.Millisecond, 9000), word)
	thought := slices.Concat(room(300*time.Millisecond, 10), room(30*time.Millisecond, 9000), room(time.Second, 10), word)
	for name, c := range map[string]struct {
		mic  Microphone
		want error
	}{
		"none":                       {hears(nil, ErrNoMicrophone), ErrNoMicrophone},
		"busy":                       {hears(nil, ErrMicrophoneBusy), ErrMicrophoneBusy},
		"taken out before the word":  {hears(word[:sampleRate/5], ErrMicrophoneGone), ErrMicrophoneGone},
		"taken out in the word":      {hears(word[:sampleRate*55/100], ErrMicrophoneGone), ErrMicrophoneGone},
		"taken out behind the word":  {hears(word, ErrMicrophoneGone), nil},
		"digital silence":            {hears(make([]int16, 9*sampleRate), nil), ErrNothingSaid},
		"a room's noise":             {hears(room(9*time.Second, 60), nil), ErrNothingSaid},
		"a key's click":              {hears(click, nil), ErrNothingSaid},
		"a key's click, then a word": {hears(clicked, nil), nil},
		"a word some time after it":  {hears(thought, nil), nil},
		"too loud":                   {hears(loud, nil), ErrTooLoud},
		"somebody who talks on":      {hears(slices.Concat(room(200*time.Millisecond, 10), sine(300, 5*sampleRate)), nil), ErrTooLong},
		"a clip's length":            {hears(slices.Concat(room(200*time.Millisecond, 10), sine(300, 26*sampleRate/10), room(time.Second, 10)), nil), nil},
	} {
		s := newStudio(t)
		require.NoError(t, os.MkdirAll(filepath.Dir(s.path(0)), 0o700))
		before := encodeWAV(sine(440, sampleRate/2))
		require.NoError(t, os.WriteFile(s.path(0), before, 0o600))
		s.start()
		s.Go(-1)
		v := s.records(c.mic)
		if c.want == nil {
			require.NoError(t, v.Problem, name)
			require.Equal(t, RecorderTaken, v.Stage, name)
		} else {
			require.ErrorIs(t, v.Problem, c.want, name)
			require.Equal(t, RecorderReady, v.Stage, name)
		}
		after, err := os.ReadFile(s.path(0))
		require.NoError(t, err)
		require.Equal(t, before, after, name)
		s.Close()
		s.Wait()
	}
}

func TestRecorder_AFullDiskLosesNeitherTheOldNorTheNew(t *testing.T) {
	s := newStudio(t)
	s.records(hears(pronounced(t, "ling2", 0.5, 10), nil))
	full := errors.New("no space left on device")
	s.saves = full
	s.Keep()
	s.Wait()
	v := s.View()
	require.ErrorIs(t, v.Problem, full)
	require.Equal(t, RecorderTaken, v.Stage)
	require.Zero(t, s.kept.Load())
	s.saves = nil
	s.Keep()
	s.Wait()
	require.True(t, s.View().Own[0], "once there is room again")
}

func TestRecorder_WhatCannotBePlayedIsToldAndStays(t *testing.T) {
	s := newStudio(t)
	s.silent = errors.New("no card")
	v := s.records(hears(pronounced(t, "ling2", 0.5, 10), nil))
	require.ErrorIs(t, v.Problem, ErrUnsaid)
	require.Equal(t, RecorderTaken, v.Stage)
}

func TestRecorder_AnOwnRecordingThatCannotBeUsedIsTold(t *testing.T) {
	s := newStudio(t)
	require.NoError(t, os.MkdirAll(filepath.Dir(s.path(0)), 0o700))
	require.NoError(t, os.WriteFile(s.path(0), []byte("ID3"), 0o600))
	s.start()
	s.Go(-1)
	s.Listen()
	s.Wait()
	require.ErrorIs(t, s.View().Problem, ErrUnread)
	require.Equal(t, ours(t, Mandarin)["ling2"], s.lastOut, "as it is heard at the counter")
}

// A microphone that hangs holds nothing up, and is not asked a second time meanwhile.
func TestRecorder_AMicrophoneThatHangs(t *testing.T) {
	s := &studio{t: t, dir: t.TempDir(), patient: 50 * time.Millisecond}
	s.start()
	free := make(chan struct{})
	var opened atomic.Int64
	hangs := func(context.Context, func([]int16)) error {
		opened.Add(1)
		<-free
		return ErrMicrophoneGone
	}
	require.ErrorIs(t, s.records(hangs).Problem, ErrMicrophoneMute)
	require.ErrorIs(t, s.records(hangs).Problem, ErrMicrophoneMute)
	require.Eventually(t, func() bool { return opened.Load() == 1 }, soon, time.Millisecond)
	s.o.patience = soon // nobody records now
	close(free)
	require.NoError(t, s.records(hears(pronounced(t, "ling2", 0.5, 10), nil)).Problem)
}

func TestRecorder_StopAndDrop(t *testing.T) {
	s := newStudio(t)
	word := pronounced(t, "ling2", 0.5, 10)
	said := make(chan struct{})
	s.mic.Store(new(Microphone(func(ctx context.Context, heard func([]int16)) error {
		heard(word[:len(word)-sampleRate*6/10]) // its end does not come by itself
		close(said)
		<-ctx.Done()
		return ctx.Err()
	})))
	s.Record()
	<-said
	s.Stop()
	require.Eventually(t, func() bool { return s.View().Stage == RecorderTaken && !s.View().Playing }, soon, time.Millisecond)
	require.True(t, s.Drop())
	require.Equal(t, RecorderReady, s.View().Stage)
	require.False(t, s.Drop())
	s.Keep()
	s.Wait()
	require.NoFileExists(t, s.path(0), "there is nothing to keep")

	said = make(chan struct{})
	s.Record()
	<-said
	s.Close()
	s.Wait()
	require.Equal(t, RecorderReady, s.View().Stage, "who leaves leaves the microphone")
}

func TestPinyin_EveryWordHasItsReading(t *testing.T) {
	for sound, want := range map[string]string{
		"ling2": "líng", "liu4": "liù", "jiu3": "jiǔ", "dian3": "diǎn", "jiao3": "jiǎo", "zhi1 fu4 bao3": "zhī fù bǎo", "shou1 kuan3": "shōu kuǎn", "er4": "èr",
	} {
		require.Equal(t, want, Word{Text: "字", Sound: sound}.Reading())
	}
	for _, w := range mandarinWords {
		require.NotEmpty(t, w.Reading())
		require.NotContains(t, w.Reading(), "1234")
		file, err := assets.Clips.ReadFile(Mandarin + "/" + string(w.Clip) + ".wav")
		require.NoError(t, err)
		require.NotEmpty(t, file)
	}
	require.Empty(t, englishWords[0].Reading())
}
