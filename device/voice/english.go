package voice

import (
	"strings"

	"facepay/kiosk"
)

// The words of numbers, by their value and by tens from twenty.
const (
	englishUnits = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
	englishTens  = "twenty thirty forty fifty sixty seventy eighty ninety"
)

// englishAmount reads an amount: twelve point three four yuan.
func englishAmount(amount kiosk.Fen) []Clip {
	clips := englishNumber(amount / 100)
	if jiao, fen := amount/10%10, amount%10; jiao != 0 || fen != 0 {
		clips = append(append(clips, "point"), englishNumber(jiao)...)
		if fen != 0 {
			clips = append(clips, englishNumber(fen)...)
		}
	}
	return append(clips, "yuan")
}

// englishNumber reads a whole number below 10^9.
func englishNumber(n kiosk.Fen) (clips []Clip) {
	units, tens := strings.Fields(englishUnits), strings.Fields(englishTens)
	for _, group := range []struct {
		of   kiosk.Fen
		name Clip
	}{{1_000_000, "million"}, {1000, "thousand"}, {100, "hundred"}} {
		if n >= group.of {
			clips = append(append(clips, englishNumber(n/group.of)...), group.name)
			n %= group.of
		}
	}
	if n >= 20 {
		clips = append(clips, Clip(tens[n/10-2]))
		n %= 10
	}
	if n > 0 || len(clips) == 0 {
		clips = append(clips, Clip(units[n]))
	}
	return clips
}
