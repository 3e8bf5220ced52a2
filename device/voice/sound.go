package voice

import (
	"math"
	"time"
)

const (
	// phraseMax is the length of what is heard of a sale, with its tone: the next customer
	// may be paying already. lateMax is that of late money, which has more to say.
	phraseMax, lateMax = 3 * time.Second, 4 * time.Second
	// overlap of two clips: syllables of one word run into each other.
	overlap = sampleRate * 12 / 1000
	// breath is the silence after a tone and around an utterance.
	breath = sampleRate * 60 / 1000
)

// notes of the tones, in Hz and samples; 0 Hz is a rest.
var notes = map[Tone][]struct {
	pitch float64
	long  int
}{
	ToneYes:       {{1046.5, sampleRate * 70 / 1000}, {1568, sampleRate * 90 / 1000}},
	ToneNo:        {{220, sampleRate * 300 / 1000}},
	ToneAttention: {{880, sampleRate * 120 / 1000}, {0, sampleRate * 60 / 1000}, {880, sampleRate * 120 / 1000}, {0, sampleRate * 60 / 1000}, {880, sampleRate * 120 / 1000}},
}

const toneLoudness = 9000

// synthesize makes a tone: a sine with some of its third harmonic, which small speakers
// still play where the note itself is too low for them.
func synthesize(t Tone) (samples []int16) {
	for _, n := range notes[t] {
		fade := min(n.long/2, sampleRate/100)
		for i := range n.long {
			loudness := float64(toneLoudness) * min(1, float64(min(i, n.long-1-i))/float64(fade))
			phase := 2 * math.Pi * n.pitch * float64(i) / sampleRate
			samples = append(samples, clamp(loudness*(math.Sin(phase)+0.3*math.Sin(3*phase))))
		}
	}
	return samples
}

// render is an utterance as samples.
func (c clips) render(u utterance, volume int) []int16 {
	samples := synthesize(u.tone)
	var words []int16
	for _, name := range u.clips {
		words = join(words, c[name])
	}
	if len(words) > 0 {
		samples = append(samples, make([]int16, breath)...)
		most := phraseMax
		if u.clips[0] == clipLate {
			most = lateMax
		}
		samples = append(samples, shorten(words, int(most.Seconds()*sampleRate)-len(samples))...)
	}
	return amplify(samples, volume)
}

// amplify makes samples as loud as a volume in per cent. What people hear as half as loud
// is about a tenth of the power.
func amplify(samples []int16, volume int) []int16 {
	gain := math.Pow(float64(volume)/100, 1.66)
	for i, s := range samples {
		samples[i] = clamp(float64(s) * gain)
	}
	return samples
}

// join adds a clip, the ends faded into each other.
func join(words, clip []int16) []int16 {
	n := min(overlap, len(words), len(clip))
	tail := words[len(words)-n:]
	for i := range n {
		share := float64(i+1) / float64(n+1)
		tail[i] = clamp(float64(tail[i])*(1-share) + float64(clip[i])*share)
	}
	return append(words, clip[n:]...)
}

const (
	grain = sampleRate * 24 / 1000 // of speech that is shortened: some periods of a low voice
	seek  = sampleRate * 10 / 1000 // in which the next grain that fits is looked for
)

// shorten makes speech at most most samples long at the same pitch: grains of it overlap
// by half, each taken from where it continues the one before best (WSOLA: Verhelst and
// Roelands, 1993).
func shorten(speech []int16, most int) []int16 {
	if len(speech) <= most || most < 2*grain {
		return speech
	}
	const hop = grain / 2
	faster := float64(len(speech)-grain-seek) / float64(most-grain-hop)
	out := make([]float64, most)
	at, n := 0, 0
	for ; n+grain <= most; n += hop {
		want := int(float64(n) * faster)
		if n > 0 {
			at = bestFit(speech, at+hop, want)
		}
		for i := range grain {
			if at+i < len(speech) {
				out[n+i] += float64(speech[at+i]) * (0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/grain))
			}
		}
	}
	short := make([]int16, 0, most)
	for _, s := range out[:min(most, n+hop)] {
		short = append(short, clamp(s))
	}
	return short
}

// bestFit is the place around want that is most like what follows naturally.
func bestFit(speech []int16, natural, want int) int {
	best, at := math.Inf(-1), want
	for candidate := max(0, want-seek); candidate <= want+seek && candidate+grain < len(speech); candidate += 2 {
		likeness := 0.0
		for i := 0; i < grain && natural+i < len(speech); i += 2 {
			likeness += float64(speech[natural+i]) * float64(speech[candidate+i])
		}
		if likeness > best {
			best, at = likeness, candidate
		}
	}
	return at
}
