package voice

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func ours(t *testing.T, language string) clips {
	t.Helper()
	loaded, bad := load(t.TempDir(), language)
	require.Empty(t, bad)
	require.Len(t, loaded, len(Words(language)))
	return loaded
}

func TestRender_NoUtteranceIsLongerThanThreeSeconds(t *testing.T) {
	for _, language := range Languages {
		c := ours(t, language)
		longest, faster := time.Duration(0), 0
		lines := table(t)
		for i := range lines {
			want := lines[len(lines)-1-i]
			if i%4 != 0 && want.amount != 1999999 { // a render takes some milliseconds
				continue
			}
			for _, units := range []bool{false, true} {
				u := utter(kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.Alipay, Amount: want.amount}, language, units)
				took := duration(c.render(u, 100))
				require.LessOrEqual(t, took, phraseMax, "%s", want.amount)
				longest = max(longest, took)
				if took > phraseMax-50*time.Millisecond {
					faster++
				}
			}
		}
		t.Logf("%s: the longest takes %s, %d were shortened", language, longest, faster)
		require.Greater(t, longest, 2*time.Second)
		late := kiosk.Phrase{Kind: kiosk.PhraseLate, Wallet: kiosk.Alipay, Amount: 1999999}
		require.LessOrEqual(t, duration(c.render(utter(late, language, true), 100)), lateMax)
	}
}

// A folder that the clips stand in is embedded by its files: none may be missing, and
// none lie there that nobody says.
func TestLoad_OursAreAllThereAndAlikeInLoudness(t *testing.T) {
	for _, language := range Languages {
		for name, samples := range ours(t, language) {
			length := duration(samples)
			require.Greater(t, length, 80*time.Millisecond, "%s %s", language, name)
			require.Less(t, length, 700*time.Millisecond, "%s %s", language, name)
			power := 0.0
			for _, s := range samples {
				power += float64(s) * float64(s) / float64(len(samples))
			}
			require.InDelta(t, 3500, math.Sqrt(power), 1500, "%s %s", language, name)
		}
	}
}

func sine(pitch float64, long int) []int16 {
	samples := make([]int16, long)
	for i := range samples {
		samples[i] = clamp(8000 * math.Sin(2*math.Pi*pitch*float64(i)/sampleRate))
	}
	return samples
}

// crossings of zero in a second: twice the pitch of a sine.
func crossings(samples []int16) (n float64) {
	for i := range samples[:len(samples)-1] {
		if (samples[i] < 0) != (samples[i+1] < 0) {
			n++
		}
	}
	return n * sampleRate / float64(len(samples))
}

func TestShorten_KeepsThePitch(t *testing.T) {
	speech := sine(220, 5*sampleRate)
	short := shorten(speech, 3*sampleRate)
	require.LessOrEqual(t, len(short), 3*sampleRate)
	require.Greater(t, len(short), 3*sampleRate-2*grain)
	require.InDelta(t, 440, crossings(short), 12)
	require.Greater(t, slices.Max(short), int16(7000))
	require.Equal(t, speech, shorten(speech, 5*sampleRate), "what is short enough stays as it is")
}

func TestRender_TheVolume(t *testing.T) {
	c := ours(t, Mandarin)
	u := utter(kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 1234}, Mandarin, false)
	loud := func(volume int) int16 { return slices.Max(c.render(u, volume)) }
	require.Greater(t, loud(100), int16(15000))
	require.Zero(t, loud(0))
	require.InDelta(t, 0.316, float64(loud(50))/float64(loud(100)), 0.01)
	require.Less(t, slices.Max(c.render(utterance{tone: ToneAttention}, 100)), int16(math.MaxInt16), "no tone is cut off at the top")
}

func TestTones_AreThreeThatNobodyConfuses(t *testing.T) {
	yes, no, attention := synthesize(ToneYes), synthesize(ToneNo), synthesize(ToneAttention)
	require.Greater(t, crossings(yes), 4*crossings(no))
	require.Greater(t, len(attention), 2*len(yes))
	require.Less(t, duration(yes), 200*time.Millisecond, "the words come soon after it")
}
