package voice

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// Errors of what was recorded.
var (
	ErrNothingSaid = errors.New("nothing was said")
	ErrTooLoud     = errors.New("it was too loud, or too close")
	ErrTooLong     = errors.New("it was longer than a clip may be")
)

// A recording is looked at in frames of 10 ms. Speech is what is frameLoud times as loud
// as the quietest moment so far, and no softer than speechLeast; its end is softer than
// endShare of its loudest too. A click, such as the key's that began the recording, is
// shorter than wordLeast.
const (
	frame       = sampleRate / 100
	settle      = 5 * frame // at the beginning, in which cards pop
	wordBegins  = 3         // loud frames in a row
	wordLeast   = 6         // loud frames of a word
	wordEnds    = 50        // soft frames in a row
	frameLoud   = 3.5
	speechLeast = 120
	endShare    = 0.05
	lead        = 5 * frame // kept before what was found, where soft sounds are, and after it

	waitMax = 8 * time.Second // for a word to begin
)

// A clip is as loud as the till's own, and its peak below what a card can play.
const (
	clipLoudness = 4000
	clipPeakMax  = 30000
	// fullScale is the value from which on a sample counts as cut off; so many of them
	// in a row are heard as a crackle.
	fullScale   = 32600
	fullInARow  = 3
	crackles    = 2
	amplifyMost = 30 // 30 dB: more would make a word of a room's noise
)

// take is the recording of one word, as it comes in.
type take struct {
	samples []int16 // since the beginning
	passed  int     // of them, looked at
	floor   float64 // loudness of the quietest 50 ms
	recent  [5]float64
	loudest float64
	run     int // loud frames in a row
	loud    int // loud frames of the word
	soft    int // soft frames in a row within it
	begin   int // the sample at which the word began; -1 before
	level   float64
}

func newTake() *take { return &take{floor: math.Inf(1), begin: -1} }

// add takes what was heard next, and reports whether the word is over.
func (t *take) add(samples []int16) (over bool, err error) {
	t.samples = append(t.samples, samples...)
	for t.passed+frame <= len(t.samples) {
		at := t.passed
		t.passed += frame
		if at < settle {
			continue
		}
		if t.look(at); t.begin >= 0 && t.soft >= wordEnds {
			return true, nil
		}
		switch {
		case t.begin < 0 && t.passed > int(waitMax.Seconds()*sampleRate):
			return true, ErrNothingSaid
		case t.begin >= 0 && t.passed-t.soft*frame-t.begin > int(clipMax.Seconds()*sampleRate)-2*lead:
			return true, ErrTooLong
		}
	}
	return false, nil
}

// look takes the frame at a sample into account.
func (t *take) look(at int) {
	loudness, peak := measure(t.samples[at : at+frame])
	t.level = peak
	copy(t.recent[:], t.recent[1:])
	t.recent[len(t.recent)-1] = loudness
	if n := at/frame - settle/frame; n+1 >= len(t.recent) {
		total := 0.0
		for _, l := range t.recent {
			total += l
		}
		t.floor = min(t.floor, total/float64(len(t.recent)))
	}
	quiet := speechLeast + 0.0
	if !math.IsInf(t.floor, 1) {
		quiet = max(quiet, t.floor*frameLoud)
	}
	if t.begin >= 0 {
		quiet = max(quiet, t.loudest*endShare)
	}
	if loudness <= quiet {
		t.run = 0
		if t.begin < 0 {
			return
		}
		if t.soft++; t.soft >= wordEnds && t.loud < wordLeast { // it was a click
			t.begin, t.loud, t.soft, t.loudest = -1, 0, 0, 0
		}
		return
	}
	t.run, t.soft = t.run+1, 0
	if t.begin < 0 && t.run >= wordBegins {
		t.begin = at - (wordBegins-1)*frame
		t.loud = wordBegins - 1
	}
	if t.begin >= 0 {
		t.loud++
		t.loudest = max(t.loudest, loudness)
	}
}

// measure is the loudness and the peak of samples.
func measure(samples []int16) (rms, peak float64) {
	mean := 0.0
	for _, s := range samples {
		mean += float64(s)
	}
	mean /= float64(len(samples)) // cheap cards have one
	for _, s := range samples {
		v := float64(s) - mean
		rms += v * v
		peak = max(peak, math.Abs(v))
	}
	return math.Sqrt(rms / float64(len(samples))), peak
}

// meterFloor is the left end of the meter, in dB below the loudest that there is.
const meterFloor = 48

// meter is the level now, from 0 to 1 on a scale as people hear.
func (t *take) meter() float64 {
	if t.level < 1 {
		return 0
	}
	return min(1, max(0, 1+20*math.Log10(t.level/math.MaxInt16)/meterFloor))
}

// clip is the word alone, as loud as the till's own clips.
func (t *take) clip() ([]int16, error) {
	if t.begin < 0 || t.loud < wordLeast {
		return nil, ErrNothingSaid
	}
	end := min(len(t.samples), t.passed-t.soft*frame+lead)
	word := t.samples[max(settle, t.begin-lead):end]
	if crackled(word) {
		return nil, ErrTooLoud
	}
	return normalize(word), nil
}

// crackled reports whether samples were cut off at the loudest that there is.
func crackled(samples []int16) bool {
	found, row := 0, 0
	for _, s := range samples {
		if s < fullScale && s > -fullScale {
			row = 0
			continue
		}
		if row++; row == fullInARow {
			found++
		}
	}
	return found >= crackles
}

func normalize(word []int16) []int16 {
	mean, power, peak := 0.0, 0.0, 1.0
	for _, s := range word {
		mean += float64(s) / float64(len(word))
	}
	for _, s := range word {
		v := float64(s) - mean
		power += v * v / float64(len(word))
		peak = max(peak, math.Abs(v))
	}
	gain := min(clipLoudness/math.Sqrt(max(power, 1)), clipPeakMax/peak, amplifyMost)
	fade := min(len(word)/2, sampleRate/100)
	clip := make([]int16, len(word))
	for i, s := range word {
		v := (float64(s) - mean) * gain
		if edge := min(i, len(word)-1-i); edge < fade {
			v *= float64(edge) / float64(fade)
		}
		clip[i] = clamp(v)
	}
	return clip
}

// encodeWAV is a clip as a file that decodeWAV takes: PCM, 16 bits, mono, 16 kHz.
func encodeWAV(clip []int16) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{
		uint32(36 + 2*len(clip)), [8]byte([]byte("WAVEfmt ")), uint32(16), uint16(1), uint16(1), uint32(sampleRate), uint32(2 * sampleRate), uint16(2), uint16(16),
		[4]byte([]byte("data")), uint32(2 * len(clip)), clip,
	} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err) // a buffer takes all of it
		}
	}
	return b.Bytes()
}
