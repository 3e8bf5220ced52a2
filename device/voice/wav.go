package voice

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// sampleRate is that of all sound in this package, in samples a second. Speech has little
// above its half.
const sampleRate = 16000

// Bounds of a clip's file.
const (
	clipMax      = 3 * time.Second // its length, with the silence around it
	clipBytesMax = 2 << 20         // of its file: 3 s of 48 kHz stereo and what programs write beside it
	rateMin      = 8000
	rateMax      = 48000
)

// Errors of a clip, which people read after its name.
var (
	errNoWAV  = errors.New("is no WAV file")
	errFormat = errors.New("is not PCM with 16 bits, 8 to 48 kHz, mono or stereo")
	errLong   = fmt.Errorf("is longer than %d s", int(clipMax.Seconds()))
	errBig    = fmt.Errorf("is larger than %d MB", clipBytesMax>>20)
	errSilent = errors.New("is silent")
	errCut    = errors.New("is cut off")
)

// decodeWAV reads a clip as samples at sampleRate, without the silence at its ends.
func decodeWAV(file []byte) ([]int16, error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return nil, errNoWAV
	}
	var channels, rate int
	for rest := file[12:]; len(rest) >= 8; {
		id, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if size > len(rest) {
			return nil, errCut
		}
		chunk := rest[:size]
		switch id {
		case "fmt ":
			if len(chunk) < 16 {
				return nil, errNoWAV
			}
			const pcm, extensible = 1, 0xfffe
			format, bits := binary.LittleEndian.Uint16(chunk), binary.LittleEndian.Uint16(chunk[14:])
			channels, rate = int(binary.LittleEndian.Uint16(chunk[2:])), int(binary.LittleEndian.Uint32(chunk[4:]))
			if format == extensible && len(chunk) >= 26 {
				format = binary.LittleEndian.Uint16(chunk[24:])
			}
			if format != pcm || bits != 16 || channels < 1 || channels > 2 || rate < rateMin || rate > rateMax {
				return nil, errFormat
			}
		case "data":
			if channels == 0 {
				return nil, errNoWAV
			}
			frames := len(chunk) / 2 / channels
			if time.Duration(frames)*time.Second/time.Duration(rate) > clipMax {
				return nil, errLong
			}
			return trim(resample(mono(chunk, channels), rate))
		}
		rest = rest[min(len(rest), size+size%2):]
	}
	return nil, errCut
}

func mono(data []byte, channels int) []float64 {
	samples := make([]float64, len(data)/2/channels)
	for i := range samples {
		for c := range channels {
			samples[i] += float64(int16(binary.LittleEndian.Uint16(data[2*(i*channels+c):]))) / float64(channels)
		}
	}
	return samples
}

// resample changes the rate to sampleRate by a windowed sinc below the lower of the two
// half rates, so that nothing folds back into what is heard.
func resample(samples []float64, rate int) []float64 {
	if rate == sampleRate {
		return samples
	}
	cut := min(1, float64(sampleRate)/float64(rate))
	reach := int(16 / cut)
	out := make([]float64, len(samples)*sampleRate/rate)
	for i := range out {
		at := float64(i) * float64(rate) / sampleRate
		for k := max(0, int(at)-reach); k <= min(len(samples)-1, int(at)+reach); k++ {
			x := at - float64(k)
			weight := cut * (0.5 + 0.5*math.Cos(math.Pi*x/float64(reach+1)))
			if x != 0 {
				weight *= math.Sin(math.Pi*cut*x) / (math.Pi * cut * x)
			}
			out[i] += samples[k] * weight
		}
	}
	return out
}

// Speech begins and ends where the sound is louder than quietShare of its peak; of a
// recording that never gets louder than silentPeak nothing would be heard.
const (
	quietShare = 0.03
	silentPeak = 300
)

// trim cuts the silence at both ends off, and softens the cuts.
func trim(samples []float64) ([]int16, error) {
	peak := 0.0
	for _, s := range samples {
		peak = max(peak, math.Abs(s))
	}
	if peak < silentPeak {
		return nil, errSilent
	}
	loud := func(s float64) bool { return math.Abs(s) > quietShare*peak }
	first, last := slices.IndexFunc(samples, loud), len(samples)-1
	for !loud(samples[last]) {
		last--
	}
	samples = samples[first : last+1]
	fade := min(len(samples)/2, sampleRate/250)
	clip := make([]int16, len(samples))
	for i, s := range samples {
		if edge := min(i, len(samples)-1-i); edge < fade {
			s *= float64(edge) / float64(fade)
		}
		clip[i] = clamp(s)
	}
	return clip, nil
}

func clamp(s float64) int16 {
	return int16(math.Round(max(math.MinInt16, min(math.MaxInt16, s))))
}
